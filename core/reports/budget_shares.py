"""Lines of units that the other map cut or gave anew: what of them counts where.

A line keeps the unit it was given to. Whole it counts for whatever holds that unit; of a unit that was cut only a
declared share counts for what it was cut into, and that is an estimate. Nothing is divided without a declared share.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from core.carrying import WHOLE, Declared, Share, is_complete, made_of, other_edition
from core.reference import EDITION, edition_of
from core.reports.shares import declared_shares
from core.territory import became, leaves_touching

Shares = Mapping[str, Share]
# Unit, budget year, code of the line, source of capital.
LineKey = tuple[str, int, str, str]


def shares_in(session: Session, unit_code: str | None, known_at: datetime | None) -> Shares:
    """The units that lie only partly in one and were divided by declared shares, each with its part; none in all."""
    declared = declared_shares(session, known_at) if unit_code else {}
    if not declared or unit_code is None:
        return {}
    found = made_of(unit_code, other_edition(edition_of(unit_code)), declared)
    return {share.unit: share for share in found if share.is_known and not share.is_whole}


def divided(unit_code: str, declared: Declared) -> Mapping[str, Share]:
    """What a cut unit's figures count for each unit it was cut into; empty where no shares or not all are declared."""
    shares = declared.get(unit_code, {})
    if not shares or not is_complete(unit_code, shares):
        return {}
    return {into: Share(unit_code, one.percent, one.method, (into,)) for into, one in sorted(shares.items())}


def part_of_amount(amount: Decimal | None, share: Share | None) -> Decimal | None:
    """In triệu đồng, not rounded: the parts of an amount are together the amount."""
    if amount is None or share is None or share.percent is None:
        return amount
    return amount * share.percent / WHOLE


def units_touching(unit_code: str) -> tuple[str, ...]:
    """The smallest units of the other edition that have a piece of a unit."""
    return leaves_touching(unit_code, other_edition(edition_of(unit_code)))


def given_anew(planned: Iterable[LineKey]) -> Mapping[LineKey, tuple[str, ...]]:
    """Lines of units of the first map whose capital the units that now hold these have in lines of their own.

    Same year, code and source: it was given again after the units changed, and would count twice. By line, who has it.
    """
    planned = set(planned)
    later = {key for key in planned if edition_of(key[0]) != EDITION}
    if not later:
        return {}
    (edition, *_) = {edition_of(key[0]) for key in later}
    found = {}
    for key in planned - later:
        holders = tuple(one.unit for one in became(key[0], edition))
        if holders and all((holder, *key[1:]) in later for holder in holders):
            found[key] = holders
    return found
