"""The table of units against a plan: the columns of the plan's own appendix, with the results beside them."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.places import Place
from core.reports.frames import result_frame, status_frame
from core.reports.poverty import PlanStatus, Result
from core.wording import status_words
from ui.components.notices import no_results
from ui.components.plain_text import plain
from ui.components.tables import figures_table

_COLUMNS = {
    "unit": ("Đơn vị", "text"),
    "status": ("Trạng thái", "status"),
    "percent_points": ("Đạt KH theo điểm %", "percent"),
    "percent_households": ("Đạt KH theo số hộ", "percent"),
    "households_start": ("Tổng số hộ đầu năm", "count"),
    "poor_start": ("Hộ nghèo đầu năm", "count"),
    "rate_start": ("Tỷ lệ đầu năm", "rate"),
    "households_planned": ("Tổng số hộ dự kiến", "count"),
    "poor_reduction": ("KH giảm (hộ)", "count"),
    "rate_reduction": ("KH giảm (điểm %)", "points"),
    "poor_planned": ("KH hộ nghèo cuối năm", "count"),
    "rate_planned": ("KH tỷ lệ cuối năm", "rate"),
    "as_of": ("Ngày số liệu", "day"),
    "value_type": ("Loại số liệu", "text"),
    "households": ("Tổng số hộ hiện nay", "count"),
    "poor": ("Hộ nghèo hiện nay", "count"),
    "rate": ("Tỷ lệ hiện nay", "rate"),
    "reduced": ("Đã giảm (hộ)", "count"),
    "plan": ("Kế hoạch", "text"),
    "source": ("Nguồn", "text"),
}
_SHORT = ("unit", "status", "poor_start", "poor_planned", "poor", "reduced", "percent_points", "percent_households")
_RESULT_COLUMNS = {
    "unit": ("Đơn vị", "text"),
    "as_of": ("Ngày số liệu", "day"),
    "value_type": ("Loại số liệu", "text"),
    "households": ("Tổng số hộ", "count"),
    "poor": ("Hộ nghèo", "count"),
    "rate": ("Tỷ lệ", "rate"),
    "source": ("Nguồn", "text"),
}


def status_table(rows: Sequence[PlanStatus], key: str, short: bool = False) -> None:
    """One row per unit and plan, in the order given. `short` leaves the details to the poverty screen."""
    columns = {name: _COLUMNS[name] for name in (_SHORT if short else _COLUMNS)}
    if short:
        columns["as_of"] = _COLUMNS["as_of"]
    figures_table(status_frame(rows), columns, key)


def results_table(results: Sequence[tuple[Place, Result | None]], key: str) -> None:
    """Units with the latest result of each, or a dash where there is none."""
    frame: pd.DataFrame = result_frame(results)
    figures_table(frame, _RESULT_COLUMNS, key)
    _reasons(results)


def history(place: Place, results: Sequence[Result], when: str) -> None:
    """Every result of one unit, newest first; `when` says up to which date none was found."""
    st.subheader("Số liệu qua các kỳ")
    if not results:
        no_results(when)
        return
    columns = {name: column for name, column in _RESULT_COLUMNS.items() if name != "unit"}
    figures_table(result_frame([(place, result) for result in reversed(results)]), columns, key="_history_table")
    _reasons([(place, result) for result in reversed(results)])


def _reasons(results: Sequence[tuple[Place, Result | None]]) -> None:
    """Reasons in full: a table's cell cuts them off."""
    said = [f"{place.name}, {_reason(row)}" for place, row in results if row and row.origin and row.origin.reason]
    if said:
        st.markdown("**Lý do đã ghi khi nộp**")
        st.markdown("\n".join(f"- {plain(line)}" for line in said))


def _reason(row: Result) -> str:
    """`30/06/2024, lô 13, dòng 10: lý do …`."""
    assert row.origin
    return f"{formats.day(row.as_of)}, lô {row.origin.batch}, dòng {row.origin.row}: {row.origin.reason}"


def legend() -> None:
    """What each status means, for whoever asks."""
    with st.popover("Trạng thái nghĩa là gì?", icon=":material/help:"):
        for word in status_words().values():
            st.markdown(f"**{word.shown}**: {word.meaning}.")
