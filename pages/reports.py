"""Báo cáo: the official report of a plan, unit and period; reports made before; what changed since."""

import streamlit as st

from core.errors import TienDoError
from ui.components.linked import linked_tabs
from ui.components.notices import nothing_yet
from ui.components.plain_text import plain
from ui.components.report_choice import choose_report
from ui.components.report_making import making_buttons
from ui.components.report_view import report_view
from ui.components.reports_made import changed_since, reports_made
from ui.drafts import not_in_reports
from ui.filters import current
from ui.reads import read

st.title("Báo cáo")
chosen = current()
plans = read("plans-loaded", chosen.known_at)
# A link may name a part: ?phan=da-lap
making, made, since = linked_tabs("phan", ["Lập báo cáo", "Đã lập", "Thay đổi"], forgets=["bao-cao"])
if making.open:
    with making:
        if not plans:
            nothing_yet("Chưa có kế hoạch nào để báo cáo.", "Hãy nạp tệp kế hoạch ở trang Nộp số liệu.")
        elif choice := choose_report(chosen, plans):
            not_in_reports()
            making_buttons(choice, chosen)
            try:
                asked = (choice.plan, choice.place.code, choice.period, chosen.known_at, chosen.today, chosen.seen_in)
                report_view(read("report-view", asked))
            except TienDoError as error:
                st.info(plain(str(error)))
if made.open:
    with made:
        reports_made(chosen)
if since.open:
    with since:
        changed_since(chosen)
