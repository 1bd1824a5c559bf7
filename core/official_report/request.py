"""What a report is asked for: a plan, a unit and a period, as written on the command line and in links."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from core import formats
from core.clock import local_day
from core.errors import UnknownName
from core.ingest.values.dates import DateProblem, understand_date
from core.places import Place, all_places
from core.text import fold

_YEAR, _HALF = re.compile(r"[1-9]\d{3}", re.ASCII), re.compile(r"([1-9]\d{3})-H1", re.ASCII | re.IGNORECASE)

_LEVELS, _MOST_CHOICES = ("province", "district", "commune"), 12


@dataclass(frozen=True)
class Period:
    """`text` as on the command line, `until` the last day of it, `said` as in a report's subject."""

    text: str
    year: int
    until: date
    said: str


def period_of(text: str) -> Period:
    """`2024` the year, `2024-H1` its six months, otherwise a date. Raises UnknownName."""
    if _YEAR.fullmatch(text):
        return Period(text, int(text), date(int(text), 12, 31), f"năm {text}")
    if half := _HALF.fullmatch(text):
        year = int(half[1])
        return Period(f"{year}-H1", year, date(year, 6, 30), f"6 tháng đầu năm {year}")
    day = understand_date(text)
    if isinstance(day, DateProblem):
        raise UnknownName(f"Không rõ kỳ báo cáo «{text}». Hãy ghi 2024 (năm), 2024-H1 (6 tháng) hoặc một ngày.")
    return Period(day.isoformat(), day.year, day, f"đến ngày {formats.day(day)}")


@dataclass(frozen=True)
class ReportRequest:
    """A report of a unit under a plan for a period, from the figures known at a moment. Plain values: it is a key.

    The same request makes the same report: what was overdue is judged on the local day of `known_at`.
    """

    plan_number: str
    unit_code: str
    period_text: str
    known_at: datetime

    @cached_property
    def period(self) -> Period:
        return period_of(self.period_text)

    @property
    def place(self) -> Place:
        return all_places().by_code[self.unit_code]

    @property
    def judged_on(self) -> date:
        return local_day(self.known_at)


def unit_named(name: str, about: Collection[Place] = ()) -> Place:
    """A unit of any level by its code or its name, with or without its kind.

    Among several of that name those count that the plan is `about`, lie around or below. Raises UnknownName, with the
    choices if there are still several.
    """
    places = all_places()
    if name in places.by_code:
        return places.by_code[name]
    matches = [places.find(name, level) for level in _LEVELS]
    exact = [place for match in matches if match.exact for place in match.places]
    found = exact or [place for match in matches for place in match.places]
    area = _area(about)
    found = [place for place in found if place.code in area] or found
    if len(found) == 1:
        return found[0]
    if found:
        choices = "; ".join(f"{_said(place)} (mã {place.code})" for place in found[:_MOST_CHOICES])
        more = f" và {len(found) - _MOST_CHOICES} đơn vị khác" if len(found) > _MOST_CHOICES else ""
        raise UnknownName(f"«{name}» có thể là: {choices}{more}. Hãy ghi kèm loại đơn vị, hoặc ghi mã.")
    near = list(dict.fromkeys(text for level in _LEVELS for text in places.nearest(name, level)))
    raise UnknownName(f"Không rõ đơn vị «{name}»." + (f" Có phải: {', '.join(near[:5])}?" if near else ""))


def _area(about: Collection[Place]) -> frozenset[str]:
    places = all_places()
    above = {unit.code for place in about for unit in places.ancestors(place) if unit}
    return frozenset(above).union(*(places.codes_below(place.code) for place in about))


def _said(place: Place) -> str:
    return ", ".join(above.full_name for above in reversed(all_places().ancestors(place)) if above)


def plan_named(text: str, numbers: list[str]) -> str:
    """A loaded plan by its number, however it is written. Raises UnknownName with the choices."""
    found = [number for number in numbers if number == text] or [
        number for number in numbers if fold(number) == fold(text)
    ]
    if len(found) == 1:
        return found[0]
    raise UnknownName(f"Không có kế hoạch «{text}». Các kế hoạch đã nạp: {', '.join(numbers) or 'chưa có'}.")
