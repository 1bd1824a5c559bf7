"""«Giải trình»: what a unit that is behind said and promised, what it said before, and a form to say it here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import streamlit as st

from core import clock, formats
from core.access.rules import Action
from core.errors import ChangedMeanwhile, UnreadableFile
from core.ingest.explanation_file import KIND, TypedExplanation, explanation_file, missing_texts
from core.ingest.issues import Severity
from core.ingest.pipeline import Outcome, Preview, commit, preview
from core.ingest.values.dates import DateProblem, understand_date
from core.places import Place
from core.provenance.explanation import SOURCES_SCREEN
from core.reports.explanations import GivenExplanation, about
from core.text import clean
from core.wording_explanations import NOT_EXPLAINED, brought_said, due_said
from ui import markup
from ui.components.difference_table import difference_table
from ui.components.explanation_mark import given
from ui.components.issue_tables import issue_tables
from ui.components.plain_text import plain
from ui.components.undo_button import say_undone, undo_button
from ui.filters import current
from ui.links import view
from ui.reader import acting, may_do, reader
from ui.reads import database

_ROUND, _PENDING, _DONE = "_explain_round", "_explain_pending", "_explain_done"
_GIVEN, _DUE = "Ngày giải trình (ngày/tháng/năm)", "Hạn khắc phục (ngày/tháng/năm)"


@dataclass(frozen=True)
class Shortfall:
    """What is to be explained: a unit's subject, its plan where there is one alone, and whether it is behind now.

    `since`: explanations given before speak of an earlier year.
    """

    place: Place
    subject: str
    plans: Sequence[str]
    behind: bool
    since: date | None = None

    @property
    def plan_number(self) -> str:
        return self.plans[0] if len(set(self.plans)) == 1 else ""

    @property
    def key(self) -> tuple[str, str]:
        return self.place.code, self.subject


@dataclass
class _Pending:
    """A typed explanation as it was compared: what is confirmed is what was seen."""

    key: tuple[str, str]
    typed: TypedExplanation
    found: Preview


@dataclass(frozen=True)
class _Done:
    """What became of the last one that was stored."""

    key: tuple[str, str]
    outcome: Outcome


_Kept = TypeVar("_Kept", _Pending, _Done)


def explanation_part(of: Shortfall) -> None:
    """Nothing for a unit that is not behind and never explained anything, or whose explanations one may not see."""
    if not may_do(Action.SEE_FILES, of.place.code):
        return
    own = [one for one in about(given(of.place.code), of.subject, of.plans, of.since) if one.place == of.place]
    if not own and not of.behind and _of_this(_Done, of) is None:
        return
    st.subheader("Giải trình")
    st.html(_standing(own))
    if current().known_at:
        st.html(_below("Đang xem số liệu như đã biết ở một thời điểm trước, nên không giải trình ở đây được."))
        return
    say_undone()
    _show_done(of)
    if not may_do(Action.UPLOAD, of.place.code):
        st.html(_below(f"Giải trình do người nhập liệu của {of.place.full_name} viết; bạn chỉ được xem."))
        return
    _form(of, again=bool(own))
    _review(of)


def _standing(own: Sequence[GivenExplanation]) -> str:
    if not own:
        said = f"{NOT_EXPLAINED}: đơn vị đang chậm mà chưa nêu nguyên nhân, biện pháp."
        return markup.element("p", markup.text(said))
    newest, *older = own
    items = "".join(markup.element("li", _said(one)) for one in older)
    summary = markup.element("summary", markup.text(f"Các giải trình trước ({len(older)})"))
    listed = markup.element("ul", items, class_="td-list")
    history = markup.element("details", summary + listed, class_="td-fold") if older else ""
    return _said(newest) + history + _to_history(newest.place)


def _to_history(place: Place) -> str:
    """Every version ever stored, those replaced and taken back too."""
    address = view(SOURCES_SCREEN, place, the="lich-su-so-lieu", loai="giai-trinh")
    return markup.element("p", markup.link("Mọi lần sửa của giải trình", address), class_="td-more")


def _said(one: GivenExplanation) -> str:
    """What was written is text of people: shown, never read as markup."""
    lines = [("Nguyên nhân", one.cause), ("Biện pháp khắc phục", one.remedy)]
    lines.append(("Hạn khắc phục", due_said(one, current().today)))
    lines += [("Ghi chú", one.note)] if one.note else []
    head = markup.element("b", markup.text(f"Ngày {formats.day(one.as_of)}"))
    inner = "".join(f"<br>{markup.element('b', label)}: {markup.text(said)}" for label, said in lines)
    return markup.element("p", head + inner) + _below(f"{brought_said(one)}.")


def _below(said: str) -> str:
    return markup.element("p", markup.text(said), class_="td-below")


def _form(of: Shortfall, again: bool) -> None:
    turn = st.session_state.setdefault(_ROUND, 0)
    key = f"_explain_{of.place.code}_{of.subject}_{turn}"
    label = "Giải trình lại hoặc bổ sung" if again else "Viết giải trình"
    with st.expander(label, icon=":material/edit_note:"), st.form(key, border=False, enter_to_submit=False):
        cause = st.text_area("Nguyên nhân", key=f"{key}_cause", max_chars=2000, height=90)
        remedy = st.text_area("Biện pháp khắc phục", key=f"{key}_remedy", max_chars=2000, height=90)
        given_column, due_column = st.columns(2)
        with given_column:
            as_of = st.text_input(_GIVEN, formats.day(clock.today()), key=f"{key}_as_of", max_chars=20)
        with due_column:
            due = st.text_input(_DUE, key=f"{key}_due", max_chars=20, placeholder="31/12/2024")
        note = st.text_input("Ghi chú (nếu có)", key=f"{key}_note", max_chars=500)
        sent = st.form_submit_button("Lưu giải trình", type="primary", key=f"{key}_send")
    if sent:
        _take(of, cause or "", remedy or "", {_GIVEN: as_of or "", _DUE: due or ""}, note or "")


def _take(of: Shortfall, cause: str, remedy: str, days: Mapping[str, str], note: str) -> None:
    """Days are read as in files: 31/10/2024, 31-10-2024, 2024-10-31 …"""
    st.session_state.pop(_PENDING, None)
    st.session_state.pop(_DONE, None)
    read = {label: understand_date(clean(said)) for label, said in days.items() if said.strip()}
    as_of, due = read.get(_GIVEN), read.get(_DUE)
    missing = [*missing_texts(cause, remedy), *(label for label in days if label not in read)]
    if missing:
        _refuse(f"Hãy điền {', '.join(f'«{label}»' for label in missing)}.")
    elif isinstance(as_of, date) and isinstance(due, date):
        _look(of, TypedExplanation(of.place, of.subject, of.plan_number, as_of, cause, remedy, due, note))
    else:
        problems = [problem for problem in (as_of, due) if isinstance(problem, DateProblem)]
        _refuse(" ".join(plain(f"{problem.reason} {problem.remedy}") for problem in problems))


def _refuse(said: str) -> None:
    st.error(f"Chưa lưu gì. {said}", icon=":material/edit_note:")


def _look(of: Shortfall, typed: TypedExplanation) -> None:
    """Stored at once, unless something has to be mended, explained or meant first."""
    if (pending := _looked_at(of, typed)) is None:
        return
    found = pending.found
    if found.has_errors or found.of(Severity.QUESTION) or found.counts.changed or found.changes_nothing:
        st.session_state[_PENDING] = pending
    else:
        _commit(of, pending, "")


def _looked_at(of: Shortfall, typed: TypedExplanation) -> _Pending | None:
    """None where the words could not even be read as a file; that is said."""
    try:
        return _Pending(of.key, typed, preview(database(), reader(), explanation_file(typed), typed.file_name, KIND))
    except UnreadableFile as unreadable:
        st.error(f"Chưa lưu gì. {plain(str(unreadable))}", icon=":material/error:")
        return None


def _review(of: Shortfall) -> None:
    """What stands in the way of storing at once: errors, questions, an explanation of the same day."""
    pending = _of_this(_Pending, of)
    if pending is None:
        return
    found = pending.found
    issue_tables(found)
    if found.has_errors:
        st.error("Chưa lưu gì. Hãy sửa các chỗ nêu trên rồi lưu lại.", icon=":material/block:")
    elif found.changes_nothing:
        st.info("Không có gì thay đổi: đã có đúng giải trình này.", icon=":material/check:")
    else:
        if found.counts.changed:
            day = formats.day(pending.typed.as_of)
            st.warning(f"Ngày {day} đã có giải trình về nội dung này; lưu sẽ thay bản đó.", icon=":material/edit:")
            difference_table(found.comparison, "explain")
        _confirm(of, pending)


def _confirm(of: Shortfall, pending: _Pending) -> None:
    asked = bool(pending.found.of(Severity.QUESTION))
    with st.form("_explain_confirm_form", border=False, enter_to_submit=False):
        reason = st.text_input("Lý do (một dòng, lưu kèm)", key="_explain_reason", max_chars=500) if asked else ""
        label = "Xác nhận, thay bản đã có" if pending.found.counts.changed else "Xác nhận, lưu giải trình"
        confirmed = st.form_submit_button(label, type="primary", key="_explain_confirm")
    if confirmed and asked and not (reason or "").strip():
        st.error("Chưa lưu gì. Hãy ghi lý do rồi bấm Xác nhận.", icon=":material/edit_note:")
    elif confirmed:
        _commit(of, pending, reason or "")


def _commit(of: Shortfall, pending: _Pending, reason: str) -> None:
    try:
        outcome = commit(database(), pending.found, acting(), "web", replace_confirmed=True, justification=reason)
    except ChangedMeanwhile as changed:
        st.session_state[_PENDING] = _looked_at(of, pending.typed)
        st.warning(f"Chưa lưu gì. {plain(str(changed))}", icon=":material/sync_problem:")
        return
    st.session_state.pop(_PENDING, None)
    st.session_state[_DONE] = _Done(of.key, outcome)
    st.session_state[_ROUND] += 1
    st.rerun()


def _show_done(of: Shortfall) -> None:
    done = _of_this(_Done, of)
    if done is None or done.outcome.batch is None:
        return
    counts, batch = done.outcome.counts, done.outcome.batch
    waits = done.outcome.waits
    became = " Lô đang chờ tỉnh duyệt." if waits else ""
    st.success(f"Đã lưu giải trình thành lô {batch}.{became}", icon=":material/check:")
    if undo_button(batch, counts.new, counts.changed, key="_explain_undo", waits=waits):
        st.session_state.pop(_DONE, None)
        st.rerun()


def _of_this(kind: type[_Kept], of: Shortfall) -> _Kept | None:
    """What is kept for this very unit and subject; another one's is left alone."""
    kept = st.session_state.get(_PENDING if kind is _Pending else _DONE)
    return kept if isinstance(kept, kind) and kept.key == of.key else None
