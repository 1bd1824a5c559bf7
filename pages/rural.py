"""Nông thôn mới: communes and villages against the criteria, the road map, recognitions."""

import streamlit as st

from core.reports.rural_road import road_left
from core.reports.rural_views import communes_by_edition, road_map, rural_goals, village_views
from core.reports.rural_villages import villages_within
from core.wording_goals import goal_words
from ui.components import rural_choice, rural_parts, rural_sections, rural_tables, rural_village
from ui.components.explanation_of import explain_rural
from ui.components.national_screens import in_one_province
from ui.components.notices import source_line
from ui.components.state_counts import state_legend
from ui.components.tables import Said
from ui.components.trail import trail
from ui.reads import read

st.title("Nông thôn mới")
chosen = in_one_province()
rows = read("criteria", chosen.criteria)
views = village_views(read("villages", chosen.criteria), rows)
village = rural_choice.choose_village(views, chosen.commune)
trail(chosen, [rural_choice.SET, rural_choice.ORDER], village.village if village else None)
if village:
    rural_village.village_detail(village, views)
    st.stop()
if not rows:
    rural_parts.no_rural_plan(chosen.place, read("districts-with-criteria", chosen.national))
    st.stop()

goals = rural_goals(read("goals", chosen.goals_of_province), chosen.place)
found = communes_by_edition(rows, rural_choice.choose_set(rows))
sources = rural_parts.sources(goals, rows, views)
said = Said("Từng tiêu chí của từng xã", rural_parts.as_of_said(found), f"Nguồn: {'; '.join(sources)}.")
rural_parts.opening(goals, found, rows)
if chosen.commune:
    rural_parts.commune_detail([row for communes in found for row in communes], rows, said)
else:
    rural_parts.commune_groups(found, goals, said)

if left := road_left(road_map(goals, rows), chosen.goals.today):
    st.subheader("Lộ trình theo kế hoạch")
    rural_sections.road_part(left, said)

st.subheader("Thôn và khu dân cư")
if chosen.commune:
    rural_sections.commune_villages(villages_within(views, chosen.commune), said.source)
rural_sections.villages_part(views, goals, said)
if goals:
    st.subheader("Từng mục tiêu của kế hoạch")
    rural_tables.goals_folded(goals, chosen.goals.today)
    state_legend(goal_words())
explain_rural(chosen.place, rows, left, goals)
source_line(sources)
