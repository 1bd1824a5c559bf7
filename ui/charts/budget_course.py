"""Disbursement over time as a figure: shares of the plan on every cut-off date beside the share of the year gone."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core.reports.budget import CARRIED_OVER, INVESTMENT, OF_THE_YEAR, OPERATING
from core.wording_budget_course import SIGNS
from ui.charts.budget import GONE_LABEL, in_lines, make_room_above, room
from ui.charts.template import Caption, figure, floats, with_addresses
from ui.palette import LIGHT, Palette

_COURSE_PX = 320
_SYMBOLS = {
    (OF_THE_YEAR, INVESTMENT): "square",
    (OF_THE_YEAR, OPERATING): "diamond",
    (CARRIED_OVER, INVESTMENT): "triangle-up",
    (CARRIED_OVER, OPERATING): "circle",
}
_DASHES = {INVESTMENT: "solid", OPERATING: "dash"}


def course(
    rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT, times: pd.DataFrame | None = None
) -> go.Figure:
    """Shares disbursed on every cut-off date, beside the share of the year gone.

    Rows as in course_frame, `times` as in time_frame. One line per series; a partial point stands alone and open.
    """
    made = figure(caption, palette, height=_COURSE_PX, axis="Ngày số liệu")
    make_room_above(made, 2 if set(rows["carry_over"]) <= {OF_THE_YEAR} else 4)
    if times is not None:
        _add_time(made, times, palette)
    for _, own in rows.groupby("series", sort=False):
        _add_series(made, own, palette)
    days = [*rows["as_of"], *(times["day"] if times is not None else [])]
    made.update_xaxes(**_day_ticks(days))
    made.update_yaxes(ticksuffix="%", tickformat=",d", range=[0, room(rows["percent"], 100)])
    return made


def _add_time(made: go.Figure, times: pd.DataFrame, palette: Palette) -> None:
    made.add_scatter(
        x=list(times["day"]),
        y=floats(times["percent"]),
        mode="lines+markers",
        name=GONE_LABEL,
        line={"color": palette.muted, "width": 2, "dash": "dot"},
        marker={"symbol": "line-ns", "size": 10, "line": {"width": 2, "color": palette.muted}},
        customdata=[[in_lines(said), ""] for said in times["said"]],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _add_series(made: go.Figure, rows: pd.DataFrame, palette: Palette) -> None:
    """The line of one series, then its points that stand alone, under one name in the legend."""
    parts = [own for own in (rows[~rows["partial"]], rows[rows["partial"]]) if len(own)]
    for number, own in enumerate(parts):
        _add_points(made, own, palette, shown=number == 0)


def _add_points(made: go.Figure, rows: pd.DataFrame, palette: Palette, shown: bool) -> None:
    first = rows.iloc[0]
    alone, nature = bool(first["partial"]), first["nature"]
    colour = palette.investment if nature == INVESTMENT else palette.operating
    symbol = _SYMBOLS[first["carry_over"], nature]
    made.add_scatter(
        x=list(rows["as_of"]),
        y=floats(rows["percent"]),
        mode="markers" if alone else "lines+markers",
        name=_short_series(first["carry_over"], nature),
        legendgroup=first["series"],
        showlegend=shown,
        line={"color": colour, "width": 3, "dash": _DASHES[nature]},
        marker={
            "symbol": f"{symbol}-open" if alone else symbol,
            "size": 11,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        customdata=with_addresses([in_lines(said) for said in rows["said"]], rows),
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )


def _short_series(carry_over: str, nature: str) -> str:
    """`■ Đầu tư`, `▨ Sự nghiệp, kéo dài`: two of them stand side by side on a telephone."""
    source = "" if carry_over == OF_THE_YEAR else f", {carry_over}"
    return f"{SIGNS[nature]} {nature.capitalize()}{source}"


def _day_ticks(days: list[Any]) -> dict[str, Any]:
    """Ends of quarters, from the year's first day to the last date shown."""
    if not days:
        return {"type": "date"}
    ends = [end.date() for end in pd.date_range(min(days), max(days), freq="QE")]
    return {
        "type": "date",
        "range": [min(days).isoformat(), (pd.Timestamp(max(days)) + pd.Timedelta(days=7)).date().isoformat()],
        "tickmode": "array",
        "tickvals": [end.isoformat() for end in ends],
        "ticktext": [f"{end:%d/%m}<br>{end:%Y}" for end in ends],
    }
