"""Sums that should hold: a total row against the rows it stands with, a unit against the units below it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from core import formats
from core.ingest.checks.check import SUMMABLE, CheckedTable, Record
from core.ingest.compare import shown
from core.ingest.files.table import TableRow
from core.ingest.issues import Issue, ask
from core.ingest.kind_rules import rules_of
from core.ingest.kinds import Kind
from core.places import Place, all_places, places_seen_by
from core.stored import CarriedFact, StandingFact


def sums_differ(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """One question per sum and column that does not hold."""
    yield from _totals_differ(checked)
    if rules_of(checked.table.kind.name).summed:
        yield from _parts_differ(checked, around)


def _totals_differ(checked: CheckedTable) -> Iterator[Issue]:
    """A total row kept out of the file must be the sum of the rows of one level that it stands with."""
    kind = checked.table.kind
    for row, total in zip(checked.table.totals, checked.totals, strict=True):
        records = _of_the_total(checked, row)
        for key in (column.key for column in kind.columns if column.type in SUMMABLE):
            sums = _sums_by_level(records, key)
            if total.get(key) is not None and sums and total[key] not in sums.values():
                parts = ", ".join(shown(value) for value in sums.values())
                yield ask(
                    kind,
                    "total_differs",
                    row.line,
                    key,
                    total[key],
                    f"Dòng tổng ghi {shown(total[key])}, cộng các dòng là {parts}.",
                )


def _of_the_total(checked: CheckedTable, row: TableRow) -> Sequence[Record]:
    """The rows that a total row adds up: those of the huyện that it names ("Cộng huyện Tuy Đức"), else all."""
    said = " ".join(row.cells).lower()
    named = {
        record.place.parent
        for record in checked.records
        if record.place and record.place.parent and record.place.level == "commune"
    }
    known = all_places().by_code
    districts = [code for code in named if known[code].full_name.lower() in said]
    districts = districts or [code for code in named if f"huyện {known[code].bare_name.lower()}" in said]
    if len(districts) != 1:
        return checked.records
    return [record for record in checked.records if record.place and record.place.parent == districts[0]]


def _sums_by_level(records: Iterable[Record], key: str) -> dict[tuple[str, Any], int]:
    sums: dict[tuple[str, Any], int] = defaultdict(int)
    for record in records:
        if record.values.get(key) is not None:
            level = record.place.level if record.place else ""
            sums[level, record.values.get("as_of") or record.values.get("year")] += record.values[key]
    return sums


def _parts_differ(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """A unit's own figure beside the sum of the units below it on its own map, as they would stand after this file.

    All of them must give it exactly; some of them must not exceed it (a commune's row whose name is blank reads as
    its huyện's own).
    """
    kind, around = checked.table.kind, _of_this_kind(checked, around)
    if not _any_whole(checked, around):
        return
    rows = _after(checked, around)
    lines = {
        (record.place.code, _period(kind, record.values)): record.line for record in checked.records if record.place
    }
    for (code, period), own in rows.items():
        places = places_seen_by(code)
        whole = places.by_code[code]
        children = places.children(whole)
        touched = [lines.get((part, period)) for part in (code, *(child.code for child in children))]
        if children and (line := next((line for line in touched if line), None)):
            parts = [rows[child.code, period] for child in children if (child.code, period) in rows]
            all_there = whole.children_listed and len(parts) == len(children)
            for key in rules_of(kind.name).summed:
                yield from _sum_differs(kind, line, whole, key, own.get(key), parts, all_there)


def _of_this_kind(checked: CheckedTable, around: Sequence[StandingFact]) -> list[StandingFact]:
    first = rules_of(checked.table.kind.name).period[0]
    return [fact for fact in around if first in fact.values and not isinstance(fact, CarriedFact)]


def _any_whole(checked: CheckedTable, around: Sequence[StandingFact]) -> bool:
    """Files of communes alone, with no huyện's own figure beside them, have nothing to add up to."""
    in_file = any(record.place and record.place.level != "commune" for record in checked.records)
    return in_file or any(all_places().by_code[fact.values["unit_code"]].level != "commune" for fact in around)


def _sum_differs(
    kind: Kind, line: int, whole: Place, key: str, own: int | None, parts: list[Mapping[str, Any]], all_there: bool
) -> Iterator[Issue]:
    values = [part[key] for part in parts if part.get(key) is not None]
    total, complete = sum(values), all_there and len(values) == len(parts)
    if own is None or not values or total == own or (total < own and not complete):
        return
    yield ask(
        kind,
        "parts_differ",
        line,
        key,
        own,
        f"{whole.full_name}: «{kind.by_key[key].header}» là {formats.count(own)},"
        f" cộng {len(values)} đơn vị bên dưới là {formats.count(total)} (lệch {own - total:+d}).",
    )


def _after(
    checked: CheckedTable, around: Sequence[StandingFact]
) -> dict[tuple[str, tuple[Any, ...]], Mapping[str, Any]]:
    """The rows as they would stand after this file, by unit and period."""
    kind = checked.table.kind
    rows = {(fact.values["unit_code"], _period(kind, fact.values)): fact.values for fact in around}
    rows |= {
        (record.place.code, _period(kind, record.values)): record.values for record in checked.records if record.place
    }
    return rows


def _period(kind: Kind, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values.get(name) for name in rules_of(kind.name).period)
