"""Which rows are the heading and which column is which: one to three rows, merged or not, in the words offices use."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from core.ingest.files.delimited import HEADER_WITHIN_ROWS, unknown_header
from core.ingest.files.table import Merge, RawTable, TableRow
from core.ingest.kinds import Column, Kind, kind_named, kinds, words, words_as_written
from core.ingest.values.cells import money_units
from core.rules.poverty import FLOWS
from core.text import fold, fold_header

_MOST_HEADER_ROWS = 3
# Fewer recognised headings than this is a coincidence, not a file with a column missing.
_ENOUGH_HEADINGS = 3
# Unknown headings that a refusal names.
_HEADINGS_NAMED = 4
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_UNIT_LABEL = re.compile(r"^(?:đvt|đơn vị tính|đơn vị)\s*:?\s*", re.IGNORECASE)
_UNIT_AT_THE_START = re.compile(r"[\s(]*(?P<label>đvt|đơn vị tính|đơn vị)\b\s*:?(?P<unit>[^()]*)")
_UNIT_INSIDE = re.compile(r"\b(?P<label>đvt|đơn vị tính|đơn vị)\s*:(?P<unit>[^()]*)")
_BETWEEN_UNITS = re.compile(r"[,;/]|\bvà\b")


@dataclass(frozen=True)
class Heading:
    """What stands over one column: its own words, and those of the rows above that span it, the outermost first."""

    own: str
    above: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " › ".join(part for part in (*self.above, self.own) if part)


@dataclass(frozen=True)
class Header:
    """The heading rows of a file (`first_line` to `line`), and a heading per column of the file."""

    first_line: int
    line: int
    headings: tuple[Heading, ...]

    @property
    def width(self) -> int:
        return len(self.headings)


def header_score(cells: Sequence[str]) -> int:
    """How many headings of one kind a row of cells holds, at best over the kinds."""
    return max(len(kind.recognised(cells)) for kind in kinds().values())


def find_header(raw: RawTable, kind_name: str | None) -> tuple[Kind, Header]:
    """Raises UnreadableFile when no row can be the heading of a known kind, UnknownName for an unknown kind."""
    choices = [kind_named(kind_name)] if kind_name else list(kinds().values())
    ranked = [(_rank(kind, header), kind, header) for header in _candidates(raw) for kind in choices]
    rank, kind, header = max(ranked, key=lambda found: found[0], default=(None, None, None))
    if rank is None or kind is None or header is None or not rank[1]:
        raise unknown_header()
    if not (kind_name or _good_enough(rank)):
        raise unknown_header(_nearest(kind, header))
    return kind, _with_units_below(raw, header)


def _nearest(kind: Kind, header: Header) -> str:
    said = [heading for heading in header.headings if heading.text]
    known = [heading.text for heading in said if column_of(kind, heading)[0]]
    unknown = [heading.text for heading in said if heading.text not in known][:_HEADINGS_NAMED]
    return (
        f" Dòng {header.line} giống tiêu đề nhất nhưng chỉ có {', '.join(f'«{name}»' for name in known)} là tên cột"
        f" của mẫu «{kind.title}»; không nhận ra {', '.join(f'«{name}»' for name in unknown)}."
    )


_Rank = tuple[bool, int, int, int]


def _rank(kind: Kind, header: Header) -> _Rank:
    """(has all required columns, how many it recognises, fewer rows first, upper rows first)."""
    found = {column.key for heading in header.headings if (column := column_of(kind, heading)[0])}
    return not kind.missing(found), len(found), header.first_line - header.line, -header.first_line


def _good_enough(rank: _Rank) -> bool:
    return rank[0] or rank[1] >= _ENOUGH_HEADINGS


def _candidates(raw: RawTable) -> Iterator[Header]:
    rows = raw.rows[:HEADER_WITHIN_ROWS]
    for start in range(len(rows)):
        for depth in range(1, _MOST_HEADER_ROWS + 1):
            part = rows[start : start + depth]
            if len(part) == depth and not part[0].is_blank and not part[-1].is_blank:
                yield Header(part[0].line, part[-1].line, _headings(part, raw))


def _headings(rows: Sequence[TableRow], raw: RawTable) -> tuple[Heading, ...]:
    width = max(len(row.cells) for row in rows)
    levels = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows]
    merges = [merge for merge in raw.sheet.merges if rows[0].line <= merge.first_line <= rows[-1].line]
    spread = _over_merges(levels, rows, merges) if merges else _over_blanks(levels)
    return tuple(_heading([level[place] for level in spread]) for place in range(width))


def _heading(parts: Sequence[str]) -> Heading:
    """A heading merged downwards has its words in the first row and blanks below."""
    said = [part for place, part in enumerate(parts) if part and part not in parts[:place]]
    return Heading(said[-1], tuple(said[:-1])) if said else Heading("")


def _over_merges(levels: Sequence[Sequence[str]], rows: Sequence[TableRow], merges: Sequence[Merge]) -> list[list[str]]:
    spread = [list(level) for level in levels]
    lines = [row.line for row in rows]
    for merge in merges:
        level = lines.index(merge.first_line) if merge.first_line in lines else None
        if level is not None:
            for place in range(merge.first_place, min(merge.last_place + 1, len(spread[level]))):
                spread[level][place] = levels[level][merge.first_place]
    return spread


def _over_blanks(levels: Sequence[Sequence[str]]) -> list[list[str]]:
    """Without merges known: words over a group reach right over blanks, as long as something stands below."""
    spread = [list(level) for level in levels]
    for number, level in enumerate(spread[:-1]):
        below = levels[number + 1 :]
        for place in range(1, len(level)):
            grouped = all(any(row[at] for row in below) for at in (place - 1, place))
            if not level[place] and grouped:
                level[place] = level[place - 1]
    return spread


def column_of(kind: Kind, heading: Heading) -> tuple[Column | None, Decimal | None]:
    """(the column that a heading names, the unit of money it states as triệu đồng, if it states one).

    Words above that only gather columns ("Trong đó") are left aside; any others belong to the name, so that
    "Hộ DTTS › Hộ nghèo" is never taken for all poor households.
    """
    own = heading.own
    above = [part for part in heading.above if fold(part) not in words("heading_over") and not _says_again(part, own)]
    while above and not fold_header(own):
        own = f"{above.pop()} {own}"
    for name in dict.fromkeys(_joined(above, own)) if above else (own,):
        column, factor = _named(kind, name)
        if column:
            return column, factor
    return _flow(kind, above, own), None


def _says_again(above: str, own: str) -> bool:
    """ "Số hộ" over "Số hộ nghèo" says nothing more."""
    return bool(fold(above)) and f" {above.lower()} " in f" {own.lower()} "


def _flow(kind: Kind, above: Sequence[str], own: str) -> Column | None:
    """ "Giảm trong kỳ" over "Giảm khác" only gathers; over "Số hộ" it would be another figure altogether."""
    column = kind.column_called(own)
    gathered = column and column.key in FLOWS and all(fold(part) in words("heading_over_flows") for part in above)
    return column if gathered else None


def _joined(above: Sequence[str], own: str) -> Iterator[str]:
    """ "Hộ nghèo" over "Đầu kỳ" is "Hộ nghèo đầu kỳ"; over "Số hộ" it is "Số hộ nghèo", the shared word once."""
    outer = " ".join(above)
    yield f"{outer} {own}"
    yield f"{own} {outer}"
    for first, second in ((own, outer), (outer, own)):
        head, *tail = second.split() or [""]
        if tail and first.split()[-1:] and first.split()[-1].lower() == head.lower():
            yield f"{first} {' '.join(tail)}"


def _named(kind: Kind, name: str) -> tuple[Column | None, Decimal | None]:
    column = kind.column_called(name)
    if "(" not in name:
        return column, None
    factor = _money_unit(name)
    if column is None and factor is not None:
        bare = _IN_BRACKETS.sub(" ", name).strip()
        column = kind.column_called(bare) or kind.column_called(f"{bare} (triệu đồng)")
        column = column if column and column.type == "money" else None
    return column, factor


def _money_unit(text: str) -> Decimal | None:
    """The unit in brackets: "Kế hoạch vốn (ĐVT: nghìn đồng)"; None where two brackets differ."""
    units = (_UNIT_LABEL.sub("", inside.strip()).lower() for inside in _IN_BRACKETS.findall(text))
    found = {money_units()[unit] for unit in units if unit in money_units()}
    return found.pop() if len(found) == 1 else None


def _with_units_below(raw: RawTable, header: Header) -> Header:
    """A row of units right under the headings ("nghìn đồng", "hộ", "%") belongs to them."""
    below = next((row for row in raw.rows if row.line > header.line), None)
    units = [cell.strip("() ") for cell in below.cells[: header.width]] if below else []
    if below is None or not any(units) or not all(map(_is_unit_or_nothing, units)):
        return header
    headings = tuple(
        Heading(f"{heading.own} ({unit})", heading.above) if _is_unit(unit) and heading.own else heading
        for heading, unit in zip_longest(header.headings, units, fillvalue="")
        if isinstance(heading, Heading)
    )
    return Header(header.first_line, below.line, headings)


def _is_unit(text: str) -> bool:
    counted = ("household_suffix", "point_suffix", "not_households")
    return text.lower() in money_units() or any(text.lower() in words_as_written(group) for group in counted)


def _is_unit_or_nothing(text: str) -> bool:
    """A column of remarks that we gave back stands in this row too."""
    return not text or _is_unit(text) or fold(text).endswith(tuple(map(fold, words_as_written("reading_only"))))


def declared_unit(cells: Sequence[str]) -> str | None:
    """The unit that a title row states for the whole table: "ĐVT: đồng", "BIỂU 2 (đơn vị tính: hộ)".

    It may stand in the next cell. After "Đơn vị" alone an office is named more often than a unit.
    """
    for place, cell in enumerate(cells):
        stated = cell.lower()
        if match := _UNIT_AT_THE_START.match(stated) or _UNIT_INSIDE.search(stated):
            unit = match["unit"].strip(" .,;:)") or next(filter(None, cells[place + 1 :]), "").lower().strip(" .,;:()")
            if unit and (match["label"] != "đơn vị" or all(map(_is_unit, units_in(unit)))):
                return unit
    return None


def units_in(stated: str) -> list[str]:
    """ "triệu đồng, %" states two units, "1.000 đồng" one."""
    return [unit for part in _BETWEEN_UNITS.split(stated) if (unit := part.strip())]
