"""Figures that look wrong rather than malformed. A question rejects until somebody gives a reason, which is stored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core import formats
from core.ingest.check import CheckedTable, Record
from core.ingest.compare import shown
from core.ingest.issues import Issue, ask
from core.ingest.kinds import Kind
from core.ingest.programme_questions import PROGRAMME_QUESTIONS
from core.ingest.sums import sums_differ
from core.places import Places
from core.repository import StandingFact
from core.rules.poverty import FLOWS, Movement, movement, planned_fall_in_points, printed_rate
from core.settings import question_magnitude

# A jump smaller than this many households is a small commune's, not a slip.
_JUMP_AT_LEAST = 50
# Counts of people who stay, unlike the flows of a period: ten times the last is a slip. Beside it the plan's baseline.
_STOCKS = {
    "households": "households_start",
    "poor": "poor_start",
    "near_poor": "near_poor_start",
    "ethnic_households": None,
    "ethnic_poor": None,
    "indigenous_households": None,
    "indigenous_poor": None,
}
# A fall in points nearer than this to what the counts give is rounding, whatever the ratio.
_POINTS_APART = Decimal("0.1")


def questions(checked: CheckedTable, places: Places, around: Iterable[StandingFact]) -> list[Issue]:
    """All questions about a file. `around` are the standing rows of the file's units, their parents and siblings."""
    kind, around = checked.table.kind, list(around)
    found: list[Issue] = []
    known = _known_of_units(checked, around)
    if programme := PROGRAMME_QUESTIONS.get(kind.name):
        found += programme(checked, around)
    for record in checked.records:
        if kind.name == "poverty-progress" and record.place:
            found += _movement_open(kind, record)
            found += _magnitude(kind, record, known[record.place.code])
        elif kind.name == "poverty-plan":
            found += _printed_differs(kind, record)
            found += _points_beside_counts(kind, record)
    return [*found, *sums_differ(checked, places, around)]


def _movement_open(kind: Kind, record: Record) -> Iterator[Issue]:
    moved = movement_of(record.values)
    if moved and moved.residual:
        yield ask(
            kind,
            "movement_open",
            record.line,
            "poor",
            moved.end,
            f"{record.of}: đầu kỳ và biến động cho {formats.count(moved.expected_end)} hộ,"
            f" tệp ghi {formats.count(moved.end)}; chênh lệch chưa giải thích {moved.residual:+d} hộ."
            + _unreported(kind, moved),
        )


def _unreported(kind: Kind, moved: Movement) -> str:
    names = ", ".join(f"«{kind.by_key[key].header}»" for key in moved.missing_flows)
    return f" Chưa có: {names}." if names else ""


def movement_of(values: Mapping[str, Any]) -> Movement | None:
    return movement(values.get("poor_start"), values.get("poor"), {key: values.get(key) for key in FLOWS})


def _known_of_units(checked: CheckedTable, around: list[StandingFact]) -> dict[str, list[Mapping[str, Any]]]:
    """Every row of a unit, the file's own first: it is what will stand."""
    known: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for record in checked.records:
        if record.place:
            known[record.place.code].append(record.values)
    for fact in around:
        if code := fact.values.get("unit_code"):
            known[code].append(fact.values)
    return known


def _magnitude(kind: Kind, record: Record, known: Iterable[Mapping[str, Any]]) -> Iterator[Issue]:
    last, times = _last_before(record.values["as_of"], known), question_magnitude()
    for key in _STOCKS:
        value, before = record.values.get(key), last.get(key)
        if value is None or before is None or abs(value - before) < _JUMP_AT_LEAST:
            continue
        if value >= before * times or value * times <= before:
            yield ask(
                kind,
                "magnitude",
                record.line,
                key,
                value,
                f"{record.of}: {formats.count(value)} cách số gần nhất ({formats.count(before)})"
                f" từ {times} lần trở lên.",
                "Hãy kiểm tra chữ số; nếu đúng, hãy ghi lý do.",
            )


def _last_before(as_of: date, known: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The latest figures known for a unit before a date: its last report, else a plan's baseline of that year."""
    known = list(known)
    reports = [values for values in known if "as_of" in values and values["as_of"] < as_of]
    if reports:
        return max(reports, key=lambda values: values["as_of"])
    plans = [values for values in known if values.get("year") == as_of.year]
    return {
        key: next((plan[start] for plan in plans if plan[start] is not None), None)
        for key, start in _STOCKS.items()
        if start
    }


def _printed_differs(kind: Kind, record: Record) -> Iterator[Issue]:
    for key, computed in computed_beside_printed(record.values).items():
        printed = record.values.get(key)
        if printed is not None and computed is not None and printed != computed:
            yield ask(
                kind,
                "printed_differs",
                record.line,
                key,
                printed,
                f"{record.of}: «{kind.by_key[key].header}» ghi {shown(printed)},"
                f" tính từ các số khác là {shown(computed)}.",
            )


def _points_beside_counts(kind: Kind, record: Record) -> Iterator[Issue]:
    """A fall of 0,085 where the counts give 8,5 points: a share was written for a percentage, or a mark was lost."""
    fall, points = _fall_of_counts(record.values), record.values.get("rate_reduction")
    times = Decimal(question_magnitude()) / 2  # plans round their points: a lost mark is not exactly ten times
    if fall is None or points is None or abs(points - fall) < _POINTS_APART:
        return
    if points >= fall * times or points * times <= fall:
        yield ask(
            kind,
            "magnitude",
            record.line,
            "rate_reduction",
            points,
            f"{record.of}: tỷ lệ dự kiến giảm ghi {shown(points)} điểm,"
            f" tính từ số hộ là {formats.decimal(fall, 2)} điểm.",
            "Hãy kiểm tra dấu thập phân; nếu đúng, hãy ghi lý do.",
        )


def _fall_of_counts(values: Mapping[str, Any]) -> Decimal | None:
    """Points that the planned fall in households amounts to; over the starting households where no others are given."""
    households, poor, reduction = (values.get(key) for key in ("households_start", "poor_start", "poor_reduction"))
    if not households or poor is None or reduction is None:
        return None
    return planned_fall_in_points(poor, households, poor - reduction, values.get("households_planned") or households)


def computed_beside_printed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the figures that a plan prints beside its counts should be, from the counts (None where counts lack)."""
    households, poor = values.get("households_start"), values.get("poor_start")
    planned, fall = values.get("households_planned"), values.get("poor_reduction")
    left = poor - fall if poor is not None and fall is not None else None
    return {
        "printed_rate_start": printed_rate(poor, households) if poor is not None and households else None,
        "printed_poor_planned": left,
        "printed_rate_planned": printed_rate(left, planned) if left is not None and planned else None,
    }
