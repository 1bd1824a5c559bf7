"""The one table of all screens: what is said to whom, in which order, and what goes along in its files."""

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from ui.components.tables import Column, columns, table_html

ROWS = pd.DataFrame(
    {
        "unit": ["Tuy Đức", "Cư <Jút>"],
        "poor": pd.array([2444, None], dtype="Int64"),
        "rate": [Decimal("14.55"), None],
        "as_of": [date(2024, 6, 30), None],
        "status": ["behind", "no_data"],
        "address": ["./giam-ngheo?huyen=tuy-duc&ky=2024-06-30", None],
    }
)


def html(**named: Any) -> str:
    return table_html(ROWS, columns(**named), "Từng huyện")


def test_every_figure_is_written_as_officials_do_and_keeps_its_value_for_sorting() -> None:
    made = html(unit=("Đơn vị", "text"), poor=("Hộ nghèo", "count"), rate=("Tỷ lệ", "rate"), as_of=("Ngày", "day"))
    assert '<td class="td-figure" data-heading="Hộ nghèo" data-value="2444">2.444</td>' in made
    assert 'data-value="14.55">14,55%</td>' in made
    assert 'data-value="2024-06-30">30/06/2024</td>' in made


def test_a_missing_figure_is_a_dash_that_sorts_as_nothing() -> None:
    made = html(unit=("Đơn vị", "text"), poor=("Hộ nghèo", "count"))
    assert '<td class="td-figure" data-heading="Hộ nghèo">—</td>' in made


def test_text_of_files_is_no_markup() -> None:
    made = html(unit=("Đơn <vị>", "text"), poor=("Hộ nghèo", "count"))
    assert "<Jút>" not in made
    assert "Cư &lt;Jút&gt;" in made
    assert "Đơn &lt;vị&gt;" in made


def test_the_first_column_names_the_row_and_every_heading_can_be_sorted_by() -> None:
    made = html(unit=("Đơn vị", "text"), status=("Trạng thái", "status"))
    assert '<th scope="row">Tuy Đức</th>' in made
    assert made.count('<th scope="col" aria-sort="none">') == 2
    assert '<caption class="td-unseen">Từng huyện</caption>' in made
    assert 'role="region" aria-label="Từng huyện" tabindex="0"' in made


def test_a_state_is_a_sign_and_a_word_in_its_tone() -> None:
    made = html(unit=("Đơn vị", "text"), status=("Trạng thái", "status"))
    assert 'class="td-state tone-late"' in made
    assert ">▼ Chậm</span>" in made


def test_a_cell_leads_where_its_row_says_and_nowhere_else() -> None:
    made = html(unit=Column("Đơn vị", link="address"), poor=("Hộ nghèo", "count"))
    assert '<a href="./giam-ngheo?huyen=tuy-duc&amp;ky=2024-06-30" target="_self">Tuy Đức</a>' in made
    assert made.count("<a ") == 1


def test_groups_stand_over_their_columns_and_are_said_on_a_telephone() -> None:
    made = html(
        unit=("Đơn vị", "text"),
        poor=Column("Hộ nghèo", "count", group="Hiện nay"),
        rate=Column("Tỷ lệ", "rate", group="Hiện nay"),
        status=("Trạng thái", "status"),
    )
    assert '<th scope="colgroup" colspan="2" class="td-group">Hiện nay</th>' in made
    assert made.count('rowspan="2"') == 2
    assert 'data-heading="Hiện nay: Hộ nghèo"' in made


@pytest.mark.parametrize(("as_cards", "kept"), [(True, False), (False, True)])
def test_a_table_may_stay_a_grid_on_a_telephone(as_cards: bool, kept: bool) -> None:
    made = table_html(ROWS, columns(unit=("Đơn vị", "text")), "Từng huyện", as_cards=as_cards)
    assert ("td-keep" in made) is kept


def test_totals_are_marked_so_that_sorting_leaves_them_last() -> None:
    made = table_html(ROWS, columns(unit=("Đơn vị", "text")), "Từng huyện", totals=[1])
    assert made.count('<tr class="td-total">') == 1
    assert made.index("Tuy Đức") < made.index("td-total")


def test_an_empty_table_is_a_heading_alone() -> None:
    assert "<tbody></tbody>" in table_html(ROWS.iloc[:0], columns(unit=("Đơn vị", "text")), "Từng huyện")
