"""Formulas of the report's workbook, each checked against the figure that the report states.

A formula that would give another number than the figure is not written: the figure stands there as a number.
"""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from xlsxwriter.utility import xl_rowcol_to_cell  # type: ignore[import-untyped]

from core.official_report.content import Figure, Report, ReportTable, TableRow

# (the table's row, the table's column) → the cell's row in the sheet; rows and columns from 0.
RowOf = Callable[[int], int]
_REFERENCE, _CELL = re.compile(r"\{(\d+)\}"), re.compile(r"_\d+")
_EQUAL = re.compile(r"(?<![<>=!])=(?!=)")
_NEARLY = Fraction(1, 10**9)


class _Unknown(Exception):
    """A cell that the formula needs has no number."""


class _Unsupported(_Unknown):
    """The formula says what can't be checked here."""


def formula_of(table: ReportTable, row: int, column: int, row_of: RowOf) -> str | None:
    """The formula of a cell; None where the figure stands as a number."""
    sums = _sums(table, row, column)
    for places in sums:
        if _agrees(table.rows[row], column, _sum(table, places, column)):
            return f"=SUM({','.join(_ranges(places, column, row_of))})"
    if sums or not _has_own_formula(table, row, column):
        return None
    try:
        value = _evaluated(table.columns[column].excel, table.rows[row])
    except (_Unknown, ZeroDivisionError):
        return None
    if not _agrees(table.rows[row], column, value):
        return None
    excel = table.columns[column].excel
    return _REFERENCE.sub(lambda found: str(xl_rowcol_to_cell(row_of(row), int(found[1]) - 1)), excel)


def formulas_that_differ(report: Report) -> list[str]:
    """Cells whose formula gives another number than the report: an error of a chapter, one line each."""
    return [said for table in report.tables for said in _differing(table)]


def _differing(table: ReportTable) -> Iterator[str]:
    for row, line in enumerate(table.rows):
        for column, cell in enumerate(line.cells):
            wanted = bool(_sums(table, row, column)) or _is_computable(table, row, column)
            if wanted and formula_of(table, row, column, lambda place: place) is None:
                yield f"{table.name}, dòng {row + 1}, cột ({column + 1}): {cell}"


def _is_computable(table: ReportTable, row: int, column: int) -> bool:
    """True too of a formula that can't be checked: it never gets into the workbook."""
    if not _has_own_formula(table, row, column):
        return False
    try:
        _evaluated(table.columns[column].excel, table.rows[row])
    except (_Unknown, ZeroDivisionError) as error:
        return isinstance(error, _Unsupported)
    return True


def _has_own_formula(table: ReportTable, row: int, column: int) -> bool:
    if not table.columns[column].excel or _number(table.rows[row], column) is None:
        return False
    return table.rows[row].kind == "row" or table.columns[column].total == "excel"


def _sums(table: ReportTable, row: int, column: int) -> list[list[int]]:
    """The rows that a total may be the sum of, the likeliest first; none for what is no sum."""
    line = table.rows[row]
    if line.kind != "total" or table.columns[column].total != "sum" or _number(line, column) is None:
        return []
    every = _rows(table, 0, len(table.rows))
    above = [place for place in range(row) if table.rows[place].kind == "heading"]
    part = _rows(table, above[-1] if above else 0, row)
    is_last = all(later.kind != "total" for later in table.rows[row + 1 :])
    return [places for places in ([every] if is_last and above else []) + [part or every] if places]


def _rows(table: ReportTable, start: int, end: int) -> list[int]:
    return [place for place in range(start, end) if table.rows[place].kind == "row"]


def _sum(table: ReportTable, places: Sequence[int], column: int) -> Fraction:
    """As SUM does: what has no number is passed over."""
    return sum((_number(table.rows[place], column) or Fraction(0) for place in places), Fraction(0))


def _ranges(places: Sequence[int], column: int, row_of: RowOf) -> Iterator[str]:
    for _, run in groupby(enumerate(places), lambda numbered: numbered[1] - numbered[0]):
        members = [row_of(place) for _, place in run]
        first, last = (xl_rowcol_to_cell(member, column) for member in (members[0], members[-1]))
        yield first if first == last else f"{first}:{last}"


def _number(row: TableRow, column: int) -> Fraction | None:
    cell = row.cells[column] if column < len(row.cells) else None
    return Fraction(cell.value) if isinstance(cell, Figure) and isinstance(cell.value, int | Decimal) else None


def _agrees(row: TableRow, column: int, value: Fraction) -> bool:
    stated = _number(row, column)
    return stated is not None and abs(value - stated) <= _NEARLY * max(Fraction(1), abs(stated))


def _evaluated(excel: str, row: TableRow) -> Fraction:
    """What the formula gives in this row. Raises _Unknown and ZeroDivisionError."""
    text = _EQUAL.sub("==", excel.removeprefix("=").replace("<>", "!=").replace("^", "**"))
    try:
        value = _value(ast.parse(_REFERENCE.sub(r"_\1", text), mode="eval").body, row)
    except SyntaxError as error:
        raise _Unsupported(excel) from error
    return Fraction(value)


def _value(node: ast.expr, row: TableRow) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.Name(id=name) if name.removeprefix("_").isdecimal():
            return _known(_number(row, int(name.removeprefix("_")) - 1))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, row)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _OPERATIONS[type(op)](_value(left, row), _value(right, row))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            return Fraction(_COMPARISONS[type(op)](_value(left, row), _value(right, row)))
        case ast.Call(func=ast.Name(id="IF"), args=[condition, yes, no]):
            return _value(yes if _value(condition, row) else no, row)
        case ast.Call(func=ast.Name(id="SUM"), args=args):
            return sum((_summand(one, row) for one in args), Fraction(0))
        case ast.Call(func=ast.Name(id=name), args=args) if name in _FUNCTIONS:
            return _FUNCTIONS[name]([_value(one, row) for one in args])
    raise _Unsupported(ast.unparse(node))


def _summand(node: ast.expr, row: TableRow) -> Fraction:
    """As SUM does: a cell without a number is passed over."""
    if isinstance(node, ast.Name) and _CELL.fullmatch(node.id):
        return _number(row, int(node.id.removeprefix("_")) - 1) or Fraction(0)
    return _value(node, row)


def _known(value: Fraction | None) -> Fraction:
    if value is None:
        raise _Unknown
    return value


def _rounded(value: Fraction, places: Fraction) -> Fraction:
    """Half away from zero, as spreadsheets do."""
    scale = Fraction(10 ** int(places))
    size = Fraction(int(abs(value) * scale + Fraction(1, 2))) / scale
    return size if value >= 0 else -size


_OPERATIONS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
}
_FUNCTIONS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "AND": lambda values: Fraction(all(values)),
    "OR": lambda values: Fraction(any(values)),
    "MIN": min,
    "MAX": max,
    "ABS": lambda values: abs(values[0]),
    "ROUND": lambda values: _rounded(*values),
}
