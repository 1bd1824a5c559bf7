"""Which units the bar on top may offer this reader, and which are their own."""

from core.access.rules import Action, roots
from core.places import Place, Places
from core.reference import edition_of
from core.territory import lies_in
from ui.reader import may_do, reader
from ui.reads import read
from ui.unit_slugs import named


def provinces_seen(known: Places) -> list[Place]:
    """Those of which the reader may see figures, or of a unit of another edition that lies in them."""
    return [place for place in known.provinces if _is_seen(place)]


def _is_seen(place: Place) -> bool:
    """What the reader sees of an old tỉnh they see in the new one around it; its other figures they don't."""
    if may_do(Action.SEE_FIGURES, place.code):
        return True
    others = (code for code in roots(reader(), Action.SEE_FIGURES) if code and edition_of(code) != place.edition)
    return any(lies_in(code, place.code) for code in others)


def outside(known: Places, text: str | None) -> Place | None:
    """The province that a link names and the reader may not see."""
    found = named(known.provinces, text)
    return found if found and not _is_seen(found) else None


def provinces_with_figures_seen(known: Places) -> list[Place]:
    """Those that have any figure of a unit which the reader may see, the one with the most units first."""
    seen = provinces_seen(known)
    found = (known.nearest_shown(code) for code in read("provinces-with-figures"))
    return [place for place in dict.fromkeys(found) if place in seen]


def sees_whole_country(known: Places) -> bool:
    """Whether the reader is offered all provinces side by side.

    Never in the public view: what is kept back there is worked out for each province by itself.
    """
    if reader().is_public:
        return False
    return None in roots(reader(), Action.SEE_FIGURES) or len(provinces_with_figures_seen(known)) > 1


def own_units(known: Places) -> list[str]:
    """The units that the reader's own access was given for, where it is less than the whole country."""
    found = roots(reader(), Action.SEE_FILES)
    return [] if None in found else sorted(code for code in found if code and code in known.by_code)
