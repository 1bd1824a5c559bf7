"""Which administrative unit each row is about: province first, then inside it, never across."""

from collections import Counter
from collections.abc import Sequence

from core.ingest.issues import Issue, Severity
from core.ingest.kinds import is_missing
from core.ingest.table import TableRow
from core.ingest.understand import UnderstoodTable
from core.places import Place, Places

_LEVEL_WORDS = {"province": "tỉnh", "district": "huyện, thành phố", "commune": "xã, phường, thị trấn"}


# Choices that a message names; the others are counted.
_CHOICES_SHOWN = 6


def _listed(choices: Sequence[str]) -> str:
    more = len(choices) - _CHOICES_SHOWN
    return ", ".join(choices[:_CHOICES_SHOWN]) + (f" … và {more} nơi khác" if more > 0 else "")


class _Locator:
    def __init__(self, table: UnderstoodTable, places: Places) -> None:
        self.table, self.places = table, places
        self.issues: list[Issue] = []
        self._noted: set[tuple[str, str]] = set()
        self._several_reported = False
        self.default_provinces = self._provinces_of_the_file()

    def text(self, row: TableRow, level: str) -> str:
        cell = self.table.cell(row, level)
        return "" if is_missing(cell) else cell

    def _provinces_of_the_file(self) -> list[Place]:
        """Provinces that rows without a Tỉnh may belong to: those that have a unit of every name such rows give."""
        possible = Counter[str]()
        hosts = list(filter(None, self._hosts_by_name().values()))
        for codes in hosts:
            possible.update(codes)
        return [self.places.by_code[code] for code, count in possible.items() if count == len(hosts)]

    def _hosts_by_name(self) -> dict[tuple[str, str], set[str]]:
        """The provinces that have a unit of a name, by its level and name: huyện, or xã where a row has no huyện."""
        rows = [row for row in self.table.rows if not self.text(row, "province")]
        highest = ((row, "district" if self.text(row, "district") else "commune") for row in rows)
        names = {(level, self.text(row, level)) for row, level in highest} - {("commune", "")}
        return {
            (level, name): {self.places.province_of(place).code for place in self.places.find(name, level).places}
            for level, name in names
        }

    def locate(self, row: TableRow) -> Place | None:
        province, district, commune = (self.text(row, level) for level in ("province", "district", "commune"))
        if missing := self._missing_level(province, district, commune):
            self._fail(row, missing, "missing_value", f"Thiếu tên {_LEVEL_WORDS[missing]}.", "Hãy điền tên.")
            return None
        provinces = self._pick(row, province, "province", None) if province else self._only_province(row)
        if not provinces or not (district or commune):
            return provinces[0] if provinces else None
        if not district:
            return self._first(self._pick(row, commune, "commune", self._districts_of(provinces)))
        districts = self._pick(row, district, "district", provinces)
        return self._first(self._pick(row, commune, "commune", districts) if commune and districts else districts)

    def _missing_level(self, province: str, district: str, commune: str) -> str | None:
        """The level that has to be named and is not; a province's own row has no huyện, a budget row may have none."""
        columns = self.table.kind.by_key
        if columns["commune"].required and not commune:
            return "commune"
        if not district and (columns["district"].required or not commune) and (commune or not province):
            return "district"
        return None

    def _districts_of(self, provinces: Sequence[Place]) -> list[Place]:
        return [district for province in provinces for district in self.places.children(province)]

    @staticmethod
    def _first(found: Sequence[Place]) -> Place | None:
        return found[0] if found else None

    def _only_province(self, row: TableRow) -> list[Place]:
        """The one province of the rows without a Tỉnh; several are an error of the file, said once."""
        if len(self.default_provinces) == 1:
            return self.default_provinces
        level = "district" if self.text(row, "district") else "commune"
        if not self.places.find(self.text(row, level), level).places:
            return self.places.provinces  # the name is the problem, and says so
        if not self._several_reported:
            self._several_reported = True
            hosts = {code for codes in self._hosts_by_name().values() for code in codes}
            names = _listed(sorted(self.places.by_code[code].name for code in hosts))
            self._fail(
                row,
                level,
                "several_provinces",
                f"Tệp không có cột «Tỉnh» mà các đơn vị thuộc, hoặc có thể thuộc, nhiều tỉnh: {names}.",
                "Hãy thêm cột «Tỉnh», hoặc tách tệp theo tỉnh.",
            )
        return []

    def _pick(self, row: TableRow, name: str, level: str, within: Sequence[Place] | None) -> list[Place]:
        match = self.places.find(name, level, within)
        if len(match.places) == 1:
            self._note_reading(row, name, level, match.places[0], match.exact)
            return [match.places[0]]
        where = f" trong {within[0].full_name}" if within and len(within) == 1 else ""
        if not match.places:
            self._unknown(row, name, level, within, where)
        else:
            self._ambiguous(row, name, level, match.places, where)
        return []

    def _ambiguous(self, row: TableRow, name: str, level: str, found: Sequence[Place], where: str) -> None:
        """Names the choices with what tells them apart: their kind and spelling, or the unit above them."""
        if len({place.parent for place in found}) == 1:
            choices = [f"{place.kind} {place.name}" for place in found]
            remedy = f"Hãy ghi đúng dấu và cả loại đơn vị ({_LEVEL_WORDS[level]})."
        else:
            above = {place.code: self.places.by_code[place.parent or ""].full_name for place in found}
            choices = [f"{place.kind} {place.name} ({above[place.code]})" for place in found]
            remedy = "Hãy điền thêm cột «Huyện, thành phố»."
        self._fail(row, level, "ambiguous_unit", f"«{name}» có thể là nhiều đơn vị{where}: {_listed(choices)}.", remedy)

    def _unknown(self, row: TableRow, name: str, level: str, within: Sequence[Place] | None, where: str) -> None:
        near = self.places.nearest(name, level, within)
        remedy = f"Có phải: {', '.join(near)}? Hãy sửa tên cho đúng." if near else "Hãy sửa tên cho đúng."
        self._fail(row, level, "unknown_unit", f"Không có {_LEVEL_WORDS[level]} «{name}»{where}.", remedy)

    def _note_reading(self, row: TableRow, name: str, level: str, place: Place, exact: bool) -> None:
        if exact or (level, name) in self._noted:
            return
        self._noted.add((level, name))
        self.issues.append(
            Issue(
                Severity.NOTE,
                "name_understood",
                f"«{name}» được hiểu là {place.full_name}.",
                row=row.line,
                column=self.table.kind.by_key[level].header,
                value=name,
            )
        )

    def _fail(self, row: TableRow, level: str, code: str, reason: str, remedy: str) -> None:
        column = self.table.kind.by_key[level].header
        value = self.text(row, level) or None
        self.issues.append(Issue(Severity.ERROR, code, reason, remedy, row.line, column, value))


def locate(table: UnderstoodTable, places: Places) -> tuple[dict[int, Place | None], list[Issue]]:
    """The unit of every row that has one, by line, and the issues of the others.

    Rows of a kind without units are of none; so are a goal's that names no unit.
    """
    levels = [level for level in _LEVEL_WORDS if level in table.kind.by_key]
    if not levels:
        return {row.line: None for row in table.rows}, []
    locator = _Locator(table, places)
    found: dict[int, Place | None] = {}
    for row in table.rows:
        if table.kind.name == "goal" and not any(locator.text(row, level) for level in levels):
            found[row.line] = None
        elif place := locator.locate(row):
            found[row.line] = place
    return found, locator.issues
