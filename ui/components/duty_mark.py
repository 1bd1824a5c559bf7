"""«Ghi nhận đã hoàn thành»: a mark by hand, stored as a file of one line: a batch like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from core import formats
from core.access.rules import Action, may
from core.errors import ChangedMeanwhile
from core.ingest.issues import Severity
from core.ingest.pipeline import Outcome, Preview, commit, preview
from core.ingest.values.dates import DateProblem, understand_date
from core.places import Place
from core.reports.duty_calendar import shortened
from core.reports.duty_mark_file import mark_file
from core.reports.duty_views import duty_slug
from core.reports.unit_duties import UnitDuty
from core.text import clean
from core.wording_duties import printed_deadline
from ui import markup
from ui.components.issue_tables import issue_tables
from ui.components.linked import linked_choice
from ui.components.plain_text import plain
from ui.components.undo_button import say_undone, undo_button
from ui.filters import current
from ui.links import ORIGIN, here
from ui.reader import acting, may_do, reader
from ui.reads import database, read

MARK, UNIT = "ghi-nhan", "don-vi-ghi-nhan"
_ALL = "tat-ca"
_DONE, _ASKED = "_duty_mark_done", "_duty_mark_asked"


@dataclass(frozen=True)
class _Done:
    outcome: Outcome
    said: str


@dataclass(frozen=True)
class _Mark:
    """What the form says; `key` is the form's own."""

    key: str
    row: UnitDuty
    place: Place | None
    done_on: date
    note: str
    reason: str


def mark_address(row: UnitDuty) -> str:
    """The view that is looked at, with the form open for one duty of one unit."""
    return here(ghi_nhan=duty_slug(row.duty), don_vi_ghi_nhan=row.place.code if row.place else _ALL)


def may_mark(row: UnitDuty) -> bool:
    """Whether this reader may say that a duty was done: of the unit that owes it, else of the plan's own unit."""
    if row.place:
        return may_do(Action.UPLOAD, row.place.code)
    return _may_mark_whole(row.duty.plan_number)


def _may_mark_whole(plan_number: str) -> bool:
    """For an agency, or for all units of a plan at once."""
    if may(reader(), Action.UPLOAD, None):
        return True
    if not may_do(Action.UPLOAD):
        return False
    units = read("plan-units", (plan_number,))
    return may(reader(), Action.UPLOAD, units.get(plan_number))


def mark_panel(rows: Sequence[UnitDuty], today: date) -> None:
    """The way to the form, the form over the view when the link asks for it; the result. Never in a past view."""
    say_undone()
    _show_done()
    own = [row for row in rows if may_mark(row)]
    if current().known_at is not None or not own:
        return
    st.html(
        markup.element("p", markup.link("Ghi nhận đã hoàn thành…", _first_address(own)), class_="td-more td-no-print")
    )
    # Two dialogs can't be open at once: «từ đâu?» goes first.
    if ORIGIN not in st.query_params and st.query_params.get(MARK) in {duty_slug(row.duty) for row in own}:
        _dialog(own, today)
    else:
        st.session_state.pop(_ASKED, None)


def _close() -> None:
    """Both at once: each change of the link is a step in the browser's history."""
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name not in (MARK, UNIT)}
    st.query_params.from_dict(kept)


@st.dialog("Ghi nhận đã hoàn thành", width="large", on_dismiss=_close)
def _dialog(rows: Sequence[UnitDuty], today: date) -> None:
    by_duty = {duty_slug(row.duty): row for row in rows}
    # No choice is the first one: the link always names the duty that is marked.
    name = linked_choice(MARK, "Nghĩa vụ", {one: one for one in by_duty}, "", lambda one: _named(by_duty[one]))
    owing = [row for row in rows if duty_slug(row.duty) == name]
    _form(owing, _place([row for row in owing if row.place]), today)


def _first_address(rows: Sequence[UnitDuty]) -> str:
    """The duty that is overdue, or due next, longest."""
    first = min(rows, key=lambda row: (not row.is_open, row.last_day or date.max))
    return here(ghi_nhan=duty_slug(first.duty), don_vi_ghi_nhan=first.place.code if first.place else _ALL)


def _named(row: UnitDuty) -> str:
    due = f", {printed_deadline(row)}" if row.duty.due else ""
    return f"{row.duty.obligation}: {shortened(row.duty.title)} ({row.duty.plan_number}{due})"


def _place(owing: Sequence[UnitDuty]) -> Place | None:
    """One of the units that owe it, or all of them at once (None)."""
    units = {row.place.code: row.place for row in owing if row.place}
    if not units:
        return None
    whole = {_ALL: _ALL} if _may_mark_whole(owing[0].duty.plan_number) else {}
    options: dict[str, str] = {**whole, **{code: code for code in units}}
    picked = linked_choice(
        UNIT,
        "Đơn vị",
        options,
        next(iter(options)),
        lambda code: units[code].full_name if code in units else "Mọi đơn vị cùng ngày",
    )
    return units.get(picked)


def _form(owing: Sequence[UnitDuty], place: Place | None, today: date) -> None:
    key = f"_duty_mark_{duty_slug(owing[0].duty)}_{place.code if place else _ALL}"
    asked = _asked(key)
    with st.form(key, border=False, enter_to_submit=False):
        day = st.text_input("Ngày hoàn thành (dd/mm/yyyy)", key=f"{key}_day", max_chars=20, placeholder="12/06/2024")
        note = st.text_input("Ghi chú (số công văn, cách gửi)", key=f"{key}_note", max_chars=300) or ""
        for question in asked:
            st.warning(plain(question), icon=":material/help:")
        reason = st.text_input("Lý do (một dòng, lưu kèm)", key=f"{key}_reason", max_chars=500) if asked else ""
        sent = st.form_submit_button("Ghi nhận", type="primary", key=f"{key}_send")
    if not sent:
        return
    done_on = understand_date(clean(day or ""))
    if isinstance(done_on, DateProblem):
        why = f"{plain(done_on.reason)} {done_on.remedy}" if (day or "").strip() else "Hãy ghi ngày hoàn thành."
        st.error(f"Chưa ghi gì. {why}", icon=":material/edit_calendar:")
        return
    _store(_Mark(key, owing[0], place, done_on, note, reason or ""))


def _asked(key: str) -> tuple[str, ...]:
    """The questions that the last click on this form raised."""
    of_form, questions = st.session_state.get(_ASKED, ("", ()))
    return questions if of_form == key else ()


def _store(mark: _Mark) -> None:
    """As an upload is: looked at, refused with its reasons, asked about, or stored as a batch."""
    file = mark_file(mark.row.duty.plan_number, mark.row.duty.obligation, mark.place, mark.done_on, mark.note)
    found = preview(database(), reader(), file.content, file.name, file.kind)
    questions = tuple(issue.message for issue in found.of(Severity.QUESTION))
    if found.has_errors:
        issue_tables(found)
        st.error("Chưa ghi gì. Hãy sửa chỗ nêu trên rồi bấm Ghi nhận lần nữa.", icon=":material/block:")
    elif found.changes_nothing:
        st.info("Không có gì thay đổi: đã ghi nhận đúng như vậy từ trước.", icon=":material/check:")
    elif questions != _asked(mark.key):
        st.session_state[_ASKED] = (mark.key, questions)
        st.rerun()
    elif questions and not mark.reason.strip():
        st.error("Chưa ghi gì. Hãy ghi lý do rồi bấm Ghi nhận lần nữa.", icon=":material/edit_note:")
    else:
        _commit(found, mark)


def _commit(found: Preview, mark: _Mark) -> None:
    try:
        outcome = commit(database(), found, acting(), "web", replace_confirmed=True, justification=mark.reason)
    except ChangedMeanwhile as changed:
        st.warning(plain(str(changed)), icon=":material/sync_problem:")
        return
    st.session_state.pop(_ASKED, None)
    who = mark.place.full_name if mark.place else mark.row.duty.agency
    st.session_state[_DONE] = _Done(outcome, f"{who}, ngày {formats.day(mark.done_on)}")
    _close()
    st.rerun()


def _show_done() -> None:
    """Until the next mark; taken back here, or where all batches are."""
    done: _Done | None = st.session_state.get(_DONE)
    if done is None or done.outcome.batch is None:
        return
    counts, waits = done.outcome.counts, done.outcome.waits
    became = " Lô đang chờ tỉnh duyệt." if waits else ""
    st.success(f"Đã ghi nhận: {plain(done.said)}, lô {done.outcome.batch}.{became}", icon=":material/check:")
    if undo_button(done.outcome.batch, counts.new, counts.changed, key="_duty_mark_undo", waits=waits):
        st.session_state.pop(_DONE, None)
        st.rerun()
