"""Tables: real HTML with one format for every figure, to read aloud, to sort, to print and to take along.

Not `st.dataframe`: that one is drawn on a canvas, which neither prints nor links, and has no cards for a telephone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from core import formats
from core.moments import with_moment
from core.table_files import TableFile, csv_bytes, xlsx_bytes
from core.text import slug
from core.wording import StatusWord, status_words
from core.wording_goals import duty_words, goal_words
from ui import markup
from ui.components.plain_text import plain
from ui.filters import current
from ui.public import for_citizens, frame_for_citizens
from ui.reads import drafts_counted

# Formats of states: where the word, the sign and the tone of each come from.
_STATES: dict[str, Callable[[], dict[str, StatusWord]]] = {
    "status": status_words,
    "goal_state": goal_words,
    "duty_state": duty_words,
}
_WRITERS: dict[str, Callable[[Any], str]] = {
    "count": lambda value: formats.count(int(value)),
    "rate": formats.rate,
    "points": formats.points,
    "percent": formats.percent_of_plan,
    "amount": formats.amount,
    "day": formats.day,
    "moment": formats.moment,
    "text": str,
}
_FIGURES = {"count", "rate", "points", "percent", "amount"}
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """One column: its heading, its format, the heading over several of its kind, and where its cells lead.

    `link` names the frame's column of addresses (missing: the cell leads nowhere). A format ending in `html` is
    markup that the frame already made with ui.markup.
    """

    heading: str
    format: str = "text"
    group: str = ""
    link: str | None = None

    @property
    def full_heading(self) -> str:
        """For a card on a telephone, where no group stands above."""
        return f"{self.group}: {self.heading}" if self.group else self.heading


Columns = Mapping[str, Column]


@dataclass(frozen=True)
class Said:
    """What a table is called, as of when it is and where its figures come from; goes along in its files."""

    title: str
    as_of: str = ""
    source: str = ""


def table(
    rows: pd.DataFrame,
    columns: Columns,
    said: Said,
    *,
    key: str,
    totals: Sequence[int] = (),
    as_cards: bool = True,
    files: bool = True,
) -> None:
    """One row per row of the frame; `totals` are the places of rows that sum up others and are never sorted away.

    On a telephone each row becomes a card, unless `as_cards` says that it stays a grid.
    """
    st.html(table_html(rows, columns, said.title, totals=totals, as_cards=as_cards))
    if files and len(rows):
        take_along(TableFile(rows, _of_files(columns), said.title, said.as_of, said.source), key)


def take_along(file: TableFile, key: str) -> None:
    """The table as CSV and as a workbook, made when asked for; a look into the past says so in the file."""
    file = replace(file, as_of=with_moment(_with_drafts(file.as_of), current().known_at))
    file = replace(file, rows=frame_for_citizens(file.rows), source=for_citizens(file.source))
    name = slug(file.title)[:60] or "bang"
    with st.container(horizontal=True, gap="small", key=f"td_files_{key}"):
        for label, ending, mime, made in (("CSV", "csv", "text/csv", csv_bytes), ("Excel", "xlsx", _MIME, xlsx_bytes)):
            st.download_button(
                f"Tải {label}",
                partial(made, file),
                file_name=f"{name}.{ending}",
                mime=mime,
                key=f"_{key}_{ending}",
                type="tertiary",
                icon=":material/download:",
                on_click="ignore",
                help=plain(f"Tải bảng «{file.title}» ở dạng {label}"),
            )


def _with_drafts(said: str) -> str:
    return f"{said} Có tính cả số liệu chờ duyệt.".strip() if drafts_counted() else said


def _of_files(columns: Columns) -> dict[str, tuple[str, str]]:
    return {name: (column.full_heading, column.format) for name, column in columns.items() if column.format != "html"}


def table_html(
    rows: pd.DataFrame, columns: Columns, title: str, *, totals: Sequence[int] = (), as_cards: bool = True
) -> str:
    """The markup of a table; cells carry their value as machines write it, for sorting."""
    rows = frame_for_citizens(rows)
    keep = "" if as_cards else " td-keep"
    caption = markup.element("caption", markup.text(title), class_="td-unseen")
    body = "".join(_row(cells, columns, place in totals) for place, cells in enumerate(_cells(rows, columns)))
    inner = f"{caption}<thead>{_head(columns)}</thead><tbody>{body}</tbody>"
    made = markup.element("table", inner, class_=f"td-table{keep}")
    return markup.element("div", made, class_=f"td-scroll{keep}", role="region", aria_label=title, tabindex="0")


def _head(columns: Columns) -> str:
    """One line of headings, under a line of groups where there are any."""
    numbered = list(enumerate(columns.values()))
    if not any(column.group for column in columns.values()):
        return markup.element("tr", "".join(_heading(column, place) for place, column in numbered))
    above = [_above(group, list(members)) for group, members in groupby(numbered, key=lambda one: one[1].group)]
    below = "".join(_heading(column, place) for place, column in numbered if column.group)
    return markup.element("tr", "".join(above)) + markup.element("tr", below)


def _above(group: str, members: Sequence[tuple[int, Column]]) -> str:
    """A group's own heading over its columns, or the headings of columns of no group, two lines high."""
    if not group:
        return "".join(_heading(column, place, rowspan="2") for place, column in members)
    return markup.element("th", markup.text(group), scope="colgroup", colspan=str(len(members)), class_="td-group")


def _heading(column: Column, place: int, rowspan: str | None = None) -> str:
    # Not a <button>: Chromium leaves those out where a heading is printed again on the next page.
    button = markup.element(
        "span", markup.text(column.heading), role="button", tabindex="0", class_="td-sort", data_place=str(place)
    )
    return markup.element(
        "th", button, scope="col", aria_sort="none", rowspan=rowspan, class_="td-figure" if _is_figure(column) else None
    )


def _is_figure(column: Column) -> bool:
    return column.format in _FIGURES


def _cells(rows: pd.DataFrame, columns: Columns) -> list[tuple[tuple[Any, Any], ...]]:
    """Per row, each column's value with where it leads; lists, for a frame is slow cell by cell."""
    nowhere = [None] * len(rows)
    by_column = [
        zip(rows[name].tolist(), rows[column.link].tolist() if column.link else nowhere, strict=True)
        for name, column in columns.items()
    ]
    return list(zip(*by_column, strict=True))


def _row(cells: Sequence[tuple[Any, Any]], columns: Columns, is_total: bool) -> str:
    made = [
        _cell(value, column, None if pd.isna(address) else str(address), first=number == 0)
        for number, ((value, address), column) in enumerate(zip(cells, columns.values(), strict=True))
    ]
    return markup.element("tr", "".join(made), class_="td-total" if is_total else None)


def _cell(value: Any, column: Column, address: str | None, first: bool) -> str:
    missing = value is None or pd.isna(value)
    if missing:
        shown = formats.MISSING
    elif column.format == "html":
        shown = str(value)
    elif column.format in _STATES:
        shown = markup.state(_STATES[column.format]()[value])
    else:
        written = _WRITERS[column.format](value)
        shown = markup.link(written, address) if address else markup.text(written)
    if first:
        return markup.element("th", shown, scope="row")
    return markup.element(
        "td",
        shown,
        class_=_class(column),
        data_heading=column.full_heading,
        data_value=None if missing else _plain(value, column),
    )


def _class(column: Column) -> str | None:
    if _is_figure(column):
        return "td-figure"
    return "td-day" if column.format in ("day", "moment") else None


def _plain(value: Any, column: Column) -> str | None:
    """For sorting: numbers and dates as machines write them, words as they stand."""
    return str(value) if column.format in _WRITERS and column.format != "text" else None


def columns(**named: tuple[str, str] | Column) -> dict[str, Column]:
    """Short: `columns(unit=("Đơn vị", "text"))`."""
    return {name: one if isinstance(one, Column) else Column(*one) for name, one in named.items()}
