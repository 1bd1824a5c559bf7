"""Charts of budgets: a frame in, a figure out. Đầu tư is solid and sự nghiệp hatched wherever they are drawn."""

from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.reports.budget import INVESTMENT, NOT_REPORTED, OPERATING
from ui.charts import INK, PLAN, _figure, _floats

_AMBER = "#8a5200"
# A fill and a pattern each, so that the two are told apart without colour.
FILLS: dict[str, dict[str, Any]] = {
    INVESTMENT: {"color": PLAN, "pattern": {"shape": ""}},
    OPERATING: {
        "color": _AMBER,
        "pattern": {"shape": "/", "bgcolor": _AMBER, "fgcolor": "#f3d9a8", "size": 8, "solidity": 0.2},
    },
}
_LETTERS, _MOST_LINES = 44, 2
_TEXT_PX, _BAR_PX, _HEAD_PX, _FOOT_PX = 60, 34, 104, 56
_SHARE_PX = 64
_NARROWEST_LABELLED = 15


def composition(rows: pd.DataFrame, title: str) -> go.Figure:
    """Đầu tư against sự nghiệp, as shares of each source's plan. Rows as in capital_frame."""
    sources = list(dict.fromkeys(rows["carry_over"]))
    figure = _figure(title, len(sources), "% kế hoạch vốn")
    for nature, fill in FILLS.items():
        of_nature = rows[rows["nature"] == f"Vốn {nature}"]
        figure.add_bar(
            x=_floats(of_nature["share"]),
            y=[escape(str(source)).capitalize() for source in of_nature["carry_over"]],
            orientation="h",
            name=f"Vốn {nature}",
            width=0.8,
            marker={**fill, "line": {"color": "#ffffff", "width": 2}},
            hovertemplate="%{customdata}<extra></extra>",
            customdata=[_share_hover(row) for _, row in _rows(of_nature)],
        )
    _add_shares(figure, rows)
    figure.update_layout(
        barmode="stack", legend={"traceorder": "normal"}, height=_HEAD_PX + _FOOT_PX + _SHARE_PX * max(len(sources), 1)
    )
    figure.update_xaxes(range=[0, 100], ticksuffix="%", tickformat=",d")
    return figure


def _add_shares(figure: go.Figure, rows: pd.DataFrame) -> None:
    """Amount and share in the middle of each part; left out of a sliver, where cards and hover have it."""
    ends: dict[str, float] = {}
    for _, row in _rows(rows):
        if pd.isna(row["share"]):
            continue
        start, share = ends.get(row["carry_over"], 0.0), float(row["share"])
        ends[row["carry_over"]] = start + share
        if share >= _NARROWEST_LABELLED:
            figure.add_annotation(
                x=start + share / 2,
                y=escape(row["carry_over"]).capitalize(),
                text=f"<b>{formats.amount(row['allocated'])}</b><br>{formats.rate(row['share'])}",
                showarrow=False,
                font={"size": 13, "color": INK},
                bgcolor="#ffffff",
                borderpad=2,
            )


def _share_hover(row: "pd.Series[Any]") -> str:
    return (
        f"{escape(row['nature'])}, {escape(row['carry_over'])}: {_amount(row['allocated'])} triệu đồng"
        f" ({formats.rate(None if pd.isna(row['share']) else row['share'])})"
    )


def allocations(rows: pd.DataFrame, title: str) -> go.Figure:
    """What the plan gives each line, in triệu đồng; shown while nothing was disbursed. Rows as in line_frame."""
    figure = _lines_figure(rows, title, "Triệu đồng", _planned_text)
    for nature in FILLS:
        _add_bars(figure, rows, nature, "allocated")
    figure.update_xaxes(tickformat=",d", range=[0, _room(rows["allocated"], 1)])
    return figure


def disbursements(rows: pd.DataFrame, title: str) -> go.Figure:
    """Each line's share of its plan disbursed, beside the share of the year gone on its date. Rows as in line_frame."""
    figure = _lines_figure(rows, title, "% kế hoạch vốn", _disbursed_text)
    for nature in FILLS:
        _add_bars(figure, rows, nature, "percent")
    planned = [(place, row) for place, row in _rows(rows) if not pd.isna(row["allocated"])]
    _add_ticks(figure, "Đủ 100% kế hoạch", PLAN, [(place, 100.0, "") for place, _ in planned])
    gone = [(place, row) for place, row in planned if not pd.isna(row["year_gone"])]
    _add_ticks(
        figure,
        "Phần thời gian của năm đã qua",
        INK,
        [
            (place, float(row["year_gone"]), f"{_percent(row['year_gone'])}, {formats.day(row['as_of'])}")
            for place, row in gone
        ],
    )
    figure.update_xaxes(ticksuffix="%", tickformat=",d", range=[0, _room(rows["percent"], 100)])
    return figure


def _add_ticks(figure: go.Figure, name: str, colour: str, ticks: list[tuple[int, float, str]]) -> None:
    """One upright tick per line, at a share of its plan: (place, share, what the hover adds)."""
    figure.add_scatter(
        x=[share for _, share, _ in ticks],
        y=[place for place, _, _ in ticks],
        mode="markers",
        name=name,
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 3, "color": colour}},
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[f"{name}: {more}" if more else name for *_, more in ticks],
        cliponaxis=False,
    )


def _lines_figure(rows: pd.DataFrame, title: str, axis: str, below: Any) -> go.Figure:
    """One place per row from the top: its name and figures as text, and room for a bar under them."""
    figure = _figure(title, len(rows), axis)
    height = _TEXT_PX + _BAR_PX
    places = max(len(rows), 1)
    figure.update_layout(
        height=_HEAD_PX + _FOOT_PX + height * places,
        margin={"l": 8, "r": 24, "t": _HEAD_PX, "b": _FOOT_PX},
        showlegend=True,
    )
    lowest, highest = places - 1 + _BAR_PX / height / 2, -(_TEXT_PX + _BAR_PX / 2) / height
    figure.update_yaxes(range=[lowest, highest], autorange=False, showticklabels=False, showgrid=False, zeroline=False)
    for place, row in _rows(rows):
        figure.add_annotation(
            x=0,
            xref="paper",
            y=place,
            yshift=_BAR_PX * 0.45,
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            align="left",
            text=f"{_name(row)}<br>{escape(below(row))}",
            font={"size": 13, "color": INK},
            bgcolor="#ffffff",
            borderpad=0,
        )
    return figure


def _add_bars(figure: go.Figure, rows: pd.DataFrame, nature: str, key: str) -> None:
    """The bars of the lines of one nature, each at its line's place; a missing figure has no bar."""
    mine = [(place, row) for place, row in _rows(rows) if not pd.isna(row["nature"]) and row["nature"] == nature]
    if not mine:
        return
    figure.add_bar(
        x=[None if pd.isna(row[key]) else float(row[key]) for _, row in mine],
        y=[place for place, _ in mine],
        orientation="h",
        name=f"Vốn {nature}",
        width=_BAR_PX * 0.55 / (_TEXT_PX + _BAR_PX),
        marker=FILLS[nature],
        hovertemplate="%{customdata}<extra></extra>",
        customdata=[f"{escape(row['line'])} {escape(row['title'])}: {escape(_disbursed_text(row))}" for _, row in mine],
    )


def _rows(rows: pd.DataFrame) -> list[tuple[int, "pd.Series[Any]"]]:
    """Each row with its place from the top."""
    return [(place, row) for place, (_, row) in enumerate(rows.iterrows())]


def _name(row: "pd.Series[Any]") -> str:
    """`2.1 Công tác …` in bold, on at most two lines that a telephone has room for."""
    source = "" if row["carry_over"] == "vốn năm" else f" ({row['carry_over']})"
    lines = wrap(f"{row['line']} {row['title']}{source}", _LETTERS, max_lines=_MOST_LINES, placeholder=" …")
    return "<br>".join(f"<b>{escape(line)}</b>" for line in lines)


def _planned_text(row: "pd.Series[Any]") -> str:
    return f"vốn {row['nature']}: {_amount(row['allocated'])} triệu đồng"


def _disbursed_text(row: "pd.Series[Any]") -> str:
    if pd.isna(row["allocated"]):
        return f"đã giải ngân {_amount(row['disbursed'])} triệu, {formats.day(row['as_of'])}"
    if pd.isna(row["disbursed"]):
        return f"kế hoạch {_amount(row['allocated'])} triệu, {NOT_REPORTED}"
    done = f"{_amount(row['disbursed'])}/{_amount(row['allocated'])} triệu ({_percent(row['percent'])})"
    return f"{done}, {formats.day(row['as_of'])}"


def _amount(value: Any) -> str:
    return formats.amount(None if pd.isna(value) else value)


def _percent(value: Any) -> str:
    return formats.percent_of_plan(None if pd.isna(value) else value)


def _room(values: "pd.Series[Any]", least: float) -> float:
    """The end of the axis: a little beyond the longest bar."""
    return max([least, *(value for value in _floats(values) if value is not None)]) * 1.05
