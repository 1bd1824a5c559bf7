"""Understood table → records with typed values; every problem of the file is found in one pass."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from core import formats
from core.ingest.cells import READERS, too_long
from core.ingest.dates import DateProblem
from core.ingest.issues import Issue, Severity
from core.ingest.kind_rules import rules_of
from core.ingest.kinds import Column, is_missing
from core.ingest.limits import limits_broken
from core.ingest.locate import locate
from core.ingest.numbers import NumberProblem
from core.ingest.table import TableRow
from core.ingest.understand import UnderstoodTable
from core.places import Place, Places
from core.settings import days_ahead_refused
from core.tables import FACT_TABLES, UNIT_FACT_TABLES
from core.text import fold_village

# Types of columns whose cells a total row adds up.
SUMMABLE = ("count", "money")
PLACE_KEYS = ("province", "district", "commune")


@dataclass(frozen=True)
class Record:
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
    """The sound records of a file and everything that was wrong with the others."""

    table: UnderstoodTable
    records: tuple[Record, ...]
    totals: tuple[Mapping[str, Any], ...]
    issues: tuple[Issue, ...]
    bad_lines: frozenset[int]


def check(table: UnderstoodTable, places: Places, today: date) -> CheckedTable:
    """Type every cell, find every unit, hold every limit. Never raises for bad data."""
    located, issues = locate(table, places)
    values, cell_issues = _typed_rows(table, table.rows, today)
    issues += cell_issues
    for row in table.rows:
        issues += limits_broken(table.kind, row.line, values[row.line])
    values = {line: _with_defaults(table, row_values) for line, row_values in values.items()}
    if table.kind.name not in UNIT_FACT_TABLES and set(PLACE_KEYS) & set(table.positions):
        for line, place in located.items():
            values[line] |= {"edition": place and place.edition, "unit_code": place and place.code}
    issues += _duplicates(table, located, values)
    bad = _bad_lines(table, [*table.issues, *issues])
    records = tuple(
        Record(row.line, located[row.line], values[row.line])
        for row in table.rows
        if row.line not in bad and row.line in located
    )
    totals, total_issues = _typed_rows(table, table.totals, today)
    issues += [*_unread_totals(table, total_issues), *_default_notes(table)]
    return CheckedTable(table, records, tuple(totals.values()), (*table.issues, *issues), bad)


def _bad_lines(table: UnderstoodTable, issues: Iterable[Issue]) -> frozenset[int]:
    """Lines with an error; without a required column that is every line."""
    if table.kind.missing(set(table.positions)):
        return frozenset(row.line for row in table.rows)
    return frozenset(issue.row for issue in issues if issue.severity is Severity.ERROR and issue.row is not None)


def _typed_rows(
    table: UnderstoodTable, rows: Iterable[TableRow], today: date
) -> tuple[dict[int, dict[str, Any]], list[Issue]]:
    """Values by line and column key; a cell with a problem is None and has an issue."""
    rows = list(rows)
    values: dict[int, dict[str, Any]] = {row.line: {} for row in rows}
    issues: list[Issue] = []
    for column in table.kind.columns:
        if column.type in PLACE_KEYS or column.key not in table.positions:
            continue
        cells = {row.line: table.cell(row, column.key) for row in rows}
        present = {line: cell for line, cell in cells.items() if not is_missing(cell)}
        typed = READERS[column.type](present)
        length = getattr(FACT_TABLES[table.kind.name].__table__.columns[column.key].type, "length", None)
        for line, cell in cells.items():
            value = too_long(typed.get(line), length) or typed.get(line)
            if isinstance(value, NumberProblem | DateProblem):
                issues.append(_cell_issue(column, line, cell, value))
                value = None
            elif value is None and column.required:
                issues.append(_required(column, line, cell))
            elif (
                column.type == "date"
                and isinstance(value, date)
                and (issue := _date_ahead(column, line, cell, value, today))
            ):
                issues.append(issue)
            values[line][column.key] = value
    return values, issues


def _cell_issue(column: Column, line: int, cell: str, problem: NumberProblem | DateProblem) -> Issue:
    return Issue(Severity.ERROR, problem.code, problem.reason, problem.remedy, line, column.header, cell)


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


def _date_ahead(column: Column, line: int, cell: str, value: date, today: date) -> Issue | None:
    if value <= today:
        return None
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


def _with_defaults(table: UnderstoodTable, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a blank means where the table says so: official figures; a plan without a number or an owner."""
    defaults = rules_of(table.kind.name).defaults
    return {**values, **{key: values.get(key) or default for key, default in defaults.items()}}


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


def _default_notes(table: UnderstoodTable) -> list[Issue]:
    assumed = rules_of(table.kind.name).assumed
    if assumed is None or assumed[0] in table.positions:
        return []
    key, code, said = assumed
    reason = f"Tệp không có cột «{table.kind.by_key[key].header}»: {said}."
    return [Issue(Severity.NOTE, code, reason, row=table.header.line)]


def _naming_column(table: UnderstoodTable) -> Column:
    """The column that says what a row is about: the huyện, or the first of the key."""
    return table.kind.by_key.get("district") or table.kind.columns[1]


def _alike(key: str, value: Any) -> Any:
    """What two rows are the same by: a village whatever way its name is written."""
    return fold_village(value) if key == "village" and value else value


def _duplicates(
    table: UnderstoodTable, located: Mapping[int, Place | None], values: Mapping[int, Mapping[str, Any]]
) -> list[Issue]:
    """Two rows for one unit and period are an error of both: which one is right is not ours to say."""
    lines: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    rest = [key for key in FACT_TABLES[table.kind.name].KEY if key not in ("edition", "unit_code")]
    for line, place in located.items():
        lines[(place and place.code, *(_alike(key, values[line].get(key)) for key in rest))].append(line)
    return [
        Issue(
            Severity.ERROR,
            "duplicate_row",
            f"Trùng đơn vị và kỳ với dòng {', '.join(str(other) for other in same if other != line)}:"
            f" {Record(line, located[line], values[line]).of}.",
            "Hãy giữ một dòng đúng, không cộng dồn.",
            line,
            _naming_column(table).header,
            table.cell(next(row for row in table.rows if row.line == line), _naming_column(table).key),
        )
        for same in lines.values()
        if len(same) > 1
        for line in same
    ]
