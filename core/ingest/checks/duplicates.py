"""Two rows for one unit and period: which one is right is not ours to say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from core import formats
from core.ingest.checks.locate import NOWHERE
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Column
from core.ingest.layout.understand import UnderstoodTable
from core.places import Place
from core.tables import FACT_TABLES
from core.text import fold_village


def _alike(key: str, value: Any) -> Any:
    """What two rows are the same by: a village whatever way its name is written."""
    return fold_village(value) if key == "village" and value else value


def _key_of(table: UnderstoodTable) -> list[str]:
    """What makes two rows of a kind the same, beside their unit."""
    return [key for key in FACT_TABLES[table.kind.name].KEY if key not in ("edition", "unit_code")]


def duplicates(
    table: UnderstoodTable,
    located: Sequence[Place | None],
    columns: Mapping[str, Sequence[Any]],
    cell_issues: Iterable[Issue],
) -> list[Issue]:
    """Two rows with one key are an error of both. A row whose key has an unread cell is the same as nobody knows."""
    names = {table.kind.by_key[key].header for key in _key_of(table)}
    unread = {issue.row for issue in cell_issues if issue.column in names and issue.code != "future_date"}
    rest = [key for key in _key_of(table) if key in columns]
    parts = [[_alike(key, value) for value in columns[key]] if key == "village" else columns[key] for key in rest]
    of_units = "unit_code" in FACT_TABLES[table.kind.name].KEY  # a goal is one whatever unit a row gives it
    codes = [place.code if place and of_units else None for place in located]
    keys = list(zip(codes, *parts, strict=True))
    if len(set(keys)) == len(keys):
        return []
    same: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        if located[number] is not NOWHERE and table.rows[number].line not in unread:
            same[key].append(number)
    return [
        _duplicate(table, number, others, located[number], {key: columns[key][number] for key in rest})
        for others in same.values()
        if len(others) > 1
        for number in others
    ]


def _said(column: Column, value: Any) -> str:
    """One part of a key, in words."""
    if isinstance(value, date):
        return formats.day(value)
    named = {"year": "năm ", "integer": f"{column.header.lower()} "}
    return f"{named.get(column.type, '')}{value}" if value not in (None, "") else ""


def _duplicate(
    table: UnderstoodTable, number: int, same: Sequence[int], place: Place | None, key: Mapping[str, Any]
) -> Issue:
    row = table.rows[number]
    lines = ", ".join(str(table.rows[other].line) for other in same if other != number)
    last = next((name for name in reversed(_key_of(table)) if name in table.positions), table.kind.columns[1].key)
    said = [place.full_name if place else "", *(_said(table.kind.by_key[name], value) for name, value in key.items())]
    return Issue(
        Severity.ERROR,
        "duplicate_row",
        f"Trùng với dòng {lines}: {' · '.join(filter(None, said))}.",
        "Hãy giữ một dòng đúng, không cộng dồn.",
        row.line,
        table.kind.by_key[last].header,
        table.cell(row, last),
    )
