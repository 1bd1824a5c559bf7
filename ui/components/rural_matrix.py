"""The matrix of criteria as a real table: a sign in every cell that says it all on hover and opens its origin."""

from collections.abc import Callable
from itertools import starmap

from core.provenance import keys
from core.reports.criteria import VILLAGE_SET
from core.reports.rural_matrix import TOTAL_ROW, Matrix, MatrixCell, MatrixColumn, MatrixRow
from core.wording_rural import signs_explained
from ui import markup
from ui.links import origin_of_figure

Head = Callable[[MatrixColumn], str]


def matrix_html(matrix: Matrix, title: str, head: Head) -> str:
    """Criteria down, units across, totals on both sides; `head` tells where a unit's heading leads."""
    caption = markup.element("caption", markup.text(title), class_="td-unseen")
    body = "".join(_row(row, matrix) for row in matrix.rows)
    inner = f"{caption}<thead>{_heads(matrix, head)}</thead><tbody>{body}</tbody><tfoot>{_totals(matrix)}</tfoot>"
    made = markup.element("table", inner, class_="td-matrix")
    grid = markup.element("div", made, class_="td-scroll td-keep", role="region", aria_label=title, tabindex="0")
    edge = markup.element("div", grid, class_="td-edge")
    return markup.element("div", _swipe(matrix) + edge, class_="td-sideways")


def _swipe(matrix: Matrix) -> str:
    """Shown on a telephone, where the grid goes on past its right edge."""
    said = f"Vuốt ngang để xem đủ {len(matrix.columns)} {_unit(matrix)} →"
    return markup.element("p", markup.text(said), class_="td-below td-swipe td-no-print")


def legend_html(*notes: str | None) -> str:
    """What the signs mean, then notes in small letters."""
    signs = "".join(
        markup.element(
            "li",
            markup.element("b", markup.text(sign), class_=f"tone-{tone}") + " " + markup.text(said),
            title=meaning,
        )
        for sign, tone, said, meaning in signs_explained()
    )
    said = "".join(markup.element("p", markup.text(note), class_="td-below") for note in notes if note)
    return markup.element("ul", signs, class_="td-legend", aria_label="Ký hiệu trong bảng") + said


def _heads(matrix: Matrix, head: Head) -> str:
    units = [
        markup.element("th", markup.link(column.name, head(column), f"Xem {column.name}"), scope="col")
        for column in matrix.columns
    ]
    total = markup.element("th", markup.text(matrix.total_column), scope="col", class_="td-sum")
    return f"<tr>{markup.element('th', 'Tiêu chí', scope='col')}{''.join(units)}{total}</tr>"


def _row(row: MatrixRow, matrix: Matrix) -> str:
    nobody = f"chưa {_unit(matrix)} nào đạt" if row.met_by_nobody else ""
    below = markup.element("span", nobody, class_="td-below tone-bad") if nobody else ""
    name = markup.element("th", markup.text(row.name) + below, scope="row")
    cells = "".join(starmap(_cell, zip(row.cells, matrix.columns, strict=True)))
    total = markup.element("td", markup.text(row.met_said), class_="td-sum")
    return markup.element("tr", f"{name}{cells}{total}", class_="td-nobody" if nobody else None)


def _unit(matrix: Matrix) -> str:
    return "thôn" if matrix.set == VILLAGE_SET else "xã"


def _cell(cell: MatrixCell, column: MatrixColumn) -> str:
    said = f"{column.name}: {cell.said}"
    shown = markup.text(cell.sign)
    if _is_known(column):
        to = origin_of_figure(str(keys.of_criterion(column.status, cell.criterion)))
        shown = markup.element("a", shown, href=to, target="_self", title=said, aria_label=said, class_="td-sign")
    else:
        shown = markup.element("span", shown, role="img", title=said, aria_label=said, class_="td-sign")
    slipped = " td-slipped" if cell.slipped else ""
    return markup.element("td", shown, class_=f"td-of-state tone-{cell.tone}{slipped}")


def _is_known(column: MatrixColumn) -> bool:
    """A village that only stands in the list has slots, but nothing to open; a commune is followed in any case."""
    return not column.village or column.status.count.assessed or column.status.recognised


def _totals(matrix: Matrix) -> str:
    counts = "".join(markup.element("td", _met(column)) for column in matrix.columns)
    corner = '<td class="td-sum"></td>'
    return f"<tr>{markup.element('th', markup.text(TOTAL_ROW), scope='row')}{counts}{corner}</tr>"


def _met(column: MatrixColumn) -> str:
    if column.met is None:
        return markup.text(column.met_said)
    title = f"{column.name}: {column.met_said} tiêu chí đạt, từ đâu?"
    return markup.link(column.met_said, origin_of_figure(str(keys.of_count(column.status))), title)
