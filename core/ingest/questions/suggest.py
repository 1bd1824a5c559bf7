"""The smallest single change that would make a figure what it should be: a slip of the keyboard, put in words.

Only ever a suggestion: nothing here changes a figure.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from core import formats
from core.ingest.kinds import Kind


class Candidate(NamedTuple):
    """A figure that may be wrong: its column key, what the file says and what it would have to be (households)."""

    key: str
    written: int
    meant: int


def _swapped_neighbours(written: str, meant: str) -> bool:
    """213 for 231."""
    apart = _apart(written, meant)
    return len(apart) == 2 and apart[1] == apart[0] + 1 and _swapped(written, meant)


def _swapped(written: str, meant: str) -> bool:
    """321 for 123."""
    apart = _apart(written, meant)
    if len(apart) != 2:
        return False
    first, second = apart
    return written[first] == meant[second] and written[second] == meant[first]


def _one_digit(written: str, meant: str) -> bool:
    """2.444 for 2.424; of a number of one or two digits it says nothing."""
    return len(written) >= 3 and len(_apart(written, meant)) == 1


def _apart(written: str, meant: str) -> list[int]:
    """The places where two numbers of one length differ; none for two lengths."""
    if len(written) != len(meant):
        return []
    return [place for place, (one, other) in enumerate(zip(written, meant, strict=True)) if one != other]


def _lost(written: str, meant: str) -> bool:
    """313 for 3.131; of a single digit only a lost zero is told."""
    if len(meant) != len(written) + 1 or (len(written) == 1 and meant != f"{written}0"):
        return False
    return written in without_a_digit(meant)


def _extra(written: str, meant: str) -> bool:
    return _lost(meant, written)


def _thousands(written: str, meant: str) -> bool:
    """2 for 2.000, and the other way round."""
    return written != "0" and (meant == f"{written}000" or written == f"{meant}000")


# From what explains most by least to what explains almost anything.
_SLIPS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("đảo hai chữ số liền nhau", _swapped_neighbours),
    ("đổi chỗ hai chữ số", _swapped),
    ("thiếu một chữ số", _lost),
    ("thừa một chữ số", _extra),
    ("sai dấu phân cách nghìn", _thousands),
    ("sai một chữ số", _one_digit),
)


def without_a_digit(number: str) -> set[str]:
    """`2444` → `444`, `244`: what is left when any one digit is lost."""
    return {number[:place] + number[place + 1 :] for place in range(len(number))}


def slip(written: int, meant: int) -> tuple[int, str] | None:
    """(how small, in words) the single change from what was meant to what was written; None for anything larger."""
    if meant < 0 or written == meant:
        return None
    one, other = str(written), str(meant)
    return next(((rank, words) for rank, (words, made) in enumerate(_SLIPS) if made(one, other)), None)


def suggestions(kind: Kind, candidates: Iterable[Candidate]) -> list[str]:
    """At most two candidates in words, the smallest change first: `«Tái nghèo» 31 viết nhầm của 13 (đảo …)`."""
    slips = [(found, candidate) for candidate in candidates if (found := slip(candidate.written, candidate.meant))]
    slips.sort(key=lambda one: one[0][0])
    return [
        f"«{kind.by_key[key].header}» {formats.count(written)} viết nhầm của {formats.count(meant)} ({words})"
        for (_, words), (key, written, meant) in slips[:2]
    ]


def looks_like_an_extra_digit(value: int, before: int) -> bool:
    """True where one digit less makes it at most a tenth above, or a quarter below, what it follows."""
    return any(75 * before <= 100 * int(left or 0) <= 110 * before for left in without_a_digit(str(value)))


def looks_like_a_lost_digit(value: int, before: int) -> bool:
    """True where one digit more makes it what it follows, give or take 2%; up to a quarter less after the first.

    A first digit fits before nearly any figure, the others only where the first one agrees.
    """
    text = str(value)
    for at in range(len(text) + 1):
        for digit in range(10):
            longer = int(f"{text[:at]}{digit}{text[at:]}")
            if (75 if at else 98) * before <= 100 * longer <= 102 * before:
                return True
    return False
