"""Giảm nghèo: every huyện, then every xã of one, against the plan."""

import streamlit as st

from core.reports.frames import plan_name, sources_of, status_frame
from core.reports.poverty import parts_beside_whole
from core.reports.poverty_views import latest_of_children, view_of
from core.wording import as_of_sentence, disagreement, parts_sentence, why_no_total
from ui import charts
from ui.components.cards import cards, poverty_cards
from ui.components.figures import draw
from ui.components.notices import no_plan, no_plan_for_unit, source_line
from ui.components.plan_choice import choose_plan, plan_label
from ui.components.poverty_tables import history, legend, results_table, status_table
from ui.components.trail import trail
from ui.filters import current, places
from ui.reads import read

st.title("Giảm nghèo")
chosen = current()
trail(chosen)
rows = read("poverty-status", chosen.poverty)
plan = choose_plan(rows, "district")
if chosen.place is None or plan is None:
    no_plan()
    st.stop()

results = read("poverty-results", chosen.poverty)
view = view_of(rows, chosen.place, plan)
children = places().children(chosen.place)
latest = latest_of_children(children, results, plan[0])
if view.whole:
    said = as_of_sentence(view.whole_result, [found for _, found in latest])
    st.markdown(f"Theo kế hoạch **{plan_name(view.whole)}**. {said}")
    cards(poverty_cards(view.whole))
    for remark in filter(None, (why_no_total(view.whole), disagreement(view.whole))):
        st.info(remark, icon=":material/info:")
else:
    no_plan_for_unit(chosen.place, plan_label(plan))

if view.parts:
    draw(charts.rates(status_frame(view.parts), "Tỷ lệ hộ nghèo: đầu năm, kế hoạch, thực hiện"), key="poverty_chart")
    st.subheader("Từng đơn vị so với kế hoạch")
    status_table(view.rows, key="poverty_table")
    legend()

if chosen.place.level == "district":
    st.subheader("Các xã, phường, thị trấn")
    if beside := parts_beside_whole(
        results.get(chosen.place.code, []), [results.get(c.code, []) for c in children], plan[0]
    ):
        st.markdown(parts_sentence(beside, chosen.place.full_name))
    results_table(latest, key="communes_table")

if chosen.place.level != "province":
    history(chosen.place, results.get(chosen.place.code, []), chosen.when)
source_line(sources_of(view.rows))
