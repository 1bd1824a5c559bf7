"""What the text says of villages and model areas, against the plan's own numbers."""

from dataclasses import dataclass

from core import formats
from core.official_report.chapters.rural_figures import villages_figure
from core.official_report.chapters.rural_said import GoalView, goal_view
from core.official_report.chapters.rural_scope import Rural
from core.official_report.content import Figure, figure
from core.provenance.sources import document_said
from core.reports.goal_sources import VILLAGES_RECOGNISED
from core.reports.rural_views import AREA_TITLE, VillageView, goal_of, village_totals
from core.reports.rural_villages import VillageProgress, counts_towards_goal, village_progress
from core.wording_rural import named_said, villages_known


@dataclass(frozen=True)
class VillagesView:
    """Villages recognised against the goal; without any decision there is no number, not 0."""

    goal: GoalView | None
    stated: Figure
    listed: str
    has_decisions: bool
    counting: Figure
    left: Figure
    named: str


def villages_view(rural: Rural) -> VillagesView | None:
    """None where neither the plan nor a file speaks of villages here."""
    found = village_progress(rural.goals, rural.villages)
    if found.goal is None and not rural.villages:
        return None
    counting = [view for view in rural.villages if counts_towards_goal(view)]
    listed, known = villages_known(village_totals(rural.goals, rural.villages))
    return VillagesView(
        goal=goal_view(found.goal),
        stated=_stated_figure(found, rural),
        listed=f"{listed} thôn, {known}" if listed != formats.MISSING else known,
        has_decisions=found.recognised > 0,
        counting=villages_figure(counting, "Số thôn được công nhận nông thôn mới", rural.place, "quyết định đã nạp"),
        left=_left_figure(found, rural),
        named="; ".join(f"{view.village}, {view.place.full_name}" for view in counting),
    )


def _stated_figure(found: VillageProgress, rural: Rural) -> Figure:
    label, source = "Số thôn vùng đồng bào DTTS kế hoạch nêu", document_said(rural.material.plan_number)
    return figure(found.stated, "count", label, rural.place.full_name, source=source)


def _left_figure(found: VillageProgress, rural: Rural) -> Figure:
    worked = f"{formats.amount(found.needed)} − {found.counting} = {formats.count(found.left)}"
    label = "Số thôn còn phải được công nhận"
    return figure(found.left, "count", label, rural.place.full_name, worked=worked, source="mục tiêu của kế hoạch")


@dataclass(frozen=True)
class AreaView:
    """Model areas (khu dân cư kiểu mẫu)."""

    goal: GoalView | None
    has_decisions: bool
    counting: Figure
    named: str
    in_plan: str


def area_view(rural: Rural) -> AreaView | None:
    """None where neither the plan nor a decision speaks of one here."""
    goal = goal_of(rural.goals, VILLAGES_RECOGNISED, AREA_TITLE)
    decided = [view for view in rural.villages if _is_area(view)]
    if goal is None and not decided and not rural.model_villages:
        return None
    plan = [rural.material.plan_number]
    return AreaView(
        goal=goal_view(goal),
        has_decisions=bool(decided),
        counting=villages_figure(decided, "Số khu dân cư kiểu mẫu được công nhận", rural.place, "quyết định đã nạp"),
        named="; ".join(f"{view.village}, {view.place.full_name}" for view in decided),
        in_plan=named_said(rural.model_villages, plan) if rural.model_villages else "",
    )


def _is_area(view: VillageView) -> bool:
    status = view.under(AREA_TITLE)
    return status is not None and status.recognised
