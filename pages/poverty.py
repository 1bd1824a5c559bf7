"""Giảm nghèo: a province by huyện, a huyện by xã, a xã alone, against the plan; the answer first, then one view."""

import streamlit as st

from core.reports.frames import sources_of
from core.reports.poverty_views import latest_of_children
from core.reports.unit_parts import own_parts
from ui import public
from ui.components.explanation_of import explain_poverty
from ui.components.national_screens import in_one_province
from ui.components.notices import no_plan_for_unit, source_line
from ui.components.plan_choice import choose_plan_of, choose_view, plan_label
from ui.components.poverty_answer import answer
from ui.components.poverty_choice import COMPARED, MAP, OVER_TIME, chosen_view
from ui.components.poverty_compare import beside_whole, compared
from ui.components.poverty_map import map_of
from ui.components.poverty_now import say_whole, units_now
from ui.components.poverty_over_time import side_by_side, unit_course, unit_movement
from ui.components.poverty_tables import history
from ui.components.poverty_without_plan import without_plan
from ui.components.trail import trail
from ui.reads import read

st.title("Giảm nghèo")
chosen = in_one_province()
trail(chosen)
if chosen.place and public.not_published(chosen.place):
    public.say_unit_not_published(chosen.place)
    st.stop()
rows = read("poverty-status", chosen.poverty)
if not (plan := choose_plan_of(rows, chosen.place)) or chosen.place is None:
    without_plan(chosen)
    st.stop()
results = read("poverty-results", chosen.poverty)
view = choose_view(rows, chosen.place, plan)
parts = own_parts(view.place)
latest = public.published(latest_of_children(parts, results, plan[0]))
with st.container():
    say_whole(chosen.place, view, results)
    if view.whole:
        answer(view, [found for _, found in latest], results)
    else:
        no_plan_for_unit(chosen.place, plan_label(plan))

seen, now = chosen_view(chosen.place), []
if seen == COMPARED:
    beside_whole(view.place, latest, results, plan[0])
    compared(view, latest, results, plan[0])
    now = units_now(chosen.place, view, results)
if seen == MAP:
    map_of(chosen.place, view, latest, results)
if seen == OVER_TIME:
    unit_course(view.place, rows, results)
    unit_movement(view.place, view.whole_result, results, plan[0])
    side_by_side(view, results, plan[0])
    history(chosen.place, results, chosen.when)
public.say_not_published(parts)
explain_poverty(view.whole)
own = [] if view.whole and seen != OVER_TIME else results.get(chosen.place.code, [])
source_line(sources_of(view.rows, [*own, *now, *(found for _, found in latest)]))
