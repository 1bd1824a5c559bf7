"""The kinds of file and their columns: data (data/kinds.csv, data/columns.csv), read once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core.errors import UnknownName
from core.reference import rows_of
from core.settings import DATA
from core.text import fold, fold_header

# A heading that names the other unit is another column: "Hộ nghèo (%)" holds no households.
_OTHER_UNIT = {
    "count": re.compile("%"),
    "points": re.compile(r"\(\s*hộ\s*\)", re.IGNORECASE),
    "percent": re.compile(r"\(\s*hộ\s*\)", re.IGNORECASE),
}


# "Tổng huyện Tuy Đức"; the kind of unit has to follow, for communes are called Tổng Cọt and Tông Lạnh.
_TOTAL_OF = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng|toàn)\s+(?:toàn\s+)?(?:tỉnh|huyện|thành phố|thị xã|xã)\b"
    r"|(?:tổng cộng|tổng số|tổng|cộng)\s*(?:dồn|chung|\([^()]*\))\s*:?$"
)


@dataclass(frozen=True)
class Column:
    """One column of a kind: its key in exports, its heading in the template, its type and how it may be called."""

    key: str
    header: str
    type: str
    required: bool
    aliases: tuple[str, ...]
    rule: str
    example: str


@dataclass(frozen=True)
class Kind:
    """A kind of file. `grain` says what one row is; `group` where people look for it: results, or plans and lists."""

    name: str
    title: str
    grain: str
    group: str
    columns: tuple[Column, ...]

    @property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    def column_called(self, heading: str) -> Column | None:
        column = _headings(self.name).get(fold_header(heading))
        other_unit = _OTHER_UNIT.get(column.type) if column else None
        return None if other_unit and other_unit.search(heading) else column

    def recognised(self, cells: Sequence[str]) -> set[str]:
        """The keys of the columns that these cells are headings of."""
        return {column.key for cell in cells if (column := self.column_called(cell))}

    def missing(self, keys: set[str]) -> list[Column]:
        return [column for column in self.columns if column.required and column.key not in keys]


@cache
def kinds() -> dict[str, Kind]:
    columns = rows_of(DATA / "columns.csv")
    return {
        row["kind"]: Kind(
            name=row["kind"],
            title=row["title"],
            grain=row["grain"],
            group=row["group"],
            columns=tuple(_column(column) for column in columns if column["kind"] == row["kind"]),
        )
        for row in rows_of(DATA / "kinds.csv")
    }


def kind_named(name: str) -> Kind:
    """Raises UnknownName with the choices."""
    if name not in kinds():
        raise UnknownName(f"Không có loại số liệu «{name}». Các loại: {', '.join(kinds())}.")
    return kinds()[name]


def _column(row: dict[str, str]) -> Column:
    return Column(
        key=row["key"],
        header=row["header"],
        type=row["type"],
        required=row["required"] == "yes",
        aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
        rule=row["rule"],
        example=row["example"],
    )


@cache
def _headings(kind: str) -> dict[str, Column]:
    return {
        fold_header(name): column
        for column in kinds()[kind].columns
        for name in (column.key, column.header, *column.aliases)
    }


@cache
def words(group: str) -> dict[str, str]:
    """Words people write in cells (folded) → what they mean; data/words.csv."""
    return {fold(row["word"]): row["meaning"] for row in rows_of(DATA / "words.csv") if row["group"] == group}


@cache
def words_to_meanings(group: str) -> dict[str, str]:
    """The same with the words as they are written."""
    return {row["word"]: row["meaning"] for row in rows_of(DATA / "words.csv") if row["group"] == group}


@cache
def words_as_written(group: str) -> tuple[str, ...]:
    return tuple(row["word"] for row in rows_of(DATA / "words.csv") if row["group"] == group)


def is_missing(cell: str) -> bool:
    """Blank, "-" or "x" is a missing figure, never zero."""
    return not cell or cell.lower() in words_as_written("missing")


def is_total(cell: str) -> bool:
    """True for the name of a total row: "Toàn tỉnh", "Tổng cộng", "Cộng huyện Tuy Đức" …"""
    if not any(map(str.isalpha, cell)):
        return False
    return fold(cell) in words("total") or _TOTAL_OF.match(cell.lower()) is not None
