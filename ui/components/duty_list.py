"""Duties as a table: by deadline, or all of one unit or agency; each with what its state rests on."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core import formats
from core.access.rules import Action
from core.reports.duty_calendar import shortened
from core.reports.duty_views import by_deadline, duty_frame, duty_slug, everyone, who_slug
from core.reports.unit_duties import UnitDuty
from core.reports.unit_duty_sources import evidence_words
from core.table_files import TableFile
from core.wording_duties import (
    counts_of,
    mark_said,
    parts_said,
    plan_title,
    printed_deadline,
    state_word,
    unit_duty_words,
    upload_said,
)
from ui import markup
from ui.components.batch_list import batch_view
from ui.components.duty_choice import DUTY, one_of
from ui.components.duty_mark import mark_address, may_mark
from ui.components.linked import address_with, linked_choice
from ui.components.segments import segments
from ui.components.state_counts import state_counts
from ui.components.tables import Column, Said, columns, table, take_along
from ui.filters import current
from ui.reader import may_do

WHO, DEADLINE, WITHOUT = "don-vi", "han", "khong-neu"
_COLUMNS = columns(
    who=("Đơn vị, cơ quan", "text"),
    duty=("Nghĩa vụ", "html"),
    due=("Hạn", "day"),
    days=("Thời gian", "text"),
    shown=("Trạng thái", "html"),
    done=("Xong ngày, căn cứ", "html"),
)
_FILE = {
    "who": ("Đơn vị, cơ quan", "text"),
    "title": ("Nghĩa vụ", "text"),
    "plan": ("Văn bản", "text"),
    "section": ("Mục", "text"),
    "code": ("Mã nhiệm vụ", "text"),
    "due": ("Hạn", "day"),
    "printed": ("Hạn theo văn bản", "text"),
    "days": ("Thời gian", "text"),
    "state": ("Trạng thái", "text"),
    "done_on": ("Xong ngày", "day"),
    "source": ("Căn cứ", "text"),
}


def by_deadline_view(rows: Sequence[UnitDuty], today: date) -> None:
    """Those with a deadline, or those without: the documents name a day for a few of many."""
    dated = [row for row in rows if row.last_day]
    undated = [row for row in rows if not row.last_day]
    without = one_of(DEADLINE, [WITHOUT]) == WITHOUT or not dated
    choices = [
        (f"Có thời hạn ({formats.count(len(dated))})", address_with(DEADLINE, ""), not without),
        (f"Không nêu hạn ({formats.count(len(undated))})", address_with(DEADLINE, WITHOUT), without),
    ]
    st.html(segments("Thời hạn", choices))
    listed = undated if without else dated
    states = state_counts(unit_duty_words(), [row.state for row in listed])
    duty_table([row for row in listed if row.state in states], today, "Nghĩa vụ theo thời hạn")


def by_who_view(rows: Sequence[UnitDuty], today: date) -> None:
    """One unit or agency: all it owes, whether or not there is a deadline; first the one with the most overdue."""
    names = everyone(rows)
    late = Counter(who_slug(row) for row in rows if row.is_overdue)
    first = max(names, key=lambda name: late[name])
    who = linked_choice(WHO, "Đơn vị, cơ quan", {name: name for name in names}, first, lambda name: names[name])
    own = [row for row in rows if who_slug(row) == who]
    st.markdown(f"{formats.count(len(own))} nghĩa vụ: {counts_of(own)}.")
    duty_table(own, today, f"Nghĩa vụ của {names[who]}", with_who=False)


def duty_table(rows: Sequence[UnitDuty], today: date, title: str, with_who: bool = True) -> None:
    if not rows:
        st.info("Không có nghĩa vụ nào như đã lọc.", icon=":material/filter_alt_off:")
        return
    ordered = by_deadline(rows)
    frame = duty_frame(ordered).assign(
        duty=pd.Series([_duty(row) for row in ordered], dtype="object"),
        shown=pd.Series([markup.state(state_word(row)) for row in ordered], dtype="object"),
        done=pd.Series([_done(row) or None for row in ordered], dtype="object"),
    )
    names = _COLUMNS if with_who else _without_who()
    with st.container(key="td_duties"):
        table(frame, names, Said(title), key="duties", files=False)
    sources = "; ".join(dict.fromkeys(plan_title(row.duty.plan_number) for row in ordered))
    take_along(TableFile(frame, _FILE, title, f"ngày {formats.day(today)}", f"các kế hoạch {sources}"), "duties")


def _without_who() -> dict[str, Column]:
    """The duty names the line then, so it comes first."""
    return {name: column for name, column in _COLUMNS.items() if name != "who"}


def _duty(row: UnitDuty) -> str:
    """Its title leads to this duty of all who owe it; below it the printed deadline and where it is printed."""
    named = markup.link(shortened(row.duty.title), address_with(DUTY, duty_slug(row.duty)), row.duty.title)
    section = f", mục {row.duty.source}" if row.duty.source else ""
    facts = [printed_deadline(row), row.duty.recurs or "", f"{plan_title(row.duty.plan_number)}{section}"]
    return f"{named} {_small(' · '.join(fact for fact in facts if fact))}"


def _small(said: str) -> str:
    return markup.element("span", markup.text(said), class_="td-below td-line")


def _done(row: UnitDuty) -> str:
    """What its state rests on (above two, the day that counts), each leading to its batch; else to the form."""
    lines = []
    if row.mark:
        lines.append((mark_said(row), batch_view(row.mark.batch)))
    if row.upload and row.upload.on and row.upload.batch:
        lines.append((upload_said(row), batch_view(row.upload.batch)))
    parts = parts_said(row.upload) if row.upload and row.upload.parts and row.upload.parts.done else ""
    shown = [markup.element("b", markup.text(formats.day(row.done_on)))] if len(lines) > 1 else []
    sees_files = may_do(Action.SEE_FILES, row.place.code if row.place else None)
    shown += [
        markup.element("span", markup.link(said, to) if sees_files else markup.text(said), class_="td-below td-line")
        for said, to in lines
    ]
    shown += [_small(f"số liệu của {parts}")] if parts else []
    if row.done_on is None and current().known_at is None and may_mark(row):
        mark = markup.link("Ghi nhận…", mark_address(row), f"Ghi nhận đã hoàn thành: {row.who}")
        shown.append(markup.element("span", mark, class_="td-no-print"))
    return " ".join(shown)


def evidence_legend() -> None:
    """What counts as a report, and which day it counts from."""
    words = [unit_duty_words()[state] for state in unit_duty_words()]
    states = "".join(markup.element("li", f"{markup.state(word)}: {markup.text(word.meaning)}.") for word in words)
    rules = [
        "Tệp nộp được tính theo ngày nạp tệp (giờ Việt Nam), lô đầu tiên còn hiệu lực; sửa lại sau không làm trễ đi.",
        "Báo cáo gửi bằng đường khác thì ghi nhận bằng tay, kèm ghi chú; ngày nào sớm hơn thì lấy ngày đó, nêu cả hai.",
        "«Trước ngày 15/06/2024» là đúng hạn đến hết ngày 14/06/2024. Số liệu minh họa không phải là báo cáo.",
        *(f"{word.said}." for word in evidence_words().values()),
    ]
    said = states + "".join(markup.element("li", markup.text(rule)) for rule in rules)
    summary = markup.element("summary", "Trạng thái và ngày xong được tính thế nào?")
    st.html(markup.element("details", summary + markup.element("ul", said, class_="td-list"), class_="td-fold"))
