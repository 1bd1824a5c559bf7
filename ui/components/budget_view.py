"""The budget's headline figures and charts: capital of the year and what was carried over, each by itself."""

from collections.abc import Sequence

import streamlit as st

from core import formats
from core.places import Place
from core.provenance import keys
from core.reports.budget import INVESTMENT, OF_THE_YEAR, OPERATING, BudgetFilter, BudgetLine
from core.reports.budget_course import courses
from core.reports.budget_course_frames import time_frame, unit_pace_frame
from core.reports.budget_frames import capital_frame
from core.reports.budget_pace import paces
from core.reports.budget_views import Capital, capitals
from core.wording_budget import (
    SOURCE_WORDS,
    composition_said,
    disbursed_below,
    pace_sentence,
    payment_note,
    picture_source,
    share_sentence,
    unplanned_sentence,
)
from core.wording_budget_course import SIGNS, no_course_said, pace_said
from core.wording_budget_parts import (
    continued_said,
    estimates_said,
    given_anew_said,
    parts_said,
    stands_beside_said,
)
from ui import markup
from ui.charts import budget as charts
from ui.charts.budget_course import course
from ui.charts.template import Caption
from ui.components.budget_choice import of_same_year
from ui.components.budget_links import linked_capitals, linked_course, linked_rows
from ui.components.budget_tables import course_table
from ui.components.budget_undivided import say_undivided
from ui.components.cards import Card, cards
from ui.components.figures import draw
from ui.filters import places
from ui.reads import read


def capital_cards(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    """Plan, đầu tư, sự nghiệp and disbursed of each source of capital; the sources are never added up."""
    for capital in capitals(lines):
        if capital.planned.lines:
            cards(_cards(place, year, capital))
    paragraphs([unplanned_sentence(capital) for capital in capitals(lines) if capital.unplanned])


def _cards(place: Place, year: int, capital: Capital) -> list[Card]:
    name, planned = SOURCE_WORDS[capital.carry_over], capital.planned
    of_year = capital.carry_over == OF_THE_YEAR

    def origin(nature: str | None, figure: str) -> str:
        return str(keys.of_sum(place.code, year, capital.carry_over, nature, figure))

    return [
        Card(
            f"Kế hoạch {name}",
            formats.amount(planned.money.allocated),
            f"triệu đồng, {planned.lines} nội dung",
            origin(None, "allocated"),
        ),
        *(
            Card(
                f"{SIGNS[nature]} {part.label}" if of_year else f"{SIGNS[nature]} {nature.capitalize()} kéo dài",
                formats.amount(part.money.allocated),
                f"triệu đồng, {share_sentence(capital, part)}",
                origin(nature, "allocated") if part.lines else None,
            )
            for nature, part in ((INVESTMENT, capital.investment), (OPERATING, capital.operating))
        ),
        Card(
            f"Đã giải ngân {name}" if of_year else "Đã giải ngân kéo dài",
            formats.amount(planned.money.disbursed),
            disbursed_below(planned),
            origin(None, "disbursed"),
        ),
    ]


def paragraphs(said: Sequence[str | None]) -> None:
    """Sentences, each a paragraph; texts of files in them are never markup."""
    found = [markup.element("p", markup.text(one)) for one in said if one]
    if found:
        st.html("".join(found))


def parts_of_maps(place: Place, year: int, chosen: BudgetFilter, lines: Sequence[BudgetLine]) -> None:
    """Which units of the other map the lines are of, what of them is an estimate, what can't be divided at all."""
    paragraphs([parts_said(place, lines), estimates_said(lines), given_anew_said(lines)])
    paragraphs([continued_said(lines), stands_beside_said(lines)])
    say_undivided(chosen, year)


def pace_part(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    """Each source and nature of capital against its plan and the year: sentences, then a bar each."""
    paragraphs([" ".join(filter(None, (pace_sentence(lines, year), payment_note(year))))])
    found = paces(lines, year)
    if any(pace.part.reported for pace in found):
        rows = linked_rows(place, lines, year)
        alt = " ".join(map(pace_said, found))
        title = f"Giải ngân so với kế hoạch, {_of(place, year)}"
        draw(charts.disbursements, rows[rows["is_sum"]], Caption(title, picture_source(lines), alt), "_budget_pace")
    _composition(place, year, lines)


def _of(place: Place, year: int) -> str:
    return f"{place.full_name}, vốn {year}"


def _composition(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    planned = [capital for capital in capitals(lines) if capital.planned.money.allocated]
    if planned:
        rows = linked_capitals(place, year, capital_frame(planned))
        title = f"Cơ cấu kế hoạch vốn {year}, {place.full_name}"
        caption = Caption(title, picture_source(lines), composition_said(planned))
        draw(charts.composition, rows, caption, "_budget_parts")


def course_part(place: Place, year: int, chosen: BudgetFilter, lines: Sequence[BudgetLine]) -> None:
    """Every cut-off date beside the share of the year gone; why there is no line where there is none."""
    found = courses(read("budget-course", chosen), year)
    if not found:
        return
    st.subheader("Giải ngân theo thời gian")
    if why := no_course_said(found):
        paragraphs([why])
        return
    rows = linked_course(place, year, found)
    title = f"Giải ngân theo thời gian, {_of(place, year)}"
    alt = " ".join(rows.groupby("series", sort=False)["said"].last())
    draw(course, rows, Caption(title, picture_source(lines), alt), "_budget_course", time_frame(year))
    paragraphs([_how_to_read(bool(rows["partial"].any()))])
    course_table(rows, title)


def _how_to_read(any_partial: bool) -> str:
    said = "Bấm vào một điểm để xem số liệu đến ngày đó. Tỷ lệ tính trên cả kế hoạch, theo số mới nhất đến ngày đó."
    partial = "Dấu rỗng: còn nội dung không có số của đúng ngày đó, nên không nối; chưa có số thì tỷ lệ là ít nhất."
    return f"{said} {partial}" if any_partial else said


def lines_chart(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    """What was disbursed of each line, or what is planned while nothing was."""
    lines = [line for line in lines if line.counts]
    rows = linked_rows(place, lines, year)
    rows = rows[~rows["is_sum"]]
    if any(line.money.disbursed is not None for line in lines):
        chart, what = charts.disbursements, "Từng nội dung: giải ngân so với kế hoạch"
    else:
        chart, what = charts.allocations, "Kế hoạch vốn của từng nội dung"
    draw(chart, rows, Caption(f"{what}, {_of(place, year)}", picture_source(lines)), "_budget_lines_chart")


def communes_chart(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    """The communes of an area, đầu tư and sự nghiệp; a bar leads into its commune."""
    rows = unit_pace_frame(lines, year)
    if rows["percent"].isna().all():
        return
    rows["address"] = [of_same_year(places().by_code[code], year) for code in rows["code"]]
    title = f"Từng xã: giải ngân so với kế hoạch vốn năm {year}, {place.full_name}"
    draw(charts.communes, rows, Caption(title, picture_source(lines)), "_budget_communes")
