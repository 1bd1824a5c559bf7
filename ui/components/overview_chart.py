"""The units of the province in one picture: what they reached of the plan, or what it asks of them."""

from collections.abc import Sequence

from core.reports.poverty_views import UnitView
from core.wording_overview import standing_said
from core.wording_poverty import days_said
from ui.charts import poverty as charts
from ui.charts.template import Caption
from ui.components.figures import draw
from ui.components.unit_frame import unit_frame

_SCREEN, _KEY = "giam-ngheo", "overview_chart"


def units_chart(view: UnitView, sources: Sequence[str]) -> None:
    """Most left to the plan on top; a unit's name and bar lead to its own view."""
    parts = view.parts
    if not parts:
        return
    rows, year = unit_frame(parts, _SCREEN), parts[0].year
    days, province = [row.result.as_of for row in parts if row.result], view.place.full_name
    if not days:
        title = f"Kế hoạch năm {year}: số hộ nghèo phải giảm, {province}"
        draw(charts.planned_reductions, rows, _caption(title, "", sources), _KEY)
        return
    title = f"Đã giảm so với kế hoạch năm {year}, {province}"
    draw(
        charts.bullets,
        rows,
        _caption(title, f"Số liệu {days_said(days)}. ", sources, standing_said(parts)),
        _KEY,
    )


def _caption(title: str, as_of: str, sources: Sequence[str], result: str = "") -> Caption:
    return Caption(title, f"{as_of}Nguồn: {'; '.join(sources)}.", alt=f"{title}. {result}".strip())
