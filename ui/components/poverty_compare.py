"""The units below one against their plan: bullets, then the table; units without a plan by their results alone."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.places import Place
from core.reports.poverty import Result
from core.reports.poverty_parts import parts_beside_whole
from core.reports.poverty_views import UnitView, by_what_is_missing
from core.reports.unit_parts import own_parts, parts_said
from core.territory import lies_in
from core.wording import parts_sentence
from core.wording_poverty import bullets_said, source_said
from ui import markup
from ui.charts import poverty as charts
from ui.charts.template import Caption
from ui.components.figures import draw
from ui.components.poverty_choice import SCREEN
from ui.components.poverty_now import list_newest, say_apart
from ui.components.poverty_tables import legend, status_table
from ui.components.unit_frame import unit_frame

Latest = Sequence[tuple[Place, Result | None]]


def compared(view: UnitView, latest: Latest, results: Mapping[str, list[Result]], year: int) -> None:
    """`latest` are all units below with their newest results of the year; today's xã have a table of their own."""
    if view.parts:
        _bullets(view, year)
        st.subheader("Từng đơn vị so với kế hoạch")
        status_table(view, key="poverty_table")
        say_apart(view, results)
        legend()
    planned = {row.place for row in view.parts}
    without = [pair for pair in latest if not any(lies_in(pair[0].code, one.code) for one in planned)]
    if without and not view.place.is_guest and without[0][0].level == "commune":
        title = f"Các {parts_said(view.place)}{' chưa có kế hoạch' if planned else ''}"
        list_newest(view.place, without, "communes_table", title)


def beside_whole(place: Place, latest: Latest, results: Mapping[str, list[Result]], year: int) -> None:
    """The communes' sum beside the huyện's own figure; nothing where not all of them may be seen."""
    children = own_parts(place)
    if place.level != "district" or len(latest) < len(children):
        return
    parts = {child: results.get(child.code, []) for child in children}
    if beside := parts_beside_whole(results.get(place.code, []), parts, year):
        st.html(markup.element("p", markup.text(parts_sentence(beside, place.full_name))))


def _bullets(view: UnitView, year: int) -> None:
    frame, source = unit_frame(view.parts, SCREEN), source_said(view.parts)
    if not any(row.result for row in view.parts):
        alt = "Số hộ nghèo mỗi đơn vị phải giảm theo kế hoạch; chưa có số liệu thực hiện."
        caption = Caption(f"Kế hoạch {year}: số hộ nghèo phải giảm", source, alt)
        draw(charts.planned_reductions, frame, caption, key="poverty_plan")
        return
    title = f"Đã giảm bao nhiêu phần kế hoạch {year}"
    draw(
        charts.bullets,
        frame,
        Caption(title, source, bullets_said(by_what_is_missing(view.parts))),
        key="poverty_bullets",
    )
