"""What is said of the duties of units: state (data/duty_unit_states.csv), days left, what a state rests on."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache

from core import formats
from core.reference import documents, rows_of
from core.reports.unit_duties import UnitDuty
from core.reports.unit_duty_evidence import Arrival
from core.reports.unit_duty_sources import evidence_words
from core.rules.duties import UnitDutyState
from core.settings import DATA
from core.wording import StatusWord

BY_UPLOAD = "theo ngày nạp tệp"
MADE_UP = "minh họa"
# Nothing on record does not say that nothing was done.
PAST = "đã qua hạn, chưa ghi nhận hoàn thành"


@cache
def unit_duty_words() -> dict[str, StatusWord]:
    return {
        row["state"]: StatusWord(row["label"], row["symbol"], row["tone"], row["meaning"])
        for row in rows_of(DATA / "duty_unit_states.csv")
    }


def state_word(row: UnitDuty) -> StatusWord:
    """What rests on a made-up mark says so."""
    word = unit_duty_words()[row.state]
    return StatusWord(f"{word.label} ({MADE_UP})", word.symbol, word.tone, word.meaning) if row.is_made_up else word


def printed_deadline(row: UnitDuty) -> str:
    """«trước ngày 15/06/2024» as printed, or «đến hết ngày 31/12/2024» where that day is still on time."""
    if row.duty.due is None:
        return ""
    return f"{'đến hết ngày' if row.duty.inclusive else 'trước ngày'} {formats.day(row.duty.due)}"


def days_said(row: UnitDuty) -> str:
    """Days left to the last day on time, or late; how many of its parts have come where it is not whole."""
    parts = parts_said(row.upload) if row.state is UnitDutyState.PARTLY else ""
    return ", ".join(said for said in (parts, _days(row)) if said)


def _days(row: UnitDuty) -> str:
    left = row.days_left
    if left is None:
        return ""
    if row.done_on:
        return f"trễ {formats.count(-left)} ngày" if left < 0 else ""
    if left < 0:
        return f"đã qua hạn {formats.count(-left)} ngày"
    return f"còn {formats.count(left)} ngày" if left else "đang là ngày cuối"


def parts_said(upload: Arrival | None) -> str:
    """`3/8 xã`; none of them is said in words, never as 0%."""
    if upload is None or upload.parts is None:
        return ""
    noun = evidence_words()[upload.evidence].parts
    if not upload.parts.done:
        return f"chưa có ({formats.count(upload.parts.expected)} {noun})"
    return f"{formats.count(upload.parts.done)}/{formats.count(upload.parts.expected)} {noun}"


def mark_said(row: UnitDuty) -> str:
    if row.mark is None:
        return ""
    note = f": {row.mark.note}" if row.mark.note else ""
    kind = f"ghi nhận {MADE_UP}" if row.mark.made_up else "ghi nhận"
    return f"{formats.day(row.mark.done_on)} {kind}{note}, lô {row.mark.batch}"


def upload_said(row: UnitDuty) -> str:
    """`22/06/2024 theo ngày nạp tệp, lô 9, số ước đến 30/06/2024`."""
    upload = row.upload
    if upload is None or upload.on is None:
        return ""
    figures = f", số {upload.value_type or 'liệu'} đến {formats.day(upload.as_of)}" if upload.as_of else ""
    return f"{formats.day(upload.on)} {BY_UPLOAD}, lô {upload.batch}{figures}"


def done_said(row: UnitDuty) -> str:
    """Both what was marked by hand and what came as a file, the one that counts first."""
    said = [text for text in (mark_said(row), upload_said(row)) if text]
    counts_by_upload = bool(row.upload and row.upload.on and row.upload.on == row.done_on)
    return "; ".join(reversed(said) if counts_by_upload else said)


def head_sentence(rows: Sequence[UnitDuty]) -> str:
    """How many are past their deadline with nothing on record, and what is due next."""
    overdue = [row for row in rows if row.is_overdue]
    partly = sum(row.state is UnitDutyState.PARTLY for row in overdue)
    some = f", trong đó {formats.count(partly)} đã có một phần" if partly else ""
    count = formats.count(len(overdue))
    late = f"{count} nghĩa vụ {PAST}{some}." if overdue else f"Không có nghĩa vụ nào {PAST}."
    return f"{late} {_next_said(rows)}"


def _next_said(rows: Sequence[UnitDuty]) -> str:
    ahead = [row for row in rows if row.is_open and not row.is_overdue]
    if not ahead:
        return "Không còn hạn nào ở phía trước."
    first = min(row.last_day for row in ahead if row.last_day)
    due = [row for row in ahead if row.last_day == first]
    deadlines = ", ".join(dict.fromkeys(printed_deadline(row) for row in due))
    return f"Hạn gần nhất: {deadlines}, {_days(due[0])} ({formats.count(len(due))} đơn vị, cơ quan)."


def counts_of(rows: Sequence[UnitDuty]) -> str:
    """`2 qua hạn, chưa ghi nhận; 1 đúng hạn`: states that occur, in the order of the table of states."""
    counts = Counter(row.state.value for row in rows)
    words = unit_duty_words()
    return "; ".join(f"{counts[state]} {word.label.lower()}" for state, word in words.items() if counts[state])


def plan_title(number: str) -> str:
    """How a plan is named for people: by its printed number, or by whose it is where it has none."""
    document = next((document for document in documents() if document.number == number), None)
    if document is None:
        return number or "không nêu số văn bản"
    return number if document.printed_number else f"Kế hoạch {document.year} của {document.issuer}"


def plan_in_text(number: str) -> str:
    """`kế hoạch 97/KH-UBND`, `kế hoạch 2024 của …`: inside a sentence."""
    title = plan_title(number)
    return f"k{title[1:]}" if title.startswith("Kế hoạch") else f"kế hoạch {title}"


def month_said(month: date) -> str:
    return f"{month:%m/%Y}"
