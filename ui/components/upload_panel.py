"""Upload: the file, how it was understood, what would change, the confirmation."""

from dataclasses import dataclass, field

import streamlit as st

from core import formats
from core.errors import AccessRefused, ChangedMeanwhile, PeriodClosed, SeveralSheets, UnreadableFile
from core.ingest.issues import Severity
from core.ingest.pipeline import Choices, Counts, Outcome, Preview, commit, preview
from core.ingest.received import received
from ui.components.choices_panel import Ambiguous, ambiguities, choose_marks, choose_sheet, same
from ui.components.demo_banner import remove_button
from ui.components.difference_table import difference_table
from ui.components.issue_tables import issue_tables
from ui.components.plain_text import plain
from ui.components.understood_panel import understood_panel
from ui.components.undo_button import undo_button
from ui.components.upload_blocked import say_blocked
from ui.held_upload import CONFIRM, LOST, SEEN, first_turn, hold, kept, let_go, lost
from ui.reader import acting, reader
from ui.reads import database, read

_ROUND, _DONE, _MEANWHILE = "_upload_round", "_upload_done", "_upload_meanwhile"


@dataclass
class _Seen:
    """A file as it was looked at, with the choices it was read by: what is confirmed is what was seen.

    `sheets` and `asked` are what the person was asked; they stay after the answer, so that it can be changed.
    """

    file_id: str
    name: str
    content: bytes = field(repr=False)
    choices: Choices = field(default_factory=Choices)
    found: Preview | UnreadableFile | None = None
    sheets: tuple[str, ...] = ()
    asked: tuple[Ambiguous, ...] = ()
    # Kept here, where no second click can come between the commit and its being known.
    outcome: Outcome | None = None

    def look(self, choices: Choices) -> None:
        if choices.sheet != self.choices.sheet:
            self.asked = ()
        self.choices, self.found = choices, _preview(self.content, self.name, choices)
        if isinstance(self.found, SeveralSheets):
            self.sheets = self.found.names
        elif isinstance(self.found, Preview):
            known = {column.key for column in self.asked}
            self.asked += tuple(column for column in ambiguities(self.found) if column.key not in known)


def upload_panel() -> None:
    """One file at a time; after a commit the uploader is empty again and the result stays in sight."""
    _show_done()
    turn = st.session_state.setdefault(_ROUND, first_turn())
    file = st.file_uploader(
        "Chọn tệp CSV hoặc Excel (.xlsx)",
        key=f"_upload_file_{turn}",
        help="Tối đa 20 MB. Chương trình xem nội dung tệp, không xem tên; chưa lưu gì cho tới khi bạn xác nhận.",
    )
    if file is None and not kept():
        _ask_again(lost())
        let_go()
        return
    seen = _seen(file.file_id, file.getvalue(), file.name) if file else _still_seen()
    if seen.outcome:
        _finish(seen.outcome, seen.name)
    _ask(seen)
    _show(seen)


def _still_seen() -> _Seen:
    known: _Seen = st.session_state[SEEN]
    st.info(f"Tệp «{plain(known.name)}» vẫn còn ở đây và chưa được lưu.", icon=":material/upload_file:")
    return known


def _ask_again(names: tuple[str, ...]) -> None:
    if names:
        said = ", ".join(f"«{plain(name)}»" for name in names)
        st.warning(LOST.format(names=said), icon=":material/upload_file:")


def _seen(file_id: str, content: bytes, name: str) -> _Seen:
    known: _Seen | None = st.session_state.get(SEEN)
    if known is None or known.file_id != file_id:
        st.session_state.pop(_DONE, None)
        hold(file_id)
        known = _Seen(file_id, name, content)
        known.look(Choices())
        if known.found is not None:
            received(database(), reader(), content, name, known.found)
        st.session_state[SEEN] = known
    return known


def _preview(content: bytes, name: str, choices: Choices) -> Preview | UnreadableFile:
    """The preview, with a bar that says what is being done while a long file is read."""
    place = st.empty()

    def progress(doing: str, share: float) -> None:
        place.progress(share, f"{doing}…")

    try:
        return preview(database(), reader(), content, name, choices=choices, progress=progress)
    except UnreadableFile as unreadable:
        return unreadable
    finally:
        place.empty()


def _ask(seen: _Seen) -> None:
    """Draw what the person has to choose; another answer than before reads the file anew."""
    if not seen.sheets and not seen.asked:
        return
    with st.container(border=True):
        st.markdown("**Tệp không cho biết điều này, bạn hãy chọn** (chọn lại được cho tới khi xác nhận)")
        sheet = choose_sheet(seen.sheets, seen.file_id) if seen.sheets else None
        marks = choose_marks(seen.asked, seen.file_id, sheet) if sheet == seen.choices.sheet else {}
    chosen = Choices(sheet, marks)
    if not same(chosen, seen.choices):
        seen.look(chosen)
        st.rerun()


def _show(seen: _Seen) -> None:
    found = seen.found
    if isinstance(found, SeveralSheets):
        st.info("Tệp có nhiều trang tính có số liệu. Hãy chọn trang tính cần nộp ở trên.", icon=":material/help:")
    elif isinstance(found, UnreadableFile):
        st.error(f"Không đọc được tệp «{plain(seen.name)}». {plain(str(found))}", icon=":material/error:")
    elif found is not None:
        _show_preview(seen, found)


def _show_preview(seen: _Seen, found: Preview) -> None:
    if st.session_state.pop(_MEANWHILE, None):
        st.warning(
            "Chưa lưu gì: trong lúc bạn xem, số liệu đã có người khác thay đổi. Dưới đây là chênh lệch mới; hãy xem"
            " lại rồi bấm Xác nhận lần nữa.",
            icon=":material/sync_problem:",
        )
    understood_panel(found, seen.choices.sheet is not None)
    _counts(found.counts)
    issue_tables(found)
    if not found.has_errors:
        difference_table(found.comparison, seen.file_id)
    _confirm(seen, found)


def _counts(counts: Counts) -> None:
    new, changed, unchanged, bad = map(formats.count, vars(counts).values())
    st.markdown(f"**Dòng mới {new} · thay đổi {changed} · giữ nguyên {unchanged} · lỗi {bad}**")


def _confirm(seen: _Seen, found: Preview) -> None:
    if found.has_errors:
        say_blocked(found)
        return
    if found.changes_nothing:
        st.info("Không có gì thay đổi: mọi số trong tệp đã có đúng như vậy.", icon=":material/check:")
        return
    does = "gửi duyệt" if found.waits else "lưu"
    label = f"Xác nhận, {does} {formats.count(found.counts.new + found.counts.changed)} dòng"
    if questions := tuple(issue.reason for issue in found.of(Severity.QUESTION)):
        _confirm_with_reason(seen, found, questions, label)
    elif st.button(label, type="primary", key=CONFIRM):
        _commit(seen, found, "")


def _confirm_with_reason(seen: _Seen, found: Preview, questions: tuple[str, ...], label: str) -> None:
    """A form: what was typed comes with the click. Other questions, or another file, start with an empty line."""
    asked = f"{seen.file_id}_{hash(questions)}"
    with st.form(f"_upload_explain_{asked}", border=False, enter_to_submit=False):
        reason = st.text_input("Lý do (một dòng, lưu kèm số liệu)", key=f"_upload_reason_{asked}", max_chars=500) or ""
        many = f"cả {formats.count(len(questions))} điều" if len(questions) > 1 else "điều"
        st.caption(f"Một lý do cho {many} được hỏi ở trên; ghi rồi bấm Xác nhận.")
        confirmed = st.form_submit_button(label, type="primary", key=CONFIRM)
    if confirmed and reason.strip():
        _commit(seen, found, reason)
    elif confirmed:
        st.error("Chưa lưu gì. Hãy ghi lý do rồi bấm Xác nhận.", icon=":material/edit_note:")


def _commit(seen: _Seen, found: Preview, reason: str) -> None:
    try:
        with st.spinner("Đang lưu…"):
            seen.outcome = commit(database(), found, acting(), "web", replace_confirmed=True, justification=reason)
    except ChangedMeanwhile:
        seen.look(seen.choices)
        st.session_state[_MEANWHILE] = True
    except (AccessRefused, PeriodClosed) as refused:
        st.error(f"Chưa lưu gì. {plain(str(refused))}", icon=":material/block:")
        return
    st.rerun()


def _finish(outcome: Outcome, name: str) -> None:
    """The uploader is empty again; the result stays in sight until the next file."""
    st.session_state[_DONE] = (outcome, name)
    let_go()
    st.session_state[_ROUND] += 1
    st.rerun()


def _show_done() -> None:
    done: tuple[Outcome, str] | None = st.session_state.get(_DONE)
    if done is None:
        return
    outcome, name = done
    if outcome.batch is None:
        st.error(f"Chưa lưu gì từ «{plain(name)}». Hãy nộp lại tệp.", icon=":material/block:")
        return
    st.success(f"{_stored(outcome.batch, outcome.counts, name)} {_became(outcome)}", icon=":material/check:")
    if not outcome.waits and read("demo"):
        st.info(
            "Đã có số liệu thực. Số liệu minh họa vẫn còn ở những chỗ chưa có số liệu thực.", icon=":material/science:"
        )
        remove_button("_demo_upload_remove")
    counts = outcome.counts
    if undo_button(outcome.batch, counts.new, counts.changed, key="_upload_undo", waits=outcome.waits):
        st.session_state.pop(_DONE, None)
        st.rerun()


def _became(outcome: Outcome) -> str:
    if outcome.waits:
        return "Lô đang chờ tỉnh duyệt; xem ở trang Duyệt và chốt sổ."
    return "Mọi màn hình đã dùng số mới."


def _stored(batch: int, counts: Counts, name: str) -> str:
    new, changed, unchanged = map(formats.count, (counts.new, counts.changed, counts.unchanged))
    said = f"{new} dòng mới, {changed} dòng thay đổi, {unchanged} dòng giữ nguyên"
    return f"Đã lưu «{plain(name)}» thành lô {batch}: {said}."
