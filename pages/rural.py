"""Nông thôn mới: communes and villages against the criteria, the road map, recognitions."""

import streamlit as st

from core.reports.criteria import CriteriaFilter
from core.reports.rural_frames import band_frame, road_frame
from core.reports.rural_views import communes_of, followed_districts, met_by_nobody, road_map, rural_goals
from core.wording_goals import goal_words
from core.wording_rural import as_of_sentence, attention, band_title, nobody_said, plan_sentence, readings_said
from ui import charts_rural
from ui.components import rural_parts, rural_tables
from ui.components.figures import draw
from ui.components.goal_list import goal_table
from ui.components.notices import source_line
from ui.components.state_counts import state_legend
from ui.components.trail import trail
from ui.filters import current
from ui.reads import read

st.title("Nông thôn mới")
chosen = current()
trail(chosen)
rows = read("criteria", chosen.criteria)
if not rows:
    rural_parts.no_rural_plan(chosen.place, followed_districts(read("criteria", CriteriaFilter())))
    st.stop()

goals = rural_goals(read("goals", chosen.goals), chosen.place)
name = rural_parts.choose_set()
communes = communes_of(rows, name)
steps = road_map(goals, rows)
st.markdown(f"{plan_sentence(goals)} {as_of_sentence(communes, chosen.as_of)}")
for said in attention(rows):
    st.warning(said, icon=":material/trending_down:")

if chosen.commune:
    rural_parts.commune_detail(communes, rows)
else:
    rural_parts.commune_cards(communes, goals)
    rural_tables.commune_table(communes)
    st.subheader("Từng tiêu chí của từng xã")
    rural_tables.matrix(communes)
    st.markdown(nobody_said(communes, met_by_nobody(communes)))
    if any(row.count.assessed for row in communes):
        draw(charts_rural.bands(band_frame(communes), band_title(communes)), key="rural_bands")

if steps:
    st.subheader("Lộ trình theo kế hoạch")
    draw(charts_rural.road(road_frame(steps), "Số tiêu chí đạt so với mức kế hoạch yêu cầu"), key="rural_road")
    rural_tables.road_table(steps)
    for said in readings_said(steps):
        st.caption(said)

st.subheader("Thôn và khu dân cư")
rural_parts.villages_part(read("villages", chosen.criteria), rows, goals)
if goals:
    st.subheader("Từng mục tiêu của kế hoạch")
    goal_table(goals)
    state_legend(goal_words())
source_line(rural_parts.sources(goals, rows))
