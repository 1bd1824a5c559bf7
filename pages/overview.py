"""Tổng quan: where the province stands against the plan, who needs attention, as of when."""

import streamlit as st

from core.reports.frames import plan_name, sources_of, status_frame
from core.reports.poverty_views import view_of
from core.wording import as_of_sentence, attention_list, why_no_total
from ui import charts
from ui.components.cards import cards, poverty_cards
from ui.components.figures import draw
from ui.components.notices import no_plan, no_results, source_line
from ui.components.plan_choice import choose_plan
from ui.components.poverty_tables import legend, status_table
from ui.components.programme_cards import programme_cards
from ui.filters import current
from ui.reads import read

st.title("Tổng quan")
chosen = current()
rows = read("poverty-status", chosen.poverty)
plan = choose_plan(rows, "district")
if chosen.province is None or plan is None:
    no_plan()
    programme_cards(chosen)
    st.stop()

view = view_of(rows, chosen.province, plan)
focus = next((row for row in view.parts if row.place == chosen.district), view.whole)
frame = status_frame(view.parts)
has_results = any(row.result for row in view.parts)
st.markdown(
    f"Giảm nghèo năm {plan[0]} của {chosen.province.full_name}, theo kế hoạch **{plan_name(view.rows[0])}**."
    f" {as_of_sentence(view.whole_result, view.part_results)}"
)
if focus:
    if focus is not view.whole:
        st.subheader(f"{focus.place.kind} {focus.place.name}")
    cards(poverty_cards(focus))
    if reason := why_no_total(focus):
        st.info(reason, icon=":material/info:")

left, right = st.columns([3, 2], gap="large")
with left:
    if has_results:
        draw(charts.reductions(frame, "Đã đạt bao nhiêu phần trăm kế hoạch năm"), key="overview_chart")
    else:
        draw(charts.planned_reductions(frame, "Kế hoạch phải giảm bao nhiêu hộ nghèo"), key="overview_chart")
with right:
    st.subheader("Cần chú ý")
    if has_results:
        st.markdown("\n".join(f"- {said}" for said in attention_list(view.parts)) or "Không có đơn vị nào chậm.")
    else:
        no_results(chosen.when)

st.subheader("Từng huyện, thành phố")
status_table(view.rows, key="overview_table", short=True)
legend()
source_line(sources_of(view.rows))
programme_cards(chosen)
