"""A report on the screen as it will be printed: its head, text and tables; each figure leads to its origin."""

from collections.abc import Iterator, Sequence
from itertools import count, groupby

import streamlit as st

from core.official_report.content import (
    Block,
    Cell,
    Figure,
    Heading,
    Paragraph,
    Report,
    ReportColumn,
    ReportTable,
    TableRow,
)
from core.official_report.files.layout import ended, labelled
from ui import markup
from ui.links import origin_of_figure

_FIGURES = {"count", "rate", "points", "percent", "amount", "decimal"}


def report_view(report: Report) -> None:
    head = report.head
    parts = [
        markup.element("p", markup.text(report.warning), class_="td-report-warning") if report.warning else "",
        markup.element("p", markup.text(" ".join(head.issuer)), class_="td-report-issuer"),
        markup.element("p", markup.text(f"{head.kind}: {head.subject}"), class_="td-report-subject"),
        *_blocks(ended(report.blocks)),
        markup.element("p", markup.text(_annexes_said(report)), class_="td-below"),
    ]
    st.html(markup.element("article", "".join(parts), class_="td-report", aria_label="Bản xem trước báo cáo"))


def _annexes_said(report: Report) -> str:
    titles = "; ".join(annex.title for annex in report.annexes)
    return f"Kèm theo {len(report.annexes)} phụ lục: {titles} ({len(report.figures)} con số có nguồn)."


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for is_item, members in groupby(labelled(blocks, count(1)), lambda one: _is_item(one[0])):
        made = [_block(block, label) for block, label in members]
        yield markup.element("ul", "".join(made), class_="td-list") if is_item else "".join(made)


def _is_item(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.kind == "item"


def _block(block: Block, label: str) -> str:
    if isinstance(block, Heading):
        return markup.element(f"h{block.level + 2}", markup.text(f"{label} {block.text}"))
    if isinstance(block, ReportTable):
        return _table(block, label)
    tag = "li" if block.kind == "item" else "p"
    return markup.element(tag, markup.text(block.text), class_="td-below" if block.kind == "remark" else None)


def _table(table: ReportTable, label: str) -> str:
    title = f"{label} {table.title}. {table.measure}" if table.measure else f"{label} {table.title}"
    caption = markup.element("caption", markup.text(title))
    head = "".join(_head(table.columns)) + markup.element("tr", "".join(_numbers(table.columns)), class_="td-numbers")
    rows = "".join(_row(row, table.columns) for row in table.rows)
    made = markup.element("table", f"{caption}<thead>{head}</thead><tbody>{rows}</tbody>", class_="td-table td-keep")
    scrolled = markup.element("div", made, class_="td-scroll td-keep", role="region", aria_label=title, tabindex="0")
    return scrolled + (markup.element("p", markup.text(table.note), class_="td-below") if table.note else "")


def _row(row: TableRow, columns: Sequence[ReportColumn]) -> str:
    if row.kind == "heading":
        said = next((str(cell) for cell in row.cells if cell), "")
        over = markup.element("th", markup.text(said), scope="rowgroup", colspan=str(len(columns)))
        return markup.element("tr", over, class_="td-total")
    inner = "".join(_cells(row.cells, columns))
    return markup.element("tr", inner, class_="td-total" if row.kind == "total" else None)


def _head(columns: Sequence[ReportColumn]) -> Iterator[str]:
    if not any(column.group for column in columns):
        yield markup.element("tr", "".join(_heading(column) for column in columns))
        return
    above = ""
    for group, members in groupby(columns, key=lambda column: column.group):
        own = list(members)
        if group:
            above += markup.element(
                "th", markup.text(group), scope="colgroup", colspan=str(len(own)), class_="td-group"
            )
        else:
            above += "".join(_heading(column, "2") for column in own)
    yield markup.element("tr", above)
    yield markup.element("tr", "".join(_heading(column) for column in columns if column.group))


def _heading(column: ReportColumn, rowspan: str | None = None) -> str:
    return markup.element("th", markup.text(column.heading), scope="col", rowspan=rowspan)


def _numbers(columns: Sequence[ReportColumn]) -> Iterator[str]:
    for place, column in enumerate(columns, start=1):
        yield markup.element("td", markup.text(f"({place}){column.formula}"))


def _cells(cells: Sequence[Cell], columns: Sequence[ReportColumn]) -> Iterator[str]:
    for cell, column in zip(cells, columns, strict=True):
        yield markup.element("td", _cell(cell), class_="td-figure" if column.format in _FIGURES else None)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Figure) and cell.key and not cell.is_missing:
        return markup.link(cell.text, origin_of_figure(str(cell.key)))
    return markup.text(str(cell) if cell is not None else "")
