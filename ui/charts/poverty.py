"""Charts of poverty: units against their plan. Rows as in ui.components.unit_frame."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.rules.poverty import Status
from core.wording import status_words
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

# Room for the figures at the right end of each row: two lines.
_RIGHT_PX, _RIGHT_WIDE_PX, _TALL_PX = 96, 124, 42


def bullets(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """How much of its planned fall each unit has reached: 0% is the start of the year, 100% the plan.

    The bar is the actual, the thin tick where it should be on the date of its figures, the thick one the plan. Measured
    in households; a plan that gives points only, in points. Beside the columns of core.reports.frames.status_frame:
    `should_be_percent` (per cent of the planned fall), `address` (where a click leads).
    """
    made = figure(caption, palette, height=_TALL_PX * max(len(rows), 1), axis=_axis(rows))
    names, hovers = _names(rows, dated=True), with_addresses(_bullet_hovers(rows), rows)
    reached = [_number(value) for value in _reached(rows)]
    _bars(made, [100.0] * len(rows), names, hovers, width=0.72, colours=palette.soft)
    _bars(made, reached, names, hovers, width=0.4, colours=tones(status_words(), rows["status"], palette))
    _ticks(made, "Đầu năm", [0.0] * len(rows), names, 2, palette.muted, rank=1)
    made.add_bar(x=[None], y=names[:1], orientation="h", name="Đã giảm", marker={"color": palette.muted}, legendrank=2)
    _ticks(made, "Đúng tiến độ", floats(rows["should_be_percent"]), names, 3, palette.ink, rank=3)
    _ticks(made, "Đủ kế hoạch", [100.0] * len(rows), names, 5, palette.plan, rank=4)
    at_the_ends(made, names, _ends(rows), palette)
    rows_down(made, names)
    known = [value for value in reached if value is not None]
    made.update_layout(barmode="overlay", bargap=0)
    made.update_xaxes(
        range=[min([-2.0, *(value * 1.1 for value in known)]), max([104.0, *(value * 1.04 for value in known)])],
        ticksuffix="%",
        tickformat=",d",
        dtick=50,
        tickangle=0,
        zeroline=False,
    )
    # Left of the plot by a hair: the legend then has the names' width too, so that a telephone shows two a line.
    right = _RIGHT_WIDE_PX if _risen(rows).any() else _RIGHT_PX
    made.update_layout(margin_r=right, legend={"itemsizing": "constant", "x": -0.001, "font_size": 12})
    return made


def planned_reductions(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """What the plan asks of each unit, in households; shown while there are no results yet."""
    made = figure(caption, palette, height=ROW_PX * max(len(rows), 1), axis="Số hộ nghèo phải giảm (hộ)")
    names = _names(rows)
    hovers = [
        f"<b>{escape(row['unit'])}</b><br>Đầu năm {count(row['poor_start'])} hộ nghèo"
        f" ({formats.rate(optional(row['rate_start']))})<br>Phải giảm {count(row['poor_reduction'])} hộ,"
        f" còn {count(row['poor_planned'])} hộ ({formats.rate(optional(row['rate_planned']))})"
        for _, row in rows.iterrows()
    ]
    _bars(made, floats(rows["poor_reduction"]), names, with_addresses(hovers, rows), width=0.6, colours=palette.plan)
    asked = zip(rows["poor_reduction"], rows["rate_reduction"], strict=True)
    said = [f"<b>{count(households)} hộ</b><br>{formats.points(optional(fall))} điểm %" for households, fall in asked]
    at_the_ends(made, names, said, palette)
    rows_down(made, names)
    made.update_xaxes(tickformat=",d", rangemode="tozero", nticks=5)
    made.update_layout(showlegend=False, margin_r=_RIGHT_PX)
    return made


def _bars(made: go.Figure, x: list[float | None], names: list[str], hovers: Any, *, width: float, colours: Any) -> None:
    made.add_bar(
        x=x,
        y=names,
        orientation="h",
        width=width,
        marker={"color": colours},
        customdata=hovers,
        hovertemplate="%{customdata[0]}<extra></extra>",
        showlegend=False,
    )


def _ticks(
    made: go.Figure, name: str, x: list[float | None], names: list[str], width: int, colour: str, *, rank: int
) -> None:
    made.add_scatter(
        x=x,
        y=names,
        mode="markers",
        name=name,
        marker={"symbol": "line-ns", "size": 26, "line": {"width": width, "color": colour}},
        hoverinfo="skip",
        cliponaxis=False,
        legendrank=rank,
    )


def at_the_ends(made: go.Figure, names: Sequence[str], said: Iterable[str], palette: Palette) -> None:
    """Figures in a column of their own, right of the rows: beside a bar they would lie on its ticks."""
    notes = [
        {
            "text": text,
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 6,
            "y": name,
            "align": "left",
            "showarrow": False,
            "font": {"size": 12, "color": palette.ink},
        }
        for name, text in zip(names, said, strict=True)
    ]
    # All at once: one by one, each would check all before it again.
    made.layout.annotations = [*made.layout.annotations, *notes]


def _axis(rows: pd.DataFrame) -> str:
    """What the per cent are of: a plan without counts is measured in points, and says so at its row's end."""
    by_households = rows["percent_households"].notna()
    if by_households.any() or rows["percent_points"].isna().all():
        return "% số hộ phải giảm theo kế hoạch năm"
    return "% số điểm % phải giảm theo kế hoạch năm"


def _risen(rows: pd.DataFrame) -> "pd.Series[bool]":
    return rows["percent_households"].notna() & (rows["reduced"].fillna(0) < 0)


def _names(rows: pd.DataFrame, *, dated: bool = False) -> list[str]:
    """A unit by its name; below it whose plan, where it stands under several, and the day, where days differ."""
    dated = dated and rows["as_of"].dropna().nunique() > 1
    days = [formats.day(optional(day)) if dated and not pd.isna(day) else "" for day in rows["as_of"]]
    addresses = rows["address"] if "address" in rows else [None] * len(rows)
    twice = rows["unit"].duplicated(keep=False)
    return [
        "<br>".join(
            filter(None, [linked_name(unit, optional(address)), ", ".join(filter(None, [escape(plan) * again, day]))])
        )
        for unit, address, plan, again, day in zip(rows["unit"], addresses, rows["plan"], twice, days, strict=True)
    ]


def _reached(rows: pd.DataFrame) -> list[Decimal | None]:
    pairs = zip(rows["percent_households"], rows["percent_points"], strict=True)
    return [optional(points if pd.isna(households) else households) for households, points in pairs]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _ends(rows: pd.DataFrame) -> list[str]:
    """`▲ 51,5%` over `còn 713 hộ`: the sign says the state without its colour."""
    return [
        f"<b>{status_words()[row['status']].symbol} {formats.percent_of_plan(reached)}</b>"
        f"{' (ước)' if _met_by_estimate(row) else ''}<br>{_left(row)}"
        for (_, row), reached in zip(rows.iterrows(), _reached(rows), strict=True)
    ]


def _met_by_estimate(row: "pd.Series[Any]") -> bool:
    return bool(row["status"] == Status.MET and row["value_type"] == "ước")


def _left(row: "pd.Series[Any]") -> str:
    if pd.isna(row["poor"]):
        return "chưa có số"
    if pd.isna(row["percent_households"]) and pd.isna(row["percent_points"]):
        return "không giao" if optional(row["poor_reduction"]) == 0 else "chưa so được"
    if pd.isna(row["percent_households"]):
        return "theo điểm %"
    if row["status"] == Status.MET and Decimal(row["percent_households"]) < 100:
        return f"{formats.percent_of_plan(row['percent_points'])} điểm %"
    left = int(row["poor"]) - int(row["poor_planned"])
    if left <= 0:
        return f"vượt {formats.count(-left)} hộ" if left else "vừa đủ"
    rise = -int(optional(row["reduced"]) or 0)
    return f"{f'tăng {formats.count(rise)}, ' if rise > 0 else ''}còn {formats.count(left)} hộ"


def _bullet_hovers(rows: pd.DataFrame) -> list[str]:
    return [
        f"<b>{escape(row['unit'])}</b> · {status_words()[row['status']].shown}"
        f"{' (ước)' if _met_by_estimate(row) else ''}"
        f"<br>Đầu năm {count(row['poor_start'])} hộ, kế hoạch {count(row['poor_planned'])} hộ"
        f"<br>Kết quả {formats.day(optional(row['as_of']))}: {count(row['poor'])} hộ"
        f" ({formats.rate(optional(row['rate']))})"
        f"<br>Theo số hộ {formats.percent_of_plan(optional(row['percent_households']))},"
        f" theo điểm % {formats.percent_of_plan(optional(row['percent_points']))}"
        f"<br>Đúng tiến độ: {formats.percent_of_plan(optional(row['should_be_percent']))}"
        for _, row in rows.iterrows()
    ]
