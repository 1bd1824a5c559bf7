"""Explanations in words: the mark beside a figure, how long the remedy has, who brought it in."""

from datetime import date

from core import formats
from core.reports.explanations import GivenExplanation

NOT_EXPLAINED = "Chưa giải trình"


def mark_said(found: GivenExplanation) -> str:
    """`Có giải trình (15/07/2024), hạn khắc phục 31/10/2024`."""
    made_up = " (minh họa)" if found.made_up else ""
    return f"Có giải trình{made_up} ({formats.day(found.as_of)}), hạn khắc phục {formats.day(found.remedy_due)}"


def due_said(found: GivenExplanation, today: date) -> str:
    """`31/10/2024, còn 12 ngày`; the day itself is still in time."""
    return f"{formats.day(found.remedy_due)}, {_days_said(found.days_left(today))}"


def _days_said(days: int) -> str:
    if days < 0:
        return f"quá hạn {formats.count(-days)} ngày"
    return f"còn {formats.count(days)} ngày" if days else "đang là ngày cuối"


def brought_said(found: GivenExplanation) -> str:
    """`người thử nạp 15/07/2024 08:10, lô 31, dòng 2; kế hoạch 97/KH-UBND`."""
    said = f"{found.by} nạp {formats.moment(found.given_at)}, {found.origin.said}"
    plan = f"; kế hoạch {found.plan_number}" if found.plan_number else ""
    return f"{said}{plan}{'; số liệu minh họa' if found.made_up else ''}"


def standing_said(found: GivenExplanation, today: date) -> str:
    """One sentence: who explained what, and until when; for reports and «từ đâu?»."""
    return (
        f"{found.place.full_name} giải trình ngày {formats.day(found.as_of)}: {_clause(found.cause)}. Biện pháp:"
        f" {_clause(found.remedy)}. Hạn khắc phục {due_said(found, today)} ({brought_said(found)})."
    )


def _clause(text: str) -> str:
    return text.rstrip(" .;")
