"""Charts of budgets: a frame in, a figure out. Đầu tư is solid and sự nghiệp hatched wherever they are drawn.

A column `address` of the frame is where a click on a row, a part or a point leads.
"""

from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.reports.budget import INVESTMENT, NOT_REPORTED, OPERATING
from core.wording_budget_course import TIME_LABEL
from ui.charts.template import Caption, figure, floats, linked_name, optional, rows_down, with_addresses
from ui.palette import LIGHT, Palette

PLAN_LABEL, GONE_LABEL = "Kế hoạch", "Năm đã qua"
_LETTERS, _MOST_LINES = 42, 2
_BAR_PX, _LINE_PX, _LEGEND_PX = 34, 24, 11
_SHARE_PX, _UNIT_PX = 64, 58
_NARROWEST_LABELLED = 15


def fill(nature: str, palette: Palette) -> dict[str, Any]:
    """A colour and a pattern, so that the two natures are told apart without colour."""
    if nature == INVESTMENT:
        return {"color": palette.investment, "pattern": {"shape": ""}}
    hatched = {"shape": "/", "bgcolor": palette.operating, "fgcolor": palette.page, "size": 8, "solidity": 0.25}
    return {"color": palette.operating, "pattern": hatched}


def composition(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """Đầu tư against sự nghiệp, as shares of each source's plan. Rows as in capital_frame."""
    sources = [escape(source).capitalize() for source in dict.fromkeys(rows["carry_over"])]
    made = figure(caption, palette, height=_SHARE_PX * max(len(sources), 1), axis="% kế hoạch vốn")
    for nature in (INVESTMENT, OPERATING):
        own = rows[rows["nature"] == f"Vốn {nature}"]
        made.add_bar(
            x=floats(own["share"]),
            y=[escape(source).capitalize() for source in own["carry_over"]],
            orientation="h",
            name=f"Vốn {nature}",
            width=0.8,
            marker={**fill(nature, palette), "line": {"color": palette.page, "width": 2}},
            customdata=with_addresses([_share_hover(row) for _, row in own.iterrows()], own),
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    make_room_above(made, 1)
    _write_shares(made, rows, palette)
    rows_down(made, sources)
    made.update_layout(barmode="stack", legend={"traceorder": "normal"})
    made.update_xaxes(range=[0, 100], ticksuffix="%", tickformat=",d")
    return made


def _write_shares(made: go.Figure, rows: pd.DataFrame, palette: Palette) -> None:
    """Amount and share in the middle of each part; left out of a sliver, where cards and hover have it."""
    ends: dict[str, float] = {}
    for _, row in rows[rows["share"].notna()].iterrows():
        start, share = ends.get(row["carry_over"], 0.0), float(row["share"])
        ends[row["carry_over"]] = start + share
        if share >= _NARROWEST_LABELLED:
            made.add_annotation(
                x=start + share / 2,
                y=escape(row["carry_over"]).capitalize(),
                text=f"<b>{formats.amount(row['allocated'])}</b><br>{formats.rate(row['share'])}",
                showarrow=False,
                font={"size": 13, "color": palette.ink},
                bgcolor=palette.page,
                borderpad=2,
            )


def _share_hover(row: "pd.Series[Any]") -> str:
    share = formats.rate(optional(row["share"]))
    return f"{escape(row['nature'])}, {escape(row['carry_over'])}: {_amount(row['allocated'])} triệu đồng ({share})"


def allocations(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """What the plan gives each line, in triệu đồng; shown while nothing was disbursed. Rows as in row_frame."""
    made = _named_rows(rows, caption, palette, "Triệu đồng", _planned_text)
    for nature in (INVESTMENT, OPERATING):
        _add_bars(made, rows, nature, "allocated", palette)
    made.update_xaxes(tickformat=",d", range=[0, room(rows["allocated"], 1)])
    return made


def disbursements(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """Each row's share of its plan disbursed, inside the plan, and the share of the year gone. Rows as in row_frame."""
    made = _named_rows(rows, caption, palette, "% kế hoạch vốn", _disbursed_text)
    planned = rows["allocated"].notna()
    places = [place for place, has in enumerate(planned) if has]
    made.add_bar(
        x=[100] * len(places),
        y=places,
        orientation="h",
        name=PLAN_LABEL,
        width=_share_of_row(rows, 0.85),
        marker={"color": palette.soft, "line": {"color": palette.muted, "width": 1}},
        customdata=_row_hovers(rows[planned]),
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    for nature in (INVESTMENT, OPERATING):
        _add_bars(made, rows, nature, "percent", palette)
    gone = [place for place in places if not pd.isna(rows["year_gone"].iloc[place])]
    made.add_scatter(
        x=[float(rows["year_gone"].iloc[place]) for place in gone],
        y=gone,
        mode="markers",
        name=GONE_LABEL,
        marker={"symbol": "line-ns", "size": 26, "line": {"width": 3, "color": palette.ink}},
        customdata=[[_gone_hover(rows.iloc[place]), ""] for place in gone],
        hovertemplate="%{customdata[0]}<extra></extra>",
        cliponaxis=False,
    )
    made.update_layout(barmode="overlay")
    made.update_xaxes(ticksuffix="%", tickformat=",d", range=[0, room(rows["percent"], 100)])
    return made


def _gone_hover(row: "pd.Series[Any]") -> str:
    return f"{TIME_LABEL}: {_percent(row['year_gone'])}, {formats.day(row['as_of'])}"


def _named_rows(rows: pd.DataFrame, caption: Caption, palette: Palette, axis: str, below: Any) -> go.Figure:
    """One place per row from the top: its name and figures as text, and room for a bar under them."""
    names = [_name(row) for _, row in rows.iterrows()]
    text_px = _text_px(rows)
    height, places = text_px + _BAR_PX, max(len(rows), 1)
    made = figure(caption, palette, height=height * places, axis=axis)
    make_room_above(made, 2)
    lowest, highest = places - 1 + _BAR_PX / height / 2, -(text_px + _BAR_PX / 2) / height
    made.update_yaxes(range=[lowest, highest], autorange=False, showticklabels=False, showgrid=False, zeroline=False)
    made.update_layout(showlegend=True)
    for place, (_, row) in enumerate(rows.iterrows()):
        made.add_annotation(
            x=0,
            xref="paper",
            y=place,
            yshift=_BAR_PX * 0.45,
            xanchor="left",
            yanchor="bottom",
            showarrow=False,
            align="left",
            text=f"{names[place]}<br>{escape(below(row))}",
            font={"size": 13, "color": palette.ink},
            bgcolor=palette.page,
            borderpad=0,
        )
    return made


def _text_px(rows: pd.DataFrame) -> int:
    """Room for the longest name and its figures."""
    lines = max([1, *(len(_wrapped(str(name))) for name in rows["name"])])
    return _LINE_PX * (lines + 1) + 4


def _share_of_row(rows: pd.DataFrame, share: float) -> float:
    return _BAR_PX * share / (_text_px(rows) + _BAR_PX)


def make_room_above(made: go.Figure, legend_lines: int) -> None:
    """For the legend as it wraps on a telephone."""
    more = _LEGEND_PX * (legend_lines - 1)
    made.update_layout(height=made.layout.height + more, margin={"t": made.layout.margin.t + more})


def _add_bars(made: go.Figure, rows: pd.DataFrame, nature: str, key: str, palette: Palette) -> None:
    """The bars of one nature, each at its row's place; a missing figure has no bar."""
    own = (rows["nature"] == nature).fillna(False)
    if not own.any():
        return
    made.add_bar(
        x=floats(rows.loc[own, key]),
        y=[place for place, mine in enumerate(own) if mine],
        orientation="h",
        name=f"Vốn {nature}",
        width=_share_of_row(rows, 0.55),
        marker=fill(nature, palette),
        customdata=_row_hovers(rows[own]),
        hovertemplate="%{customdata[0]}<extra></extra>",
    )


def _row_hovers(rows: pd.DataFrame) -> list[list[str]]:
    said = [f"{escape(row['name'])}<br>{escape(_disbursed_text(row))}{_remark(row)}" for _, row in rows.iterrows()]
    return with_addresses(said, rows)


def _remark(row: "pd.Series[Any]") -> str:
    return "" if pd.isna(row["remark"]) else f"<br>{escape(row['remark'])}"


def _wrapped(name: str) -> list[str]:
    return wrap(name, _LETTERS, max_lines=_MOST_LINES, placeholder=" …")


def _name(row: "pd.Series[Any]") -> str:
    """`■ 2.1 Công tác …` in bold, on at most two lines that a telephone has room for."""
    address = optional(row.get("address"))
    return "<br>".join(f"<b>{linked_name(line, address)}</b>" for line in _wrapped(row["name"]))


def _planned_text(row: "pd.Series[Any]") -> str:
    return f"vốn {row['nature']}: {_amount(row['allocated'])} triệu đồng"


def _disbursed_text(row: "pd.Series[Any]") -> str:
    if pd.isna(row["allocated"]):
        return f"đã giải ngân {_amount(row['disbursed'])} triệu{_day(row)}"
    if pd.isna(row["disbursed"]):
        return f"kế hoạch {_amount(row['allocated'])} triệu, {NOT_REPORTED}"
    least = "ít nhất " if row["is_least"] else ""
    done = f"{_amount(row['disbursed'])}/{_amount(row['allocated'])} triệu ({least}{_percent(row['percent'])})"
    return f"{done}{_day(row)}"


def _day(row: "pd.Series[Any]") -> str:
    return "" if pd.isna(row["as_of"]) else f", {formats.day(row['as_of'])}"


def _amount(value: Any) -> str:
    return formats.amount(optional(value))


def _percent(value: Any) -> str:
    return formats.percent_of_plan(optional(value))


def room(values: "pd.Series[Any]", least: float) -> float:
    """The end of the axis: a little beyond the longest bar."""
    return max([least, *(value for value in floats(values) if value is not None)]) * 1.05


def communes(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """Each commune's đầu tư and sự nghiệp of the year, share of plan disbursed. Rows as in unit_pace_frame."""
    names = _unit_names(rows)
    made = figure(caption, palette, height=_UNIT_PX * max(len(set(names)), 1), axis="% kế hoạch vốn năm")
    for nature in (INVESTMENT, OPERATING):
        own = rows["nature"] == nature
        made.add_bar(
            x=floats(rows.loc[own, "percent"]),
            y=[name for name, mine in zip(names, own, strict=True) if mine],
            orientation="h",
            name=f"Vốn {nature}",
            marker=fill(nature, palette),
            text=["" if pd.isna(value) else _percent(value) for value in rows.loc[own, "percent"]],
            textposition="outside",
            textfont={"color": palette.ink},
            cliponaxis=False,
            customdata=with_addresses(
                [f"<b>{escape(row['unit'])}</b><br>{in_lines(row['said'])}" for _, row in rows[own].iterrows()],
                rows[own],
            ),
            hovertemplate="%{customdata[0]}<extra></extra>",
        )
    make_room_above(made, 2)
    rows_down(made, list(dict.fromkeys(names)))
    made.update_layout(barmode="group", bargap=0.25)
    made.update_xaxes(ticksuffix="%", tickformat=",d", range=[0, room(rows["percent"], 100) * 1.08])
    return made


def _unit_names(rows: pd.DataFrame) -> list[str]:
    addresses = rows["address"] if "address" in rows else [None] * len(rows)
    return [linked_name(name, address) for name, address in zip(rows["unit"], addresses, strict=True)]


def in_lines(said: str) -> str:
    """A sentence as a label under the pointer, narrow enough for a telephone."""
    return "<br>".join(escape(line) for line in wrap(said, 44))
