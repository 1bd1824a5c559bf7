"""Upload: the file, how it was understood, what would change, the confirmation."""

import pandas as pd
import streamlit as st

from core.errors import ChangedMeanwhile, UnreadableFile
from core.ingest.differences import differences
from core.ingest.issues import Severity
from core.ingest.kinds import kinds
from core.ingest.pipeline import Outcome, Preview, commit, preview, this_user
from ui.components.demo_banner import remove_button
from ui.components.issue_tables import issue_tables
from ui.components.undo_button import undo_button
from ui.reads import database, read

_ROUND, _SEEN, _DONE, _REASON, _MEANWHILE = (
    "_upload_round",
    "_upload_seen",
    "_upload_done",
    "_upload_reason",
    "_upload_meanwhile",
)


def upload_panel() -> None:
    """One file at a time; after a commit the uploader is empty again and the result stays in sight."""
    _show_done()
    turn = st.session_state.setdefault(_ROUND, 0)
    file = st.file_uploader("Chọn tệp CSV", key=f"_upload_file_{turn}", help="CSV mã UTF-8, tối đa 20 MB.")
    if file is None:
        return
    try:
        found = _seen(file.file_id, file.getvalue(), file.name)
    except UnreadableFile as unreadable:
        st.error(f"Không đọc được tệp «{file.name}». {unreadable}", icon=":material/error:")
        return
    _understood(found)
    issue_tables(found)
    _difference(found)
    _confirm(found)


def _seen(file_id: str, content: bytes, name: str) -> Preview:
    """The preview of this file, made once: what is confirmed is what was seen."""
    known = st.session_state.get(_SEEN)
    if known is None or known[0] != file_id:
        st.session_state.pop(_DONE, None)
        known = (file_id, preview(database(), content, name))
        st.session_state[_SEEN] = known
    found: Preview = known[1]
    return found


def _understood(found: Preview) -> None:
    table = found.checked.table
    if st.session_state.pop(_MEANWHILE, None):
        st.warning("Trong lúc bạn xem, số liệu đã có người khác thay đổi. Dưới đây là chênh lệch mới.")
    described = "; ".join(f"{name.lower()}: {value}" for name, value in table.described().items())
    st.markdown(f"**{kinds()[found.kind].title}** — {kinds()[found.kind].grain}. Đọc tệp: {described}.")
    counts = found.counts
    labels = ("Dòng mới", "Dòng thay đổi", "Dòng giữ nguyên", "Dòng lỗi")
    for column, label, value in zip(st.columns(4), labels, vars(counts).values(), strict=True):
        column.metric(label, value, border=True)


def _difference(found: Preview) -> None:
    lines = list(differences(found.comparison))
    if not lines or found.has_errors:
        return
    st.markdown("**Điều gì sẽ thay đổi**")
    st.dataframe(
        pd.DataFrame(
            {
                "Dòng": [line.line for line in lines],
                "Đơn vị": [line.unit for line in lines],
                "Kỳ": [line.period for line in lines],
                "Chỉ số": [line.figure for line in lines],
                "Đang là": [line.old for line in lines],
                "Trong tệp": [line.new for line in lines],
            }
        ),
        hide_index=True,
        width="stretch",
        key="_upload_difference",
    )


def _confirm(found: Preview) -> None:
    if found.has_errors:
        st.error("Chưa lưu gì. Hãy sửa các chỗ nêu trên trong tệp rồi nộp lại cả tệp.", icon=":material/block:")
        return
    if found.changes_nothing:
        st.info("Không có gì thay đổi: mọi số trong tệp đã có đúng như vậy.", icon=":material/check:")
        return
    reason = ""
    if found.of(Severity.QUESTION):
        reason = st.text_input("Lý do (một dòng, lưu kèm số liệu)", key=_REASON, max_chars=500)
    rows = found.counts.new + found.counts.changed
    ready = bool(reason.strip()) or not found.of(Severity.QUESTION)
    if st.button(f"Xác nhận, lưu {rows} dòng", type="primary", disabled=not ready, key="_upload_confirm"):
        _commit(found, reason)
    if not ready:
        st.caption("Ghi lý do rồi nhấn Enter để xác nhận.")


def _commit(found: Preview, reason: str) -> None:
    raw = found.checked.table.raw
    try:
        outcome = commit(database(), found, this_user(), "web", replace_confirmed=True, justification=reason)
    except ChangedMeanwhile:
        file_id, _ = st.session_state[_SEEN]
        st.session_state[_SEEN] = (file_id, preview(database(), raw.content, raw.file_name))
        st.session_state[_MEANWHILE] = True
        st.rerun()
    st.session_state[_DONE] = (outcome, raw.file_name)
    st.session_state.pop(_SEEN, None)
    st.session_state.pop(_REASON, None)
    st.session_state[_ROUND] += 1
    st.rerun()


def _show_done() -> None:
    done: tuple[Outcome, str] | None = st.session_state.get(_DONE)
    if done is None or done[0].batch is None:
        return
    outcome, name = done
    counts = outcome.counts
    st.success(
        f"Đã lưu «{name}» thành lô {outcome.batch}: {counts.new} dòng mới, {counts.changed} dòng thay đổi,"
        f" {counts.unchanged} dòng giữ nguyên. Mọi màn hình đã dùng số mới.",
        icon=":material/check_circle:",
    )
    if read("demo"):
        st.info(
            "Đã có số liệu thực. Số liệu minh họa vẫn còn ở những chỗ chưa có số liệu thực.", icon=":material/science:"
        )
        remove_button("_demo_upload_remove")
    if outcome.batch is not None and undo_button(outcome.batch, key="_upload_undo"):
        st.session_state.pop(_DONE, None)
        st.rerun()
