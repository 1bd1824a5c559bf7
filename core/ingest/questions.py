"""Figures that look wrong rather than malformed. A question rejects until somebody gives a reason, which is stored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from core import formats
from core.ingest.check import CheckedTable, Record
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Kind
from core.places import Place, Places
from core.repository import StandingFact
from core.rules import FLOWS, Movement, movement, printed_rate
from core.settings import question_magnitude

# Counts that the parts of a unit add up to.
SUMMED = {
    "poverty-progress": ("households", "poor"),
    "poverty-plan": ("households_start", "poor_start", "households_planned", "poor_reduction"),
}
# What makes two rows of different units belong to the same period and plan.
_PERIOD = {"poverty-progress": ("as_of",), "poverty-plan": ("year", "plan_number", "plan_owner")}
# A jump smaller than this many households is a small commune's, not a slip.
_JUMP_AT_LEAST = 50


def questions(checked: CheckedTable, places: Places, around: Iterable[StandingFact]) -> list[Issue]:
    """All questions about a file. `around` are the standing rows of the file's units, their parents and siblings."""
    kind, around = checked.table.kind, list(around)
    found: list[Issue] = []
    for record in checked.records:
        if kind.name == "poverty-progress":
            found += _movement_open(kind, record)
            found += _magnitude(kind, record, around)
        else:
            found += _printed_differs(kind, record)
    found += _totals_differ(checked)
    found += _parts_differ(checked, places, around)
    return found


def _ask(
    kind: Kind, code: str, line: int | None, key: str, value: Any, reason: str, remedy: str = "Nếu đúng, hãy ghi lý do."
) -> Issue:
    shown = None if value is None else str(value)
    return Issue(Severity.QUESTION, code, reason, remedy, line, kind.by_key[key].header, shown)


def _movement_open(kind: Kind, record: Record) -> Iterator[Issue]:
    moved = movement_of(record.values)
    if moved and moved.residual:
        yield _ask(
            kind,
            "movement_open",
            record.line,
            "poor",
            moved.end,
            f"{record.place.full_name}: đầu kỳ và biến động cho {formats.count(moved.expected_end)} hộ,"
            f" tệp ghi {formats.count(moved.end)}; chênh lệch chưa giải thích {moved.residual:+d} hộ."
            + _unreported(kind, moved),
        )


def _unreported(kind: Kind, moved: Movement) -> str:
    names = ", ".join(f"«{kind.by_key[key].header}»" for key in moved.missing_flows)
    return f" Chưa có: {names}." if names else ""


def movement_of(values: Mapping[str, Any]) -> Movement | None:
    return movement(values.get("poor_start"), values.get("poor"), {key: values.get(key) for key in FLOWS})


def _magnitude(kind: Kind, record: Record, around: list[StandingFact]) -> Iterator[Issue]:
    last = _last_before(record, around)
    for key in ("households", "poor"):
        value, before = record.values.get(key), last.get(key)
        if value is None or not before or abs(value - before) < _JUMP_AT_LEAST:
            continue
        times = question_magnitude()
        if value >= before * times or value * times <= before:
            yield _ask(
                kind,
                "magnitude",
                record.line,
                key,
                value,
                f"{record.place.full_name}: {formats.count(value)} cách số gần nhất ({formats.count(before)})"
                f" từ {times} lần trở lên.",
                "Hãy kiểm tra chữ số; nếu đúng, hãy ghi lý do.",
            )


def _last_before(record: Record, around: list[StandingFact]) -> Mapping[str, Any]:
    """The latest figures known for the unit before the record's date: its last report, else a plan's baseline."""
    mine = [fact.values for fact in around if fact.values["unit_code"] == record.place.code]
    as_of: date = record.values["as_of"]
    reports = [values for values in mine if "as_of" in values and values["as_of"] < as_of]
    if reports:
        return max(reports, key=lambda values: values["as_of"])
    plans = [values for values in mine if values.get("year") == as_of.year]
    baseline = plans[0] if plans else {}
    return {"households": baseline.get("households_start"), "poor": baseline.get("poor_start")}


def _printed_differs(kind: Kind, record: Record) -> Iterator[Issue]:
    for key, computed in computed_beside_printed(record.values).items():
        printed = record.values.get(key)
        if printed is not None and computed is not None and printed != computed:
            yield _ask(
                kind,
                "printed_differs",
                record.line,
                key,
                printed,
                f"{record.place.full_name}: «{kind.by_key[key].header}» ghi {printed},"
                f" tính từ các số khác là {computed}.",
            )


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


def _totals_differ(checked: CheckedTable) -> Iterator[Issue]:
    """A total row kept out of the file must be the sum of the rows of one level that it stands with."""
    kind = checked.table.kind
    for row, total in zip(checked.table.totals, checked.totals, strict=True):
        for key in (column.key for column in kind.columns if column.type == "count"):
            sums = _sums_by_level(checked.records, key)
            if total.get(key) is not None and sums and total[key] not in sums.values():
                parts = ", ".join(formats.count(value) for value in sums.values())
                yield _ask(
                    kind,
                    "total_differs",
                    row.line,
                    key,
                    total[key],
                    f"Dòng tổng ghi {formats.count(total[key])}, cộng các dòng là {parts}.",
                )


def _sums_by_level(records: Iterable[Record], key: str) -> dict[tuple[str, Any], int]:
    sums: dict[tuple[str, Any], int] = defaultdict(int)
    for record in records:
        if record.values.get(key) is not None:
            sums[record.place.level, record.values.get("as_of") or record.values.get("year")] += record.values[key]
    return sums


def _parts_differ(checked: CheckedTable, places: Places, around: list[StandingFact]) -> Iterator[Issue]:
    """A unit's own figure beside the sum of all units below it, as they would stand after this file."""
    kind = checked.table.kind
    rows = _after(checked, around)
    lines = {(record.place.code, _period(kind, record.values)): record.line for record in checked.records}
    for (code, period), own in rows.items():
        parts = _all_parts(places, places.by_code[code], period, rows)
        touched = [
            lines.get((part, period))
            for part in (code, *(child.code for child in places.children(places.by_code[code])))
        ]
        if not parts or not any(touched):
            continue
        line = next(line for line in touched if line)
        for key in SUMMED[kind.name]:
            whole, total = own.get(key), _sum(parts, key)
            if whole is not None and total is not None and whole != total:
                yield _ask(
                    kind,
                    "parts_differ",
                    line,
                    key,
                    whole,
                    f"{places.by_code[code].full_name}: «{kind.by_key[key].header}» là {formats.count(whole)},"
                    f" cộng các đơn vị bên dưới là {formats.count(total)} (lệch {whole - total:+d}).",
                )


def _after(checked: CheckedTable, around: list[StandingFact]) -> dict[tuple[str, tuple[Any, ...]], Mapping[str, Any]]:
    kind = checked.table.kind
    rows: dict[tuple[str, tuple[Any, ...]], Mapping[str, Any]] = {}
    for fact in around:
        if _PERIOD[kind.name][0] in fact.values:
            rows[fact.values["unit_code"], _period(kind, fact.values)] = fact.values
    for record in checked.records:
        rows[record.place.code, _period(kind, record.values)] = record.values
    return rows


def _period(kind: Kind, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values.get(name) for name in _PERIOD[kind.name])


def _all_parts(
    places: Places, whole: Place, period: tuple[Any, ...], rows: Mapping[tuple[str, tuple[Any, ...]], Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The rows of every unit below, or nothing when one of them has none (or is not listed here)."""
    children = places.children(whole)
    parts = [rows[child.code, period] for child in children if (child.code, period) in rows]
    return parts if children and whole.children_listed and len(parts) == len(children) else []


def _sum(parts: list[Mapping[str, Any]], key: str) -> int | None:
    values = [part.get(key) for part in parts]
    return None if any(value is None for value in values) else sum(value for value in values if value is not None)
