"""Vietnamese text: one spelling to compare by, one slug to link by, one order to sort by."""

import csv
import re
import unicodedata
from functools import cache, lru_cache

from core.settings import DATA

# Ð (U+00D0, Icelandic eth) is typed for Đ (U+0110) by some keyboards; neither decomposes.
_LOOK_ALIKES = str.maketrans({"Ð": "D", "ð": "d", "Đ": "D", "đ": "d", "ı": "i"})
# What a heading may carry beside its words: a column number "(1)" (not a year "(2023)"), a unit, a star.
_HEADER_EXTRAS = re.compile(r"\(\s*(?:\d{1,2}|hộ|%)\s*\)|\*", re.IGNORECASE)
_VILLAGE_WORDS = re.compile(r"^(?:thôn|làng|bon|buôn|bản|tổ dân phố)\s+", re.IGNORECASE)
# Spellings kept at hand: every cell of every upload passes here, so not all of them.
_REMEMBERED = 20_000


@cache
def _syllables() -> dict[str, str]:
    with (DATA / "aliases" / "syllables.csv").open(encoding="utf-8", newline="") as file:
        return {row["written"]: row["read_as"] for row in csv.DictReader(file)}


def clean(text: str) -> str:
    """NFC, with every run of white space (non-breaking too) as one blank."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", clean(text).translate(_LOOK_ALIKES))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).lower()


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Letters and digits only, no accents: `Đăk R’Lấp` and `Đắc Rlấp` fold alike.

    Safe to compare by inside one district; across provinces it has collisions (domain.md section 5).
    """
    words = re.sub(r"[^0-9a-z\s/&-]", "", without_accents(text)).replace("-", " ").replace("/", " ").split()
    return "".join(_syllables().get(word, word) for word in words)


def fold_village(name: str) -> str:
    """`Thôn Vi Ô Lắc` and `Vi Ô Lắc` fold alike."""
    return fold(_VILLAGE_WORDS.sub("", clean(name)))


@lru_cache(maxsize=_REMEMBERED)
def fold_header(text: str) -> str:
    """A heading without case, accents, blanks, line breaks, numbering such as "(1)" or the units "(hộ)", "(%)"."""
    return re.sub(r"[^0-9a-z]", "", without_accents(_HEADER_EXTRAS.sub(" ", clean(text))))


def slug(text: str) -> str:
    """`Đắk R'Lấp` → `dak-rlap`, for links."""
    return re.sub(r"[^0-9a-z]+", "-", re.sub(r"['’‘`]", "", without_accents(text))).strip("-")


_ORDER = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}


def sort_key(text: str) -> tuple[tuple[int, int], ...]:
    """Vietnamese alphabetical order: Ă and Đ after A and D, not after Z; tones break ties."""
    keys = []
    for char in unicodedata.normalize("NFC", text.lower()):
        parts = unicodedata.normalize("NFD", char)
        tones = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        keys.append((_ORDER.get(letter, -1 if letter == " " else 100 + ord(letter[0])), len(tones) and ord(tones[0])))
    return tuple(keys)
