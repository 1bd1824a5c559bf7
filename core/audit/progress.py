"""Stored results recomputed: movements, parts against wholes, a year's start against the end of the year before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.plan_rows import finding, header_of, plan_called, source_of
from core.audit.sources import Source, of_row, of_rows
from core.ingest.questions.questions import movement_of
from core.places import Places
from core.tables import PovertyPlan, PovertyProgress

_KIND = "poverty-progress"
# Counts of households that the units below a unit add up to.
_SUMMED = (
    *("households", "poor", "near_poor", "poor_start"),
    *("ethnic_households", "ethnic_poor", "indigenous_households", "indigenous_poor"),
)
# A plan's start of a year, and the report of the end of the year before.
_STARTS = {"households_start": "households", "poor_start": "poor", "near_poor_start": "near_poor"}
_OFFICIAL = "chính thức"
Results = Sequence[PovertyProgress]
Plans = Sequence[PovertyPlan]
# By unit and year: what a plan or a report gives for the end of the year.
Rows = Mapping[tuple[str, int], list[PovertyPlan]]
ByDay = Mapping[tuple[str, date], PovertyProgress]


def progress_findings(results: Results, plans: Plans, places: Places) -> Iterator[Finding]:
    rows = {(result.unit_code, result.as_of): result for result in results}
    starts: dict[tuple[str, int], list[PovertyPlan]] = defaultdict(list)
    for plan in plans:
        starts[plan.unit_code, plan.year].append(plan)
    for result in results:
        yield from _movement(result, places)
        yield from _start(result, rows, starts, places)
        yield from _parts(result, rows, places)


def plan_start_findings(plans: Plans, results: Results, places: Places) -> Iterator[Finding]:
    """What a plan starts from beside the official report of 31/12 of the year before."""
    rows = {(result.unit_code, result.as_of): result for result in results if result.value_type == _OFFICIAL}
    for plan in plans:
        end = rows.get((plan.unit_code, date(plan.year - 1, 12, 31)))
        for measure, reported in _STARTS.items() if end else ():
            ours, theirs = getattr(plan, measure), getattr(end, reported)
            if end is not None and ours is not None and theirs is not None and ours != theirs:
                sides = formats.count(ours), formats.count(theirs)
                message = (
                    f"«{header_of(measure)}» theo {plan_called(plan) or 'kế hoạch không số'} là {sides[0]},"
                    f" báo cáo ngày {formats.day(end.as_of)} là {sides[1]}."
                )
                against, code = of_row(end), "plan_start_differs"
                yield finding(code, Weight.QUESTION, plan, places, measure, sides, message, against)


def _finding(
    code: str, result: PovertyProgress, places: Places, measure: str, sides: tuple[int, int], said: str, against: Source
) -> Finding:
    place = places.by_code[result.unit_code]
    return Finding(
        code,
        Weight.QUESTION,
        "",
        place.name,
        measure,
        formats.count(sides[0]),
        formats.count(sides[1]),
        f"{place.full_name}, {formats.day(result.as_of)}: {said}",
        of_row(result),
        against,
        place.code,
        place.level,
        as_of=result.as_of,
    )


def _movement(result: PovertyProgress, places: Places) -> Iterator[Finding]:
    moved = movement_of(result.as_values())
    if moved and moved.residual:
        said = (
            f"biến động cho {formats.count(moved.expected_end)} hộ nghèo, báo cáo {formats.count(moved.end)};"
            f" chênh lệch chưa giải thích {moved.residual:+d} hộ."
        )
        against = of_row(result, how="số đầu kỳ cộng các biến động của cùng dòng")
        yield _finding("movement_open", result, places, "poor", (moved.end, moved.expected_end), said, against)


def _start(
    result: PovertyProgress, rows: ByDay, starts: Mapping[tuple[str, int], list[PovertyPlan]], places: Places
) -> Iterator[Finding]:
    ends = _ends(result.unit_code, result.as_of.year, rows, starts)
    if result.poor_start is None or not ends or any(poor == result.poor_start for poor, _ in ends):
        return
    last, against = ends[0]
    sides = result.poor_start, last
    said = f"đầu kỳ {formats.count(sides[0])} hộ, cuối năm trước {formats.count(last)} hộ."
    yield _finding("start_differs", result, places, "poor_start", sides, said, against)


def _ends(
    unit: str, year: int, rows: ByDay, starts: Mapping[tuple[str, int], list[PovertyPlan]]
) -> list[tuple[int, Source]]:
    """Poor households at the end of the year before: as reported officially; else as plans start; else an estimate."""
    report = rows.get((unit, date(year - 1, 12, 31)))
    reported = [(report.poor, of_row(report))] if report else []
    if report and report.value_type == _OFFICIAL:
        return reported
    planned = [
        (plan.poor_start, source_of(plan)) for plan in starts.get((unit, year), ()) if plan.poor_start is not None
    ]
    return planned or reported


def _parts(result: PovertyProgress, rows: ByDay, places: Places) -> Iterator[Finding]:
    """A unit's own figures beside the units below it on the same day; estimates beside official ones can't be judged.

    Some of the units alone can only be too many.
    """
    place = places.by_code[result.unit_code]
    children = places.children(place)
    reported = [rows[child.code, result.as_of] for child in children if (child.code, result.as_of) in rows]
    parts = [part for part in reported if part.value_type == result.value_type]
    for measure in _SUMMED if parts else ():
        own = getattr(result, measure)
        values = [value for part in parts if (value := getattr(part, measure)) is not None]
        complete = place.children_listed and len(values) == len(children)
        total = sum(values)
        if own is None or total == own or (total < own and not complete):
            continue
        missing = "" if complete else ", chưa kể các đơn vị chưa có số"
        said = (
            f"«{header_of(measure, _KIND)}» là {formats.count(own)}, cộng {len(values)} đơn vị bên dưới là"
            f" {formats.count(total)}{missing}."
        )
        against = of_rows(parts, how=f"cộng {len(values)} đơn vị")
        yield _finding("parts_differ", result, places, measure, (own, total), said, against)
