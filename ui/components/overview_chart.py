"""The units of the province in one picture: what they reached of the plan, or what it asks of them."""

from collections.abc import Sequence

from core import formats
from core.reports.poverty import PlanStatus
from core.wording_overview import standing_said
from ui.charts import poverty as charts
from ui.charts.template import Caption
from ui.components.figures import draw
from ui.components.unit_frame import by_what_is_missing, unit_frame

_SCREEN, _KEY = "giam-ngheo", "overview_chart"


def units_chart(parts: Sequence[PlanStatus], sources: Sequence[str]) -> None:
    """Most left to the plan on top; a unit's name and bar lead to its own view."""
    if not parts:
        return
    rows, year = unit_frame(parts, _SCREEN), parts[0].year
    days = sorted({row.result.as_of for row in parts if row.result})
    if not days:
        draw(
            charts.planned_reductions, rows, _caption(f"Kế hoạch năm {year}: số hộ nghèo phải giảm", "", sources), _KEY
        )
        return
    as_of = " và ".join(dict.fromkeys(formats.day(day) for day in (days[0], days[-1])))
    title = f"Đã giảm so với kế hoạch năm {year}"
    draw(
        charts.bullets,
        rows,
        _caption(title, f"Số liệu {as_of}. ", sources, standing_said(by_what_is_missing(parts))),
        _KEY,
    )


def _caption(title: str, as_of: str, sources: Sequence[str], result: str = "") -> Caption:
    return Caption(title, f"{as_of}Nguồn: {'; '.join(sources)}.", alt=f"{title}. {result}".strip())
