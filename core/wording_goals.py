"""What screens say of goals and duties: states (data/goal_states.csv, duty_states.csv), targets, values, deadlines."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from core import formats
from core.reference import documents, rows_of
from core.reports.goal_sources import (
    COMMUNES_REACHED,
    COMMUNES_RECOGNISED,
    CRITERIA_MET,
    VILLAGES_RECOGNISED,
    VILLAGES_SHARE,
)
from core.reports.goals import DutyRow, GoalRow
from core.rules.goals import DutyState, GoalState, last_day_on_time
from core.settings import DATA
from core.wording import StatusWord

NO_BASELINE = "chưa có số gốc"
_NO_NUMBER = "không nêu số"
_NOT_GIVEN = "không nêu"
# How the title of a goal qualifies its number, as the document prints it.
_BEFORE = (
    ("khoảng", re.compile(r"khoảng\s+\d", re.IGNORECASE)),
    ("trên", re.compile(r"\btrên\s+\d", re.IGNORECASE)),
    ("ít nhất", re.compile(r"(?:ít nhất|tối thiểu)\s+\d|≥\s*\d", re.IGNORECASE)),
)
_AFTER = ("trở lên", re.compile(r"\d[^.;]*?\btrở lên", re.IGNORECASE))


@cache
def goal_words() -> dict[str, StatusWord]:
    return _words("goal_states.csv")


@cache
def duty_words() -> dict[str, StatusWord]:
    return _words("duty_states.csv")


def _words(file: str) -> dict[str, StatusWord]:
    return {
        row["state"]: StatusWord(row["label"], row["symbol"], row["tone"], row["meaning"])
        for row in rows_of(DATA / file)
    }


def plan_said(number: str) -> str:
    """A plan by its number and, where it ships with the program, whose it is."""
    issuer = next((document.issuer for document in documents() if document.number == number), None)
    return f"{number} · {issuer}" if issuer else number or "không nêu số văn bản"


def unit_of_goal(row: GoalRow) -> str | None:
    """`xã Pờ Ê`; a huyện on a map that has none: `địa bàn huyện Kon Plông (cũ)`."""
    if row.place is None:
        return None
    former = row.place.is_guest and row.place.level != "commune"
    return f"địa bàn {row.place.full_name}" if former else row.place.full_name


def target_said(row: GoalRow) -> str:
    """`từ 8 đến 9 điểm %`, `khoảng 10,5 điểm %`, `15 tiêu chí trở lên`; a goal without a number says so."""
    baseline = "" if row.has_baseline else f"; {NO_BASELINE}"
    if row.value is None:
        return f"{_NO_NUMBER}{baseline}"
    if row.value_upper is not None:
        said = f"từ {formats.amount(row.value)} đến {_measured(row.value_upper, row.measure)}"
    else:
        before = next((f"{word} " for word, pattern in _BEFORE if pattern.search(row.title)), "")
        after = f" {_AFTER[0]}" if _AFTER[1].search(row.title) else ""
        said = f"{before}{_measured(row.value, row.measure)}{after}"
    return f"{said}{baseline}"


def latest_said(row: GoalRow) -> str:
    """The latest value in the goal's measure; never 0 for a missing one."""
    if row.latest is None:
        return formats.MISSING if row.has_baseline else NO_BASELINE
    if row.value is None and row.latest in (0, 1):
        return "đạt" if row.latest else "chưa đạt"
    return _measured(row.latest, row.measure)


def _measured(value: Decimal, measure: str | None) -> str:
    number = formats.amount(value)
    return f"{number}%" if measure == "%" else f"{number} {measure or ''}".rstrip()


# How a value was counted that no file gives.
_COUNTED = {
    COMMUNES_REACHED: "đếm xã đạt chuẩn",
    COMMUNES_RECOGNISED: "đếm xã được công nhận",
    CRITERIA_MET: "đếm tiêu chí đạt",
    VILLAGES_RECOGNISED: "đếm thôn được công nhận",
    VILLAGES_SHARE: "thôn được công nhận trên số thôn vùng DTTS",
}


def origin_said(row: GoalRow) -> str | None:
    """`30/06/2024 · lô 9, dòng 3`: the value's date, and its batch and line or how it was counted; None without one."""
    if row.latest is None:
        return None
    if row.origin:
        said = row.origin.said
    else:
        said = _COUNTED.get(row.derived_by, "tính từ kết quả đã nạp") if row.derived_by else "số cộng"
    return f"{formats.day(row.as_of)} · {said}"


def due_said(row: DutyRow) -> str:
    """The printed deadline: «trước ngày 15/06/2024», or «đến hết ngày 31/12/2024» where that day is still on time."""
    if row.due is None:
        return f"{_NOT_GIVEN} hạn"
    return f"{'đến hết ngày' if row.inclusive else 'trước ngày'} {formats.day(row.due)}"


def time_said(row: DutyRow, today: date) -> str:
    """Days left or late, in words; nothing where the document gives no deadline and nobody reported."""
    last_day = last_day_on_time(row.due, row.inclusive) if row.due else None
    if row.done_on and row.state == DutyState.ONGOING:
        return f"làm lần gần nhất ngày {formats.day(row.done_on)}"
    if row.done_on:
        late = (row.done_on - last_day).days if last_day and row.state == DutyState.LATE else 0
        return f"xong ngày {formats.day(row.done_on)}{f', trễ {formats.count(late)} ngày' if late else ''}"
    if last_day is None:
        return ""
    left = (last_day - today).days
    if left < 0:
        return f"đã qua hạn {formats.count(-left)} ngày"
    return f"còn {formats.count(left)} ngày" if left else "đang là ngày cuối"


_CLOSED = {GoalState.MET, GoalState.MISSED}


def goal_deadlines(rows: Sequence[GoalRow], today: date) -> str:
    """The next due dates of goals that are still open, and how many are overdue."""
    ahead = [row.due for row in rows if row.due and row.due >= today and row.state not in _CLOSED]
    late = [row.due for row in rows if row.due and row.state == GoalState.OVERDUE]
    return _deadlines(ahead, late, today, "mục tiêu", "đã quá hạn")


def duty_deadlines(rows: Sequence[DutyRow], today: date) -> str:
    """The next deadlines of duties that nobody reported as done, and how many are overdue."""
    ahead = [row.due for row in rows if row.due and row.state == DutyState.PENDING]
    late = [row.due for row in rows if row.due and row.state == DutyState.OVERDUE]
    return _deadlines(ahead, late, today, "nhiệm vụ", "đã qua hạn, chưa ghi nhận")


def _deadlines(ahead: Sequence[date], late: Sequence[date], today: date, what: str, passed_said: str) -> str:
    coming = [
        f"{formats.day(day)} ({count} {what}, còn {formats.count((day - today).days)} ngày)"
        for day, count in sorted(Counter(ahead).items())[:3]
    ]
    said = f"Hạn sắp tới: {'; '.join(coming)}." if coming else "Không còn hạn nào ở phía trước."
    if not late:
        return said
    passed = ", ".join(f"{formats.day(day)} ({count})" for day, count in sorted(Counter(late).items()))
    return f"{said} {len(late)} {what} {passed_said}, theo hạn: {passed}."


def counts_said(words: Mapping[str, StatusWord], states: Iterable[str]) -> str:
    """`2 đạt, 1 không đạt`: only states that occur, in the order of the table of states."""
    counts = Counter(states)
    between = "; " if any("," in word.label for word in words.values()) else ", "
    return between.join(f"{counts[state]} {word.label.lower()}" for state, word in words.items() if counts[state])
