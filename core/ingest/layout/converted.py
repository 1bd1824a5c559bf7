"""An export by one map that comes back: what was carried from other units is no figure that anybody reported."""

from collections.abc import Sequence

from core.carrying import other_edition
from core.ingest.files.table import TableRow
from core.ingest.issues import Issue, Severity
from core.ingest.layout.headings import Header
from core.reference import editions
from core.text import clean

# What an export says of its rows' units, when it is asked for by one map.
MAP_COLUMNS = ("edition", "carried_from", "weight", "method")
CONVERTED = "converted_to_a_map"
_LINES_NAMED = 10


def map_columns(header: Header) -> dict[str, int]:
    """Where an export by one map says whose a row's figures are; empty for any other file.

    They are its last ones: the declared shares have a column «method» of their own before them.
    """
    places = {heading.own.strip(): place for place, heading in enumerate(header.headings)}
    return {name: places[name] for name in MAP_COLUMNS if name in places} if "carried_from" in places else {}


def converted(header: Header, rows: Sequence[TableRow]) -> list[Issue]:
    """An error of the whole file where any row is a sum, an estimate, or one that could not be divided."""
    places = map_columns(header)
    marks = [place for name, place in places.items() if name != "edition"]
    found = [row for row in rows if any(_cell(row, place) for place in marks)]
    if not found:
        return []
    lines = ", ".join(str(row.line) for row in found[:_LINES_NAMED]) + "…" * (len(found) > _LINES_NAMED)
    return [
        Issue(
            Severity.ERROR,
            CONVERTED,
            f"Tệp này là bảng đã quy đổi theo bản đồ{_map_said(header, found)}, không phải số liệu gốc: dòng {lines} là"
            " số cộng, số ước tính từ đơn vị khác, hoặc không tách được.",
            "Hãy xuất không có --edition, rồi sửa và nạp tệp đó.",
            row=header.line,
            column="carried_from",
        )
    ]


def _map_said(header: Header, rows: Sequence[TableRow]) -> str:
    """` từ 01/07/2025`: that of the units that took others' figures; else the one that the undivided are not of."""
    places = {heading.own.strip(): place for place, heading in enumerate(header.headings)}
    known = {one.code for one in editions()}
    said = set[str]()
    for row in rows:
        edition, whence, code = (_cell(row, places.get(name)) for name in ("edition", "carried_from", "unit_code"))
        if edition in known and whence != code:
            said.add(edition if whence else other_edition(edition))
    return f" năm {said.pop()}" if len(said) == 1 else ""


def _cell(row: TableRow, place: int | None) -> str:
    return clean(row.cells[place]) if place is not None and place < len(row.cells) else ""
