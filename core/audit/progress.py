"""Stored results recomputed: movements, parts against wholes, this year's start against last year's end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from core import formats
from core.audit.findings import Finding, Weight
from core.ingest.questions.questions import movement_of
from core.places import Places
from core.reports.origin import Reasons
from core.tables import PovertyPlan, PovertyProgress

_SUMMED = {"households": "tổng số hộ", "poor": "số hộ nghèo", "near_poor": "số hộ cận nghèo"}


def progress_findings(
    results: Sequence[PovertyProgress], plans: Sequence[PovertyPlan], places: Places, reasons: Reasons
) -> Iterator[Finding]:
    """A row that was asked about when it came is explained by the reason that was given then."""
    rows = {(result.unit_code, result.as_of): result for result in results}
    ends = _year_ends(results, plans)
    for result in results:
        reason = reasons.get((result.batch_id, result.row_number))
        said = f"người nộp giải thích: {reason}" if reason else None
        for finding in (*_movement(result, places), *_start(result, ends, places), *_parts(result, rows, places)):
            yield replace(finding, explanation=said)


def _finding(
    code: str, result: PovertyProgress, places: Places, measure: str, left: int, right: int, message: str
) -> Finding:
    place = places.by_code[result.unit_code]
    return Finding(
        code,
        Weight.QUESTION,
        "",
        place.name,
        measure,
        formats.count(left),
        formats.count(right),
        f"{place.full_name}, {formats.day(result.as_of)}: {message}",
        f"lô {result.batch_id}, dòng {result.row_number}",
    )


def _movement(result: PovertyProgress, places: Places) -> Iterator[Finding]:
    moved = movement_of(result.as_values())
    if moved and moved.residual:
        yield _finding(
            "movement_open",
            result,
            places,
            "poor",
            moved.end,
            moved.expected_end,
            f"biến động cho {formats.count(moved.expected_end)} hộ nghèo, báo cáo {formats.count(moved.end)};"
            f" chênh lệch chưa giải thích {moved.residual:+d} hộ.",
        )


def _year_ends(results: Sequence[PovertyProgress], plans: Sequence[PovertyPlan]) -> Mapping[tuple[str, int], int]:
    """Poor households at the end of a year, by unit: as a plan gives it, or better as it was reported."""
    ends = {(plan.unit_code, plan.year - 1): plan.poor_start for plan in plans if plan.poor_start is not None}
    return ends | {
        (result.unit_code, result.as_of.year): result.poor
        for result in results
        if result.as_of == date(result.as_of.year, 12, 31)
    }


def _start(result: PovertyProgress, ends: Mapping[tuple[str, int], int], places: Places) -> Iterator[Finding]:
    last = ends.get((result.unit_code, result.as_of.year - 1))
    if result.poor_start is not None and last is not None and result.poor_start != last:
        yield _finding(
            "start_differs",
            result,
            places,
            "poor_start",
            result.poor_start,
            last,
            f"đầu kỳ {formats.count(result.poor_start)} hộ, cuối năm trước {formats.count(last)} hộ.",
        )


def _parts(
    result: PovertyProgress, rows: Mapping[tuple[str, date], PovertyProgress], places: Places
) -> Iterator[Finding]:
    place = places.by_code[result.unit_code]
    children = places.children(place)
    parts = [rows[child.code, result.as_of] for child in children if (child.code, result.as_of) in rows]
    if not children or not place.children_listed or len(parts) < len(children):
        return
    for measure, label in _SUMMED.items():
        own, values = getattr(result, measure), [getattr(part, measure) for part in parts]
        if own is not None and all(value is not None for value in values) and own != sum(values):
            yield _finding(
                "parts_differ",
                result,
                places,
                measure,
                own,
                sum(values),
                f"{label} là {formats.count(own)}, cộng {len(parts)} đơn vị bên dưới là {formats.count(sum(values))}.",
            )
