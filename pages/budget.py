"""Ngân sách: a unit's programme budget, investment against operating, planned against disbursed, over time."""

import streamlit as st

from core.reports.budget_frames import sources_of
from core.reports.budget_views import of_budget_year, projects_beside
from core.wording_budget import AREA_READING, READING, commune_kinds, nature_note, opening
from ui.components.budget_choice import choose_year, no_budget
from ui.components.budget_tables import contents_table, line_table, project_table, unit_tables
from ui.components.budget_view import (
    capital_cards,
    communes_chart,
    course_part,
    lines_chart,
    pace_part,
    paragraphs,
    parts_of_maps,
)
from ui.components.explanation_of import explain_budget
from ui.components.national_screens import in_one_province
from ui.components.notices import source_line
from ui.components.trail import trail
from ui.reads import read

st.title("Ngân sách")
chosen = in_one_province()
above, place = st.container(), chosen.place
found = read("budget", chosen.budget)
year = choose_year(found, chosen.as_of or chosen.goals.today)
with above:
    trail(chosen, **({"nam": str(year)} if year else {}))
if place is None or year is None:
    no_budget(chosen)
    st.stop()

lines = of_budget_year(found, year)
paragraphs([opening(place, year, lines, chosen.when)])
parts_of_maps(place, year, chosen.budget, lines)
capital_cards(place, year, lines)
pace_part(place, year, lines)
course_part(place, year, chosen.budget, lines)
if place.level == "commune":
    st.subheader("Từng nội dung")
    lines_chart(place, year, lines)
    paragraphs([nature_note(lines), READING])
    line_table(place, year, lines)
    contents_table(place, year, lines)
    project_table(projects_beside(lines))
else:
    st.subheader(f"Từng {commune_kinds(place)}")
    communes_chart(place, year, lines)
    paragraphs([AREA_READING])
    unit_tables(place, year, lines)
explain_budget(place, year, lines)
source_line(sources_of(lines))
