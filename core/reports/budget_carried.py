"""Capital of a year that goes on in new units: which lines of old units a new unit's cumulative figure contains.

From the day the units changed a new unit reports what its old ones had disbursed too. Its line then has their plan,
where it was given none of its own, and theirs are in no sum. How much of a cut unit's amounts a figure contains nobody
knows: it is shown beside these and is in no sum, they stay in the sums.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.reference import EDITION, edition_of
from core.reports.budget_shares import LineKey, given_anew, units_touching
from core.reports.standing import visible
from core.tables import BudgetPlan, Disbursement
from core.territory import became, leaves_touching, within


@dataclass(frozen=True)
class Passing:
    """Lines of old units beside those of new ones.

    `anew`: old lines that all units that hold theirs have a plan of; `continued`: old lines that are in the cumulative
    figure of a unit. `parts`: new lines without a plan of their own, with the old ones that their plan is the sum of.
    `beside`: new lines that can't be told from those of the old units named; these are in the sums, they are not.
    `overlaps`: new lines with a plan of their own, and the cut units whose lines are in the sums too.
    """

    anew: Mapping[LineKey, tuple[str, ...]] = field(default_factory=dict)
    continued: Mapping[LineKey, str] = field(default_factory=dict)
    parts: Mapping[LineKey, tuple[LineKey, ...]] = field(default_factory=dict)
    beside: Mapping[LineKey, tuple[str, ...]] = field(default_factory=dict)
    overlaps: Mapping[LineKey, tuple[str, ...]] = field(default_factory=dict)

    def replaced_by(self, key: LineKey) -> tuple[str, ...]:
        """Whose line has the capital of an old one; nobody's where it counts itself."""
        return (self.continued[key],) if key in self.continued else self.anew.get(key, ())

    @property
    def replaced(self) -> set[LineKey]:
        return {*self.anew, *self.continued}


def passing(planned: Mapping[LineKey, str], reported: Collection[LineKey]) -> Passing:
    """`planned` tells the nature of each planned line; `reported` are the lines with an amount disbursed."""
    anew, known = given_anew(planned), {*planned, *reported}
    continued: dict[LineKey, str] = {}
    parts: dict[LineKey, tuple[LineKey, ...]] = {}
    beside: dict[LineKey, tuple[str, ...]] = {}
    for key in sorted(key for key in reported if edition_of(key[0]) != EDITION):
        whole, cut = old_lines(key, known)
        own = [old for old in whole if old in planned]
        if key not in planned and (cut or len({planned[old] for old in own}) > 1):
            beside[key] = tuple(old[0] for old in cut or own)
            continue
        continued |= {old: key[0] for old in whole if old not in anew}
        if key not in planned and own:
            parts[key] = tuple(own)
    return Passing(anew, continued, parts, beside, _overlaps(planned, known - anew.keys()))


def _overlaps(planned: Iterable[LineKey], counted: Collection[LineKey]) -> Mapping[LineKey, tuple[str, ...]]:
    later = [key for key in planned if edition_of(key[0]) != EDITION]
    found = {key: tuple(old[0] for old in old_lines(key, counted)[1]) for key in later}
    return {key: units for key, units in found.items() if units}


def old_lines(key: LineKey, known: Collection[LineKey]) -> tuple[list[LineKey], list[LineKey]]:
    """The same line of the old units that lie whole in a new one, and of those that were cut."""
    found = [(one, (one.unit, *key[1:])) for one in became(key[0], EDITION)]
    there = [(one, old) for one, old in found if old in known]
    return [old for one, old in there if one.takes_all], [old for one, old in there if not one.takes_all]


def passing_in(
    session: Session,
    unit_code: str | None,
    as_of: date | None,
    known_at: datetime | None,
    planned: Mapping[LineKey, str],
    reported: Iterable[LineKey],
) -> Passing:
    """Of the lines looked at, with those of the units that lie around: they may hold these, or what these hold."""
    plans, paid = dict(planned), set(reported)
    if around := _around(unit_code):
        key = (BudgetPlan.unit_code, BudgetPlan.budget_year, BudgetPlan.line, BudgetPlan.carry_over)
        query = select(*key, BudgetPlan.nature).where(visible(BudgetPlan, known_at), BudgetPlan.unit_code.in_(around))
        plans |= {(row[0], row[1], row[2], row[3]): row[4] for row in session.execute(query)}
        paid |= _reported(session, around, as_of, known_at)
    return passing(plans, paid)


def _reported(session: Session, units: Collection[str], as_of: date | None, known_at: datetime | None) -> set[LineKey]:
    key = (Disbursement.unit_code, Disbursement.budget_year, Disbursement.line, Disbursement.carry_over)
    query = select(*key).where(visible(Disbursement, known_at), Disbursement.unit_code.in_(units)).distinct()
    if as_of:
        query = query.where(Disbursement.as_of <= as_of)
    return {(row[0], row[1], row[2], row[3]) for row in session.execute(query)}


def _around(unit_code: str | None) -> list[str]:
    """The units of the other edition with a piece of one, and what these have pieces of in turn."""
    if unit_code is None:
        return []
    inside, edition = within(unit_code), edition_of(unit_code)
    touching = [code for code in units_touching(unit_code) if code not in inside]
    return sorted({*touching, *(leaf for code in touching for leaf in leaves_touching(code, edition))} - inside)
