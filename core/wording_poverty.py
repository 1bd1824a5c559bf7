"""The poverty screen in sentences: the answer first, then what the pictures show for those who do not see them."""

from collections.abc import Sequence
from datetime import date

from core import formats
from core.reports.frames import sources_of
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_course import Course
from core.reports.poverty_movement import MovementView
from core.reports.poverty_views import UnitView
from core.wording import why_no_total
from core.wording_distance import asks_for_nothing, why_not_compared
from core.wording_overview import standing_said, state_said


def opening(view: UnitView) -> str:
    """One or two sentences: how far the unit is, then where the units below it stand."""
    assert view.whole
    own = _reached(view.whole) if view.whole.result else _asked(view.whole)
    return f"{own} {standing_said(view.parts) if any(view.part_results) else ''}".strip()


def _reached(row: PlanStatus) -> str:
    judged, target, result = row.assessment, row.target, row.result
    assert result
    unit = f"Đến {formats.day(result.as_of)}, {row.place.full_name}"
    word = state_said(row).lower()
    by_points = f"{formats.percent_of_plan(judged.percent_by_points)} theo điểm %"
    if judged.percent_by_households is None and judged.percent_by_points is None:
        return f"{unit} còn {_poor(result)}; {why_not_compared(target)} nên không tính được tỷ lệ đạt."
    if judged.percent_by_households is None:
        return f"{unit} còn {_poor(result)}: {by_points}, {word}."
    left = result.poor - (target.poor_planned or 0)
    still = f", còn {formats.count(left)} hộ" if left > 0 else ""
    asked = formats.count(target.poor_reduction)
    if judged.reduced is not None and judged.reduced < 0:
        rise = f"{unit} tăng {formats.count(-judged.reduced)} hộ nghèo, trong khi phải giảm {asked} hộ"
        return f"{rise} trong năm {row.year} ({by_points}): {word}{still}."
    return (
        f"{unit} đã giảm {formats.count(judged.reduced)} trên {asked} hộ nghèo phải giảm trong năm {row.year}"
        f" ({formats.percent_of_plan(judged.percent_by_households)} theo số hộ, {by_points}): {word}{still}."
    )


def _poor(result: Result) -> str:
    return f"{formats.count(result.poor)} hộ nghèo ({formats.rate(result.rate)})"


def _asked(row: PlanStatus) -> str:
    target = row.target
    if asks_for_nothing(target):
        return f"Năm {row.year}, {why_not_compared(target)} cho {row.place.full_name}."
    if target.poor_reduction is None:
        return (
            f"Năm {row.year}, {row.place.full_name} phải giảm {formats.points(target.rate_reduction)} điểm % hộ nghèo."
        )
    return (
        f"Năm {row.year}, {row.place.full_name} phải giảm {formats.count(target.poor_reduction)} hộ nghèo, từ"
        f" {formats.count(target.poor_start)} còn {formats.count(target.poor_planned)} hộ."
    )


def when_said(result: Result | None, is_newest: bool) -> str:
    """`hiện nay`; of a result that newer ones have followed, its own day."""
    if result is None or is_newest:
        return "hiện nay"
    day = result.as_of
    return f"cuối năm {day.year}" if day == date(day.year, 12, 31) else f"tại {formats.day(day)}"


def source_said(rows: Sequence[PlanStatus]) -> str:
    """For the foot of a picture: the plan, the batches and as of when."""
    days = sorted({row.result.as_of for row in rows if row.result})
    made_up = ", có số minh họa" if any(row.result and row.result.made_up for row in rows) else ""
    as_of = f" Số liệu {days_said(days)}{made_up}." if days else f" {_none_said(rows)}"
    return f"Nguồn: {'; '.join(sources_of(rows))}.{as_of}"


def days_said(days: Sequence[date]) -> str:
    """`đến 30/06/2024`; `ngày 31/03/2024 và 30/06/2024`; `từ 31/03/2024 đến 31/12/2024, 4 ngày khác nhau`."""
    ordered = sorted(set(days))
    first, last = formats.day(ordered[0]), formats.day(ordered[-1])
    if len(ordered) <= 2:
        return f"ngày {first} và {last}" if len(ordered) == 2 else f"đến {first}"
    return f"từ {first} đến {last}, {len(ordered)} ngày khác nhau"


def _none_said(rows: Sequence[PlanStatus]) -> str:
    return next((why for row in rows if (why := why_no_total(row))), "Chưa có số liệu thực hiện.")


def bullets_said(ordered: Sequence[PlanStatus]) -> str:
    """`ordered` as drawn, what is missing most first."""
    reached = [(row.place.name, row.assessment) for row in ordered]
    said = [
        f"{name} {formats.percent_of_plan(judged.percent_by_households)}"
        if judged.percent_by_households is not None
        else f"{name} {formats.percent_of_plan(judged.percent_by_points)} theo điểm %"
        for name, judged in reached
        if (judged.percent_by_households, judged.percent_by_points) != (None, None)
    ]
    return f"Phần đã giảm của kế hoạch, đơn vị còn thiếu nhiều hộ nhất ở trên: {'; '.join(said)}."


def course_said(found: Course) -> str:
    points = [point for segment in found.segments for point in segment]
    if not points:
        return "Chưa có số liệu nào theo thời gian."
    first, last = points[0], points[-1]
    planned = next((f", kế hoạch {formats.count(path.poor_end)} hộ" for path in found.paths[-1:] if path.poor_end), "")
    return (
        f"Từ {formats.count(first.poor)} hộ nghèo ngày {formats.day(first.as_of)} đến {formats.count(last.poor)} hộ"
        f" ngày {formats.day(last.as_of)}{planned}; đường thực hiện ngắt ở {len(found.segments) - 1} chỗ."
    )


def movement_said(view: MovementView) -> str:
    rest = "khép kín" if view.closes else f"chênh lệch chưa giải thích {formats.count(view.residual)} hộ"
    return (
        f"Từ {formats.count(view.rows[0].households)} hộ nghèo đầu kỳ đến {formats.count(view.rows[-1].households)} hộ"
        f" ngày {formats.day(view.as_of)}; {rest}."
    )


def movement_remarks(view: MovementView) -> list[str]:
    """What the bars alone do not say."""
    said = []
    if not view.closes:
        said.append(
            f"Các biến động đã báo cáo không khép kín: còn {formats.count(abs(view.residual))} hộ"
            f" {'giảm' if view.residual < 0 else 'tăng'} chưa giải thích được."
        )
    if view.not_reported:
        said.append(f"Không báo cáo: {', '.join(view.not_reported)} (không tính là 0).")
    return said
