"""The unit of money of a file: triệu đồng, unless a heading or a title row says otherwise; then it is converted."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from core.ingest.files.table import RawTable
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Column, Kind, words_as_written
from core.ingest.layout.headings import Header, column_of, declared_unit
from core.ingest.values.cells import Reading, money_units

_MILLION_DONG = Decimal(1)


def money_readings(
    raw: RawTable, kind: Kind, header: Header, positions: Mapping[str, int], marks: Mapping[str, str]
) -> tuple[dict[str, Reading], list[Issue]]:
    """How each column is read that is not read as the template says; what was converted is said, a conflict refused."""
    line, stated = _stated_above(raw, header)
    readings: dict[str, Reading] = {}
    issues = list(_not_households(kind, positions, line, stated))
    for key, place in positions.items():
        column = kind.by_key[key]
        own = column_of(kind, header.headings[place])[1] if column.type == "money" else None
        above = money_units().get(stated or "") if column.type == "money" else None
        if own is not None and above is not None and own != above:
            issues.append(_conflict(column, line, stated or "", header.headings[place].text))
        factor = next((unit for unit in (own, above) if unit is not None), _MILLION_DONG)
        if factor != _MILLION_DONG or key in marks:
            readings[key] = Reading(marks.get(key), factor)
        if factor != _MILLION_DONG:
            issues.append(_converted(column, header, factor))
    return readings, issues


def _stated_above(raw: RawTable, header: Header) -> tuple[int | None, str | None]:
    """The line and the unit of a title row such as "ĐVT: nghìn đồng"."""
    for row in raw.rows:
        if row.line >= header.first_line:
            break
        if unit := declared_unit(row.cells):
            return row.line, unit
    return None, None


def _conflict(column: Column, line: int | None, stated: str, heading: str) -> Issue:
    return Issue(
        Severity.ERROR,
        "unit_conflict",
        f"Dòng {line} ghi đơn vị tính là «{stated}», tiêu đề cột ghi «{heading}»: không rõ số tính bằng gì.",
        "Hãy sửa cho khớp nhau rồi nộp lại.",
        row=line,
        column=column.header,
        value=stated,
    )


def _converted(column: Column, header: Header, factor: Decimal) -> Issue:
    unit = next(word for word, value in money_units().items() if value == factor)
    reason = f"Cột «{column.header}» của tệp tính bằng {unit}; đã đổi ra triệu đồng."
    return Issue(Severity.NOTE, "unit_converted", reason, row=header.line, column=column.header, value=unit)


def _not_households(kind: Kind, positions: Mapping[str, int], line: int | None, stated: str | None) -> Iterator[Issue]:
    """A table of persons, or of thousands of households, is not one of households."""
    if stated in words_as_written("not_households") and any(kind.by_key[key].type == "count" for key in positions):
        yield Issue(
            Severity.ERROR,
            "unit_declared",
            f"Dòng {line} ghi đơn vị tính là «{stated}», các cột đếm hộ.",
            "Hãy nộp số hộ, hoặc sửa dòng đơn vị tính nếu ghi nhầm.",
            row=line,
            value=stated,
        )
