"""Charts of the screen «Nông thôn mới»: a frame in, a figure out. Counts are written beside every bar."""

from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.wording_goals import goal_words
from ui.charts.template import (
    ROW_PX,
    Caption,
    count,
    figure,
    floats,
    linked_name,
    optional,
    rows_down,
    tones,
    with_addresses,
)
from ui.palette import LIGHT, Palette

_NOT_ASSESSED = "chưa đánh giá"
_TWO_LINES_PX = 46


def bands(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """Communes per band of criteria met. Rows as in core.reports.rural_frames.band_frame, with `address` per band."""
    made = figure(caption, palette, height=ROW_PX * max(len(rows), 1), axis="Số xã")
    names = [escape(f"{name} tiêu chí") for name in rows["band"]]
    made.add_bar(
        x=[int(value) for value in rows["communes"]],
        y=names,
        orientation="h",
        width=0.6,
        marker={"color": palette.plan},
        text=[f"{count(value)} xã" for value in rows["communes"]],
        textposition="outside",
        textfont={"color": palette.ink},
        cliponaxis=False,
        customdata=with_addresses(_band_hovers(rows), rows),
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    rows_down(made, names)
    most = max([1, *(int(value) for value in rows["communes"])])
    made.update_xaxes(tickformat=",d", dtick=max(1, most // 5), range=[0, most * 1.25])
    made.update_layout(showlegend=False)
    return made


def _band_hovers(rows: pd.DataFrame) -> list[str]:
    return [
        f"<b>{escape(row['band'])} tiêu chí</b>: {count(row['communes'])} xã<br>{escape(row['names'])}"
        for _, row in rows.iterrows()
    ]


def road(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """Criteria met against criteria asked for, per commune and set; two readings of one goal are one line.

    Rows as in core.reports.rural_road_frames.left_frame, with `address` per commune.
    """
    once = rows.drop_duplicates(["unit", "set", "needed"])
    made = figure(caption, palette, height=_TWO_LINES_PX * max(len(once), 1), axis="Số tiêu chí đạt")
    names = [_name(row) for _, row in once.iterrows()]
    hovers = with_addresses([_road_hover(row) for _, row in once.iterrows()], once)
    made.add_bar(
        x=floats(once["met"]),
        y=names,
        orientation="h",
        name="Đã đạt",
        width=0.55,
        marker={"color": tones(goal_words(), once["state"], palette)},
        customdata=hovers,
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
    )
    made.add_scatter(
        x=[int(value) for value in once["needed"]],
        y=names,
        mode="markers",
        name="Kế hoạch yêu cầu",
        marker={"symbol": "line-ns", "size": 24, "line": {"width": 4, "color": palette.ink}},
        customdata=hovers,
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )
    size = max([1, *(int(value) for value in once["size"])])
    made.add_scatter(
        x=[size + 0.8] * len(once),
        y=names,
        mode="text",
        text=[_met_of(row) for _, row in once.iterrows()],
        textposition="middle right",
        textfont={"color": palette.ink},
        showlegend=False,
        hoverinfo="skip",
        cliponaxis=False,
    )
    rows_down(made, names)
    made.update_xaxes(tickvals=[0, 5, 10, 15, size], range=[0, size * 1.8])
    return made


def _name(row: Any) -> str:
    """The commune, leading to its own view; below it the set, where the goal does not ask for all of it how many."""
    asked = "" if row["needed"] == row["size"] else f" ≥ {count(row['needed'])}"
    short = row["set"].removeprefix("xã ")
    return f"{linked_name(row['unit'], optional(row.get('address')))}<br>{escape(short)}{asked}"


def _met_of(row: Any) -> str:
    """`✗ 17/19`: the sign of the goal's state, criteria met of those needed."""
    met = _NOT_ASSESSED if pd.isna(row["met"]) else f"{count(row['met'])}/{count(row['needed'])}"
    return f"{goal_words()[row['state']].symbol} {met}"


def _road_hover(row: Any) -> str:
    return (
        f"<b>{escape(row['unit'])}</b>: {escape(row['target'])}, hạn {formats.day(row['due'])}"
        f" · {goal_words()[row['state']].shown}<br>{escape(row['now'])}"
        f"<br>{_left(row)} ({escape(row['days_said'])})"
    )


def _left(row: Any) -> str:
    if pd.isna(row["left"]):
        return "Chưa biết còn bao nhiêu tiêu chí"
    return f"Còn {count(row['left'])} tiêu chí" if row["left"] else "Không còn tiêu chí nào"
