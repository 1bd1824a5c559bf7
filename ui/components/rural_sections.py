"""The road map and the villages on the screen «Nông thôn mới»."""

from collections.abc import Sequence

import streamlit as st

from core import formats
from core.provenance import keys
from core.reports.goal_sources import VILLAGES_RECOGNISED
from core.reports.goals import GoalRow
from core.reports.rural_matrix import criteria_matrix
from core.reports.rural_road import RoadLeft
from core.reports.rural_road_frames import left_frame
from core.reports.rural_views import (
    AREA_TITLE,
    VILLAGE_TITLE,
    RoadStep,
    VillageTotals,
    VillageView,
    goal_of,
    named_villages,
    village_totals,
)
from core.reports.rural_villages import village_progress, village_status
from core.wording_rural import goal_below, named_said, readings_said, unverified_note, villages_known
from core.wording_villages import village_progress_said
from ui import markup
from ui.charts import rural as charts
from ui.charts.template import Caption
from ui.components import rural_tables
from ui.components.cards import Card, cards
from ui.components.figures import draw
from ui.components.rural_choice import chosen_order, order_links, village_address
from ui.components.rural_matrix import legend_html, matrix_html
from ui.components.tables import Said


def road_part(found: Sequence[RoadLeft], said: Said) -> None:
    """What each commune has left by the day its goal is due: drawn, then by name, then both readings of the plan."""
    frame = left_frame(found)
    frame["address"] = [rural_tables.of_set(left.step.status) for left in found]
    title = "Số tiêu chí đạt so với mức kế hoạch yêu cầu"
    draw(charts.road, frame, Caption(title, f"{_road_as_of(found)} {said.source}", _road_alt(found)), "rural_road")
    rural_tables.road_tables(found, Said("Lộ trình theo kế hoạch", said.as_of, said.source))
    steps: list[RoadStep] = [left.step for left in found]
    notes = "".join(markup.element("p", markup.text(one), class_="td-below") for one in readings_said(steps))
    if notes:
        st.html(notes)


def _road_as_of(found: Sequence[RoadLeft]) -> str:
    days = [day for left in found if (day := left.step.status.assessed_on)]
    return f"Đánh giá đến ngày {formats.day(max(days))}." if days else "Chưa có đánh giá từng tiêu chí."


def _road_alt(found: Sequence[RoadLeft]) -> str:
    done, unknown = sum(left.left == 0 for left in found), sum(left.left is None for left in found)
    wanting = len(found) - done - unknown
    return f"{len(found)} mục tiêu của các xã: {done} đã đạt, {wanting} còn tiêu chí, {unknown} chưa đánh giá."


def villages_part(views: Sequence[VillageView], goals: Sequence[GoalRow], said: Said) -> None:
    """How many villages there are, how many are recognised, and each by name."""
    totals = village_totals(goals, views)
    _village_cards(totals, goals)
    plans = list(dict.fromkeys(goal.plan_number for goal in goals))
    progress = village_progress_said(village_progress(goals, views))
    st.html(
        markup.element("p", markup.text(progress))
        + markup.element("p", markup.text(named_said(named_villages(plans), plans)), class_="td-below")
    )
    if views:
        rural_tables.village_table(views, Said("Thôn và khu dân cư", said.as_of, said.source))


def _village_cards(totals: VillageTotals, goals: Sequence[GoalRow]) -> None:
    listed, below = villages_known(totals)
    stated = f"/{formats.count(totals.stated)}" if totals.stated is not None else ""
    goal, area = (goal_of(goals, VILLAGES_RECOGNISED, title) for title in (VILLAGE_TITLE, AREA_TITLE))
    cards(
        [
            Card("Thôn trong danh sách đã nộp", listed, below),
            Card("Thôn được công nhận thôn NTM", _or_dash(totals.recognised, stated), goal_below(goal), goal_key(goal)),
            Card("Khu dân cư kiểu mẫu được công nhận", _or_dash(totals.areas), goal_below(area), goal_key(area)),
        ]
    )


def _or_dash(count: int, suffix: str = "") -> str:
    """No decision brought is no figure, not 0."""
    return f"{formats.count(count)}{suffix}" if count else formats.MISSING


def commune_villages(views: Sequence[VillageView], source: str) -> None:
    """The villages of one commune against the ten slots of their own set, where any of them was assessed."""
    statuses = [village_status(view) for view in views]
    if not any(status.count.assessed for status in statuses):
        return
    order = chosen_order()
    matrix = criteria_matrix(statuses, own_order=order == "bo")
    said = Said(f"Từng tiêu chí của từng thôn, {views[0].place.full_name}", "", source)
    grid = matrix_html(matrix, said.title, lambda column: village_address(column.place, column.village))
    st.html(f"{order_links(order)}{grid}{legend_html(unverified_note(matrix.set))}")
    rural_tables.matrix_files(matrix, said)


def goal_key(goal: GoalRow | None) -> str | None:
    return str(keys.of_goal(goal)) if goal else None
