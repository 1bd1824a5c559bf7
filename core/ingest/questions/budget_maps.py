"""Disbursements of new units beside those of the old ones they are made of: a cumulative figure contains these."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.checks.row_maps import all_editions
from core.ingest.issues import Issue, ask
from core.place import Place
from core.places import places_of
from core.stored import StandingFact
from core.territory import became

_LINE = ("budget_year", "line", "carry_over")
Key = tuple[Any, ...]


class _Old(NamedTuple):
    """What stands of one line of old units: amounts planned, the latest disbursed with its day; triệu đồng."""

    planned: Mapping[Key, Decimal]
    natures: Mapping[Key, str]
    paid: Mapping[Key, tuple[date, Decimal]]

    @property
    def known(self) -> Collection[Key]:
        return self.planned.keys() | self.paid.keys()


def _old(around: Iterable[StandingFact]) -> _Old:
    planned: dict[Key, Decimal] = {}
    natures: dict[Key, str] = {}
    paid: dict[Key, list[tuple[date, Decimal]]] = defaultdict(list)
    for values in (fact.values for fact in around):
        if "allocated" not in values and "disbursed" not in values:
            continue
        key = (values["unit_code"], *(values.get(name) for name in _LINE))
        if "allocated" in values:
            planned[key], natures[key] = values["allocated"], values["nature"]
        else:
            paid[key].append((values["as_of"], values["disbursed"]))
    return _Old(planned, natures, {key: max(found) for key, found in paid.items()})


def carried_plans(checked: CheckedTable, around: Sequence[StandingFact]) -> Mapping[Key, Decimal]:
    """Of the file's lines of new units the sum of their old units' plans; nothing where one of these was cut."""
    old, found = _old(around), dict[Key, Decimal]()
    for record in _of_new_units(checked):
        whole, cut = _old_lines(record, old)
        own = [key for key in whole if key in old.planned]
        if own and not cut and len({old.natures[key] for key in own}) == 1:
            found[_key(record)] = sum((old.planned[key] for key in own), Decimal(0))
    return found


def falls_across_maps(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """A new unit's first figure of a line, where it is below what the old units that lie whole in it had disbursed.

    The figures after it are asked about beside it.
    """
    old, first = _old(around), dict[Key, Record]()
    for record in sorted(_of_new_units(checked), key=lambda one: one.values["as_of"]):
        first.setdefault(_key(record), record)
    for key, record in first.items():
        before = [old.paid[one] for one in _old_lines(record, old)[0] if one in old.paid]
        total, value = sum((amount for _, amount in before), Decimal(0)), record.values["disbursed"]
        stood = old.paid.get(key)
        if value < total and (stood is None or stood[0] >= record.values["as_of"]):
            yield _fall(checked, record, total, [one for one in _old_lines(record, old)[0] if one in old.paid])


def _fall(checked: CheckedTable, record: Record, total: Decimal, olds: Sequence[Key]) -> Issue:
    assert record.place
    known, value = places_of(record.place.edition).by_code, record.values["disbursed"]
    names = ", ".join(known[key[0]].full_name for key in olds)
    reason = (
        f"{record.of}, nội dung {record.values['line']}: lũy kế {formats.amount(value)} triệu đồng, ít hơn"
        f" {formats.amount(total)} triệu đồng mà {names} đã giải ngân trước khi sắp xếp."
    )
    return ask(checked.table.kind, "cumulative_falls", record.line, "disbursed", value, reason)


def _of_new_units(checked: CheckedTable) -> Iterator[Record]:
    return (record for record in checked.records if is_new(record.place))


def is_new(place: Place | None) -> bool:
    return place is not None and place.edition != all_editions()[0]


def _key(record: Record) -> Key:
    return (record.place.code if record.place else "", *(record.values[name] for name in _LINE))


def _old_lines(record: Record, old: _Old) -> tuple[list[Key], list[Key]]:
    """The same line of the old units that lie whole in a new one, and of those that were cut."""
    unit, *line = _key(record)
    there = [(one, (one.unit, *line)) for one in became(unit, all_editions()[0])]
    there = [(one, key) for one, key in there if key in old.known]
    return [key for one, key in there if one.takes_all], [key for one, key in there if not one.takes_all]
