"""Placing charts: one configuration for all, and below each its picture to take along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Concatenate, ParamSpec

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.moments import with_moment
from ui import markup
from ui.charts.template import CONFIG, Caption
from ui.filters import current
from ui.kept import Kept
from ui.palette import Palette, palette_in_use
from ui.public import for_citizens, frame_for_citizens

_PLAIN = {str, int, float, bool, Decimal, date, datetime, type(None), type(pd.NA)}
_DRAWN = Kept(most=256, most_rows=256)

Further = ParamSpec("Further")
Chart = Callable[Concatenate[pd.DataFrame, Caption, Palette, Further], go.Figure]


def draw(
    chart: Chart[Further],
    rows: pd.DataFrame,
    caption: Caption,
    key: str,
    *further: Further.args,
    **named: Further.kwargs,
) -> None:
    """A chart of ui.charts in the colours of the appearance in use."""
    caption = replace(caption, source=with_moment(for_citizens(caption.source), current().known_at))
    made = drawn(chart, frame_for_citizens(rows), caption, palette_in_use(), further, named)
    st.plotly_chart(made, width="stretch", config=CONFIG, key=key, theme=None, alt=caption.alt or caption.title)
    st.html(_pictures(caption))


def drawn(
    chart: Callable[..., go.Figure],
    rows: pd.DataFrame,
    caption: Caption,
    palette: Palette,
    further: Sequence[object] = (),
    named: Mapping[str, object] = MappingProxyType({}),
) -> go.Figure:
    """Charts are pure, and plotly is slow: the same rows, words and colours give the chart that was drawn before."""

    def draw_anew() -> go.Figure:
        return chart(rows, caption, palette, *further, **named)

    shown = _contents(rows)
    if shown is None or not {type(one) for one in (*further, *named.values())} <= _PLAIN:
        return draw_anew()
    key = (chart, shown, caption, palette, repr(tuple(further)), repr(dict(named)))
    figure: go.Figure = _DRAWN.get(key, draw_anew)
    return figure


def _contents(rows: pd.DataFrame) -> str | None:
    """All that a frame says, exactly; None where a cell is of a kind that its text does not tell apart."""
    cells = [rows.index.tolist(), *(rows[name].tolist() for name in rows.columns)]
    if not {type(cell) for column in cells for cell in column} <= _PLAIN:
        return None
    return repr((list(rows.columns), [str(dtype) for dtype in rows.dtypes], cells))


def _pictures(caption: Caption) -> str:
    buttons = "".join(
        markup.element(
            "button",
            label,
            type="button",
            class_="td-picture",
            data_format=format_,
            data_name=caption.file_name,
            aria_label=f"Tải hình «{caption.title}» ở dạng {label}",
        )
        for label, format_ in (("PNG", "png"), ("SVG", "svg"))
    )
    return markup.element("div", f"<span>Tải hình:</span>{buttons}", class_="td-actions")
