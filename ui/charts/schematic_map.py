"""The map of a province or a huyện: units as cells in the tone of their state, each leading to its own view."""

from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core.rules.poverty import Status
from core.wording import status_words
from ui.charts.template import Caption, figure
from ui.palette import LIGHT, Palette

# A legend of up to three lines on a telephone.
_HEIGHT_PX, _LEGEND_PX = 460, 16
_FAINT = 0.28
# Names of more cells would lie on each other: a tap or hover tells them.
_MOST_NAMED = 60
# A cell without a state may lack figures or a plan; hover says which.
_NOT_COMPARED = "Chưa so được với kế hoạch"


def unit_map(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT, *, spots: pd.DataFrame) -> go.Figure:
    """Cells with the sign of their state and a name. Frame: core.maps.frames.map_frame, with `said` (a second line),
    `hover` and `address`.

    `spots` (x, y, hover, address) are the points a tap is looked up by: whichever is nearest, so that a tap anywhere in
    a cell is one on its unit.
    """
    made = figure(caption, palette, height=_HEIGHT_PX)
    seen: set[str] = set()
    for _, row in rows.iterrows():
        _cell(made, row, palette, in_legend=row["status"] not in seen)
        seen.add(row["status"])
    made.add_scatter(
        x=list(rows["label_x"]),
        y=list(rows["label_y"]),
        mode="text",
        text=[_label(row, named=len(rows) <= _MOST_NAMED) for _, row in rows.iterrows()],
        textfont={"size": 12, "color": palette.ink},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    made.add_scatter(
        x=list(spots["x"]),
        y=list(spots["y"]),
        mode="markers",
        marker={"size": 30, "opacity": 0},
        customdata=[[hover, address or ""] for hover, address in zip(spots["hover"], spots["address"], strict=True)],
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
    )
    made.update_xaxes(visible=False)
    made.update_yaxes(visible=False, scaleanchor="x", scaleratio=1, automargin=False)
    made.update_layout(hovermode="closest", hoverdistance=-1, margin={"r": 8, "t": made.layout.margin.t + _LEGEND_PX})
    return made


def _cell(made: go.Figure, row: "pd.Series[Any]", palette: Palette, *, in_legend: bool) -> None:
    word = status_words()[row["status"]]
    colour = palette.tone(word.tone)
    made.add_scatter(
        x=row["x"],
        y=row["y"],
        mode="lines",
        fill="toself",
        fillcolor=_faint(colour),
        line={"color": palette.muted, "width": 1.2},
        name=f"{word.symbol} {_NOT_COMPARED}" if row["status"] == Status.NO_DATA else word.shown,
        legendgroup=row["status"],
        showlegend=in_legend,
        hoverinfo="skip",
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{_FAINT})"


def _label(row: "pd.Series[Any]", *, named: bool) -> str:
    """The sign of the state stands in the label: the map reads without its colours."""
    if not named:
        return "" if row["status"] == Status.NO_DATA else f"<b>{status_words()[row['status']].symbol}</b>"
    name = f"<b>{status_words()[row['status']].symbol} {escape(row['unit'])}</b>"
    return f"{name}<br>{escape(row['said'])}" if row["said"] else name
