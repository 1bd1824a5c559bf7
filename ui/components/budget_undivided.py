"""Capital that can't be given to the units of the map that is looked at, named with its amount."""

import streamlit as st

from core.reports.budget import BudgetFilter
from core.wording_budget_parts import undivided_said
from ui import markup
from ui.reads import read


def say_undivided(chosen: BudgetFilter, year: int | None = None) -> None:
    """Of one year of capital, or of all; nothing where all can be given."""
    found = [line for line in read("budget-undivided", chosen) if year in (None, line.budget_year)]
    if said := undivided_said(found):
        st.html(markup.element("ul", "".join(markup.element("li", markup.text(one)) for one in said), class_="td-list"))
