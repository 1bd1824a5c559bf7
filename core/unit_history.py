"""What a unit is or was, what became of it, what it came of; found by its old or its new name or code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.carrying import NONE_DECLARED, Declared, DeclaredShare, is_complete, is_cut, other_edition
from core.place import Place
from core.places import places_of
from core.reference import EditionFile, edition_of, editions
from core.territory import became, cover, reused_codes
from core.text import clean
from core.unit_readings import of_code, readings, without_kind

LEVELS = ("province", "district", "commune")
_MOST_NEAR = 5


@dataclass(frozen=True)
class Follower:
    """A smallest unit of the other edition that has a piece of a unit.

    `holds_all`: all of the unit lies in it; `is_held`: all of it lies in the unit. `gets` is the declared share of the
    unit's figures that goes to it, `gives` that of its own figures that goes to the unit; None: nobody declared one.
    """

    place: Place
    holds_all: bool
    is_held: bool
    gets: DeclaredShare | None = None
    gives: DeclaredShare | None = None


@dataclass(frozen=True)
class UnitHistory:
    """`followers` are of the other edition; `provinces` those there that have a piece of it.

    `districts` are the old huyện that a commune of today lies in: several for one that straddles. `same_code` is the
    other edition's unit of the same official code where that is other territory.
    """

    place: Place
    edition: EditionFile
    above: tuple[Place, ...]
    followers: tuple[Follower, ...]
    provinces: tuple[Place, ...]
    districts: tuple[Place, ...]
    same_code: Place | None
    is_cut: bool

    @property
    def is_former(self) -> bool:
        return self.edition != editions()[-1]

    @property
    def is_unchanged(self) -> bool:
        """It has the very territory of one unit of the other edition."""
        return len(self.followers) == 1 and self.followers[0].holds_all and self.followers[0].is_held

    @property
    def has_shares(self) -> bool:
        return self.is_cut and all(one.gets for one in self.followers)

    @property
    def straddles(self) -> bool:
        return len(self.districts) > 1


def above_of(place: Place) -> tuple[Place, ...]:
    """The units above one on the map of its own edition, the nearest first."""
    chain = places_of(place.edition).ancestors(place)
    return tuple(one for one in reversed(chain) if one and one != place)


def history_of(code: str, declared: Declared = NONE_DECLARED) -> UnitHistory:
    """KeyError for a code of no edition."""
    place = _place(code)
    other = other_edition(place.edition)
    there = places_of(other)
    followers = tuple(
        Follower(
            there.by_code[one.unit],
            holds_all=one.is_whole,
            is_held=one.takes_all,
            gets=_share(code, one.unit, declared),
            gives=_share(one.unit, code, declared),
        )
        for one in became(code, other)
    )
    return UnitHistory(
        place=place,
        edition=next(one for one in editions() if one.code == place.edition),
        above=above_of(place),
        followers=followers,
        provinces=_once(there.province_of(one.place) for one in followers),
        districts=_districts(place, followers),
        same_code=_same_code(place),
        is_cut=is_cut(code),
    )


def _share(unit: str, into: str, declared: Declared) -> DeclaredShare | None:
    shares = declared.get(unit, {})
    return shares.get(into) if is_cut(unit) and is_complete(unit, shares) else None


def _place(code: str) -> Place:
    """A unit as the map of its own edition shows it: with its name alone."""
    return places_of(edition_of(code)).by_code[code]


def _districts(place: Place, followers: Sequence[Follower]) -> tuple[Place, ...]:
    if place.edition == editions()[0].code or place.level != "commune":
        return ()
    old = places_of(editions()[0].code)
    found = (old.ancestors(one.place)[1] for one in followers)
    return _once(one for one in found if one)


def _same_code(place: Place) -> Place | None:
    pair = reused_codes().get(place.official_code, ())
    return next((_place(code) for code in pair if code != place.code), None) if place.code in pair else None


def _once(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(places))


def whole_of(place: Place) -> list[Place]:
    """The largest units of the other edition that lie in a unit: what a province of today is made of."""
    other = other_edition(place.edition)
    return [places_of(other).by_code[part.unit] for part in cover(place.code, other) if part.is_whole]


def units_meant(text: str) -> list[Place]:
    """The units of every edition that a text may mean, each as its own map shows it: a code, or a name with or without
    its kind, with or without the units above it behind commas, «(cũ)» or «(mới)» behind it. Never a guess.
    """
    meant = (_meant(named, edition) for named, edition in readings(clean(text)))
    return next((found for found in meant if found), [])


def _meant(text: str, edition: str) -> list[Place]:
    if found := _of_edition(of_code(text), edition):
        return found
    name, *above = (part.strip() for part in text.split(","))
    for alone, said in readings(name):
        known = _of_edition([*of_code(alone), *_by_name(alone)], edition or said)
        if found := [place for place in known if all(_lies_below(place, one) for one in above)]:
            return found
    return []


def _of_edition(places: Iterable[Place], edition: str) -> list[Place]:
    return [place for place in places if edition in ("", place.edition)]


def _by_name(text: str) -> list[Place]:
    """Those of exactly that name in an edition, else all there that may be meant by it."""
    found = list[Place]()
    for edition in editions():
        matches = [places_of(edition.code).find(text, level) for level in LEVELS]
        exact = [place for match in matches if match.exact for place in match.places]
        found += exact or [place for match in matches for place in match.places]
    return found


def _lies_below(place: Place, name: str) -> bool:
    above = {one.code for one in above_of(place)}
    places = places_of(place.edition)
    return any(found.code in above for level in LEVELS for found in places.find(name, level).places)


def near_names(text: str) -> list[str]:
    """Names to suggest for a text that means no unit; never taken for what was meant."""
    name, _ = without_kind(readings(clean(text))[-1][0].partition(",")[0])
    near = [found for one in editions() for level in LEVELS for found in places_of(one.code).nearest(name, level)]
    return list(dict.fromkeys(near))[:_MOST_NEAR]
