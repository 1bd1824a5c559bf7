"""Poverty of all provinces: one row each, with what may be added up as the last one."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.places import Place
from core.provenance import keys
from core.reports.frames import sources_of
from core.reports.freshness import Freshness, freshness
from core.reports.national import DISTRICTS, ProvinceStatus, SameDaySum, same_day_sum
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_views import by_what_is_missing
from core.table_files import TableFile
from core.wording_attention import poverty_attention, quality_words
from core.wording_carried import carried_short
from core.wording_national import opening, reported_said, sources_said, sum_label, sum_said
from core.wording_overview import JudgedOn, judged_on, state_said
from ui import markup
from ui.charts import national as charts
from ui.charts.template import Caption
from ui.components.attention_list import attention_list
from ui.components.figures import draw
from ui.components.tables import Column, Columns, Said, table, take_along
from ui.components.unit_frame import unit_frame
from ui.filters import Chosen
from ui.links import origin_of_figure, view

_NO_PLAN = "chưa có kế hoạch của tỉnh"
_COLUMNS = {
    "unit": Column("Tỉnh, thành phố", link="address"),
    "quality": Column("Chất lượng số liệu", "html"),
    "as_of": Column("Ngày số liệu", "day"),
    "districts": Column("Huyện có số"),
    "state_html": Column("Trạng thái", "html"),
    "poor_start": Column("Hộ nghèo đầu năm", "count", link="poor_start_origin"),
    "poor_reduction": Column("Phải giảm (hộ)", "count", link="poor_reduction_origin"),
    "poor": Column("Hộ nghèo hiện nay", "count", link="poor_origin"),
    "rate": Column("Tỷ lệ", "rate", link="rate_origin"),
    "reduced": Column("Đã giảm (hộ)", "count", link="reduced_origin"),
    "percent_points": Column("Đạt theo điểm %", "percent", link="percent_points_origin"),
    "percent_households": Column("Đạt theo số hộ", "percent", link="percent_households_origin"),
}
# In files the words instead of their markup.
_OF_FILE = {"quality": ("quality_said", "text"), "state_html": ("state_said", "text")}
_SHOWN = (*_COLUMNS, *(column.link for column in _COLUMNS.values() if column.link), "quality_said", "state_said")


def judged(chosen: Chosen, rows: Sequence[ProvinceStatus]) -> JudgedOn:
    return judged_on(_planned(rows), chosen.as_of, chosen.today, chosen.known_at)


def sources(rows: Sequence[ProvinceStatus]) -> list[str]:
    alone = [row.result for row in rows if row.status is None]
    return sources_said(sources_of(_planned(rows), alone), len(rows))


def head(rows: Sequence[ProvinceStatus], provinces: Sequence[Place], year: int, on: JudgedOn) -> None:
    """Where the provinces stand, who has reported for which date, what these add up to."""
    lead = markup.element("b", markup.text(opening(rows, provinces, year)))
    reported = markup.text(f" {reported_said(rows, provinces)}")
    summed = sum_said(rows)
    st.html(
        markup.element("p", lead + reported, class_="td-lead")
        + (markup.element("p", markup.text(summed)) if summed else "")
        + markup.element("p", markup.text(on.said), class_="td-below td-judged")
    )


def attention(rows: Sequence[ProvinceStatus], on: JudgedOn, chosen: Chosen, year: int) -> None:
    """Who is behind, and of whom nothing is known; nothing while no province has figures."""
    if any(row.result for row in rows):
        found = poverty_attention(_planned(rows), on.day)
        attention_list({"giam-ngheo": found}, 8, chosen.today, nothing="Không có tỉnh nào chậm.", year=year)


def picture(rows: Sequence[ProvinceStatus], screen: str, year: int) -> None:
    """Nothing where no province has a figure to compare."""
    planned = by_what_is_missing(_planned(rows))
    if not any(row.result for row in planned):
        return
    frame = unit_frame(planned, screen)
    frame["unit"] = [row.place.name for row in planned]
    title = f"Các tỉnh đạt bao nhiêu phần kế hoạch giảm nghèo năm {year}"
    caption = Caption(title, f"Nguồn: {'; '.join(sources(rows))}.", alt=f"{title}. {sum_said(rows)}".strip())
    draw(charts.provinces, frame, caption, "national_chart")


def provinces_table(
    rows: Sequence[ProvinceStatus], provinces: Sequence[Place], screen: str, year: int, on: JudgedOn
) -> None:
    """Those with a plan by what is missing, then those without; names lead to the province, figures to their origin."""
    by_code = {row.place.code: row for row in rows}
    bare = [place for place in provinces if place.code not in by_code or by_code[place.code].status is None]
    frames = [
        _planned_frame(rows, screen, on),
        pd.DataFrame([_bare(place, by_code.get(place.code), screen) for place in bare], columns=_SHOWN, dtype="object"),
    ]
    summed = same_day_sum(rows)
    last = [pd.DataFrame([_summed(summed)], columns=_SHOWN, dtype="object")] if summed else []
    made = pd.concat([frame.astype("object") for frame in (*frames, *last) if len(frame)], ignore_index=True)
    title = f"Từng tỉnh so với kế hoạch giảm nghèo năm {year}"
    shown = _columns(rows)
    table(made, shown, Said(title), key="", totals=[len(made) - 1] if summed else [], files=False)
    take_along(TableFile(made, _of_file(shown), title, on.said, "; ".join(sources(rows))), "national_poverty")


def _columns(rows: Sequence[ProvinceStatus]) -> Columns:
    """What a province is heard of has another name where that is not its huyện."""
    if all(row.parts_are == DISTRICTS for row in rows):
        return _COLUMNS
    return {**_COLUMNS, "districts": Column("Đơn vị có số")}


def _of_file(shown: Columns) -> dict[str, tuple[str, str]]:
    named = {name: _OF_FILE.get(name, (name, column.format)) for name, column in shown.items()}
    return {of_file: (shown[name].full_heading, format_) for name, (of_file, format_) in named.items()}


def _planned(rows: Sequence[ProvinceStatus]) -> list[PlanStatus]:
    return [row.status for row in rows if row.status]


def _planned_frame(rows: Sequence[ProvinceStatus], screen: str, on: JudgedOn) -> pd.DataFrame:
    planned = by_what_is_missing(_planned(rows))
    if not planned:
        return pd.DataFrame(columns=_SHOWN)
    of_province = {row.place.code: row for row in rows}
    frame = unit_frame(planned, screen, on.day)
    ages = freshness(planned, on.day)
    beside = [of_province[row.place.code] for row in planned]
    frame["unit"] = [_named(row.place, row) for row in beside]
    frame["quality"] = [_quality(age) for age in ages]
    frame["quality_said"] = [_quality_said(age) for age in ages]
    frame["state_said"] = [state_said(row) for row in planned]
    frame["districts"] = pd.Series([_districts(row) for row in beside], dtype="object")
    return frame[list(_SHOWN)]


def _named(place: Place, row: ProvinceStatus) -> str:
    return f"{place.name} (còn {row.other_plans} kế hoạch khác)" if row.other_plans else place.name


def _quality(age: Freshness) -> str:
    """The word with its sign; below it why the figures are old."""
    further = _quality_further(age)
    below = f"<br>{markup.element('span', markup.text(further), class_='td-below')}" if further else ""
    return markup.element("span", markup.state(quality_words()[age.quality]) + below)


def _quality_further(age: Freshness) -> str:
    kind = f"số {age.value_type}" if age.value_type and age.value_type != "chính thức" else ""
    return "; ".join(filter(None, [age.old_because, kind]))


def _quality_said(age: Freshness) -> str:
    return ": ".join(filter(None, [quality_words()[age.quality].label, _quality_further(age)]))


def _districts(row: ProvinceStatus) -> str | None:
    if not row.listed:
        return None
    return f"{row.reported}/{row.listed}{'' if row.parts_are == DISTRICTS else f' {row.parts_are}'}"


def _bare(place: Place, row: ProvinceStatus | None, screen: str) -> dict[str, object]:
    """A province without a plan of its own: what it reported, and no judgement."""
    cells: dict[str, object] = {"unit": place.name, "address": view(screen, place)}
    carried = row.result.carried if row and row.result else None
    said = f"{_NO_PLAN}; số liệu {carried_short(carried)}" if carried else _NO_PLAN
    cells["state_said"] = said
    cells["state_html"] = markup.element("span", markup.text(said), class_="td-below")
    if row is None:
        return cells
    return {**cells, "districts": _districts(row), **(_result_cells(place, row.result) if row.result else {})}


def _result_cells(place: Place, result: Result) -> dict[str, object]:
    cells: dict[str, object] = {"as_of": result.as_of, "poor": result.poor, "rate": result.rate}
    origins = {
        f"{name}_origin": origin_of_figure(str(keys.of_result(place.code, result.as_of, name)))
        for name in ("poor", "rate")
    }
    return cells | origins


def _summed(found: SameDaySum) -> dict[str, object]:
    """Each province's own figures are above it; no plan is of the sum, so no state is."""
    return {
        "unit": sum_label(found),
        "as_of": found.result.as_of,
        "poor_start": found.target.poor_start,
        "poor_reduction": found.target.poor_reduction,
        "poor": found.result.poor,
        "rate": found.result.rate,
        "reduced": found.reduced,
        "percent_households": found.percent_by_households,
    }
