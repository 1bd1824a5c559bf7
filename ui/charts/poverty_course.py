"""Charts of courses over time: one unit with its planned path, and many units small beside each other."""

from collections.abc import Iterator
from html import escape
from math import ceil
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.reports.poverty_breaks import BASELINE
from core.rules.poverty import Status
from core.wording import status_words
from ui.charts.template import Caption, count, figure, floats, linked_name, of_few_months, optional, with_addresses
from ui.palette import LIGHT, Palette

_HEIGHT_PX = 300
_ESTIMATE, _CARRIED = "ước", "diamond-open"
# Up to so many households (hộ), ticks of less than one would be written alike.
_FEW = 5


def course(
    rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT, *, paths: pd.DataFrame, measure: str = "poor"
) -> go.Figure:
    """The actual figures of one unit beside the planned path of each plan and year; `measure` is poor (hộ) or rate (%).

    `rows` and `paths` as in core.reports.poverty_course. No line runs from one segment to the next. A hollow point is
    an estimate, a square one the plan's own baseline, a hollow diamond the sum of figures of another map's units.
    """
    made = figure(caption, palette, height=_HEIGHT_PX)
    for number, ((plan, year), ends) in enumerate(paths.dropna(subset=[measure]).groupby(["plan", "year"], sort=False)):
        _path(made, f"Kế hoạch {year}, {plan}", ends, measure, palette, dash=("dash", "dot", "dashdot")[number % 3])
    drawn = rows.dropna(subset=[measure])
    for number, (_, segment) in enumerate(drawn.groupby("segment", sort=False)):
        _segment(made, segment, measure, palette, first=number == 0)
    _estimates(made, drawn, measure, palette)
    _carried(made, drawn, measure, palette)
    made.update_layout(legend={"x": -0.001, "font_size": 12, "tracegroupgap": 0})
    made.update_xaxes(tickformat="%m/%Y", nticks=5, tickangle=0, showgrid=False)
    made.update_xaxes(of_few_months([*drawn["as_of"], *paths.dropna(subset=[measure])["as_of"]]))
    made.update_yaxes(
        rangemode="tozero",
        dtick=1 if measure == "poor" and _highest(rows, paths) <= _FEW else None,
        tickformat=",d" if measure == "poor" else ",.1f",
        ticksuffix="" if measure == "poor" else "%",
    )
    return made


def _highest(*frames: pd.DataFrame) -> int:
    return max((int(value) for rows in frames for value in rows["poor"].dropna()), default=0)


def _path(made: go.Figure, name: str, ends: pd.DataFrame, measure: str, palette: Palette, *, dash: str) -> None:
    if len(ends) < 2:
        return
    made.add_scatter(
        x=list(ends["as_of"]),
        y=floats(ends[measure]),
        mode="lines+markers+text",
        name=escape(name),
        line={"color": palette.plan, "width": 2, "dash": dash},
        marker={"symbol": "line-ew", "size": 10, "line": {"width": 2, "color": palette.plan}},
        text=["", _written(ends[measure].iloc[-1], measure)],
        textposition="bottom left",
        textfont={"color": palette.plan, "size": 12},
        cliponaxis=False,
        customdata=[[f"{escape(name)}: {formats.day(day)}", ""] for day in ends["as_of"]],
        hovertemplate="%{customdata[0]}, %{y}<extra></extra>",
    )


def _segment(made: go.Figure, rows: pd.DataFrame, measure: str, palette: Palette, *, first: bool) -> None:
    made.add_scatter(
        x=list(rows["as_of"]),
        y=floats(rows[measure]),
        mode="markers+text" if _has_estimate(rows) else "lines+markers+text",
        name="Thực hiện",
        legendgroup="actual",
        showlegend=first,
        line={"color": palette.ink, "width": 2.5},
        marker={
            "symbol": list(map(_symbol, rows["value_type"], rows["carried"])),
            "size": 9,
            "color": palette.ink,
            "line": {"width": 2, "color": palette.ink},
        },
        text=[_written(value, measure) for value in rows[measure]],
        textposition="top right",
        textfont={"color": palette.ink, "size": 12},
        cliponaxis=False,
        customdata=with_addresses(_hovers(rows), rows),
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _has_estimate(rows: pd.DataFrame) -> bool:
    return bool(rows["estimated"].any())


def _estimates(made: go.Figure, drawn: pd.DataFrame, measure: str, palette: Palette) -> None:
    """The lines of segments with estimates: dashed to and from an estimate, solid between other figures."""
    with_some = [rows for _, rows in drawn.groupby("segment", sort=False) if _has_estimate(rows)]
    if not with_some:
        return
    for dashed in (False, True):
        pairs = [pair for rows in with_some for pair in _pairs(rows, measure) if pair[0] is dashed]
        made.add_scatter(
            x=[place for _, ends, _ in pairs for place in (*ends, None)],
            y=[place for _, _, ends in pairs for place in (*ends, None)],
            mode="lines",
            line={"color": palette.ink, "width": 2.5, "dash": "dot" if dashed else "solid"},
            hoverinfo="skip",
            showlegend=False,
        )
    of_estimates = drawn[drawn["estimated"]]
    # Apart from each other, so that the dotted line stands in the legend alone.
    made.add_scatter(
        x=[place for day in of_estimates["as_of"] for place in (day, None)],
        y=[place for figure in floats(of_estimates[measure]) for place in (figure, None)],
        mode="lines+markers",
        name="Số ước",
        line={"color": palette.ink, "width": 2.5, "dash": "dot"},
        marker={"symbol": "circle-open", "size": 9, "line": {"width": 2, "color": palette.ink}},
        hoverinfo="skip",
    )


def _pairs(rows: pd.DataFrame, measure: str) -> Iterator[tuple[bool, tuple[Any, Any], tuple[float | None, ...]]]:
    """Neighbours on one line: whether one of them is an estimate, their days, their figures."""
    days, figures, estimated_at = list(rows["as_of"]), floats(rows[measure]), list(rows["estimated"])
    for place in range(len(days) - 1):
        estimated = any(estimated_at[place : place + 2])
        yield estimated, (days[place], days[place + 1]), tuple(figures[place : place + 2])


def _carried(made: go.Figure, drawn: pd.DataFrame, measure: str, palette: Palette) -> None:
    """Their sign in the legend; over the points themselves, so that one name shows and hides nothing else."""
    carried = drawn[drawn["carried"]]
    if carried.empty:
        return
    made.add_scatter(
        x=list(carried["as_of"]),
        y=floats(carried[measure]),
        mode="markers",
        name="Cộng từ đơn vị của bản đồ khác",
        marker={"symbol": _CARRIED, "size": 11, "color": palette.ink, "line": {"width": 2, "color": palette.ink}},
        hoverinfo="skip",
    )


def _symbol(value_type: str, carried: bool) -> str:
    return _CARRIED if carried else {BASELINE: "square", _ESTIMATE: "circle-open"}.get(value_type, "circle")


def _written(value: Any, measure: str) -> str:
    return count(value) if measure == "poor" else formats.rate(optional(value))


def _hovers(rows: pd.DataFrame) -> list[str]:
    return [
        f"<b>{formats.day(row['as_of'])}</b> · {escape(row['value_type'])}"
        f"<br>{count(row['poor'])} hộ nghèo trên {count(row['households'])} hộ ({formats.rate(optional(row['rate']))})"
        f"<br>{escape(row['source'])}"
        for _, row in rows.iterrows()
    ]


# One pair of axes for all small courses: each has a cell of the grid, moved by whole steps.
_COLUMNS, _ROW_PX, _STEP_X, _STEP_Y = 2, 124, 1.28, 1.75


def small_courses(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """One little course per unit and plan, all on the same axes: the year from left to right, 0 to 100% of its fall.

    `rows` as in core.reports.poverty_courses.share_frame, with `address`. The dashed line is the planned path; a higher
    course is the better one.
    """
    units = list(rows.groupby(["code", "plan"], sort=False))
    lines = ceil(len(units) / _COLUMNS)
    made = figure(caption, palette, height=_ROW_PX * max(lines, 1))
    cells = [(index % _COLUMNS * _STEP_X, -(index // _COLUMNS) * _STEP_Y) for index in range(len(units))]
    scale = max([100.0, *(value for value in floats(rows["percent"]) if value is not None)])
    _grid(made, cells, 100 / scale, palette)
    lines_x, lines_y = _joined(units, cells, scale)
    made.add_scatter(
        x=lines_x, y=lines_y, mode="lines", name="Đã giảm", line={"color": palette.ink, "width": 2}, hoverinfo="skip"
    )
    _points(made, units, cells, scale, palette)
    _titles(made, units, cells, palette)
    made.update_xaxes(visible=False, range=[-0.04, (_COLUMNS - 1) * _STEP_X + 1.2])
    made.update_yaxes(visible=False, range=[-(max(lines, 1) - 1) * _STEP_Y - 0.12, 1.6], automargin=False)
    made.update_layout(margin_r=8)
    return made


def _grid(made: go.Figure, cells: list[tuple[float, float]], full: float, palette: Palette) -> None:
    """Under all cells alike: the start (0%) and the plan (100%), and the planned path between them."""
    level = {"color": palette.grid, "width": 1.5}
    path = {"color": palette.plan, "width": 1.5, "dash": "dash"}
    _runs(made, "", [(x, y + high, y + high) for x, y in cells for high in (0, full)], level)
    _runs(made, "Đường kế hoạch", [(x, y, y + full) for x, y in cells], path)
    made.add_scatter(
        x=[x + 1.03 for x, _ in cells for _ in (0, 1)],
        y=[y + high for _, y in cells for high in (0, full)],
        mode="text",
        text=["0%", "100%"] * len(cells),
        textposition="middle right",
        textfont={"size": 10, "color": palette.muted},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )


def _runs(made: go.Figure, name: str, runs: list[tuple[float, float, float]], line: dict[str, Any]) -> None:
    """Straight lines, each across one cell: (its left end, its first height, its last)."""
    made.add_scatter(
        x=[place for x, _, _ in runs for place in (x, x + 1, None)],
        y=[place for _, low, high in runs for place in (low, high, None)],
        mode="lines",
        name=name,
        line=line,
        hoverinfo="skip",
        showlegend=bool(name),
    )


Units = list[tuple[Any, pd.DataFrame]]


def _joined(units: Units, cells: list[tuple[float, float]], scale: float) -> tuple[list[Any], list[Any]]:
    """All courses as one line with a gap after every segment."""
    xs: list[Any] = []
    ys: list[Any] = []
    for (_, rows), (x, y) in zip(units, cells, strict=True):
        for _, segment in rows.dropna(subset=["percent"]).groupby("segment", sort=False):
            xs += [*(x + gone for gone in map(float, segment["gone"])), None]
            ys += [*(y + percent / scale for percent in map(float, segment["percent"])), None]
    return xs, ys


def _points(made: go.Figure, units: Units, cells: list[tuple[float, float]], scale: float, palette: Palette) -> None:
    placed = [
        (x + float(row["gone"]), y + float(row["percent"]) / scale, row)
        for (_, rows), (x, y) in zip(units, cells, strict=True)
        for _, row in rows.dropna(subset=["percent"]).iterrows()
    ]
    made.add_scatter(
        x=[x for x, _, _ in placed],
        y=[y for _, y, _ in placed],
        mode="markers",
        marker={"size": 7, "color": [palette.tone(status_words()[row["status"]].tone) for _, _, row in placed]},
        customdata=[[_said(row), row["address"] or ""] for _, _, row in placed],
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
    )


def _said(row: "pd.Series[Any]") -> str:
    percent = formats.percent_of_plan(row["percent"])
    return (
        f"<b>{escape(row['unit'])}</b><br>{formats.day(row['as_of'])}: {count(row['poor'])} hộ nghèo, đã giảm {percent}"
    )


def _titles(made: go.Figure, units: Units, cells: list[tuple[float, float]], palette: Palette) -> None:
    heads = [
        {
            "text": said,
            "x": x,
            "y": y + 1.08,
            "xanchor": "left",
            "yanchor": "bottom",
            "showarrow": False,
            "align": "left",
            "font": {"size": 13, "color": palette.ink},
        }
        for said, (x, y) in zip(_heads(units), cells, strict=True)
    ]
    made.layout.annotations = [*made.layout.annotations, *heads]


def _heads(units: Units) -> Iterator[str]:
    """A linked name, then the state's sign and what is reached last."""
    codes = [code for (code, _), _ in units]
    for (code, plan), rows in units:
        last, word = rows.iloc[-1], status_words()[rows["status"].iloc[-1]]
        reached = formats.percent_of_plan(optional(last["percent"])) if len(rows) > 1 else _none_drawn(last["status"])
        whose = f", {escape(plan)}" if codes.count(code) > 1 else ""
        yield f"{linked_name(last['unit'], last['address'])}{whose}  <b>{word.symbol} {reached}</b>"


def _none_drawn(state: str) -> str:
    """Figures that give no share of planned households, as under a plan in points, are not missing."""
    return "chưa có số" if state == Status.NO_DATA else "không vẽ được"
