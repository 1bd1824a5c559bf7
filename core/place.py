"""One administrative unit, as a map shows it."""

from dataclasses import dataclass, field

from core.reference import EDITION, unit_maps
from core.text import slug

FORMER, LATER = " (cũ)", " (mới)"


@dataclass(frozen=True)
class Place:
    """One administrative unit of an edition. `level` is province, district or commune; `kind` is Huyện, Xã …

    `code` is the unit's key in all that is kept: of editions after the first with the edition in front. `seen_in` is
    the map it was taken from (data/unit_maps.csv), and `parent` the unit above it there. It stays the same unit in
    whichever map. Where it is of another edition than the map, its name says so: «Đăk Hà (cũ)».
    """

    edition: str
    code: str
    parent: str | None = field(compare=False)
    level: str = field(compare=False)
    kind: str = field(compare=False)
    name: str = field(compare=False)
    children_listed: bool = field(compare=False)
    seen_in: str = field(default=EDITION, compare=False)

    @property
    def official_code(self) -> str:
        """As the statistics office writes it; editions give one to different territory."""
        return self.code.rpartition("-")[2]

    @property
    def bare_name(self) -> str:
        """The name without what says that it is of another edition."""
        return self.name.removesuffix(FORMER).removesuffix(LATER)

    @property
    def is_guest(self) -> bool:
        """Whether it is of another edition than the map it is seen in."""
        return unit_maps()[self.seen_in].edition != self.edition

    @property
    def full_name(self) -> str:
        """`huyện Tuy Đức`, as in running text; a name that is only a number carries its kind already: `phường 1`."""
        if self.name.startswith(f"{self.kind} ") and self.name.removeprefix(f"{self.kind} ").isdigit():
            return f"{self.name[0].lower()}{self.name[1:]}"
        return f"{self.kind[0].lower()}{self.kind[1:]} {self.name}"

    @property
    def slug(self) -> str:
        return slug(self.name)
