"""Charts: a frame in, a figure out, nothing drawn here. Titles and units are in the figure; texts are escaped."""

from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.wording import status_words

INK, MUTED, GRID, PLAN = "#1f2937", "#9ca3af", "#e5e7eb", "#1d4ed8"
_ROW_HEIGHT, _FRAME_HEIGHT = 38, 130
_FONT = "Source Sans, Source Sans Pro, sans-serif"

# plotly's bundle has no Vietnamese: the few words its toolbar says.
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "locale": "vi",
    "locales": {
        "vi": {
            "dictionary": {
                "Download plot as a PNG": "Tải hình PNG",
                "Download plot as a png": "Tải hình PNG",
                "Zoom": "Phóng to vùng",
                "Pan": "Di chuyển",
                "Zoom in": "Phóng to",
                "Zoom out": "Thu nhỏ",
                "Autoscale": "Vừa khung",
                "Reset axes": "Về ban đầu",
            },
            "format": {"decimal": ",", "thousands": "."},
        }
    },
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "autoScale2d"],
}


def _figure(title: str, rows: int, axis_title: str) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        title={
            "text": escape(title),
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"t": 6},
            "font": {"size": 16},
        },
        height=_FRAME_HEIGHT + _ROW_HEIGHT * max(rows, 1),
        margin={"l": 8, "r": 48, "t": 72, "b": 8},
        separators=",.",
        font={"family": _FONT, "size": 14},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        hoverlabel={"font": {"family": _FONT}},
        xaxis={"title": axis_title, "gridcolor": GRID, "zerolinecolor": GRID, "rangemode": "tozero"},
        yaxis={"autorange": "reversed", "automargin": True, "ticksuffix": "  "},
        barmode="overlay",
    )
    return figure


def _floats(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def rates(rows: pd.DataFrame, title: str) -> go.Figure:
    """Poverty rates per unit: start of year, plan, latest result. Rows as in core.reports.frames.status_frame."""
    figure = _figure(title, len(rows), "Tỷ lệ hộ nghèo (%)")
    names = [escape(name) for name in rows["unit"]]
    for start, planned, name in zip(_floats(rows["rate_start"]), _floats(rows["rate_planned"]), names, strict=True):
        if start is not None and planned is not None:
            figure.add_shape(
                type="line", x0=start, x1=planned, y0=name, y1=name, line={"color": GRID, "width": 8}, layer="below"
            )
    series = (
        (
            "Đầu năm",
            "rate_start",
            "poor_start",
            {"symbol": "circle-open", "size": 13, "color": INK, "line": {"width": 2}},
        ),
        (
            "Kế hoạch cuối năm",
            "rate_planned",
            "poor_planned",
            {"symbol": "line-ns", "size": 20, "line": {"width": 4, "color": PLAN}},
        ),
    )
    for label, rate, poor, marker in series:
        figure.add_scatter(
            x=_floats(rows[rate]),
            y=names,
            mode="markers",
            name=label,
            marker=marker,
            hovertemplate="%{customdata}<extra>" + label + "</extra>",
            customdata=_rate_hover(rows, rate, poor),
        )
    figure.add_scatter(
        x=_floats(rows["rate"]),
        y=names,
        mode="markers",
        name="Thực hiện",
        marker={"symbol": "diamond", "size": 14, "color": _colours(rows)},
        hovertemplate="%{customdata}<extra>Thực hiện</extra>",
        customdata=_rate_hover(rows, "rate", "poor"),
    )
    figure.update_xaxes(tickformat=",.1~f")
    return figure


def _rate_hover(rows: pd.DataFrame, rate: str, poor: str) -> list[str]:
    return [
        f"{escape(row['unit'])}: {formats.rate(row[rate])}, {_count(row[poor])} hộ nghèo" for _, row in rows.iterrows()
    ]


def _count(value: Any) -> str:
    return formats.MISSING if pd.isna(value) else formats.count(int(value))


def _colours(rows: pd.DataFrame) -> list[str]:
    words = status_words()
    return [words[status].colour for status in rows["status"]]


def reductions(rows: pd.DataFrame, title: str) -> go.Figure:
    """Households out of poverty against the plan, per unit, as shares of each unit's own plan (100% is the plan)."""
    figure = _figure(title, len(rows), "% kế hoạch")
    names = [escape(name) for name in rows["unit"]]
    for label, key, offset, opacity in (
        ("Theo số hộ", "percent_households", -0.36, 1.0),
        ("Theo điểm %", "percent_points", 0.04, 0.55),
    ):
        figure.add_bar(
            x=_floats(rows[key]),
            y=names,
            orientation="h",
            name=label,
            width=0.32,
            offset=offset,
            marker={"color": _colours(rows), "opacity": opacity},
            text=[formats.percent_of_plan(value) if not pd.isna(value) else "" for value in rows[key]],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{customdata}<extra>" + label + "</extra>",
            customdata=_reduction_hover(rows, key),
        )
    figure.add_vline(x=100, line={"color": PLAN, "width": 2, "dash": "dot"})
    figure.update_xaxes(ticksuffix="%", tickformat=",d", range=[0, max([110.0, *(v * 1.15 for v in _present(rows))])])
    return figure


def _present(rows: pd.DataFrame) -> list[float]:
    values = _floats(rows["percent_households"]) + _floats(rows["percent_points"])
    return [value for value in values if value is not None]


def _reduction_hover(rows: pd.DataFrame, key: str) -> list[str]:
    return [
        f"{escape(row['unit'])}: đạt {formats.percent_of_plan(None if pd.isna(row[key]) else row[key])} kế hoạch,"
        f" giảm {_count(row['reduced'])} trên {_count(row['poor_reduction'])} hộ"
        for _, row in rows.iterrows()
    ]


def planned_reductions(rows: pd.DataFrame, title: str) -> go.Figure:
    """What the plan asks of each unit, in households; shown while there are no results yet."""
    figure = _figure(title, len(rows), "Số hộ nghèo phải giảm (hộ)")
    figure.add_bar(
        x=[None if pd.isna(value) else int(value) for value in rows["poor_reduction"]],
        y=[escape(name) for name in rows["unit"]],
        orientation="h",
        name="Kế hoạch giảm",
        marker={"color": PLAN},
        text=[_count(value) for value in rows["poor_reduction"]],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{text} hộ<extra></extra>",
    )
    figure.update_xaxes(tickformat=",d")
    figure.update_layout(showlegend=False)
    return figure
