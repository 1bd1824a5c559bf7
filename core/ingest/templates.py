"""Templates to download: the headings, one example row, and rows ready to fill in."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.ingest.kinds import Kind
from core.places import Place, Places

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
    """
    told = any(row.about for row in rows)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.header for column in kind.columns] + [ABOUT_HEADER] * told)
    writer.writerow(_example_row(kind) + [""] * told)
    for row in rows:
        writer.writerow(_cells(kind, places, row) + [_as_text(row.about)] * told)
    return out.getvalue().encode("utf-8-sig")


def _example_row(kind: Kind) -> list[str]:
    first, *others = [column.example or f"({column.rule})" for column in kind.columns]
    return [f"{GUIDE_MARK}: {first}", *others]


def _cells(kind: Kind, places: Places, row: TemplateRow) -> list[str]:
    chain = places.ancestors(row.unit) if row.unit else (None, None, None)
    names = dict(zip(("province", "district", "commune"), chain, strict=True))
    cells = []
    for column in kind.columns:
        place = names.get(column.key)
        cells.append(places.name_in_file(place) if place else row.values.get(column.key, ""))
    return cells


def _as_text(about: str) -> str:
    """Words that begin like a formula stay words in a spreadsheet."""
    return f"'{about}" if about.startswith(("=", "+", "-", "@")) else about
