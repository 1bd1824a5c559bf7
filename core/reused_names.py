"""Official codes and names that were one territory's and are another's since the map changed."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from core.place import Place
from core.places import places_of
from core.reference import edition_of, editions
from core.territory import leaves_touching, lies_in, pieces_of, reused_codes
from core.text import fold


@dataclass(frozen=True)
class Reused:
    """`said` is the code or the name that both units have; `by_code` tells which."""

    said: str
    by_code: bool
    old: Place
    new: Place

    @property
    def new_holds_old(self) -> bool:
        """The new unit is the old one and more."""
        return lies_in(self.old.code, self.new.code)

    @property
    def is_elsewhere(self) -> bool:
        """They have nothing in common."""
        return not pieces_of(self.old.code) & pieces_of(self.new.code)


@cache
def reused() -> tuple[Reused, ...]:
    """By province of today: codes first, then names that two communes of one province have under other codes."""
    found = [*_codes(), *_names()]
    return tuple(sorted(found, key=lambda one: (province_of(one).code, not one.by_code, one.said)))


def province_of(one: Reused) -> Place:
    return places_of(one.new.edition).province_of(one.new)


def _codes() -> Iterator[Reused]:
    for code, (old, new) in reused_codes().items():
        yield Reused(code, True, _place(old), _place(new))


def _place(code: str) -> Place:
    return places_of(edition_of(code)).by_code[code]


def _names() -> Iterator[Reused]:
    """Of a name that an old commune of what is the province today had, other than under the same code."""
    first, last = editions()[0].code, editions()[-1].code
    now = places_of(last)
    former: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for old in places_of(first).by_code.values():
        if old.level == "commune":
            province = now.province_of(now.by_code[leaves_touching(old.code, last)[0]])
            former[province.code, fold(old.full_name)].append(old)
    for new in now.by_code.values():
        if new.level == "commune":
            for old in former[now.province_of(new).code, fold(new.full_name)]:
                if old.official_code != new.official_code and pieces_of(old.code) != pieces_of(new.code):
                    yield Reused(new.full_name, False, old, new)
