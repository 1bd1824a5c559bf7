"""Provinces beside each other: what each has reached of its own plan. Rows as in ui.components.unit_frame."""

from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.wording import status_words
from ui.charts.poverty import at_the_ends
from ui.charts.template import Caption, figure, floats, linked_name, optional, rows_down, tones, with_addresses
from ui.palette import LIGHT, Palette

# 63 provinces still fit on two screens.
_ROW_PX, _RIGHT_PX = 26, 86


def provinces(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """Per cent of the planned fall, by households where the plan has them, else by points; the highest on top.

    The tick is where the plan's even path stands on the date of the figures. Without figures there is no bar.
    """
    rows = _ordered(rows)
    made = figure(caption, palette, height=_ROW_PX * max(len(rows), 1), axis="% kế hoạch giảm của năm")
    names = [linked_name(row["unit"], optional(row["address"])) for _, row in rows.iterrows()]
    reached = floats(rows["reached"])
    made.add_bar(
        x=reached,
        y=names,
        orientation="h",
        width=0.62,
        marker={"color": tones(status_words(), rows["status"], palette)},
        customdata=with_addresses([_hover(row) for _, row in rows.iterrows()], rows),
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
    )
    made.add_scatter(
        x=floats(rows["should_be_percent"]),
        y=names,
        mode="markers",
        name="Đúng tiến độ",
        marker={"symbol": "line-ns", "size": 16, "line": {"width": 3, "color": palette.ink}},
        hoverinfo="skip",
        cliponaxis=False,
    )
    made.add_vline(x=100, line={"color": palette.plan, "width": 2})
    at_the_ends(made, names, [_end(row) for _, row in rows.iterrows()], palette)
    rows_down(made, names)
    known = [value for value in reached if value is not None]
    made.update_xaxes(
        range=[min([0.0, *(value * 1.1 for value in known)]), max([104.0, *(value * 1.04 for value in known)])],
        ticksuffix="%",
        tickformat=",d",
        dtick=50,
        tickangle=0,
    )
    made.update_layout(margin_r=_RIGHT_PX, bargap=0, legend={"x": -0.001, "font_size": 12})
    return made


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    by_households, by_points = rows["percent_households"].tolist(), rows["percent_points"].tolist()
    reached = [
        optional(points if pd.isna(households) else households)
        for households, points in zip(by_households, by_points, strict=True)
    ]
    order = sorted(range(len(rows)), key=lambda at: (reached[at] is None, -(reached[at] or Decimal(0))))
    return rows.assign(reached=pd.Series(reached, dtype="object", index=rows.index)).iloc[order]


def _end(row: "pd.Series[Any]") -> str:
    """`▲ 51,5%`: the sign says the state without its colour."""
    sign = status_words()[row["status"]].symbol
    return f"<b>{sign} {formats.percent_of_plan(optional(row['reached']))}</b>"


def _hover(row: "pd.Series[Any]") -> str:
    return (
        f"<b>{escape(row['unit'])}</b> · {status_words()[row['status']].shown}"
        f"<br>Theo số hộ {formats.percent_of_plan(optional(row['percent_households']))},"
        f" theo điểm % {formats.percent_of_plan(optional(row['percent_points']))}"
        f"<br>Đúng tiến độ: {formats.percent_of_plan(optional(row['should_be_percent']))}"
        f"<br>Số liệu {formats.day(optional(row['as_of']))}"
    )
