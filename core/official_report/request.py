"""What a report is asked for: a plan, a unit and a period, as written on the command line and in links."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from core import formats
from core.clock import local_day
from core.errors import UnknownName
from core.ingest.values.dates import DateProblem, understand_date
from core.places import Place, Places, places_of
from core.reference import edition_of, unit_maps
from core.text import fold

_YEAR, _HALF = re.compile(r"[1-9]\d{3}", re.ASCII), re.compile(r"([1-9]\d{3})-H1", re.ASCII | re.IGNORECASE)


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

    The same request makes the same report. It is looked at from `judged_on`: the period's last day, or the day that it
    was made where that came first; figures of later days and deadlines that pass later are not of this report. Units
    are those of the map `seen_in`; where none is named, of that of the unit's edition.
    """

    plan_number: str
    unit_code: str
    period_text: str
    known_at: datetime
    seen_in: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "seen_in", self.seen_in or edition_of(self.unit_code))

    @cached_property
    def period(self) -> Period:
        return period_of(self.period_text)

    @property
    def place(self) -> Place:
        place: Place = self.places.by_code[self.unit_code]
        return place

    @property
    def places(self) -> Places:
        return places_of(self.seen_in)

    @property
    def map_said(self) -> str:
        """Which map, where it is not the first one: `Hiện nay`."""
        first, *_ = unit_maps()
        return "" if self.seen_in == first else unit_maps()[self.seen_in].short

    @property
    def asked_map(self) -> str:
        """As filters name it: empty for the map of the unit's own edition, by which everything else reads it."""
        return "" if self.seen_in == edition_of(self.unit_code) else self.seen_in

    @property
    def made_on(self) -> date:
        """The local day of the moment."""
        return local_day(self.known_at)

    @property
    def judged_on(self) -> date:
        return min(self.period.until, self.made_on)


def plan_named(text: str, numbers: list[str]) -> str:
    """A loaded plan by its number, however it is written. Raises UnknownName with the choices."""
    found = [number for number in numbers if number == text] or [
        number for number in numbers if fold(number) == fold(text)
    ]
    if len(found) == 1:
        return found[0]
    raise UnknownName(f"Không có kế hoạch «{text}». Các kế hoạch đã nạp: {', '.join(numbers) or 'chưa có'}.")
