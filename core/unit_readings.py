"""What a text says of a unit beside its name: an official code, a kind, that it is the old or the new one."""

import re
from functools import cache

from core.place import Place
from core.place_names import is_written_kind
from core.places import places_of
from core.reference import edition_of, editions
from core.text import fold

# Of the first edition, of the last one.
_MARKS = r"(cũ|mới)"
_IN_BRACKETS = re.compile(rf"\s*\({_MARKS}\)\s*$", re.IGNORECASE)
_BARE = re.compile(rf"\s+{_MARKS}\s*$")
_CODE = re.compile(r"(?:(?P<kind>.*\S)\s+)?(?P<code>\d[\d-]*)")
_BEFORE_CODES = ("mã", "mã số")


def readings(text: str) -> list[tuple[str, str]]:
    """(name or code, edition that it says) in every way to read a text, the most literal first; "" for no edition.

    Without brackets only a small letter says that it is no part of the name: Chợ Mới; and even so it may be one.
    """
    if said := _IN_BRACKETS.search(text):
        return [_without(text, said)]
    said = _BARE.search(text)
    return [(text, ""), *([_without(text, said)] if said else [])]


def _without(text: str, said: re.Match[str]) -> tuple[str, str]:
    return text[: said.start()], editions()[0 if said[1].lower() == "cũ" else -1].code


def of_code(text: str) -> list[Place]:
    """The units of an official code, as their own maps show them: one of each edition; of a code with its edition in
    front (`2025-23425`), one. Where a kind stands before it, those of that kind.
    """
    said = _CODE.fullmatch(text)
    if said is None:
        return []
    known = places_of(editions()[0].code).by_code
    found = [places_of(edition_of(code)).by_code[code] for code in _keys(said["code"]) if code in known]
    kind = said["kind"] or ""
    return found if not kind or fold(kind) in map(fold, _BEFORE_CODES) else [one for one in found if _is(one, kind)]


def _is(place: Place, kind: str) -> bool:
    return is_written_kind(kind, place.kind, place.level)


def _keys(code: str) -> list[str]:
    edition, _, official = code.rpartition("-")
    return list(dict.fromkeys(one.code_prefix + official for one in editions() if edition in ("", one.code)))


@cache
def _kinds() -> frozenset[str]:
    return frozenset(fold(place.kind) for one in editions() for place in places_of(one.code).by_code.values())


def without_kind(text: str) -> tuple[str, str]:
    """A name without its kind, and the kind where one was written; both folded. Of a kind alone no name is left."""
    words = text.split()
    for count in (2, 1):
        if len(words) >= count and fold(" ".join(words[:count])) in _kinds():
            return fold(" ".join(words[count:])), fold(" ".join(words[:count]))
    return fold(text), ""
