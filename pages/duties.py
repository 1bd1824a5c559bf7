"""Nghĩa vụ báo cáo: who owes what by when, done on time, late or missing."""

import streamlit as st

from core.wording_duties import head_sentence, plan_in_text
from ui.components import duty_choice
from ui.components.duty_list import by_deadline_view, by_who_view, evidence_legend
from ui.components.duty_mark import mark_panel
from ui.components.duty_month import month_view
from ui.components.duty_periods import periods_view
from ui.components.duty_subscription import subscription
from ui.components.notices import nothing_yet, source_line
from ui.filters import current
from ui.reads import read

st.title("Nghĩa vụ báo cáo")
chosen = current()
duty_choice.duty_trail(chosen)
today = chosen.today
all_rows = read("unit-duties", chosen.goals)
if not all_rows:
    nothing_yet(
        "Chưa có nhiệm vụ của kế hoạch nào.",
        "Hãy nạp tệp nhiệm vụ được giao của kế hoạch ở trang Nộp số liệu.",
    )
    st.stop()

opening = st.container()
rows = duty_choice.duties_looked_at(all_rows, chosen)
seen = duty_choice.choose_view()
opening.markdown(head_sentence(rows))
mark_panel(rows, today)
if not rows:
    st.info("Không có nghĩa vụ nào của đơn vị, kế hoạch đang chọn.", icon=":material/filter_alt_off:")
elif seen == duty_choice.BY_WHO:
    by_who_view(rows, today)
elif seen == duty_choice.MONTH:
    month_view(rows, today)
elif seen == duty_choice.COMPLETE:
    periods_view(rows, today)
else:
    by_deadline_view(rows, today)
evidence_legend()
subscription(chosen, rows)
source_line(plan_in_text(row.duty.plan_number) for row in rows)
