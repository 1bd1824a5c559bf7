"""Drafts that wait: what each would change, what was asked, its file; accepting, returning, taking back."""

from functools import partial

import streamlit as st

from core import formats
from core.access.rules import Action, may
from core.access.writing import unit_said
from core.drafts import accept, return_
from core.ingest.compare import Comparison
from core.ingest.kinds import kinds
from core.reports.drafts import Draft
from ui.components.acceptance_said import done, say_done
from ui.components.batch_list import file_button
from ui.components.difference_table import difference_table
from ui.components.linked import linked_choice
from ui.components.plain_text import plain
from ui.components.undo_button import say_undone, undo_button
from ui.reader import acting, reader
from ui.reads import database, read


def waiting_drafts() -> None:
    """One draft open: the one that waits longest, or the one that the link names."""
    say_done()
    say_undone()
    waiting: list[Draft] = read("drafts-waiting")
    if not waiting:
        st.info(_nothing_waits(), icon=":material/inbox:")
        return
    by_number = {str(draft.id): draft for draft in waiting}
    picked = linked_choice(
        "lo",
        f"Lô chờ duyệt ({formats.count(len(waiting))})",
        {number: int(number) for number in by_number},
        str(waiting[0].id),
        lambda number: _title(by_number[str(number)]),
    )
    draft = by_number[str(picked)]
    with st.container(border=True):
        _details(draft)
        _decide(draft)


def _nothing_waits() -> str:
    if reader().is_unlimited and reader().person is None:
        return (
            "Không có số liệu nào chờ duyệt. Người dùng máy này được duyệt số liệu, nên số liệu nộp vào có hiệu lực"
            " ngay; chốt sổ ở dưới vẫn dùng được."
        )
    return "Không có số liệu nào chờ duyệt trong phạm vi của bạn."


def _title(draft: Draft) -> str:
    return f"Lô {draft.id}: {kinds()[draft.kind].title}, {draft.unit}, nộp {formats.moment(draft.committed_at)}"


def _details(draft: Draft) -> None:
    new, changed, unchanged = map(formats.count, (draft.new_rows, draft.changed_rows, draft.unchanged_rows))
    st.markdown(
        f"**Lô {draft.id}** · {kinds()[draft.kind].title} · {plain(draft.unit)} · {plain(draft.file_name)}"
        f" · {plain(draft.committed_by)} nộp {formats.moment(draft.committed_at)}"
        f" · lúc nộp: {new} dòng mới, {changed} thay đổi, {unchanged} giữ nguyên"
    )
    if draft.questions:
        st.markdown("\n".join(f"- Được hỏi: {plain(question)}" for question in draft.questions))
        st.markdown(f"Lý do của người nộp: {plain(draft.justification or '')}")
    comparison: Comparison | None = read("draft-difference", draft.id)
    if comparison is not None:
        difference_table(comparison, f"draft_{draft.id}")


def _decide(draft: Draft) -> None:
    """The buttons side by side; who may do neither is told who decides."""
    by, key = reader(), f"_draft_{draft.id}"
    with st.container(horizontal=True, width="content"):
        file_button(draft.id, draft.file_name, f"{key}_file")
        if may(by, Action.ACCEPT, draft.unit_code):
            _accept_button(draft, key)
            _return_button(draft, key)
        elif may(by, Action.UPLOAD, draft.unit_code) and _taken_back(draft, key):
            st.rerun()
    if not may(by, Action.ACCEPT, draft.unit_code):
        st.caption("Người quản trị của tỉnh duyệt hoặc trả lại lô này.")


def _taken_back(draft: Draft, key: str) -> bool:
    return undo_button(draft.id, draft.new_rows, draft.changed_rows, key=f"{key}_undo", waits=True)


def _accept_button(draft: Draft, key: str) -> None:
    with st.popover(f"Duyệt lô {draft.id}", icon=":material/task_alt:", key=f"{key}_accept_ask"):
        st.markdown("Duyệt lô này? Số liệu của lô có hiệu lực ngay ở mọi màn hình, báo cáo và tệp xuất.")
        said = f"Đã duyệt lô {draft.id}: số liệu đã có hiệu lực ở mọi màn hình."
        work = partial(accept, database(), draft.id, acting())
        if st.button("Duyệt", key=f"{key}_accept", type="primary") and done(work, said):
            st.rerun()


def _return_button(draft: Draft, key: str) -> None:
    with (
        st.popover(f"Trả lại lô {draft.id}", icon=":material/assignment_return:", key=f"{key}_return_ask"),
        st.form(f"{key}_return_form", border=False, enter_to_submit=False),
    ):
        reason = st.text_input("Lý do trả lại (đơn vị sẽ đọc)", key=f"{key}_reason", max_chars=500) or ""
        said = f"Đã trả lại lô {draft.id} cho {unit_said(draft.unit_code)}."
        work = partial(return_, database(), draft.id, acting(), reason)
        if st.form_submit_button("Trả lại", key=f"{key}_return", type="primary") and done(work, said):
            st.rerun()
