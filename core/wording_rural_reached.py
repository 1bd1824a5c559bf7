"""Which communes a headline figure counts, on what ground each, and which it leaves out and why."""

from collections.abc import Sequence
from itertools import groupby

from core.reports.criteria import SetStatus
from core.reports.rural_views import assessed
from core.wording_rural import names

_NONE = "Chưa có số liệu nào cho thấy xã nào đã đạt; mới đánh giá {}/{} xã"


def reached_below(rows: Sequence[SetStatus]) -> str:
    """What the number of communes that reached the standard is made of, then who was said to have and has not."""
    reached = [row for row in rows if row.reached]
    grounds = [(_ground(row), row) for row in reached]
    grouped = groupby(sorted(grounds, key=lambda one: one[0]), key=lambda one: one[0])
    said = [_counted(ground, [row for _, row in members]) for (_, ground), members in grouped]
    counted = f"Tính {'; '.join(said)}" if said else _NONE.format(len(assessed(rows)), len(rows))
    return ". ".join([counted, *_left_out(rows)])


def _ground(row: SetStatus) -> tuple[int, str]:
    """The surest first: all criteria by assessment, a decision, the plan's own words."""
    if row.count.reached:
        return (0, f"đủ {row.count.size}/{row.count.size} tiêu chí theo đánh giá")
    if row.recognised:
        return (1, "theo quyết định công nhận")
    return (2, f"theo lời {_plan(row)}, chưa có số quyết định")


def _plan(row: SetStatus) -> str:
    return f"KH {row.stated.plan_number.split('/')[0]}" if row.stated else ""


def _counted(ground: str, rows: Sequence[SetStatus]) -> str:
    """`1 xã theo lời KH 83, chưa có số quyết định, chưa đánh giá (Đăk Tăng)`."""
    if all(row.count.reached for row in rows):
        return f"{len(rows)} xã {ground} ({names(rows)})"
    if not any(row.recognised or row.count.assessed for row in rows):
        return f"{len(rows)} xã {ground}, chưa đánh giá ({names(rows)})"
    return f"{len(rows)} xã {ground} ({'; '.join(_with_papers(row) for row in rows)})"


def _with_papers(row: SetStatus) -> str:
    """`Pờ Ê: 45/QĐ-UBND, chưa đánh giá`."""
    decision = [row.recognitions[-1].decision_number] if row.recognised else []
    found = f"đánh giá {row.count.met}/{row.count.size} tiêu chí đạt" if row.count.assessed else "chưa đánh giá"
    return f"{row.place.name}: {', '.join([*decision, found])}"


def _left_out(rows: Sequence[SetStatus]) -> list[str]:
    """Communes that have a decision or the plan's word and fell short after it; which criteria stands elsewhere."""
    found = [row for row in rows if row.fallen_short]
    why = [f"{row.place.name} ({_held(row)}; nay {row.count.met}/{row.count.size})" for row in found]
    return [f"Không tính {len(found)} xã đánh giá sau đó không đủ tiêu chí: {', '.join(why)}"] if found else []


def _held(row: SetStatus) -> str:
    return f"quyết định {row.recognitions[-1].decision_number}" if row.recognised else f"theo lời {_plan(row)}"


def recognised_below(rows: Sequence[SetStatus]) -> str:
    """`Pờ Ê (45/QĐ-UBND, đánh giá sau đó không đủ tiêu chí)`."""
    said = [f"{row.place.name} ({row.recognitions[-1].decision_number}{_fell(row)})" for row in rows if row.recognised]
    return ", ".join(said) or "Chưa có quyết định công nhận nào được nộp"


def _fell(row: SetStatus) -> str:
    return ", đánh giá sau đó không đủ tiêu chí" if row.fallen_short else ""
