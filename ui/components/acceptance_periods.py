"""Closed periods: which are, which were reopened and why; closing one, reopening one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from core import formats
from core.access.rules import Action, may
from core.clock import today
from core.locks import Lock, lock, reopen
from core.places import Place
from ui.components.acceptance_said import PERIODS, done, say_done
from ui.components.notices import nothing_seen
from ui.components.plain_text import plain
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


_ASKED, _REOPENED = "_period_asked", "_period_reopened"


@dataclass(frozen=True)
class _Asked:
    """A period that somebody wants to close, until they have read what that means."""

    place: Place
    until: date
    note: str

    @property
    def said(self) -> str:
        return f"kỳ đến {formats.day(self.until)} của {self.place.full_name}"


def closed_periods() -> None:
    rows: list[Lock] = read("locks")
    if rows:
        table(_frame(rows), _COLUMNS, Said("Các kỳ đã chốt sổ"), key="acceptance_periods")
    else:
        st.caption(nothing_seen("Chưa có kỳ nào được chốt sổ"))
    say_done(PERIODS)
    closable = _closable()
    if asked := st.session_state.get(_ASKED):
        _confirm(asked)
        return
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
        place = st.selectbox(
            "Đơn vị (và cấp dưới)", closable, None, _name, key="_period_unit", placeholder="Chọn đơn vị"
        )
        until = st.date_input("Kỳ đến hết ngày", None, max_value=today(), format="DD/MM/YYYY", key="_period_until")
        note = st.text_input("Ghi chú", key="_period_note", max_chars=500) or ""
        if not st.form_submit_button("Tiếp tục", key="_period_close", type="primary"):
            return
        if place is None or not isinstance(until, date):
            st.warning("Hãy chọn đơn vị và ngày cuối của kỳ.", icon=":material/edit_calendar:")
            return
    st.session_state[_ASKED] = _Asked(place, until, note)
    st.rerun()


def _confirm(asked: _Asked) -> None:
    """In the place of the form, which is closed and empty when it comes back."""
    with st.container(border=True, key="td_period_confirm"):
        below = "" if asked.place.level == "commune" else " và mọi đơn vị cấp dưới"
        note = f" Ghi chú: {plain(asked.note)}" if asked.note else ""
        st.markdown(
            f"**Chốt sổ {asked.said}{below}?** Sau khi chốt, không ai thêm, sửa, duyệt hay thu hồi được số liệu đến hết"
            f" ngày {formats.day(asked.until)}, cho tới khi mở sổ.{note}"
        )
        work = partial(lock, database(), acting(), asked.place.code, asked.until, asked.note)
        with st.container(horizontal=True, width="content"):
            closes = st.button("Chốt sổ", key="_period_confirm", type="primary")
            leaves = st.button("Thôi", key="_period_leave")
        if leaves or (closes and done(work, f"Đã chốt sổ {asked.said}.", PERIODS)):
            del st.session_state[_ASKED]
            st.rerun()


def _name(place: Place) -> str:
    return place.full_name


def _reopen(own: Sequence[Lock]) -> None:
    turn = st.session_state.setdefault(_REOPENED, 0)
    with (
        st.popover("Mở sổ", icon=":material/lock_open:", key=f"_period_reopen_ask_{turn}"),
        st.form(f"_period_reopen_form_{turn}", border=False, enter_to_submit=False),
    ):
        picked = st.selectbox("Kỳ đã chốt", own, format_func=_period, key=f"_period_which_{turn}")
        reason = st.text_input("Lý do mở sổ", key=f"_period_reason_{turn}", max_chars=500) or ""
        if st.form_submit_button("Mở sổ", key=f"_period_reopen_{turn}", type="primary"):
            work = partial(reopen, database(), acting(), picked.id, reason)
            if done(work, f"Đã mở sổ {_period(picked)}.", PERIODS):
                st.session_state[_REOPENED] = turn + 1
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
