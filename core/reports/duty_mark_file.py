"""A mark made by hand as the file it is stored from: one line, so that it is a batch like any other."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from core import formats
from core.ingest.checks.row_maps import mark_in_file
from core.ingest.kinds import kinds
from core.places import Place, places_seen_by
from core.text import guarded, slug

OF_DUTY, OF_UNIT = "obligation-done", "obligation-done-unit"


@dataclass(frozen=True)
class MarkFile:
    kind: str
    name: str
    content: bytes


def mark_file(plan_number: str, obligation: str, place: Place | None, done_on: date, note: str) -> MarkFile:
    """Of the whole duty, or of one unit that owes it."""
    values = {
        "plan_number": plan_number,
        "obligation": obligation,
        "done_on": formats.day(done_on),
        "note": note.strip(),
        **_names(place),
    }
    kind = OF_UNIT if place else OF_DUTY
    columns = [column for column in kinds()[kind].columns if column.key in values]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.header for column in columns])
    writer.writerow([guarded(values[column.key]) for column in columns])
    whose = f"-{place.slug}" if place else ""
    return MarkFile(kind, f"ghi-nhan-{slug(obligation)}{whose}.csv", text.getvalue().encode("utf-8-sig"))


def _names(place: Place | None) -> dict[str, str]:
    if place is None:
        return {}
    places = places_seen_by(place.code)
    place = places.by_code[place.code]
    chain = zip(("province", "district", "commune"), places.ancestors(place), strict=True)
    names = {level: places.name_in_file(above) if above else "" for level, above in chain}
    return {**names, place.level: names[place.level] + mark_in_file(place)}
