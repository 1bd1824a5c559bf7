"""One administrative unit, as a map shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.reference import EDITION, unit_maps
from core.text import slug

FORMER, LATER = " (cũ)", " (mới)"
_COLUMNS = ("edition", "code", "parent", "level", "kind", "children_listed")


@dataclass(frozen=True)
class Place:
    """One administrative unit of an edition. `level` is province, district or commune; `kind` is Huyện, Xã …

    `code` is the unit's key in all that is kept: of editions after the first with the edition in front. `seen_in` is
    the map it was taken from (data/unit_maps.csv), and `parent` the unit above it there. It stays the same unit in
    whichever map.

    `name` is what a list of its siblings calls it, each another: «Thành phố Cao Lãnh» beside «Huyện Cao Lãnh». Where
    the unit is of another edition than the map, a `mark` says so: «Đăk Hà (cũ)».
    """

    edition: str
    code: str
    parent: str | None = field(compare=False)
    level: str = field(compare=False)
    kind: str = field(compare=False)
    name: str = field(compare=False)
    children_listed: bool = field(compare=False)
    seen_in: str = field(default=EDITION, compare=False)
    bare_name: str = field(default="", compare=False)
    mark: str = field(default="", compare=False)

    @classmethod
    def of(cls, map_code: str, row: Mapping[str, Any], mark: str = "") -> "Place":
        """A unit of reference/units, as a map shows it; `mark` tells it from those of the map's own edition."""
        given = {column: row[column] for column in _COLUMNS}
        return cls(**given, name=f"{row['name']}{mark}", seen_in=map_code, bare_name=row["name"], mark=mark)

    @property
    def official_code(self) -> str:
        """As the statistics office writes it; editions give one to different territory."""
        return self.code.rpartition("-")[2]

    @property
    def is_guest(self) -> bool:
        """Whether it is of another edition than the map it is seen in."""
        return unit_maps()[self.seen_in].edition != self.edition

    @property
    def full_name(self) -> str:
        """`huyện Tuy Đức`, as in running text; a name that is only a number carries its kind already: `phường 1`."""
        said = self.name if self._carries_kind else f"{self.kind} {self.name}"
        return f"{said[0].lower()}{said[1:]}"

    @property
    def _carries_kind(self) -> bool:
        return self.name != self.own_name or self.bare_name.removeprefix(f"{self.kind} ").isdigit()

    @property
    def own_name(self) -> str:
        """As it is called where no other unit is near; a file says it so."""
        return f"{self.bare_name}{self.mark}"

    @property
    def slug(self) -> str:
        return slug(self.own_name)
