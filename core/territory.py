"""What of one edition of the map lies where in another: every unit is the set of its pieces.

A piece is what one old unit and one new one have in common (data/crosswalk_2024_2025.csv); the units right above are
the pieces of those below them. So a unit of any edition lies in another when its pieces do, and nobody has to ask which
edition either is of.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from core.reference import editions, rows_of
from core.settings import DATA

Pieces = frozenset[int]


@dataclass(frozen=True)
class Part:
    """What a unit takes of another edition's unit: all of it, or only these pieces (`cut`)."""

    unit: str
    pieces: Pieces
    is_whole: bool


class _Territory:
    def __init__(self) -> None:
        self.edition: dict[str, str] = {}
        self.parent: dict[str, str | None] = {}
        self.children: dict[str, list[str]] = defaultdict(list)
        self.roots: dict[str, list[str]] = defaultdict(list)
        for edition in editions():
            for unit in rows_of(edition.path):
                parent = edition.code_prefix + unit["parent"] if unit["parent"] else None
                self._add(edition.code, edition.code_prefix + unit["code"], parent)
        self.leaves: list[dict[str, str]] = []
        self.own: dict[str, set[int]] = defaultdict(set)
        self._cut()
        self.found: dict[str, Pieces] = {}

    def _add(self, edition: str, code: str, parent: str | None) -> None:
        self.edition[code], self.parent[code] = edition, parent
        (self.children[parent] if parent else self.roots[edition]).append(code)

    def _cut(self) -> None:
        """Number the pieces; `leaves[piece]` are the smallest units that have it, by edition."""
        (old, new) = editions()
        for number, row in enumerate(rows_of(DATA / "crosswalk_2024_2025.csv")):
            pair = {old.code: old.code_prefix + row["old"], new.code: new.code_prefix + row["new"]}
            self.leaves.append(pair)
            for code in pair.values():
                self.own[code].add(number)

    def pieces(self, code: str) -> Pieces:
        if code not in self.found:
            below = (self.pieces(child) for child in self.children.get(code, ()))
            self.found[code] = frozenset(self.own.get(code, ())).union(*below)
        return self.found[code]


@cache
def _territory() -> _Territory:
    return _Territory()


def pieces_of(code: str) -> Pieces:
    """The pieces of a unit of any edition; none for an unknown one."""
    return _territory().pieces(code)


def leaf_of(piece: int, edition: str) -> str:
    """The smallest unit of an edition that has a piece."""
    return _territory().leaves[piece][edition]


def units_below(code: str) -> list[str]:
    """The units right below one in its own edition."""
    return _territory().children.get(code, [])


def units_of(edition: str) -> list[str]:
    """Every unit of an edition."""
    return [code for code, of in _territory().edition.items() if of == edition]


def lies_in(code: str, within: str) -> bool:
    """Whether all of a unit lies in another one, of whichever editions."""
    own = pieces_of(code)
    return bool(own) and own <= pieces_of(within)


@cache
def leaves_touching(code: str, edition: str) -> tuple[str, ...]:
    """The smallest units of an edition that have a piece of a unit, in the order of their codes."""
    return tuple(sorted({leaf_of(piece, edition) for piece in pieces_of(code)}))


@cache
def cover(code: str, edition: str) -> tuple[Part, ...]:
    """What a unit is made of in another edition: the largest units that lie in it, and what it takes of cut ones."""
    wanted = pieces_of(code)
    return tuple(_covering(wanted, _territory().roots[edition]))


def _covering(wanted: Pieces, among: Iterable[str]) -> list[Part]:
    found: list[Part] = []
    for code in among:
        shared = wanted & pieces_of(code)
        if not shared:
            continue
        if shared == pieces_of(code):
            found.append(Part(code, shared, is_whole=True))
        elif below := _territory().children.get(code):
            found += _covering(wanted, below)
        else:
            found.append(Part(code, shared, is_whole=False))
    return found


@cache
def within(code: str) -> frozenset[str]:
    """The units of all editions that lie in a unit, itself too; what carries a figure of its territory and no more."""
    wholes = {part.unit for edition in editions() for part in cover(code, edition.code) if part.is_whole}
    return frozenset({code}).union(*(_with_below(unit) for unit in wholes))


def _with_below(code: str) -> set[str]:
    return {code}.union(*(_with_below(child) for child in _territory().children.get(code, ())))


@cache
def cut_by(code: str) -> tuple[str, ...]:
    """The smallest units of all editions that lie only partly in a unit, and do not hold it whole."""
    parts = (part for edition in editions() for part in cover(code, edition.code) if not part.is_whole)
    return tuple(sorted(part.unit for part in parts if not part.pieces >= pieces_of(code)))


@dataclass(frozen=True)
class Became:
    """What became of a unit, or what it came of: the other edition's smallest units that have a piece of it.

    `is_whole`: all of the unit lies in that one; `takes_all`: all of that one lies in the unit.
    """

    unit: str
    is_whole: bool
    takes_all: bool


@cache
def became(code: str, edition: str) -> tuple[Became, ...]:
    own = pieces_of(code)
    return tuple(
        Became(leaf, own <= pieces_of(leaf), pieces_of(leaf) <= own) for leaf in leaves_touching(code, edition)
    )


@cache
def reused_codes() -> Mapping[str, tuple[str, str]]:
    """Official codes that two editions give to different territory: code → (old unit, new unit)."""
    old, new = editions()
    pairs = (
        (code.removeprefix(new.code_prefix), code)
        for code, edition in _territory().edition.items()
        if edition == new.code
    )
    return {
        code: (code, unit)
        for code, unit in pairs
        if _territory().edition.get(code) == old.code and pieces_of(code) != pieces_of(unit)
    }
