"""Amounts of a workbook that an English Excel may have made a thousand times smaller: "1.977" typed, 1,977 stored."""

from collections.abc import Iterator
from decimal import Decimal

from core import formats
from core.ingest.checks.check import CheckedTable
from core.ingest.files.table import NumberCell
from core.ingest.issues import Issue, ask
from core.ingest.kinds import Column

_THOUSAND = Decimal(1000)


def thousands_lost(checked: CheckedTable) -> Iterator[Issue]:
    """One question per column of money where every fraction has just three decimals, as grouped thousands have."""
    table = checked.table
    if not table.raw.is_workbook:
        return
    for column in table.kind.columns:
        if column.type == "money" and column.key in table.positions:
            yield from _of_column(checked, column)


def _of_column(checked: CheckedTable, column: Column) -> Iterator[Issue]:
    table = checked.table
    cells = zip(table.rows, table.cells(table.rows, column.key), strict=True)
    fractions = [(row.line, cell.number) for row, cell in cells if isinstance(cell, NumberCell) and _is_fraction(cell)]
    if fractions and all(_looks_grouped(number) for _, number in fractions):
        line, number = fractions[0]
        reason = (
            f"Ô lưu số {formats.amount(number)}, có đúng ba chữ số thập phân;"
            f" có thể Excel đã đọc nhầm dấu chấm hàng nghìn của {formats.amount(number * _THOUSAND)}."
        )
        remedy = "Hãy gõ lại số không có dấu ngăn hàng nghìn; nếu đúng như đang lưu, hãy ghi lý do."
        yield ask(table.kind, "thousands_lost", line, column.key, number, reason, remedy)


def _is_fraction(cell: NumberCell) -> bool:
    return cell.number != cell.number.to_integral_value()


def _looks_grouped(number: Decimal) -> bool:
    return number < _THOUSAND and number.normalize().as_tuple().exponent == -3
