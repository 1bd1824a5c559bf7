"""The budget's headline figures and charts: capital of the year and what was carried over, each by itself."""

from collections.abc import Sequence

import streamlit as st

from core import formats
from core.reports.budget import BudgetLine
from core.reports.budget_frames import capital_frame, line_frame
from core.reports.budget_views import Capital, capitals
from core.wording_budget import SOURCE_WORDS, disbursed_below, share_sentence, unplanned_sentence
from ui import charts_budget
from ui.components.cards import Card, cards
from ui.components.figures import draw

# The fills of the chart below the cards.
_INVESTMENT_SIGN, _OPERATING_SIGN = "■", "▨"


def capital_cards(lines: Sequence[BudgetLine]) -> None:
    """Plan, đầu tư, sự nghiệp and disbursed of each source of capital; the sources are never added up."""
    for capital in capitals(lines):
        if capital.planned.lines:
            cards(_cards(capital))
        if capital.unplanned:
            st.info(unplanned_sentence(capital), icon=":material/info:")


def _cards(capital: Capital) -> list[Card]:
    name, planned = SOURCE_WORDS[capital.carry_over], capital.planned
    of = "" if name == "vốn năm" else f" ({name})"
    return [
        Card(f"Kế hoạch {name}", formats.amount(planned.money.allocated), f"triệu đồng, {planned.lines} nội dung"),
        *(
            Card(
                f"{sign} {part.label}{of}",
                formats.amount(part.money.allocated),
                f"triệu đồng, {share_sentence(capital, part)}",
            )
            for sign, part in ((_INVESTMENT_SIGN, capital.investment), (_OPERATING_SIGN, capital.operating))
        ),
        Card(f"Đã giải ngân {name}", formats.amount(planned.money.disbursed), disbursed_below(planned)),
    ]


def composition_chart(lines: Sequence[BudgetLine]) -> None:
    planned = [capital for capital in capitals(lines) if capital.planned.money.allocated]
    if planned:
        frame = capital_frame(planned)
        draw(charts_budget.composition(frame, "Đầu tư và sự nghiệp trong kế hoạch"), key="_budget_composition")


def lines_chart(lines: Sequence[BudgetLine]) -> None:
    """What was disbursed of each line, or what is planned while nothing was."""
    frame = line_frame(lines)
    if any(line.money.disbursed is not None for line in lines):
        figure = charts_budget.disbursements(frame, "Đã giải ngân bao nhiêu phần trăm kế hoạch")
    else:
        figure = charts_budget.allocations(frame, "Kế hoạch vốn của từng nội dung")
    draw(figure, key="_budget_lines_chart")
