"""Tables with one format for every figure; numbers stay numbers underneath, so sorting is right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from core import formats
from core.wording import status_words

_WORDS = {"text", "status"}
_ROW_PX, _HEAD_PX, _MOST_ROWS = 35, 38, 20


def _optional(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: formats.MISSING if value is None or value is pd.NA or pd.isna(value) else write(value)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "count": _optional(lambda value: formats.count(int(value))),
    "rate": _optional(formats.rate),
    "points": _optional(formats.points),
    "percent": _optional(formats.percent_of_plan),
    "day": _optional(formats.day),
    "moment": _optional(formats.moment),
    "status": _optional(lambda value: status_words()[value].shown),
    "text": _optional(str),
}


def figures_table(rows: pd.DataFrame, columns: Mapping[str, tuple[str, str]], key: str) -> None:
    """`columns` maps a frame's column to (heading, format); the order is theirs."""
    shown = rows[list(columns)].rename(columns={name: heading for name, (heading, _) in columns.items()})
    writers = {heading: _WRITERS[format_] for heading, format_ in columns.values()}
    styler = shown.style.format(writers)  # type: ignore[arg-type]
    statuses = [heading for heading, format_ in columns.values() if format_ == "status"]
    styler = _coloured(styler, statuses)
    st.dataframe(
        styler,
        hide_index=True,
        width="stretch",
        height=_HEAD_PX + _ROW_PX * min(max(len(rows), 1), _MOST_ROWS),
        placeholder=formats.MISSING,
        column_config={
            heading: _column(heading, format_, first=heading == shown.columns[0])
            for heading, format_ in columns.values()
        },
        key=key,
    )


def _column(heading: str, format_: str, first: bool) -> ColumnConfig:
    """Figures to the right whatever their type underneath; the unit's name stays in sight."""
    return st.column_config.Column(heading, alignment="left" if format_ in _WORDS else "right", pinned=first)


def _coloured(styler: Styler, statuses: Sequence[str]) -> Styler:
    words = status_words()
    if not statuses:
        return styler
    return styler.map(lambda value: f"color: {words[value].colour}; font-weight: 600", subset=list(statuses))
