"""Placing charts: one configuration for all, and below each its picture to take along."""

from collections.abc import Callable
from dataclasses import replace
from typing import Concatenate, ParamSpec

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.moments import with_moment
from ui import markup
from ui.charts.template import CONFIG, Caption
from ui.filters import current
from ui.palette import Palette, palette_in_use
from ui.public import for_citizens, frame_for_citizens

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
    made = chart(frame_for_citizens(rows), caption, palette_in_use(), *further, **named)
    st.plotly_chart(made, width="stretch", config=CONFIG, key=key, theme=None, alt=caption.alt or caption.title)
    st.html(_pictures(caption))


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
