"""The one place where permission is decided: who, what, which unit. Deny when unsure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.places import places_of, places_seen_by
from core.reference import edition_of
from core.reference import editions as all_editions
from core.territory import leaf_of, lies_in, pieces_of


class Role(StrEnum):
    """What a person was given. PUBLIC is nobody in particular: the read-only view without sign-in."""

    PUBLIC = "public"
    VIEWER = "viewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What somebody may want to do about a unit."""

    SEE_FIGURES = "see-figures"  # published figures, plans, goals
    SEE_FILES = "see-files"  # drafts, files, the people who brought them, what they wrote, history, reports made
    MAKE_REPORT = "make-report"
    UPLOAD = "upload"  # files, marks of duties, explanations; taking one's unit's batches back
    ACCEPT = "accept"  # drafts of others into the published figures, or return them; what one uploads is published
    LOCK = "lock"  # close a period, reopen it
    GRANT = "grant"  # give and take away access
    READ_JOURNAL = "read-journal"


class Reach(StrEnum):
    """How far a role goes: its unit and what is below, or the whole province that the unit lies in."""

    OWN = "own"
    PROVINCE = "province"


_VIEW = {Action.SEE_FIGURES: Reach.PROVINCE, Action.SEE_FILES: Reach.OWN, Action.MAKE_REPORT: Reach.OWN}
RULES: Mapping[Role, Mapping[Action, Reach]] = {
    Role.PUBLIC: {Action.SEE_FIGURES: Reach.OWN},
    Role.VIEWER: _VIEW,
    Role.EDITOR: {**_VIEW, Action.UPLOAD: Reach.OWN},
    Role.ADMINISTRATOR: dict.fromkeys(Action, Reach.OWN),
}


@dataclass(frozen=True, order=True)
class Grant:
    """A role for one unit and what is below it; without a unit for the whole country."""

    role: Role
    unit_code: str | None


@dataclass(frozen=True)
class Access:
    """Who acts and what they were given. `who` is how batches and the journal name them.

    `person` is their row in the database; nobody's on one office PC, on the command line, in the public view.
    """

    who: str
    grants: tuple[Grant, ...]
    person: int | None = None
    from_where: str = ""

    @property
    def is_unlimited(self) -> bool:
        return Grant(Role.ADMINISTRATOR, None) in self.grants

    @property
    def is_public(self) -> bool:
        return any(grant.role is Role.PUBLIC for grant in self.grants)

    @property
    def scope(self) -> str:
        """What was given, as text: two readers with one scope see the same."""
        return ",".join(sorted(f"{grant.role}@{grant.unit_code or '*'}" for grant in self.grants)) or "nothing"


NOBODY = Access("", ())


def operator(who: str, from_where: str = "") -> Access:
    """The person at the keyboard of the machine itself: everything, everywhere."""
    return Access(who, (Grant(Role.ADMINISTRATOR, None),), None, from_where)


def anybody() -> Access:
    """A visitor of the public view."""
    return Access("khách xem công khai", (Grant(Role.PUBLIC, None),))


def may(access: Access, action: Action, unit_code: str | None) -> bool:
    """Whether somebody may do something about a unit. None stands for the country, or for a unit that is not known."""
    return any(_reaches(grant, action, unit_code) for grant in access.grants)


def may_somewhere(access: Access, action: Action) -> bool:
    return any(action in RULES[grant.role] for grant in access.grants)


def roots(access: Access, action: Action) -> frozenset[str | None]:
    """The topmost units about which somebody may do something; None in it: about all."""
    return frozenset(root for grant in access.grants for root in _roots(grant, action))


def _roots(grant: Grant, action: Action) -> tuple[str | None, ...]:
    """The unit that a grant reaches down from for an action; nothing for a unit that is on no map."""
    if action not in RULES[grant.role]:
        return ()
    if grant.unit_code is None:
        return (None,)
    known = places_seen_by(grant.unit_code)
    place = known.by_code.get(grant.unit_code)
    if place is None:
        return ()
    return ((known.province_of(place) if RULES[grant.role][action] is Reach.PROVINCE else place).code,)


def _reaches(grant: Grant, action: Action, unit_code: str | None) -> bool:
    return any(root is None or (unit_code is not None and is_within(unit_code, root)) for root in _roots(grant, action))


def is_within(unit_code: str, root_code: str) -> bool:
    """Whether all of a unit lies in another one, of whichever editions; a unit that is on no map lies nowhere."""
    return lies_in(unit_code, root_code)


def common_unit(codes: frozenset[str]) -> str | None:
    """The smallest unit that all of these lie in; None for none, for an unknown one, where only the country holds all.

    Below the province it is one of their own edition where there is one: of two old xã their huyện, and not the new
    commune that both became part of. New communes have no such unit: theirs is the old huyện that holds them all.
    """
    if not codes or not all(pieces_of(code) for code in codes):
        return None
    editions = {edition_of(code) for code in codes}
    holding = [unit for unit in units_holding(min(codes)) if all(lies_in(code, unit) for code in codes)]
    own = [unit for unit in holding if {edition_of(unit)} == editions and _is_below_province(unit)]
    return min(own or holding, key=lambda unit: (len(pieces_of(unit)), edition_of(unit) not in editions), default=None)


def units_holding(code: str) -> list[str]:
    """The units of every edition that all of a unit lies in, itself among them."""
    leaf = min(pieces_of(code))
    maps = [places_of(edition.code) for edition in all_editions()]
    upwards = (place for known in maps for place in known.ancestors(known.by_code[leaf_of(leaf, known.code)]) if place)
    return [place.code for place in upwards if lies_in(code, place.code)]


def _is_below_province(code: str) -> bool:
    return places_seen_by(code).by_code[code].level != "province"
