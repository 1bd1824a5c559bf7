"""Templates to download: the headings, one example row, and rows ready to fill in."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from core.ingest.kinds import Column, Kind
from core.places import Place, Places, places_of
from core.reference import rows_of, unit_maps
from core.settings import DATA
from core.text import guarded

# The row that shows each column's rule begins with this, and is kept out when the file comes back.
GUIDE_MARK = "Ví dụ"
# Says what a row is about; no kind has a column of this name, so that it is reported and not read.
ABOUT_HEADER = "Diễn giải (chỉ để xem, không nạp)"


@dataclass(frozen=True)
class TemplateRow:
    """A row ready to fill in: its unit, what is known already by column key, and in words what it is about."""

    unit: Place | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


def csv_template(kind: Kind, places: Places, units: Sequence[Place]) -> bytes:
    """A template with a row per unit."""
    return filled_template(kind, places, [TemplateRow(unit) for unit in units])


def filled_template(kind: Kind, places: Places, rows: Sequence[TemplateRow]) -> bytes:
    """UTF-8 with BOM and semicolons, as a Vietnamese Excel opens it; the example row is recognised and kept out.

    Rows that say what they are about get one column more, the last, which the reader reports and leaves out.

    A CSV cannot say what a cell is: Excel drops leading zeros and may show a code such as `2.1` or `2.10` as a date
    or as `2,1`, and stores that on saving. No way of writing the cell prevents it without changing what is read back.
    The workbook (core.ingest.templates.template_workbook) has cells of text for this: it is the one to offer first.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings(kind, rows))
    writer.writerow(example_row(kind, rows, places))
    writer.writerows([guarded(cell) for cell in filled_cells(kind, places, row, rows)] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def headings(kind: Kind, rows: Sequence[TemplateRow]) -> list[str]:
    return [column.header for column in kind.columns] + [ABOUT_HEADER] * tells_about(rows)


def tells_about(rows: Sequence[TemplateRow]) -> bool:
    """Whether the template has the column that says what each row is about."""
    return any(row.about for row in rows)


def example_row(kind: Kind, rows: Sequence[TemplateRow], places: Places) -> list[str]:
    """The example is of a unit of the map, on a day when it was in force."""
    first, *others = [example_of(kind, column, places) or f"({column.rule})" for column in kind.columns]
    return [f"{GUIDE_MARK}: {first}", *others, *[""] * tells_about(rows)]


def example_of(kind: Kind, column: Column, places: Places) -> str:
    return _examples().get((unit_maps()[places.code].edition, kind.name, column.key), column.example)


@cache
def _examples() -> Mapping[tuple[str, str, str], str]:
    """What the example of a later edition says otherwise, by edition, kind and column."""
    rows = rows_of(DATA / "template_examples.csv")
    return {(row["edition"], row["kind"], row["key"]): row["example"] for row in rows}


def filled_cells(kind: Kind, places: Places, row: TemplateRow, rows: Sequence[TemplateRow]) -> list[str]:
    """The cells of one row as text, empty where nothing is known; `rows` are all rows of the template.

    A unit is named as its own edition's map has it, under whatever map it was looked at.
    """
    places = places_of(row.unit.edition) if row.unit else places
    chain = places.ancestors(places.by_code[row.unit.code]) if row.unit else (None, None, None)
    names = dict(zip(("province", "district", "commune"), chain, strict=True))
    cells = []
    for column in kind.columns:
        place = names.get(column.key)
        cells.append(places.name_in_file(place) if place else row.values.get(column.key, ""))
    return [*cells, *[row.about] * tells_about(rows)]
