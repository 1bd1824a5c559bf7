"""The unit of every row, each looked for on the map that its day calls for."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from core.ingest.checks.locate import LEVELS, NOWHERE, Locator, Names, one_column_of_names
from core.ingest.checks.row_maps import (
    Editions,
    all_editions,
    ambiguous_map,
    editions_for,
    has_districts,
    map_by,
    named_on,
    of_other_map,
    same_territory,
    units_called,
    without_mark,
)
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import is_missing
from core.ingest.layout.understand import UnderstoodTable
from core.places import Place, Places, places_of
from core.settings import days_ahead_refused

# What an error says of a row whose unit may simply be one of the other map.
_MAYBE_ELSEWHERE = ("unknown_unit", "missing_value", "no_district", "several_provinces")


@dataclass
class Located:
    """The unit of each row: NOWHERE where it was not found, None where the row is of none; and what is wrong.

    `needs_district` says whether any row is of a map that has huyện, so that their column may not lack. `elsewhere`
    are the editions of units that were named where their day calls for another.
    """

    places: list[Place | None]
    issues: list[Issue] = field(default_factory=list)
    needs_district: bool = True
    elsewhere: Sequence[str] = ()

    @property
    def rows_by_edition(self) -> Mapping[str, int]:
        return Counter([*self.elsewhere, *(place.edition for place in self.places if place and place is not NOWHERE)])


def find_units(table: UnderstoodTable, columns: Mapping[str, Sequence[Any]], today: date) -> Located:
    """`columns` are the typed cells; a day that was not read, or that can't be, says nothing of the map."""
    if not any(level in table.kind.by_key for level in LEVELS):
        return Located([None] * len(table.rows))
    return _Units(table, columns, today).found()


class _Units:
    def __init__(self, table: UnderstoodTable, columns: Mapping[str, Sequence[Any]], today: date) -> None:
        self.table = table
        self.when = columns.get(map_by().get(table.kind.name, ""), [None] * len(table.rows))
        self.last_day = today + timedelta(days=days_ahead_refused())
        self.places: list[Place | None] = [NOWHERE] * len(table.rows)
        self.issues: list[Issue] = []
        self.editions_used: set[str] = set()
        self.elsewhere: list[str] = []

    def found(self) -> Located:
        for editions, numbers in self._rows_by_editions().items():
            if len(editions) == 1:
                self._on_one_map(editions[0], numbers)
            else:
                self._on_either(editions, numbers)
        maps = [places_of(edition) for edition in self.editions_used]
        return Located(self.places, self.issues, not maps or any(map(has_districts, maps)), self.elsewhere)

    def _rows_by_editions(self) -> Mapping[Editions, Sequence[int]]:
        """The numbers of rows by the editions that each may be of; a goal that names no unit is of none."""
        marked = self._marked()
        found: dict[Editions, list[int]] = defaultdict(list)
        for number, when in enumerate(self.when):
            if self.table.kind.name == "goal" and self._names_nothing(number):
                self.places[number] = None
                continue
            editions = editions_for(None if self._is_unread(when) else when)
            if marked and len(editions) > 1:
                editions = tuple(one for one in editions if one in marked.get(number, editions))
            found[editions].append(number)
        return found

    def _marked(self) -> dict[int, Editions]:
        """By row, the editions that a «(cũ)» or «(mới)» behind a name leaves open; rows without one are not there."""
        found: dict[int, Editions] = {}
        for level in LEVELS:
            for number, cell in enumerate(self.table.cells(self.table.rows, level) if self._has(level) else ()):
                if cell[-1:] == ")" and (meant := without_mark(cell)[1]) != all_editions():
                    found[number] = meant
        return found

    def _has(self, level: str) -> bool:
        return level in self.table.positions

    def _names_nothing(self, number: int) -> bool:
        return all(is_missing(self.table.cell(self.table.rows[number], level)) for level in LEVELS)

    def _locator(self, edition: str, numbers: Sequence[int], quiet: bool = False) -> tuple[Locator, list[Place | None]]:
        whole = len(numbers) == len(self.table.rows)
        rows = self.table.rows if whole else tuple(self.table.rows[number] for number in numbers)
        locator = Locator(self.table if whole else replace(self.table, rows=rows), places_of(edition), quiet)
        return locator, locator.locate_all()

    def _on_one_map(self, edition: str, numbers: Sequence[int]) -> None:
        self.editions_used.add(edition)
        locator, places = self._locator(edition, numbers)
        lost = [at for at, place in enumerate(places) if place is NOWHERE]
        elsewhere = self._elsewhere(locator, edition, [(numbers[at], locator.texts[at]) for at in lost])
        self._take(numbers, places)
        explained = {issue.row for issue in elsewhere}
        self.issues += [issue for issue in locator.issues if not _replaced(issue, explained, len(lost))]
        self.issues += elsewhere

    def _elsewhere(self, locator: Locator, edition: str, lost: Sequence[tuple[int, Names]]) -> list[Issue]:
        """One error for each row that names a unit of another map, and none of its own that it could mean."""
        others = [places_of(other) for other in all_editions() if other != edition]
        blamed: dict[int | None, str] = {issue.row: issue.code for issue in locator.issues if _is_error(issue)}
        meant: dict[Names, Place | None] = {}
        found: list[Issue] = []
        for number, names in lost:
            line = self.table.rows[number].line
            if blamed.get(line, _MAYBE_ELSEWHERE[0]) not in _MAYBE_ELSEWHERE:
                continue
            if names not in meant:
                meant[names] = _meant_elsewhere(locator, names, others) or _province_elsewhere(locator, names, others)
            if place := meant[names]:
                self.elsewhere.append(place.edition)
                found.append(self._of_other_map(place, edition, number, line))
        return found

    def _of_other_map(self, place: Place, edition: str, number: int, line: int) -> Issue:
        key = next((key for key in (place.level, "district") if self._cell(number, key)), "province")
        headers = {key: column.header for key, column in self.table.kind.by_key.items()}
        day = headers.get(map_by().get(self.table.kind.name, ""))
        return of_other_map(place, edition, line, headers[key], self._cell(number, key) or None, day)

    def _cell(self, number: int, key: str) -> str:
        return self.table.cell(self.table.rows[number], key)

    def _on_either(self, editions: Editions, numbers: Sequence[int]) -> None:
        """Each row on the map that finds it; where both do, on the one that the rest of the file is of."""
        tried = {edition: self._locator(edition, numbers, quiet=True) for edition in editions}
        fits = [
            {one: places[at] for one, (_, places) in tried.items() if places[at] is not NOWHERE}
            for at in range(len(numbers))
        ]
        usual = self._usual(tried, fits)
        chosen: dict[str, list[int]] = defaultdict(list)
        for number, fit in zip(numbers, fits, strict=True):
            found = list(filter(None, fit.values()))
            if len(found) < 2 or usual or same_territory(found) or self._is_undated(number):
                chosen[next(iter(fit)) if len(fit) == 1 else usual or editions[0]].append(number)
            else:
                self.issues.append(self._ambiguous(found, number))
        for edition, of_map in chosen.items():
            self.editions_used.add(edition)
            locator, places = self._locator(edition, of_map)
            self._take(of_map, places)
            self.issues += locator.issues

    @staticmethod
    def _usual(tried: Mapping[str, tuple[Locator, object]], fits: Sequence[Mapping[str, object]]) -> str | None:
        """The one map that the rows are of which only one finds; where no row tells, the one whose tỉnh is above."""
        said = {next(iter(fit)) for fit in fits if len(fit) == 1}
        said = said or {edition for edition, (locator, _) in tried.items() if locator.title_named}
        return said.pop() if len(said) == 1 else None

    def _take(self, numbers: Sequence[int], places: Sequence[Place | None]) -> None:
        for number, place in zip(numbers, places, strict=True):
            self.places[number] = place

    def _is_undated(self, number: int) -> bool:
        """A row of a kind with a date, whose own has an error already."""
        return self.table.kind.name in map_by() and self._is_unread(self.when[number])

    def _is_unread(self, when: Any) -> bool:
        return when is None or (isinstance(when, date) and when > self.last_day)

    def _ambiguous(self, found: Sequence[Place], number: int) -> Issue:
        key = next(key for key in (found[0].level, *reversed(LEVELS)) if self._cell(number, key))
        return ambiguous_map(
            found, self.table.rows[number].line, self.table.kind.by_key[key].header, self._cell(number, key)
        )


def _is_error(issue: Issue) -> bool:
    return issue.severity is Severity.ERROR


def _is_of_file(issue: Issue) -> bool:
    return issue.code == "several_provinces"


def _replaced(issue: Issue, explained: set[int | None], lost: int) -> bool:
    """Several provinces are said once for all rows: that stays as long as one of them is not explained."""
    if not _is_error(issue) or issue.row not in explained:
        return False
    return not _is_of_file(issue) or len(explained) == lost


def _meant_elsewhere(locator: Locator, names: Names, others: Sequence[Places]) -> Place | None:
    if _is_known(locator, names):
        return None
    around = units_called(locator.places, names[0], "province") if names[0] else locator.default_provinces
    meant = (named_on(other, reading, around) for other in others for reading in _readings(locator, names))
    return next(filter(None, meant), None)


def _province_elsewhere(locator: Locator, names: Names, others: Sequence[Places]) -> Place | None:
    """The tỉnh that a row names, where it is of another map only; whatever stands below it."""
    province = names[0]
    if not province or units_called(locator.places, province, "province"):
        return None
    found = [place for other in others for place in units_called(other, province, "province")]
    return found[0] if len(found) == 1 else None


def _readings(locator: Locator, names: Names) -> list[Names]:
    """What a row may name on another map: a column of units of any level has huyện on one, xã on the other."""
    province, district, commune = names
    if not one_column_of_names(locator.table):
        return [names]
    name = commune or district
    return [(province, name, ""), (province, "", name)]


def _is_known(locator: Locator, names: Names) -> bool:
    """Whether the lowest name of a row is a unit's of its own map, in the province that the row names."""
    province, district, commune = names
    if not commune and not district:
        return False
    if district and not locator.has_districts:
        return False
    levels = (
        ("commune",) if commune else ("district", "commune") if one_column_of_names(locator.table) else ("district",)
    )
    found = [place for level in levels for place in units_called(locator.places, commune or district, level)]
    if province:
        provinces = units_called(locator.places, province, "province")
        found = [place for place in found if locator.places.province_of(place) in provinces]
    return bool(found) or bool(commune and district)
