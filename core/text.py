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
# What a spreadsheet takes for a formula by its first sign; the wide forms are those of East Asian keyboards.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# A piece of a text that would begin so where a spreadsheet splits at ";", before and after it is guarded.
_PIECE, _GUARDED_PIECE = re.compile(r"(;\s*)(?=[=+\-@＝＋－＠])"), re.compile(r"(;\s*)'(?=[=+\-@＝＋－＠])")
_UNSEEN_STARTS = ("\t", "\r", "\n")
_FIGURE = re.compile(r"[-+]?[\d., ]*%?", re.ASCII)
# Controls that are no white space, marks of direction, joiners and blanks of no width, halves of a character.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# Spellings kept at hand: every cell of every upload passes here, so not all of them.
_REMEMBERED = 20_000


@cache
def _syllables() -> dict[str, str]:
    with (DATA / "aliases" / "syllables.csv").open(encoding="utf-8", newline="") as file:
        return {row["written"]: row["read_as"] for row in csv.DictReader(file)}


def clean(text: str) -> str:
    """NFC, with every run of white space (non-breaking too) as one blank, without signs that nobody sees.

    Those are control characters, which break files and logs, and marks of direction and of no width, which make a text
    look like another one: a cell, a file's name or a person's name holds none.
    """
    return one_line(without_unseen(text))


def without_unseen(text: str) -> str:
    """The signs that a person sees, and the white space between them."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """NFC, with every run of white space as one blank; for text whose letters are still to be repaired.

    The old encodings use for letters what Unicode has for unseen signs (TCVN3's ư is a soft hyphen).
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


class _Plain(dict[int, str]):
    """Letter → letter without marks, worked out once for each letter that occurs."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code).translate(_LOOK_ALIKES))
        self[code] = plain = "".join(char for char in decomposed if not unicodedata.combining(char))
        return plain


_PLAIN = _Plain()


def capitalised(text: str) -> str:
    """As a sentence begins, the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"


def guarded(text: str) -> str:
    """For a cell of a CSV: text that a spreadsheet would run as a formula gets an apostrophe in front.

    Such text begins with = + - @ (or their wide forms, in case a spreadsheet of another language takes them for the
    same), with or without blanks before, or with a tab or line end, which it may drop and look at the rest. Figures
    ("-5", "-1.234,5", "+3,78%") and a lone "-" run nothing and stay as they are, so that numbers stay numbers. A
    quotation mark is no start: the quotes that CSV itself writes never reach the cell, and others make text of it.

    A Vietnamese spreadsheet splits any CSV at ";", also inside a text, so a piece after one is guarded as well.
    Text that has its apostrophe stays too: a file may pass through here any number of times.
    """
    starts = text.startswith(_UNSEEN_STARTS) or text.lstrip().startswith(_FORMULA_STARTS)
    whole = _PIECE.sub(r"\1'", text)
    return f"'{whole}" if starts and not _FIGURE.fullmatch(text) else whole


def unguarded(text: str) -> str:
    """Text as it was before `guarded`, when it comes back in: `unguarded(guarded(text)) == text` for whatever this
    gave once, so that text which was read can be written and read again any number of times.
    """
    whole = _GUARDED_PIECE.sub(r"\1", text) if ";" in text else text
    return whole[1:] if whole[:1] == "'" and whole.startswith(_FORMULA_STARTS, 1) else whole


def without_accents(text: str) -> str:
    return clean(text).translate(_PLAIN).lower()


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
