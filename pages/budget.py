"""Ngân sách: a commune's programme budget, investment against operating, planned against disbursed."""

import streamlit as st

from core.reports.budget import BudgetFilter
from core.reports.budget_frames import sources_of
from core.reports.budget_views import of_budget_year, projects_beside
from core.wording_budget import nature_note, opening, pace_sentence, payment_note
from ui.components.budget_choice import choose_year, no_budget, unit_links
from ui.components.budget_tables import line_table, project_table, unit_table
from ui.components.budget_view import capital_cards, composition_chart, lines_chart
from ui.components.notices import source_line
from ui.components.plain_text import plain
from ui.components.trail import trail
from ui.filters import current
from ui.reads import read

st.title("Ngân sách")
chosen = current()
trail(chosen)
found = read("budget", chosen.budget)
year = choose_year(found)
if chosen.place is None or year is None:
    no_budget(chosen, read("budget", BudgetFilter(as_of=chosen.as_of)))
    st.stop()

lines = of_budget_year(found, year)
st.markdown(plain(opening(chosen.place, year, lines, chosen.when)))
capital_cards(lines)
if said := " ".join(filter(None, (pace_sentence(lines, year), payment_note(year)))):
    st.markdown(said)
composition_chart(lines)
if chosen.place.level == "commune":
    if note := nature_note(lines):
        st.caption(note)
    st.subheader("Từng nội dung")
    lines_chart(lines)
    st.caption("Số tiền trong bảng tính bằng triệu đồng; dấu gạch là chưa có số liệu, không phải 0.")
    line_table(lines)
    project_table(projects_beside(lines))
else:
    st.subheader("Từng xã, phường, thị trấn")
    st.caption(
        "Số tiền trong bảng tính bằng triệu đồng; dấu gạch là chưa có số liệu, không phải 0. Tỷ lệ tính trên cả kế"
        " hoạch: nội dung chưa có số thì đó là mức ít nhất. Chọn một xã ở thanh lọc để xem từng nội dung."
    )
    unit_table(lines, with_district=chosen.district is None)
    unit_links(lines, chosen)
source_line(plain(source) for source in sources_of(lines))
