"""Where somebody may do something, as lists short enough for a statement: whole provinces, and single units."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.places import places_of
from core.reference import editions
from core.territory import within

# The editions whose units are known: rows of any other one are nobody's.
KNOWN_EDITIONS = tuple(edition.code for edition in editions())


@dataclass(frozen=True)
class Within:
    """Everywhere, or all of these provinces and these smaller units (`units` has those below them too).

    Of every edition: what lies in a province or a unit of one map is there under its own code of the other.
    """

    everywhere: bool = False
    provinces: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[bool, int, int]:
        """None, one or several of each: the text of a statement depends on no more."""
        return self.everywhere, min(len(self.provinces), 2), min(len(self.units), 2)


def reach_of(roots: Iterable[str | None]) -> Within:
    """All that lies in these units, None among them: everywhere (core.access.rules.roots)."""
    found = set(roots)
    if None in found:
        return Within(everywhere=True)
    reached = frozenset[str]().union(*(within(code) for code in found if code is not None))
    maps = [places_of(edition) for edition in KNOWN_EDITIONS]
    below = {one.code: known.codes_below(one.code) for known in maps for one in known.provinces if one.code in reached}
    return Within(False, tuple(sorted(below)), tuple(sorted(reached.difference(*below.values()))))
