"""The unit of money of a file: triệu đồng, unless a heading or a title row says otherwise; then it is converted."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import chain, takewhile

from core.ingest.files.table import RawTable
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Column, Kind, words_as_written
from core.ingest.layout.headings import Header, column_of, declared_unit, units_in
from core.ingest.values.cells import Reading, money_units

_MILLION_DONG = Decimal(1)
# Notes and signatures below a table.
_NOTES_WITHIN_ROWS = 20


def money_readings(
    raw: RawTable, kind: Kind, header: Header, positions: Mapping[str, int], marks: Mapping[str, str]
) -> tuple[dict[str, Reading], list[Issue]]:
    """How each column is read that is not read as the template says; what was converted is said, a conflict refused."""
    line, stated = _stated_above(raw, header)
    readings: dict[str, Reading] = {}
    issues = [*_not_households(kind, positions, line, stated), *_half_stated(kind, header, positions, stated)]
    for key, place in positions.items():
        column = kind.by_key[key]
        own = column_of(kind, header.headings[place])[1] if column.type == "money" else None
        above = _money_in(stated) if column.type == "money" else None
        if column.type == "money" and stated and own is None and above is None:
            issues.append(_not_money(column, line, stated))
        if own is not None and above is not None and own != above:
            issues.append(_conflict(column, line, stated or "", header.headings[place].text))
        factor = next((unit for unit in (own, above) if unit is not None), _MILLION_DONG)
        if factor != _MILLION_DONG or key in marks:
            readings[key] = Reading(marks.get(key), factor)
        if factor != _MILLION_DONG:
            issues.append(_converted(column, header, factor))
    return readings, issues


def _half_stated(kind: Kind, header: Header, positions: Mapping[str, int], stated: str | None) -> Iterator[Issue]:
    """One column in đồng beside another that states no unit: nobody knows what the other is in."""
    money = {kind.by_key[key]: place for key, place in positions.items() if kind.by_key[key].type == "money"}
    units = {column: column_of(kind, header.headings[place])[1] for column, place in money.items()}
    if stated or not any(unit not in (None, _MILLION_DONG) for unit in units.values()):
        return
    for column, unit in units.items():
        if unit is None:
            yield Issue(
                Severity.ERROR,
                "unit_unclear",
                f"Cột «{column.header}» không ghi đơn vị tính, trong khi cột bên cạnh không tính bằng triệu đồng.",
                "Hãy ghi đơn vị tính vào tiêu đề của cả hai cột.",
                row=header.line,
                column=column.header,
            )


def _stated_above(raw: RawTable, header: Header) -> tuple[int | None, str | None]:
    """The line and the unit of a title row such as "ĐVT: nghìn đồng", or of a note below the table."""
    above = takewhile(lambda row: row.line < header.first_line, raw.rows)
    below = (row for row in raw.rows[-_NOTES_WITHIN_ROWS:] if row.line > header.line)
    for row in chain(above, below):
        if unit := declared_unit(row.cells):
            return row.line, unit
    return None, None


def _money_in(stated: str | None) -> Decimal | None:
    """ "triệu đồng, %" is triệu đồng for money; None where no unit of money is stated, or two of them.

    "triệu đồng, riêng cột tạm ứng: nghìn đồng" states two: what follows a colon counts too.
    """
    found = {unit for part in units_in(stated or "") if (unit := _unit_at_the_end(part)) is not None}
    return found.pop() if len(found) == 1 else None


def _unit_at_the_end(part: str) -> Decimal | None:
    return money_units().get(part.rpartition(":")[2].strip())


def _not_money(column: Column, line: int | None, stated: str) -> Issue:
    return Issue(
        Severity.ERROR,
        "unit_declared",
        f"Dòng {line} ghi đơn vị tính là «{stated}»: không rõ «{column.header}» của tệp tính bằng gì.",
        f"Hãy đổi số ra triệu đồng và ghi tiêu đề cột là «{column.header}», hoặc sửa dòng đơn vị tính nếu ghi nhầm.",
        row=line,
        column=column.header,
        value=stated,
    )


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
