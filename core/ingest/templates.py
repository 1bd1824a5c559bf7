"""Templates to download: the headings, one example row, and a row per unit ready to fill in."""

import csv
import io
from collections.abc import Sequence

from core.ingest.kinds import Kind
from core.places import Place, Places

# The row that shows each column's rule begins with this, and is kept out when the file comes back.
GUIDE_MARK = "Ví dụ"


def csv_template(kind: Kind, places: Places, units: Sequence[Place]) -> bytes:
    """UTF-8 with BOM and semicolons, as a Vietnamese Excel opens it; the example row is recognised and kept out."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.header for column in kind.columns])
    writer.writerow([_example(column.key, column.example, column.rule) for column in kind.columns])
    for unit in units:
        writer.writerow(_unit_row(kind, places, unit))
    return out.getvalue().encode("utf-8-sig")


def _example(key: str, example: str, rule: str) -> str:
    return f"{GUIDE_MARK}: {example}" if key == "province" else example or f"({rule})"


def _unit_row(kind: Kind, places: Places, unit: Place) -> list[str]:
    names = dict(zip(("province", "district", "commune"), places.ancestors(unit), strict=True))
    cells = []
    for column in kind.columns:
        place = names.get(column.key)
        cells.append(places.name_in_file(place) if place else "")
    return cells
