"""Figures that look wrong rather than malformed. A question rejects until somebody gives a reason, which is stored."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.compare import shown
from core.ingest.issues import Issue, ask
from core.ingest.kinds import Kind
from core.ingest.questions.programme_questions import PROGRAMME_QUESTIONS
from core.ingest.questions.series import Point, Series, YearEnd, jumps_and_rises, series_of
from core.ingest.questions.starts import starts_and_rates
from core.ingest.questions.suggest import Candidate, suggestions
from core.ingest.questions.sums import sums_differ
from core.ingest.questions.thousands import thousands_lost
from core.ingest.questions.years import odd_years
from core.rules.poverty import DECREASES, FLOWS, Movement, movement, net_change, planned_fall_in_points, printed_rate
from core.stored import StandingFact

# A fall in points nearer than this to what the counts give is rounding, whatever the ratio.
_POINTS_APART = Decimal("0.1")
# Plans round their points: a lost mark is not exactly ten times.
_MARK_LOST = Decimal(5)
# Missing flows that a question names; more are counted.
_FLOWS_NAMED = 5


def questions(checked: CheckedTable, around: Iterable[StandingFact]) -> list[Issue]:
    """All questions about a file. `around` are the standing rows of the file's units, their parents and siblings."""
    kind, around = checked.table.kind, list(around)
    found: list[Issue] = []
    if programme := PROGRAMME_QUESTIONS.get(kind.name):
        found += programme(checked, around)
    if kind.name == "poverty-progress":
        for series in series_of(checked, around):
            found += _movements_and_starts(kind, series)
            found += jumps_and_rises(kind, series)
    elif kind.name == "poverty-plan":
        for record in checked.records:
            found += _printed_differs(kind, record)
            found += _points_beside_counts(kind, record)
        blamed = {issue.row for issue in found if issue.code == "magnitude"}
        beside = starts_and_rates(checked, around)
        found += [issue for issue in beside if issue.code != "magnitude" or issue.row not in blamed]
    return [*found, *odd_years(checked), *thousands_lost(checked), *sums_differ(checked, around)]


def movement_of(values: Mapping[str, Any]) -> Movement | None:
    return movement(values.get("poor_start"), values.get("poor"), {key: values.get(key) for key in FLOWS})


def _movements_and_starts(kind: Kind, series: Series) -> Iterator[Issue]:
    """`movement_open` of every row of the file; `start_differs` once for each start that no movement blames already."""
    settled: set[tuple[int, int]] = set()
    for point in series.points:
        if point.record is None or not _is_open(point):
            continue
        moved = movement(
            point.values["poor_start"], point.values["poor"], {key: point.values.get(key) for key in FLOWS}
        )
        assert moved is not None
        end = _end_that_closes(series, point, moved)
        if end is not None:
            settled.add((point.as_of.year, moved.start))
        yield _movement_open(kind, point, moved, end)
    yield from _starts(kind, series, settled)


def _is_open(point: Point) -> bool:
    """True when start, flows and end are there and do not close. Plain arithmetic: nearly every row closes."""
    start, end = point.values.get("poor_start"), point.values.get("poor")
    if start is None or end is None:
        return False
    change = net_change(point.values)
    return change is not None and start + change != end


def _movement_open(kind: Kind, point: Point, moved: Movement, end: YearEnd | None) -> Issue:
    assert point.record is not None
    return ask(
        kind,
        "movement_open",
        point.record.line,
        "poor",
        moved.end,
        f"{point.record.of}: đầu kỳ và biến động cho {formats.count(moved.expected_end)} hộ,"
        f" tệp ghi {formats.count(moved.end)}; chênh lệch chưa giải thích {moved.residual:+d} hộ."
        + _unreported(kind, moved),
        f"{_suggested(kind, point, moved, end)}Nếu đúng, hãy ghi lý do.",
    )


def _unreported(kind: Kind, moved: Movement) -> str:
    if not moved.missing_flows:
        return ""
    if len(moved.missing_flows) > _FLOWS_NAMED:
        return f" Chưa có {len(moved.missing_flows)} cột biến động của mẫu."
    names = ", ".join(f"«{kind.by_key[key].header}»" for key in moved.missing_flows)
    if len(moved.missing_flows) == 1 and (moved.missing_flows[0] in DECREASES) == (moved.residual < 0):
        return f" Chưa có: {names}; nếu là {formats.count(abs(moved.residual))} thì khớp."
    return f" Chưa có: {names}."


def _suggested(kind: Kind, point: Point, moved: Movement, end: YearEnd | None) -> str:
    """At most two single changes that would close the movement, last year's end first."""
    found = suggestions(kind, _candidates(point, moved))
    if end is not None:
        start = f"«{kind.by_key['poor_start'].header}» {formats.count(moved.start)}"
        other = f"viết nhầm của {formats.count(end.poor)} ("
        rest = [text for text in found if not text.startswith(start)]
        found = [f"{start} {other}số cuối năm trước, {end.said})", *rest]
    return f"Có thể {', hoặc '.join(found[:2])}? " if found else ""


def _candidates(point: Point, moved: Movement) -> Iterator[Candidate]:
    """Every figure of the file's row with the one value that would close the movement."""
    assert point.record is not None
    residual = moved.residual
    meant = {"poor": moved.expected_end, "poor_start": moved.start + residual}
    for key in FLOWS:
        meant[key] = (moved.flows[key] or 0) + (-residual if key in DECREASES else residual)
    for key, value in meant.items():
        written = point.record.values.get(key)
        most = point.values.get("households") if key in ("poor", "poor_start") else None
        if written is not None and (most is None or value <= most):
            yield Candidate(key, written, value)


def _end_that_closes(series: Series, point: Point, moved: Movement) -> YearEnd | None:
    ends = series.ends_of(point.as_of.year - 1)
    return next((end for end in ends if end.poor == moved.start + moved.residual), None)


def _starts(kind: Kind, series: Series, settled: set[tuple[int, int]]) -> Iterator[Issue]:
    """Once for each start of a year: of a row of the file, or of a standing row whose year before the file brings."""
    for point in series.points:
        start, year = point.values.get("poor_start"), point.as_of.year
        if start is None or (year, start) in settled:
            continue
        settled.add((year, start))
        ends = series.ends_of(year - 1)
        if not ends or any(end.poor == start for end in ends):
            continue
        brought = series.by_day.get(date(year - 1, 12, 31))
        if point.record is not None:
            if point.brings("poor_start"):  # a start that the file does not speak of was asked about when it came
                yield _start_differs(kind, point, ends)
        elif brought is not None and brought.brings("poor") and brought.official:
            yield _end_differs(kind, brought, point)


def _start_differs(kind: Kind, point: Point, ends: list[YearEnd]) -> Issue:
    assert point.record is not None
    start = point.values["poor_start"]
    known = "; ".join(f"{formats.count(end.poor)} hộ theo {end.said}" for end in ends)
    reason = f"{point.record.of}: đầu kỳ {formats.count(start)} hộ nghèo, cuối năm trước {known}."
    return ask(kind, "start_differs", point.record.line, "poor_start", start, reason)


def _end_differs(kind: Kind, brought: Point, point: Point) -> Issue:
    assert brought.record is not None
    poor = brought.values["poor"]
    reason = (
        f"{brought.record.of}: cuối năm {formats.count(poor)} hộ nghèo ngày {formats.day(brought.as_of)}, đầu kỳ của"
        f" số {point.said} là {formats.count(point.values['poor_start'])} hộ."
    )
    return ask(kind, "start_differs", brought.record.line, "poor", poor, reason)


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
    if points is None:
        return
    if fall is None:
        yield from _share_for_points(kind, record, points)
        return
    if abs(points - fall) < _POINTS_APART:
        return
    if points >= fall * _MARK_LOST or points * _MARK_LOST <= fall:
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


def _share_for_points(kind: Kind, record: Record, points: Decimal) -> Iterator[Issue]:
    """Without counts: no plan sets a fall of less than a tenth of a point, but 0,085 is 8,5% as a share."""
    if 0 < points < _POINTS_APART:
        reason = (
            f"{record.of}: tỷ lệ dự kiến giảm ghi {shown(points)} điểm, rất nhỏ; có thể là {shown(points * 100)} điểm."
        )
        remedy = "Hãy ghi theo điểm phần trăm; nếu đúng, hãy ghi lý do."
        yield ask(kind, "magnitude", record.line, "rate_reduction", points, reason, remedy)


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
