"""What the text on new rural areas speaks of: each set, the road map, villages and model areas."""

from dataclasses import dataclass

from core import formats
from core.official_report.chapters.rural_figures import (
    average_figure,
    communes_figure,
    met_figure,
    target_figure,
)
from core.official_report.chapters.rural_scope import Rural
from core.official_report.chapters.rural_tables import is_made_up, standing_said
from core.official_report.content import Figure
from core.reports.criteria import BASIC, SetStatus
from core.reports.goal_sources import COMMUNES_REACHED
from core.reports.goals import GoalRow
from core.reports.rural_road import RoadLeft
from core.reports.rural_views import assessed, goal_of, met_by_nobody
from core.wording_goals import goal_words
from core.wording_road import days_said, left_by_name
from core.wording_rural import (
    SET_TITLES,
    as_of_sentence,
    average_said,
    names,
    nobody_said,
    recognised_said,
    step_target,
)
from core.wording_rural_reached import reached_below, recognised_below

_GROUNDS = "kết quả tiêu chí, quyết định công nhận và lời của kế hoạch"


@dataclass(frozen=True)
class GoalView:
    """A goal of the plan beside what it is measured by."""

    target: Figure
    due: str
    state: str


@dataclass(frozen=True)
class SetView:
    """One set over the communes. `is_known`: it is known of somebody whether they reached it; else no number, not 0.

    `own` speaks of the only commune of a commune's report.
    """

    title: str
    is_basic: bool
    communes: Figure
    is_known: bool
    reached: Figure
    grounds: str
    has_decisions: bool
    recognised: Figure
    decisions: str
    goal: GoalView | None
    as_of: str
    assessed: Figure
    is_assessed: bool
    not_assessed: str
    average: Figure
    average_over: str
    nobody: str
    doubt: str
    own: "CommuneView | None"


@dataclass(frozen=True)
class CommuneView:
    met: Figure
    size: str
    standing: str
    decision: str


def set_view(rural: Rural, name: str) -> SetView:
    rows, place, title = rural.communes(name), rural.place, SET_TITLES[name].lower()
    reached, recognised = [row for row in rows if row.reached], [row for row in rows if row.recognised]
    made_up = names([row for row in rows if is_made_up(row)])
    return SetView(
        title=title,
        is_basic=name == BASIC,
        communes=communes_figure(rows, f"Số xã theo dõi, bộ {title}", place, "danh mục đơn vị hành chính năm 2024"),
        is_known=bool(reached) or all(row.count.assessed for row in rows),
        reached=communes_figure(reached, f"Số xã đạt chuẩn {title}", place, _GROUNDS),
        grounds=reached_below(rows),
        has_decisions=bool(recognised),
        recognised=communes_figure(recognised, f"Số xã được công nhận {title}", place, "quyết định đã nạp"),
        decisions=recognised_below(rows),
        goal=goal_view(goal_of(rural.goals, COMMUNES_REACHED, name)),
        as_of=as_of_sentence(rows, rural.material.request.judged_on),
        assessed=communes_figure(assessed(rows), f"Số xã đã đánh giá, bộ {title}", place, "kết quả tiêu chí đã nạp"),
        is_assessed=bool(assessed(rows)),
        not_assessed=names([row for row in rows if not row.count.assessed]),
        average=average_figure(rows, title, place),
        average_over=average_said(rows)[1],
        nobody=nobody_said(rows, met_by_nobody(assessed(rows))) if assessed(rows) else "",
        doubt=f"Số liệu minh họa: {made_up}." if made_up else "",
        own=_commune_view(rows[0]) if rural.is_commune else None,
    )


def _commune_view(row: SetStatus) -> CommuneView:
    return CommuneView(met_figure(row), str(row.count.size), standing_said(row), recognised_said(row) or "")


def goal_view(goal: GoalRow | None) -> GoalView | None:
    if goal is None:
        return None
    return GoalView(target_figure(goal), formats.day(goal.due), goal_words()[goal.state].label.lower())


@dataclass(frozen=True)
class RoadView:
    """One goal of one commune; `left` names the criteria that are open."""

    place: str
    target: str
    sections: str
    due: str
    days: str
    left: str
    is_met: bool


def road_view(left: RoadLeft, sections: tuple[str, ...]) -> RoadView:
    return RoadView(
        place=left.step.place.full_name,
        target=step_target(left.step),
        sections="; ".join(sections),
        due=formats.day(left.step.due),
        days=days_said(left),
        left=left_by_name(left),
        is_met=left.left == 0,
    )
