"""The judged rows of poverty plans as an export by one map has them: no household in two rows of a level."""

from collections.abc import Sequence
from typing import Any

from core.carrying import WHOLE, Declared
from core.places import Places
from core.reports.export_cells import Whence
from core.reports.export_maps import Held, is_shown, whence_carried, whence_own
from core.reports.poverty import PlanStatus
from core.reports.poverty_views import PlanKey, plan_key


def whence_of_statuses(
    places: Places, statuses: Sequence[PlanStatus], declared: Declared
) -> list[tuple[PlanStatus, Whence]]:
    """By official code, then year and plan: of the map's units, carried over to them, and those that stay."""
    held = _wholly_held(places, statuses)
    carried = {(one.unit_code, _key(one.parts[0][0])) for one in held.carried}
    found = [
        (row, _whence(places, row, declared))
        for row in statuses
        if ((row.place.code, plan_key(row)) in carried if row.carried else _stays(held, row))
    ]
    return sorted(found, key=lambda pair: (pair[0].place.official_code, pair[0].place.edition, plan_key(pair[0])))


def _key(row: Any) -> PlanKey:
    return row.year, row.plan_number, row.plan_owner


class _Row:
    """A judged row as `Held` looks at stored ones."""

    def __init__(self, row: PlanStatus) -> None:
        self.unit_code, (self.year, self.plan_number, self.plan_owner) = row.place.code, plan_key(row)


def _wholly_held(places: Places, statuses: Sequence[PlanStatus]) -> Held:
    """A judgement can't be divided: where a part of a cut unit's plan is not carried over, none of it is."""
    carried = [row.carried for row in statuses if row.carried]
    while True:
        held = Held(places, carried, _key)
        kept = [
            one
            for one in held.carried
            if all(
                share.is_whole or sum(part.percent or 0 for part in held.given(row)) == WHOLE
                for row, share in one.parts
            )
        ]
        if len(kept) == len(held.carried):
            return held
        carried = kept


def _stays(held: Held, row: PlanStatus) -> bool:
    return is_shown(held.places, row.place.code) or bool(held.left_of(_Row(row)))


def _whence(places: Places, row: PlanStatus, declared: Declared) -> Whence:
    by_result = row.result.carried if row.result else None
    if row.carried or by_result:
        return whence_carried(places, row.carried, by_result)
    return whence_own(places, row.place.code, declared)
