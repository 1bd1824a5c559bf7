"""Mục tiêu và nhiệm vụ: every goal, duty and deadline of the loaded plans."""

import streamlit as st

from core.wording_goals import duty_deadlines, duty_words, goal_deadlines, goal_words
from ui.components.beside import goals_told
from ui.components.duty_choice import way_to_duties
from ui.components.goal_list import duty_groups, goal_table
from ui.components.list_filters import duties_in_scope, goal_and_duty_tabs, goals_in_scope, in_states
from ui.components.notices import nothing_yet, source_line
from ui.components.report_panel import report_duties, report_goals
from ui.components.state_counts import state_counts, state_legend
from ui.components.trail import trail
from ui.filters import current
from ui.public import say_goals_not_published
from ui.reads import read

st.title("Mục tiêu và nhiệm vụ")
chosen = current()
trail(chosen)
today = chosen.goals.today
goals, duties = read("goals", goals_told(chosen)), read("duties", chosen.goals)
if not goals and not duties:
    nothing_yet(
        "Chưa có mục tiêu, nhiệm vụ của kế hoạch nào.",
        "Hãy nạp tệp mục tiêu và tệp nhiệm vụ của kế hoạch ở trang Nộp số liệu.",
    )
    st.stop()

goals_tab, duties_tab = goal_and_duty_tabs()
if goals_tab.open:
    with goals_tab:
        in_scope = goals_in_scope(goals, chosen.place)
        st.markdown(f"{len(in_scope)} mục tiêu. {goal_deadlines(in_scope, today)}")
        shown = in_states(in_scope, state_counts(goal_words(), [row.state for row in in_scope]))
        goal_table(shown, today)
        state_legend(goal_words())
        report_goals(shown)
        say_goals_not_published()
        source_line([f"kế hoạch {row.plan_number}" for row in shown])

if duties_tab.open:
    with duties_tab:
        owed = duties_in_scope(duties)
        st.markdown(f"{len(owed)} nhiệm vụ. {duty_deadlines(owed, today)}")
        way_to_duties()
        listed = in_states(owed, state_counts(duty_words(), [row.state for row in owed]))
        duty_groups(listed, today)
        state_legend(duty_words())
        report_duties(listed)
        source_line([f"kế hoạch {row.plan_number}" for row in listed])
