"""Tổng quan: who is behind, by how much and since when; each sentence leads to its place."""

import streamlit as st

from core.reports.frames import sources_of
from core.reports.freshness import freshness
from core.wording_attention import poverty_attention
from core.wording_attention_programmes import deadlines_of, programmes_attention
from core.wording_overview import judged_on, unfinished_year
from ui.components import freshness_table
from ui.components.attention_list import attention_list
from ui.components.deadline_list import deadline_list
from ui.components.national_screens import in_one_province
from ui.components.national_view import programmes_of, say_elsewhere
from ui.components.notices import no_results_of_year, source_line
from ui.components.overview_chart import units_chart
from ui.components.overview_head import focus_cards, opening
from ui.components.plan_choice import choose_plan_for, choose_view
from ui.components.poverty_now import say_apart, say_whole
from ui.components.poverty_without_plan import without_plan
from ui.components.programme_cards import programme_cards
from ui.components.returned_files import returned_lists
from ui.reads import read

st.title("Tổng quan")
chosen = in_one_province()
today = chosen.goals.today
rows, duties = read("poverty-status", chosen.poverty), read("duties", chosen.goals)
goals = (found := programmes_of(chosen)).goals
own, others = programmes_attention(found.lines, found.criteria, goals, today, chosen.province, chosen.as_of)
plan = choose_plan_for(rows, chosen.province)
if chosen.province and plan and (view := choose_view(rows, chosen.province, plan)).rows:
    results = read("poverty-results", chosen.poverty)
    say_whole(chosen.province, view, results)
    judged = judged_on(view.parts, chosen.as_of, today, chosen.known_at)
    opening(view, judged)
    focus = next((row for row in view.parts if row.place == chosen.district), view.whole)
    focus_cards(focus, focus is not view.whole, judged, results)
    sentences, picture = st.columns([2, 3], gap="large")
    with sentences:
        if any(view.part_results):
            poverty = [*unfinished_year(view.parts, judged), *poverty_attention(view.parts, judged.day)]
            listed = {**returned_lists(chosen), "giam-ngheo": poverty, **own}
            attention_list(listed, 8, today, nothing="Không có đơn vị nào chậm.", year=plan[0])
        else:
            no_results_of_year(plan[0], chosen.when, results)
            attention_list({**returned_lists(chosen), **own}, 8, today)
    with picture:
        units_chart(view, sources_of(view.rows))
    freshness_table.units_table(view, freshness(view.parts, judged.day, results), judged, sources_of(view.rows))
    say_apart(view, results)
    freshness_table.legend()
    source_line(sources_of(view.rows))
else:
    without_plan(chosen)
    attention_list({**returned_lists(chosen), **own}, 8, today)
deadline_list(deadlines_of(chosen.province, duties, goals, today, 5), today)
programme_cards(chosen, found.lines, found.criteria, goals, duties, found.complete)
attention_list(others, 5, today, "Cần chú ý ở các đơn vị khác")
say_elsewhere(found)
