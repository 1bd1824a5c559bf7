"""How wide text is in Times New Roman, nearly: for rules below heads, column widths and sizes of type in tables."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Parts of the size of type. Marks on letters take no room, but for the horn of ư and ơ.
_PARTS = {
    **dict.fromkeys(".,;:'’| \u00a0", 0.25),
    **dict.fromkeys("ijlt()[]/-fI", 0.31),
    **dict.fromkeys("rs", 0.37),
    **dict.fromkeys("acevyz", 0.46),
    **dict.fromkeys("=+−×÷<>", 0.56),
    **dict.fromkeys("mwMW%", 0.82),
    "—": 1.0,
}
_DIGIT, _SMALL, _LARGE = 0.5, 0.5, 0.68
_HORN, _HORNED = "\u031b", 0.65
_BOLD, _BOLD_WORD = 1.04, 1.06  # small letters, of which words are, gain more than large ones and signs
POINT, MILLIMETRE = 20, 1440 / 25.4  # in twentieths of a point, the unit of Word's files


def text_width(text: str, size: float, bold: bool = False) -> int:
    """In twentieths of a point."""
    parts = sum(_part(letter) for letter in text)
    return round(parts * size * POINT * (_BOLD if bold else 1))


@lru_cache(maxsize=1000)
def _part(letter: str) -> float:
    plain = unicodedata.normalize("NFD", letter)
    base = plain[0]
    if _HORN in plain:
        return _HORNED if base.islower() else _LARGE + _HORNED - _SMALL
    if base in _PARTS:
        return _PARTS[base]
    if base.isdigit():
        return _DIGIT
    return _LARGE if base.isupper() else _SMALL


def longest_word(texts: Sequence[str], size: float, bold: bool = False) -> int:
    """The width of the widest piece that should not be broken."""
    widest = max((text_width(word, size, bold) for text in texts for word in text.split()), default=0)
    return round(widest * _BOLD_WORD) if bold else widest


def shared_widths(wished: Sequence[float], needed: Sequence[int], whole: int) -> list[int]:
    """Widths as wished that fill the whole, none below what its column needs; all narrower where that cannot be."""
    if sum(needed) >= whole:
        return _filled([whole * need / sum(needed) for need in needed], whole)
    fixed: set[int] = set()
    while True:
        left = whole - sum(needed[place] for place in fixed)
        free = sum(wish for place, wish in enumerate(wished) if place not in fixed)
        widths = [needed[i] if i in fixed else left * wish / free for i, wish in enumerate(wished)]
        tight = {place for place, width in enumerate(widths) if place not in fixed and width < needed[place]}
        if not tight:
            return _filled(widths, whole)
        fixed |= tight


def _filled(widths: Sequence[float], whole: int) -> list[int]:
    """Whole numbers, the last of which takes what rounding left."""
    rounded = [int(width) for width in widths]
    rounded[-1] += whole - sum(rounded)
    return rounded
