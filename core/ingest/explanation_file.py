"""An explanation typed on a screen, as the file that a unit could have sent: it goes the same road as any other."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import date

from core import formats
from core.ingest.checks.row_maps import mark_in_file
from core.ingest.kinds import kinds
from core.ingest.templates.templates import TemplateRow, filled_cells, headings
from core.places import Place, places_of
from core.text import clean, guarded, slug

KIND = "explanation"
# A line that ends so needs no mark before the next; a cell has no lines of its own (core.text.clean).
_ENDED = re.compile(r"[.,;:!?…]$")


@dataclass(frozen=True)
class TypedExplanation:
    """What a person filled in, with what the screen knows: the unit, the subject, the plan ("" for none)."""

    place: Place
    subject: str
    plan_number: str
    as_of: date
    cause: str
    remedy: str
    remedy_due: date
    note: str = ""

    @property
    def file_name(self) -> str:
        """`giai-trinh-huyen-tuy-duc-giam-ngheo-2024-07-15.csv`."""
        return f"giai-trinh-{slug(self.place.full_name)}-{slug(self.subject)}-{self.as_of.isoformat()}.csv"


def one_line(text: str) -> str:
    """The words as typed, lines joined by `; ` where they have no mark of their own."""
    lines = [clean(line) for line in text.splitlines() if clean(line)]
    marked = [line if _ENDED.search(line) else f"{line};" for line in lines[:-1]]
    return " ".join([*marked, *lines[-1:]])


def missing_texts(cause: str, remedy: str) -> list[str]:
    """The headings of required texts that say nothing."""
    columns = kinds()[KIND].by_key
    return [columns[key].header for key, text in (("cause", cause), ("remedy", remedy)) if not one_line(text)]


def explanation_file(typed: TypedExplanation) -> bytes:
    """One row under the template's headings; read back, it has the same words (see `one_line`)."""
    values = {
        "subject": typed.subject,
        "plan_number": typed.plan_number,
        "as_of": formats.day(typed.as_of),
        "cause": one_line(typed.cause),
        "remedy": one_line(typed.remedy),
        "remedy_due": formats.day(typed.remedy_due),
        "note": one_line(typed.note),
    }
    kind, row = kinds()[KIND], TemplateRow(typed.place, values)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings(kind, [row]))
    cells = filled_cells(kind, places_of(typed.place.edition), row, [row])
    cells[list(kind.by_key).index(typed.place.level)] += mark_in_file(typed.place)
    writer.writerow([guarded(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
