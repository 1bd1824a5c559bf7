"""Closed periods: which are, which were reopened and why; closing one, reopening one."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from core import formats
from core.access.rules import Action, may
from core.clock import today
from core.locks import Lock, lock, reopen
from core.places import Place
from ui.components.acceptance_said import done
from ui.components.tables import Column, Said, columns, table
from ui.filters import current, places
from ui.reader import acting, reader
from ui.reads import database, read

_COLUMNS = columns(
    unit=("Đơn vị", "text"),
    until=("Kỳ đến hết ngày", "day"),
    state=("Trạng thái", "text"),
    by=Column("Người", group="Chốt sổ"),
    at=Column("Lúc", "moment", group="Chốt sổ"),
    note=Column("Ghi chú", group="Chốt sổ"),
    reopened_by=Column("Người", group="Mở sổ"),
    reopened_at=Column("Lúc", "moment", group="Mở sổ"),
    reason=Column("Lý do", group="Mở sổ"),
)


def closed_periods() -> None:
    rows: list[Lock] = read("locks")
    if rows:
        table(_frame(rows), _COLUMNS, Said("Các kỳ đã chốt sổ"), key="acceptance_periods")
    else:
        st.caption("Chưa có kỳ nào được chốt sổ.")
    closable = _closable()
    with st.container(horizontal=True, width="content"):
        if closable:
            _close(closable)
        if own := [row for row in rows if row.reopened_at is None and may(reader(), Action.LOCK, row.unit_code)]:
            _reopen(own)
    if not closable:
        st.caption("Người quản trị của tỉnh chốt sổ và mở sổ.")


def _closable() -> list[Place]:
    """The province that is looked at and its huyện, and the xã if one is chosen; of those one may close."""
    chosen = current()
    found = [chosen.province, *(places().children(chosen.province) if chosen.province else []), chosen.commune]
    return [place for place in found if place and may(reader(), Action.LOCK, place.code)]


def _close(closable: Sequence[Place]) -> None:
    with (
        st.popover("Chốt sổ một kỳ", icon=":material/lock:", key="_period_close_ask"),
        st.form("_period_close_form", border=False, enter_to_submit=False),
    ):
        place = st.selectbox("Đơn vị (và cấp dưới)", closable, format_func=_name, key="_period_unit")
        until = st.date_input(
            "Kỳ đến hết ngày", _last_month_end(), max_value=today(), format="DD/MM/YYYY", key="_period_until"
        )
        note = st.text_input("Ghi chú", key="_period_note", max_chars=500) or ""
        st.caption("Sau khi chốt, không ai thêm, sửa, duyệt hay thu hồi được số liệu của kỳ này cho tới khi mở sổ.")
        if st.form_submit_button("Chốt sổ", key="_period_close", type="primary") and isinstance(until, date):
            said = f"Đã chốt sổ kỳ đến {formats.day(until)} của {place.full_name}."
            if done(partial(lock, database(), acting(), place.code, until, note), said):
                st.rerun()


def _name(place: Place) -> str:
    return place.full_name


def _last_month_end() -> date:
    return today().replace(day=1) - timedelta(days=1)


def _reopen(own: Sequence[Lock]) -> None:
    with (
        st.popover("Mở sổ", icon=":material/lock_open:", key="_period_reopen_ask"),
        st.form("_period_reopen_form", border=False, enter_to_submit=False),
    ):
        picked = st.selectbox("Kỳ đã chốt", own, format_func=_period, key="_period_which")
        reason = st.text_input("Lý do mở sổ", key="_period_reason", max_chars=500) or ""
        if st.form_submit_button("Mở sổ", key="_period_reopen", type="primary"):
            said = f"Đã mở sổ {_period(picked)}."
            if done(partial(reopen, database(), acting(), picked.id, reason), said):
                st.rerun()


def _period(row: Lock) -> str:
    return f"kỳ đến {formats.day(row.until)} của {row.unit}"


def _frame(rows: Sequence[Lock]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": [row.unit for row in rows],
            "until": [row.until for row in rows],
            "state": ["đã mở sổ" if row.reopened_at else "đang chốt" for row in rows],
            "by": [row.locked_by for row in rows],
            "at": [row.locked_at for row in rows],
            "note": [row.note or None for row in rows],
            "reopened_by": pd.Series([row.reopened_by for row in rows], dtype=object),
            "reopened_at": pd.Series([row.reopened_at for row in rows], dtype=object),
            "reason": pd.Series([row.reopen_reason for row in rows], dtype=object),
        }
    )
