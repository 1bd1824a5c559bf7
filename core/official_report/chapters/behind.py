"""Who is behind the plan, how far, what it asks for in the months left, and what the unit says of it (giải trình)."""

from collections.abc import Sequence
from datetime import date

from core import formats
from core.official_report.chapters.poverty_figures import batches_of, counted
from core.official_report.chapters.poverty_said import Said, has_risen, names, row_said, worst_by_unit
from core.official_report.chapters.poverty_view import PlanView, plan_view
from core.official_report.content import figure
from core.official_report.material import Chapter, Material
from core.reports.behind import is_behind_plan
from core.reports.explanations import POVERTY, ExplanationFilter, GivenExplanation, about, explanations_given
from core.reports.poverty import PlanStatus
from core.reports.poverty_views import by_what_is_missing
from core.rules.poverty import Status
from core.rules.poverty_pace import pace
from core.wording_distance import is_unfinished
from core.wording_explanations import brought_said

_LATE = (Status.MISSED, Status.BEHIND)


def chapter(material: Material) -> Chapter | None:
    """None where the plan gives neither the unit nor what lies below it anything to reach."""
    view = plan_view(material)
    if view is None or not view.rows:
        return None
    parts = [row for row in by_what_is_missing(worst_by_unit(view.parts)) if row.result]
    late, watched = [row for row in parts if _is_late(row)], [row for row in parts if _is_watched(row)]
    context: dict[str, object] = {
        "year": view.year,
        "below": view.below,
        "until": formats.day(view.until),
        "of_parts": bool(parts),
        "known": any(row.result for row in view.rows),
        "without": names([row for row in [*view.wholes, *by_what_is_missing(view.parts)] if row.result is None]),
        "own": _group(material, view, [row for row in view.wholes if _is_late(row) or _is_watched(row)], "đơn vị"),
        "late": _group(material, view, late, "đơn vị chậm so với kế hoạch"),
        "watched": _group(material, view, watched, "đơn vị cần theo dõi"),
        "has_only_risen": any(row.assessment.status not in _LATE for row in late),
    }
    return Chapter("behind.txt", context, of_results=False)


def _is_late(row: PlanStatus) -> bool:
    """Said to be late or not met, or risen where the plan is not met."""
    status = row.assessment.status
    return row.result is not None and (status in _LATE or (has_risen(row) and status is not Status.MET))


def _is_watched(row: PlanStatus) -> bool:
    return row.result is not None and is_behind_plan(row) and not _is_late(row)


def _group(material: Material, view: PlanView, rows: Sequence[PlanStatus], what: str) -> Said:
    """The rows, how many units they are of and how many of these gave no explanation."""
    given = _given(material)
    explained = [_of_row(row, given) for row in rows]
    silent = [row for row, found in zip(rows, explained, strict=True) if found is None]
    of, judged_on = view.place.full_name, material.request.judged_on
    judged = batches_of(view.rows)
    told = judged | {found.origin.batch for found in explained if found}
    return {
        "units": [_said(view, row, found, judged_on) for row, found in zip(rows, explained, strict=True)],
        "count": counted(_named(view, rows), f"Số {what}", of, judged),
        "unexplained": counted(_named(view, silent), f"Số {what}, chưa có giải trình", of, told),
    }


def _named(view: PlanView, rows: Sequence[PlanStatus]) -> list[str]:
    return [view.of(row) for row in rows]


def _given(material: Material) -> list[GivenExplanation]:
    """The period does not cut them: an explanation comes after the figures that it explains."""
    chosen = ExplanationFilter(material.place.code, known_at=material.request.known_at)
    return explanations_given(material.session, chosen)


def _of_row(row: PlanStatus, given: Sequence[GivenExplanation]) -> GivenExplanation | None:
    """The newest of the unit, of the plan's year or later, that speaks of this plan or of none."""
    found = about(given, POVERTY, (row.plan_number,), date(row.year, 1, 1))
    return next((one for one in found if one.place == row.place), None)


def _said(view: PlanView, row: PlanStatus, given: GivenExplanation | None, judged_on: date) -> Said:
    found = pace(row.target, row.result, view.until)
    return {
        **row_said(view, row),
        "measure": found.measure.value if found else "",
        "is_measured": found is not None,
        "is_short": found is not None and found.behind > 0,
        "is_reached": found is not None and not found.left,
        "is_unfinished": is_unfinished(row, view.until),
        "can_still": found is not None and found.per_month is not None,
        "explanation": _explanation(given, judged_on) if given else None,
    }


def _explanation(given: GivenExplanation, judged_on: date) -> Said:
    of, source, batches = given.place.full_name, brought_said(given), frozenset({given.origin.batch})
    return {
        "day": figure(given.as_of, "day", "Ngày giải trình", of, source=source, batches=batches),
        "cause": _clause(given.cause),
        "remedy": _clause(given.remedy),
        "due": figure(given.remedy_due, "day", "Hạn khắc phục", of, source=source, batches=batches),
        "is_overdue": given.is_overdue(judged_on),
        "made_up": given.made_up,
    }


def _clause(text: str) -> str:
    """Without the full stop that the sentence has of its own."""
    return text.rstrip(" .;")
