"""One unit over time: its course beside the plan, the movement of its last period, the units below it, its figures."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.places import Place
from core.provenance import keys
from core.reports.frames import sources_of
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_breaks import BASELINE
from core.reports.poverty_course import path_frame, point_frame
from core.reports.poverty_courses import course_of, latest_movement, share_frame
from core.reports.poverty_movement import movement_frame
from core.reports.poverty_views import UnitView, by_what_is_missing
from core.wording import why_no_total
from core.wording_poverty import course_said, movement_remarks, movement_said, source_said
from ui import markup
from ui.charts import poverty_course as course_charts
from ui.charts.poverty_movement import waterfall
from ui.charts.template import Caption
from ui.components.figures import draw
from ui.components.poverty_choice import OVER_TIME, address_of
from ui.links import origin_of_figure
from ui.public import NOT_PUBLISHED, movement_not_published

Results = Mapping[str, list[Result]]


def unit_course(place: Place, rows: Sequence[PlanStatus], results: Results) -> None:
    """The chart, and below it why the line is cut where it is."""
    own = [row for row in rows if row.place == place]
    found = course_of(place, rows, results)
    points, paths = point_frame(found), path_frame(found)
    if points.empty:
        return
    dated = zip(points["as_of"], points["value_type"], strict=True)
    points["address"] = [_origin(place, own, day, kind) for day, kind in dated]
    # A plan without counts is drawn by its rates.
    by_rate = paths["poor"].isna().all() and paths["rate"].notna().any()
    measure = "rate" if by_rate else "poor"
    figure = "Tỷ lệ hộ nghèo" if by_rate else "Hộ nghèo"
    caption = Caption(f"{figure} {place.full_name} qua các kỳ", _sources(own, points), course_said(found))
    draw(course_charts.course, points, caption, key="poverty_course", paths=paths, measure=measure)
    _remarks(found.reasons)


def _origin(place: Place, own: Sequence[PlanStatus], day: object, kind: str) -> str | None:
    """A baseline leads to the plan that gives it, a result to its own origin."""
    if kind != BASELINE:
        return origin_of_figure(str(keys.of_result(place.code, day, "poor")))  # type: ignore[arg-type]
    plans = [row for row in own if row.year == day.year + 1]  # type: ignore[attr-defined]
    return origin_of_figure(str(keys.of_status(plans[0], "poor_start"))) if plans else None


def _sources(own: Sequence[PlanStatus], points: pd.DataFrame) -> str:
    """The plans and what is drawn: a province's sums may be older than what each huyện has by now."""
    actual = points[points["value_type"] != BASELINE]
    plans = [f"Nguồn: {'; '.join(sources_of(own))}."] if own else []
    if actual.empty:
        why = next((said for row in own if (said := why_no_total(row))), "Chưa có số liệu thực hiện.")
        return " ".join([*plans, why])
    newest = actual.iloc[-1]
    kinds = ", ".join(dict.fromkeys(actual["value_type"]))
    return " ".join([*plans, f"Thực hiện ({kinds}) đến {formats.day(newest['as_of'])}: {newest['source']}."])


def _remarks(said: Sequence[str]) -> None:
    if said:
        items = "".join(markup.element("li", markup.text(remark)) for remark in said)
        st.html(markup.element("ul", items, class_="td-list"))


def unit_movement(place: Place, summed: Result | None, results: Results, year: int) -> None:
    """From đầu kỳ to cuối kỳ of the year's newest period with flows; `summed` is a province's own total."""
    view = latest_movement([summed, *results.get(place.code, [])], year)
    if view is None and movement_not_published(place):
        said = f"Biến động hộ nghèo (thoát nghèo, tái nghèo, phát sinh mới…): {NOT_PUBLISHED}."
        st.html(markup.element("p", markup.text(said), class_="td-below"))
        return
    if view is None:
        said = (
            f"Chưa có số biến động của năm {year} (thoát nghèo, tái nghèo, phát sinh mới…) nên chưa vẽ được từ đầu kỳ"
            " đến cuối kỳ."
        )
        st.html(markup.element("p", markup.text(said), class_="td-below"))
        return
    title = f"Biến động hộ nghèo đến {formats.day(view.as_of)}"
    source = f"Nguồn: báo cáo kết quả giảm nghèo của {place.full_name}, số {view.value_type}."
    draw(waterfall, movement_frame(view), Caption(title, source, movement_said(view)), key="poverty_movement")
    _remarks(movement_remarks(view))


def side_by_side(view: UnitView, results: Results, year: int) -> None:
    """Small courses of the units below, what is missing most first; nothing before there are results."""
    if not any(row.result for row in view.parts):
        return
    ordered = by_what_is_missing(view.parts)
    frame = share_frame(ordered, results)
    addresses = {row.place.code: address_of(row.place, OVER_TIME) for row in ordered}
    frame["address"] = [addresses[code] for code in frame["code"]]
    alt = "Mỗi đơn vị một hình nhỏ cùng thang: phần đã giảm của kế hoạch từ đầu năm đến nay, so với đường kế hoạch."
    caption = Caption(f"Từng đơn vị {year}, % số hộ phải giảm", source_said(ordered), alt)
    draw(course_charts.small_courses, frame, caption, key="poverty_small")
