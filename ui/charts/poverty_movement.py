"""The movement of one period as a waterfall: from đầu kỳ, by what was reported, to cuối kỳ. Frame: movement_frame."""

from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.reports.poverty_movement import RowKind
from ui.charts.poverty import at_the_ends
from ui.charts.template import ROW_PX, Caption, figure, rows_down
from ui.palette import LIGHT, Palette

_LETTERS, _RIGHT_PX, _NO_LEGEND_PX = 19, 64, 32
_TONES = {RowKind.DECREASE: "good", RowKind.INCREASE: "late", RowKind.RESIDUAL: "none"}


def waterfall(rows: pd.DataFrame, caption: Caption, palette: Palette = LIGHT) -> go.Figure:
    """Each bar begins where the one before ended (hộ); the last step but one is what the flows leave unexplained.

    A flow that was not reported has its line and no bar. A fall has a minus, a rise a plus; what is unexplained is
    hatched.
    """
    made = figure(caption, palette, height=(ROW_PX + 2) * max(len(rows), 1), axis="Số hộ nghèo (hộ)")
    names = ["<br>".join(map(escape, wrap(label, _LETTERS))) for label in rows["label"]]
    kinds = [RowKind(kind) for kind in rows["kind"]]
    bases, lengths = _steps(rows, kinds)
    made.add_bar(
        x=lengths,
        base=bases,
        y=names,
        orientation="h",
        width=0.62,
        marker={
            "color": [palette.tone(_TONES[kind]) if kind in _TONES else palette.plan for kind in kinds],
            "pattern": {"shape": ["/" if kind is RowKind.RESIDUAL else "" for kind in kinds]},
        },
        customdata=[
            [f"<b>{escape(label)}</b>: {said}", ""] for label, said in zip(rows["label"], _said(rows), strict=True)
        ],
        hovertemplate="%{customdata[0]}<extra></extra>",
    )
    _joints(made, names, [base + length for base, length in zip(bases, lengths, strict=True)], palette)
    at_the_ends(made, names, _said(rows), palette)
    rows_down(made, names)
    made.update_xaxes(tickformat=",d", rangemode="tozero", nticks=5)
    top, height = made.layout.margin.t - _NO_LEGEND_PX, made.layout.height - _NO_LEGEND_PX
    made.update_layout(showlegend=False, margin={"r": _RIGHT_PX, "t": top}, height=height)
    return made


def _steps(rows: pd.DataFrame, kinds: list[RowKind]) -> tuple[list[float], list[float]]:
    """Where each bar begins and how far it goes; ends stand on 0, a flow that was not reported goes nowhere."""
    bases: list[float] = []
    lengths: list[float] = []
    level = 0.0
    for kind, households, change in zip(kinds, rows["households"], rows["change"], strict=True):
        ends = kind in (RowKind.START, RowKind.END)
        bases.append(0.0 if ends else level)
        lengths.append(float(households) if ends else 0.0 if pd.isna(change) else float(change))
        level = bases[-1] + lengths[-1]
    return bases, lengths


def _said(rows: pd.DataFrame) -> list[str]:
    return [_written(*cells) for cells in zip(rows["households"], rows["change"], strict=True)]


def _written(households: Any, change: Any) -> str:
    if pd.isna(households):
        return formats.MISSING
    if pd.isna(change):
        return formats.count(int(households))
    sign = "−" if change < 0 else "+" if change else ""
    return f"{sign}{formats.count(abs(int(change)))}"


def _joints(made: go.Figure, names: list[str], levels: list[float], palette: Palette) -> None:
    """Thin lines from the end of each bar down to the next."""
    made.add_scatter(
        x=[x for level in levels[:-1] for x in (level, level, None)],
        y=[y for name, below in pairwise(names) for y in (name, below, None)],
        mode="lines",
        line={"color": palette.muted, "width": 1},
        hoverinfo="skip",
    )
