"""Which administrative unit each row is about: province first, then inside it, never across."""

import re
from collections import Counter
from collections.abc import Sequence

from core.ingest.checks.hierarchy import Named, spread, without_number
from core.ingest.checks.row_maps import has_districts, period_said, without_mark
from core.ingest.files.table import FormulaCell, TableRow
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import is_missing
from core.ingest.layout.title import said_above
from core.ingest.layout.understand import UnderstoodTable
from core.places import Place, Places
from core.text import capitalised, fold, without_accents

LEVELS = ("province", "district", "commune")
_LEVEL_WORDS = {"province": "tỉnh", "district": "huyện, thành phố", "commune": "xã, phường, thị trấn"}


# Choices that a message names; the others are counted.
_CHOICES_SHOWN = 6


def _listed(choices: Sequence[str]) -> str:
    more = len(choices) - _CHOICES_SHOWN
    return ", ".join(choices[:_CHOICES_SHOWN]) + (f" … và {more} nơi khác" if more > 0 else "")


_XA, _HUYEN = re.compile(r"(?<!thi )\bxa\b"), re.compile(r"\bhuyen\b|district")

# Where a row's unit could not be found; a row that is of no unit at all has None.
NOWHERE = Place("", "", None, "", "", "", False)
Names = tuple[str, str, str]


def one_column_of_names(table: UnderstoodTable) -> bool:
    """A column that may name units of any level, such as «Đơn vị», and none for xã; one called «Huyện» names huyện."""
    place = table.positions.get("district")
    if place is None or "commune" in table.positions or place >= len(table.header.headings):
        return False
    heading = without_accents(table.header.headings[place].text).lower()
    return bool(_XA.search(heading)) or not _HUYEN.search(heading)


def _name(cell: str) -> str:
    name = without_number(cell)
    return without_mark(name)[0] if type(name) is str else name


def _no_unit(name: str) -> str:
    """For a row that is about no unit at all, but a part of one or a sum."""
    lowered = name.lower()
    if lowered.startswith(("trong đó", "khu vực", "chia ra", "gồm")):
        return "Đây là dòng «trong đó», không phải một đơn vị: hãy bỏ dòng này."
    return "Nếu là dòng tổng, hãy ghi «Tổng cộng»." if lowered.startswith(("cộng", "tổng")) else ""


class Locator:
    """The units of a table's rows on one map; `issues` has those of rows whose unit it does not find.

    `quiet`: only whether there is one; what may be meant where there is none takes long to tell.
    """

    def __init__(self, table: UnderstoodTable, places: Places, quiet: bool = False) -> None:
        self.table, self.places, self.quiet = table, places, quiet
        self.has_districts = has_districts(places)
        self.title_named = False
        self.issues: list[Issue] = []
        self._noted: set[tuple[str, str]] = set()
        self._several_reported = False
        self.hierarchy = spread(table, places)
        self.texts = [
            self._under_its_district(row, texts)
            for row, texts in zip(table.rows, zip(*map(self._level, _LEVEL_WORDS), strict=True), strict=True)
        ]
        self.default_provinces = self._provinces_of_the_file()
        self._hold_to_the_title()
        if self.hierarchy:
            self._say_hierarchy()

    def _hold_to_the_title(self) -> None:
        """The province that the title names has to be among those the rows can be of."""
        said = f" {fold(said_above(self.table.raw, self.table.header))}"
        named = [place for place in self.places.provinces if f"tinh{fold(place.name)}" in said]
        self.title_named = len(named) == 1
        if len(named) != 1 or "province" in self.table.positions or not self.default_provinces:
            return
        if named[0] in self.default_provinces:
            self.default_provinces = named
            return
        header = self.table.header.line
        found = self.default_provinces[0].full_name
        reason = f"Phần trên bảng ghi {named[0].full_name}, các đơn vị trong bảng thuộc {found}."
        remedy = "Hãy sửa tiêu đề hoặc tên các đơn vị cho khớp nhau."
        self.issues.append(Issue(Severity.ERROR, "province_of_title", reason, remedy, header, value=named[0].name))

    def _say_hierarchy(self) -> None:
        header, row = self.table.kind.by_key["district"].header, self.table.header.line
        reason = f"Cột «{header}» có cả huyện và xã: mỗi xã được hiểu là thuộc huyện đứng trên nó."
        self.issues.append(Issue(Severity.NOTE, "hierarchy", reason, row=row, column=header))

    def _level(self, level: str) -> list[str]:
        if level not in self.table.positions:
            return [""] * len(self.table.rows)
        cells = self.table.cells(self.table.rows, level)
        written = {cell: "" if is_missing(cell) else _name(cell) for cell in set(cells)}
        return [written[cell] for cell in cells]

    def _under_its_district(self, row: TableRow, texts: Names) -> Names:
        if not self.has_districts and one_column_of_names(self.table):
            return texts[0], "", texts[1]
        named = self.hierarchy.get(row.line)
        return (texts[0], named.district, named.commune) if named else texts

    def _provinces_of_the_file(self) -> list[Place]:
        """Provinces that rows without a Tỉnh may belong to: those that have a unit of every name such rows give."""
        possible = Counter[str]()
        hosts = list(filter(None, self._hosts_by_name().values()))
        for codes in hosts:
            possible.update(codes)
        return [self.places.by_code[code] for code, count in possible.items() if count == len(hosts)]

    def _hosts_by_name(self) -> dict[tuple[str, str], set[str]]:
        """The provinces that have a unit of a name, by its level and name: huyện, or xã where a row has no huyện."""
        open_ones = {(district, commune) for province, district, commune in set(self.texts) if not province}
        names = {("district", district) if district else ("commune", commune) for district, commune in open_ones}
        return {
            (level, name): {self.places.province_of(place).code for place in self.places.find(name, level).places}
            for level, name in names - {("commune", "")}
        }

    def locate_all(self) -> list[Place | None]:
        """The unit of every row, in order; equal names are looked up once, unless they have a problem to report."""
        found: dict[Names, Place] = {}
        places: list[Place | None] = []
        for row, texts in zip(self.table.rows, self.texts, strict=True):
            place = found.get(texts) or self.locate(row, texts) or NOWHERE
            if place is not NOWHERE or (self.quiet and row.line not in self.hierarchy):
                found[texts] = place
            places.append(place)
        return places

    def locate(self, row: TableRow, texts: Names) -> Place | None:
        province, district, commune = texts
        if row.line in self.hierarchy and self.hierarchy[row.line].both:
            self._either(row, self.hierarchy[row.line])
            return None
        if any(isinstance(text, FormulaCell) for text in texts):
            self._formula(row, texts)
            return None
        if district and not self.has_districts:
            self._no_district(row)
            return None
        if missing := self._missing_level(province, district, commune):
            self._fail(row, missing, "missing_value", f"Thiếu tên {_LEVEL_WORDS[missing]}.", "Hãy điền tên.")
            return None
        provinces = self._pick(row, province, "province", None) if province else self._only_province(row, texts)
        if not provinces or not (district or commune):
            return provinces[0] if provinces else None
        if not district:
            return self._first(self._pick(row, commune, "commune", self._right_above_communes(provinces)))
        districts = self._pick(row, district, "district", provinces)
        return self._first(self._pick(row, commune, "commune", districts) if commune and districts else districts)

    def _missing_level(self, province: str, district: str, commune: str) -> str | None:
        """The level that has to be named and is not; a province's own row has no huyện, a budget row may have none."""
        columns = self.table.kind.by_key
        if columns["commune"].required and not commune:
            return "commune"
        if not self.has_districts:
            return None if commune or province else "commune"
        if not district and (columns["district"].required or not commune) and (commune or not province):
            return "district"
        return None

    def _right_above_communes(self, provinces: Sequence[Place]) -> Sequence[Place]:
        if not self.has_districts:
            return provinces
        return [district for province in provinces for district in self.places.children(province)]

    def _no_district(self, row: TableRow) -> None:
        """Even where the commune lies in that old huyện: names were reused, and a huyện says an old xã is meant."""
        reason = f"Cấp huyện không còn {period_said(self.places.code)}, dòng này có ghi huyện."
        remedy = "Hãy để trống ô này và ghi tên xã mới, hoặc kiểm tra ngày số liệu."
        self._fail(row, "district", "no_district", reason, remedy)

    @staticmethod
    def _first(found: Sequence[Place]) -> Place | None:
        return found[0] if found else None

    def _either(self, row: TableRow, named: Named) -> None:
        choices = _listed([place.full_name for place in named.both])
        reason = f"«{named.commune}» có thể là {choices}."
        self._fail(
            row, "district", "ambiguous_unit", reason, "Hãy ghi cả loại đơn vị trước tên (huyện, xã, phường, thị trấn)."
        )

    def _formula(self, row: TableRow, texts: Names) -> None:
        level = next(level for level, text in zip(_LEVEL_WORDS, texts, strict=True) if isinstance(text, FormulaCell))
        reason = "Ô có công thức mà tệp không lưu kết quả."
        remedy = "Hãy mở tệp bằng Excel rồi lưu lại, hoặc dán giá trị (Paste Special › Values)."
        self._fail(row, level, "formula_without_value", reason, remedy)

    def _only_province(self, row: TableRow, texts: Names) -> list[Place]:
        """The one province of the rows without a Tỉnh; several are an error of the file, said once."""
        if len(self.default_provinces) == 1:
            return self.default_provinces
        level, name = ("district", texts[1]) if texts[1] else ("commune", texts[2])
        if not self.places.find(name, level).places:
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
        if self.quiet:
            return []
        if not match.places:
            self._unknown(row, name, level, within, where)
        else:
            self._ambiguous(row, name, level, match.places, where)
        return []

    def _ambiguous(self, row: TableRow, name: str, level: str, found: Sequence[Place], where: str) -> None:
        """Names the choices with what tells them apart: their kind and spelling, or the unit above them."""
        if len({place.parent for place in found}) == 1:
            choices = [capitalised(place.full_name) for place in found]
            remedy = f"Hãy ghi đúng dấu và cả loại đơn vị ({_LEVEL_WORDS[level]})."
        else:
            above = {place.code: self.places.by_code[place.parent or ""].full_name for place in found}
            choices = [f"{capitalised(place.full_name)} ({above[place.code]})" for place in found]
            above_is = "district" if self.has_districts else "province"
            remedy = f"Hãy điền thêm cột «{self.table.kind.by_key[above_is].header}»."
        self._fail(row, level, "ambiguous_unit", f"«{name}» có thể là nhiều đơn vị{where}: {_listed(choices)}.", remedy)

    def _unknown(self, row: TableRow, name: str, level: str, within: Sequence[Place] | None, where: str) -> None:
        near = self.places.nearest(name, level, within)
        remedy = f"Có phải: {', '.join(near)}? Hãy sửa tên cho đúng." if near else "Hãy sửa tên cho đúng."
        remedy = self._elsewhere(name, level, within) or _no_unit(name) or remedy
        self._fail(row, level, "unknown_unit", f"Không có {_LEVEL_WORDS[level]} «{name}»{where}.", remedy)

    def _elsewhere(self, name: str, level: str, within: Sequence[Place] | None) -> str:
        """Where a xã of that name does stand, in the same province."""
        if level != "commune" or not within:
            return ""
        province = self.places.province_of(within[0])
        found = self.places.find(name, "commune", self.places.children(province)).places
        above = [f"{place.full_name} thuộc {self.places.by_code[place.parent or ''].full_name}" for place in found]
        return f"{_listed(above)}: hãy sửa tên huyện hoặc tên xã." if above else ""

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
        value = self.table.cell(row, level) or None
        self.issues.append(Issue(Severity.ERROR, code, reason, remedy, row.line, column, value))
