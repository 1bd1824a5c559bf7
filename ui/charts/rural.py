"""Charts of the screen «Nông thôn mới»: a frame in, a figure out. Counts are written beside every bar."""

from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from ui.charts import GRID, INK, PLAN, _count, _figure

_NOT_ASSESSED = "chưa đánh giá"


def bands(rows: pd.DataFrame, title: str) -> go.Figure:
    """Communes per band of criteria met. Rows as in core.reports.rural_frames.band_frame."""
    figure = _figure(title, len(rows), "Số xã")
    names = [escape(name) for name in rows["names"]]
    figure.add_bar(
        x=[int(value) for value in rows["communes"]],
        y=[escape(f"{name} tiêu chí") for name in rows["band"]],
        orientation="h",
        marker={"color": PLAN},
        text=[f"{_count(count)} xã" for count in rows["communes"]],
        textposition="outside",
        cliponaxis=False,
        customdata=names,
        hovertemplate="%{y}: %{text}<br>%{customdata}<extra></extra>",
    )
    most = max([1, *(int(value) for value in rows["communes"])])
    figure.update_xaxes(tickformat=",d", dtick=max(1, most // 5), range=[0, most * 1.25])
    figure.update_layout(showlegend=False)
    return figure


def road(rows: pd.DataFrame, title: str) -> go.Figure:
    """Criteria met against criteria asked for, per commune and set. Rows as in core.reports.rural_frames.road_frame."""
    once = rows.drop_duplicates(["unit", "set", "needed"])
    figure = _figure(title, len(once), "Số tiêu chí đạt")
    labels = [f"{escape(row['unit'])} ({escape(_short(row['set']))})" for _, row in once.iterrows()]
    figure.add_bar(
        x=[None if pd.isna(value) else int(value) for value in once["met"]],
        y=labels,
        orientation="h",
        name="Đã đạt",
        marker={"color": PLAN, "opacity": 0.75},
        hovertemplate="%{customdata}<extra>Đã đạt</extra>",
        customdata=[_road_hover(row) for _, row in once.iterrows()],
    )
    figure.add_scatter(
        x=[int(value) for value in once["needed"]],
        y=labels,
        mode="markers",
        name="Kế hoạch yêu cầu",
        marker={"symbol": "line-ns", "size": 22, "line": {"width": 4, "color": INK}},
        hovertemplate="%{customdata}<extra>Kế hoạch yêu cầu</extra>",
        customdata=[_road_hover(row) for _, row in once.iterrows()],
    )
    size = max([1, *(int(value) for value in once["size"])])
    figure.add_scatter(
        x=[size + 1.2] * len(once),
        y=labels,
        mode="text",
        text=[_met_of(row) for _, row in once.iterrows()],
        textposition="middle right",
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    figure.update_xaxes(tickvals=[0, 5, 10, 15, size], range=[0, size * 1.55], gridcolor=GRID)
    return figure


def _short(name: str) -> str:
    return name.removeprefix("xã ")


def _met_of(row: Any) -> str:
    return _NOT_ASSESSED if pd.isna(row["met"]) else f"{_count(row['met'])}/{_count(row['needed'])}"


def _road_hover(row: Any) -> str:
    return f"{escape(row['unit'])}: {escape(row['target'])}<br>{escape(row['now'])}, {escape(row['left'])}"
