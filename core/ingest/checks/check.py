"""Understood table → records with typed values; every problem of the file is found in one pass."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from core import formats
from core.ingest.checks.duplicates import duplicates
from core.ingest.checks.limits import limits_broken
from core.ingest.checks.locate import LEVELS, NOWHERE
from core.ingest.checks.units import find_units
from core.ingest.files.table import NumberCell, TableRow
from core.ingest.issues import Issue, Severity
from core.ingest.kind_rules import rules_of
from core.ingest.kinds import Column, Kind, words
from core.ingest.layout.converted import CONVERTED
from core.ingest.layout.understand import UnderstoodTable
from core.ingest.values.cells import capital_of_another_year, read_column, too_long
from core.ingest.values.dates import DateProblem
from core.ingest.values.numbers import NumberProblem, has_more_decimals
from core.places import Place
from core.settings import days_ahead_refused
from core.tables import FACT_TABLES, UNIT_FACT_TABLES
from core.text import fold

# Types of columns whose cells a total row adds up.
SUMMABLE = ("count", "money")
_PROBLEMS = (NumberProblem, DateProblem)
PLACE_KEYS = LEVELS
_MAY_BE_BLANK = re.compile(", hoặc để trống nếu chưa có(?: số liệu)?")


class Record(NamedTuple):
    """One row of a file, understood: its line, its unit, its values by column key (None where missing)."""

    line: int
    place: Place | None
    values: Mapping[str, Any]

    @property
    def of(self) -> str:
        """What the row is about, in words: its unit, or the goal or duty it names."""
        if self.place:
            return self.place.full_name
        return " ".join(str(self.values[key]) for key in ("plan_number", "goal", "obligation") if self.values.get(key))


@dataclass(frozen=True)
class CheckedTable:
    """The sound records of a file and everything that was wrong with the others.

    `rows_by_edition`: how many rows name a unit of each edition of the map, with those that their day does not allow.
    """

    table: UnderstoodTable
    records: tuple[Record, ...]
    totals: tuple[Mapping[str, Any], ...]
    issues: tuple[Issue, ...]
    bad_lines: frozenset[int]
    rows_by_edition: Mapping[str, int] = field(default_factory=dict)


def check(table: UnderstoodTable, today: date) -> CheckedTable:
    """Type every cell, find every unit, hold every limit. Never raises for bad data."""
    columns, cell_issues = _typed_columns(table, table.rows, today)
    units = find_units(table, columns, today)
    table, located, issues = _without_needless(table, units.needs_district), units.places, units.issues
    defaults = _with_defaults(table, columns, located)
    values = _by_row(defaults, len(table.rows))
    cell_issues += _other_years(table, columns)
    issues += [*cell_issues, *limits_broken(table, columns, values)]
    issues += duplicates(table, located, defaults, cell_issues)
    bad = _bad_lines(table, [*table.issues, *issues])
    records = tuple(
        Record(row.line, place, row_values)
        for row, place, row_values in zip(table.rows, located, values, strict=True)
        if row.line not in bad and place is not NOWHERE
    )
    totals, total_issues = _typed_columns(table, table.totals, today)
    issues += [*_unread_totals(table, total_issues), *_default_notes(table), *_rounded_notes(table)]
    typed_totals = tuple(_by_row(totals, len(table.totals)))
    return CheckedTable(table, records, typed_totals, (*table.issues, *issues), bad, units.rows_by_edition)


def _without_needless(table: UnderstoodTable, needs_district: bool) -> UnderstoodTable:
    """Whether a file may do without a column for huyện is known only once its rows' maps are."""
    if needs_district:
        return table
    header = table.kind.by_key["district"].header
    needless = [issue for issue in table.issues if issue.code == "missing_column" and issue.column == header]
    return replace(table, issues=tuple(issue for issue in table.issues if issue not in needless)) if needless else table


# What is wrong with the whole file: no row of it can be trusted, so none is stored or asked about.
_OF_THE_FILE = (
    *("missing_column", "duplicate_column", "split_heading", "second_heading"),
    *("unit_conflict", "unit_declared", "unit_unclear", "unclear_capital", "province_of_title"),
    CONVERTED,
)


def _bad_lines(table: UnderstoodTable, issues: Iterable[Issue]) -> frozenset[int]:
    """Lines with an error; with an error of the whole file that is every line."""
    errors = [issue for issue in issues if issue.severity is Severity.ERROR]
    if any(issue.code in _OF_THE_FILE for issue in errors):
        return frozenset(row.line for row in table.rows)
    return frozenset(issue.row for issue in errors if issue.row is not None)


def _by_row(columns: Mapping[str, Sequence[Any]], rows: int) -> list[dict[str, Any]]:
    """One dictionary per row, its keys in the order of the columns."""
    keys = tuple(columns)
    return [dict(zip(keys, row, strict=True)) for row in zip(*columns.values(), strict=True)] or [{}] * rows


def _typed_columns(
    table: UnderstoodTable, rows: Sequence[TableRow], today: date
) -> tuple[dict[str, list[Any]], list[Issue]]:
    """Values by column key, in the order of the rows; a cell with a problem is None and has an issue."""
    typed: dict[str, list[Any]] = {}
    issues: list[Issue] = []
    for column in table.kind.columns:
        if column.type not in PLACE_KEYS and column.key in table.positions:
            cells = table.cells(rows, column.key)
            values = _held_to_length(table.kind, column, read_column(column.type, cells, table.reading(column.key)))
            issues += _cell_issues(column, rows, cells, values, today)
            typed[column.key] = _without_problems(values)
    return typed, issues


def _held_to_length(kind: Kind, column: Column, values: list[Any]) -> list[Any]:
    length = getattr(FACT_TABLES[kind.name].__table__.columns[column.key].type, "length", None)
    return values if length is None else [too_long(value, length) or value for value in values]


def _without_problems(values: list[Any]) -> list[Any]:
    if not set(map(type, values)) & set(_PROBLEMS):
        return values
    return [None if isinstance(value, _PROBLEMS) else value for value in values]


def _cell_issues(
    column: Column, rows: Sequence[TableRow], cells: Sequence[str], values: Sequence[Any], today: date
) -> Iterator[Issue]:
    """The issues of one column; nothing is looked at twice where all is well."""
    looked_at = set(map(type, values)) & set(_PROBLEMS)
    is_date = column.type == "date"
    if not looked_at and not is_date and not (column.required and None in values):
        return
    late = {value for value in set(values) if isinstance(value, date) and value > today} if is_date else set()
    for row, cell, value in zip(rows, cells, values, strict=True):
        if value is None:
            if column.required:
                yield _required(column, row.line, cell)
        elif isinstance(value, _PROBLEMS):
            yield _cell_issue(column, row.line, cell, value)
        elif is_date and value in late:
            yield _date_ahead(column, row.line, cell, value, today)


def _cell_issue(column: Column, line: int, cell: str, problem: NumberProblem | DateProblem) -> Issue:
    remedy = problem.remedy
    if column.required:
        remedy = _MAY_BE_BLANK.sub("; cột này bắt buộc", remedy)
        if column.type == "decimal" and fold(cell) in words("criterion_state"):
            remedy = "Mục tiêu không có số thì ghi 1 = đạt, 0 = chưa đạt."
    return Issue(Severity.ERROR, problem.code, problem.reason, remedy, line, column.header, cell)


def _other_years(table: UnderstoodTable, columns: Mapping[str, Sequence[Any]]) -> Iterator[Issue]:
    column = table.kind.by_key.get("carry_over")
    if column and {column.key, "budget_year"} <= columns.keys():
        cells = table.cells(table.rows, column.key)
        for row, cell, year in zip(table.rows, cells, columns["budget_year"], strict=True):
            if problem := capital_of_another_year(cell, year):
                yield _cell_issue(column, row.line, cell, problem)


def _required(column: Column, line: int, cell: str) -> Issue:
    return Issue(
        Severity.ERROR,
        "missing_value",
        f"Thiếu «{column.header}».",
        "Hãy điền, hoặc xóa cả dòng nếu đơn vị chưa có số liệu.",
        line,
        column.header,
        cell or None,
    )


def _date_ahead(column: Column, line: int, cell: str, value: date, today: date) -> Issue:
    too_far = value > today + timedelta(days=days_ahead_refused())
    return Issue(
        Severity.ERROR if too_far else Severity.QUESTION,
        "future_date",
        f"Ngày {formats.day(value)} ở tương lai (hôm nay {formats.day(today)}).",
        "Hãy sửa năm." if too_far else "Nếu đúng là số ước cho ngày ấy, hãy ghi lý do.",
        line,
        column.header,
        cell,
    )


def _with_defaults(
    table: UnderstoodTable, columns: Mapping[str, Sequence[Any]], located: Sequence[Place | None]
) -> dict[str, Sequence[Any]]:
    """What a blank means where the table says so (official figures, no plan number), and the unit of a goal."""
    whole = dict(columns)
    for key, default in rules_of(table.kind.name).defaults.items():
        column = columns.get(key)
        whole[key] = [value or default for value in column] if column else [default] * len(table.rows)
    if table.kind.name not in UNIT_FACT_TABLES and set(PLACE_KEYS) & set(table.positions):
        whole["edition"] = [place and place.edition for place in located]
        whole["unit_code"] = [place and place.code for place in located]
    return whole


def _unread_totals(table: UnderstoodTable, issues: Iterable[Issue]) -> list[Issue]:
    """A total row is not stored, so its bad cells don't reject; that they could not be compared is said."""
    counts = {column.header for column in table.kind.columns if column.type in SUMMABLE}
    return [
        replace(
            issue,
            severity=Severity.NOTE,
            code="total_unread",
            reason=f"Ô của dòng tổng không đối chiếu được: {issue.reason}",
            remedy="",
        )
        for issue in issues
        if issue.column in counts and issue.code != "missing_value"
    ]


def _rounded_notes(table: UnderstoodTable) -> Iterator[Issue]:
    """A workbook keeps more decimals than anybody printed; that they were rounded is said once per column."""
    for key in table.positions if table.raw.is_workbook else ():
        column = table.kind.by_key[key]
        if column.type not in ("points", "percent", "money", "decimal"):
            continue
        cells = zip(table.rows, table.cells(table.rows, key), strict=True)
        for row, cell in cells:
            if isinstance(cell, NumberCell) and has_more_decimals(cell):
                reason = f"Cột «{column.header}» có số hơn 6 chữ số thập phân; được làm tròn đến chữ số thứ sáu."
                yield Issue(Severity.NOTE, "rounded", reason, row=row.line, column=column.header, value=str(cell))
                break


def _default_notes(table: UnderstoodTable) -> list[Issue]:
    assumed = rules_of(table.kind.name).assumed
    if assumed is None or assumed[0] in table.positions:
        return []
    key, code, said = assumed
    reason = f"Tệp không có cột «{table.kind.by_key[key].header}»: {said}."
    return [Issue(Severity.NOTE, code, reason, row=table.header.line)]
