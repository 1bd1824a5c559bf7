"""Tables with one format for every figure; numbers stay numbers underneath, so sorting is right."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from core import formats
from core.wording import StatusWord, status_words
from core.wording_goals import goal_words
from ui.components.plain_text import plain

# Formats of states: where the word, the sign and the colour of each come from.
_STATES: dict[str, Callable[[], dict[str, StatusWord]]] = {"status": status_words, "goal_state": goal_words}
_WORDS = {"text", *_STATES}
_ROW_PX, _HEAD_PX, _MOST_ROWS, _READING_PX = 35, 38, 20, 760


def _optional(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: formats.MISSING if value is None or value is pd.NA or pd.isna(value) else write(value)


_WRITERS: dict[str, Callable[[Any], str]] = {
    "count": _optional(lambda value: formats.count(int(value))),
    "rate": _optional(formats.rate),
    "points": _optional(formats.points),
    "percent": _optional(formats.percent_of_plan),
    "day": _optional(formats.day),
    "moment": _optional(formats.moment),
    "text": _optional(str),
}


def _writer(format_: str) -> Callable[[Any], str]:
    if format_ in _STATES:
        return _optional(lambda value: _STATES[format_]()[value].shown)
    return _WRITERS[format_]


def figures_table(rows: pd.DataFrame, columns: Mapping[str, tuple[str, str]], key: str) -> None:
    """`columns` maps a frame's column to (heading, format); the order is theirs."""
    styler = _styled(rows, columns)
    st.dataframe(
        styler,
        hide_index=True,
        width="stretch",
        height=_HEAD_PX + _ROW_PX * min(max(len(rows), 1), _MOST_ROWS),
        placeholder=formats.MISSING,
        column_config={
            heading: _column(heading, format_, first=name == next(iter(columns)))
            for name, (heading, format_) in columns.items()
        },
        key=key,
    )


def reading_table(rows: pd.DataFrame, columns: Mapping[str, tuple[str, str]]) -> None:
    """The same for rows of long sentences: every text stands in full, over as many lines as it needs."""
    texts = [name for name, (_, format_) in columns.items() if format_ == "text"]
    escaped = rows.assign(**{name: rows[name].map(plain, na_action="ignore") for name in texts})
    long = len(rows) > _MOST_ROWS
    styler = _styled(escaped, columns)
    for number, (heading, _) in enumerate(columns.values()):
        styler = styler.set_properties(subset=[heading], **{"min-width": "6rem" if number else "10rem"})
    st.table(styler, hide_index=True, border="horizontal", height=_READING_PX if long else "content")


def _styled(rows: pd.DataFrame, columns: Mapping[str, tuple[str, str]]) -> Styler:
    shown = rows[list(columns)].rename(columns={name: heading for name, (heading, _) in columns.items()})
    writers = {heading: _writer(format_) for heading, format_ in columns.values()}
    styler = shown.style.format(writers)  # type: ignore[arg-type]
    for heading, format_ in columns.values():
        if format_ in _STATES:
            styler = _coloured(styler, heading, _STATES[format_]())
    return styler


def _column(heading: str, format_: str, first: bool) -> ColumnConfig:
    """Figures to the right whatever their type underneath; the unit's name stays in sight."""
    return st.column_config.Column(heading, alignment="left" if format_ in _WORDS else "right", pinned=first)


def _coloured(styler: Styler, heading: str, words: Mapping[str, StatusWord]) -> Styler:
    return styler.map(lambda value: f"color: {words[value].colour}; font-weight: 600", subset=[heading])
