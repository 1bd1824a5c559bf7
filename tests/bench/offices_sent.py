"""What offices would have sent in five years, made up: one batch per huyện and month, the same on every run.

What a unit has depends on its code and the day alone, so a province has the same figures by itself and inside the
country. Never shipped: only benchmarks store it (country.py).
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any
from zlib import crc32

from core.places import Place, all_places
from core.reference import EDITION

SIZES = ("districts", "province", "country")
PROVINCE = "67"
MONTHS = [date(2020 + n // 12, n % 12 + 1, monthrange(2020 + n // 12, n % 12 + 1)[1]) for n in range(60)]
YEARS = range(2020, 2025)
LINES = {"BM-1": "đầu tư", **{f"BM-{number}": "sự nghiệp" for number in range(2, 7)}}
CRITERIA = range(1, 20)
_MILLION = 1_000_000  # core.tables.base.FixedDecimal keeps decimals as millionths

Row = dict[str, Any]


def drawn(below: int, *what: object) -> int:
    """The same number for the same question, whatever else is made."""
    return crc32("|".join(map(str, what)).encode()) % below


@dataclass
class Sent:
    """One batch of one unit with its rows; a December's figures come twice, the second `replaces` the first."""

    kind: str
    unit: Place
    day: date
    rows: Iterable[Row]
    stands: bool = True
    replaces: bool = False
    draft: bool = False


def sent(size: str) -> Iterator[Sent]:
    """Everything that offices sent, in the order of its days: a province's rows lie among those of all others."""
    known = all_places()
    provinces = [place for place in known.provinces if size == "country" or place.code == PROVINCE]
    districts = [one for province in provinces for one in known.children(province)]
    if size == "districts":
        yield from (Sent("poverty-progress", one, day, [_progress(one, day)]) for day in MONTHS for one in districts)
        return
    for day in MONTHS:
        if day.month == 1:
            yield from chain.from_iterable(_year_begins(one, day) for one in (*provinces, *districts))
        yield from chain.from_iterable(_month_ends(one, day) for one in (*provinces, *districts))
        if day.month == 12:
            yield from (_december(one, day, replaces=True) for one in districts)
    for province in provinces:
        first = known.children(province)[0]
        yield _december(first, MONTHS[-1], stands=False, replaces=True, draft=True)


def _december(unit: Place, day: date, **how: bool) -> Sent:
    return Sent("poverty-progress", unit, day, _all(unit, _progress, day), **how)


def _all(unit: Place, of: Any, *about: Any) -> list[Row]:
    """Rows of a unit and, of a huyện, of its communes."""
    below = all_places().children(unit) if unit.level == "district" else []
    return [of(one, *about) for one in (unit, *below)]


def _year_begins(unit: Place, day: date) -> Iterator[Sent]:
    yield Sent("poverty-plan", unit, day, _all(unit, _plan, day.year))
    if unit.level == "province":
        if day.year == 2024:
            yield Sent("goal", unit, day, [_goal(unit, number) for number in range(1, 11)])
            yield Sent("obligation", unit, day, [_obligation(unit, number) for number in range(1, 7)])
        return
    communes = all_places().children(unit)
    yield Sent("budget-plan", unit, day, [_allocated(one, day.year, line) for one in communes for line in LINES])
    if day.year == 2020:
        villages = [{"village": f"Thôn BM {n}", "ethnic_area": "không"} for n in range(1, 4)]
        rural = [one for one in communes if one.kind == "Xã"]
        yield Sent("villages", unit, day, [{**row_of(one), **village} for one in rural for village in villages])


def _month_ends(unit: Place, day: date) -> Iterator[Sent]:
    stands = unit.level == "province" or day.month < 12
    yield Sent("poverty-progress", unit, day, _all(unit, _progress, day), stands)
    if unit.level == "province":
        if day.year == 2024 and day.month % 3 == 0:
            yield Sent("goal-progress", unit, day, [_reached(unit, number, day) for number in range(1, 11)])
        return
    communes = all_places().children(unit)
    rural = [one for one in communes if one.kind == "Xã"]
    if day.month % 3 == 0:
        yield Sent("disbursement", unit, day, [_spent(one, day, line) for one in communes for line in LINES])
    if day.month == 12 and day.year > 2020:
        yield Sent("criteria-status", unit, day, [_assessed(one, day, number) for one in rural for number in CRITERIA])
        decided = [_recognised(one, day) for one in rural if drawn(5, one.code, "recognised") == day.year - 2020]
        yield Sent("recognition", unit, day, decided)
    if day == MONTHS[-1]:
        yield Sent("explanation", unit, day, [_explained(unit, day)])


def row_of(place: Place) -> Row:
    return {"edition": EDITION, "unit_code": place.code}


def _households(place: Place) -> tuple[int, int]:
    """Households and, of these, poor ones at the end of 2019."""
    below = all_places().children(place)
    if below:
        found = [_households(one) for one in below]
        return sum(one for one, _ in found), sum(poor for _, poor in found)
    households = 800 + drawn(2_000, place.code, "households")
    return households, households * (4 + drawn(20, place.code, "rate")) // 100


_HOUSEHOLDS: dict[str, tuple[int, int]] = {}


def _at(place: Place, months: int) -> tuple[int, int]:
    """The same so many months later: five of a hundred poor households fewer per half year."""
    if place.code not in _HOUSEHOLDS:
        _HOUSEHOLDS[place.code] = _households(place)
    households, poor = _HOUSEHOLDS[place.code]
    return households + months, poor - poor * months // 100 - drawn(3, place.code, months)


def _progress(place: Place, day: date) -> Row:
    months = (day.year - 2020) * 12 + day.month
    (_, start), (households, poor) = _at(place, months - day.month), _at(place, months)
    new = drawn(5, place.code, day, "new")
    figures = {"households": households, "poor": poor, "near_poor": poor // 2, "poor_start": start}
    moved = {"escaped": max(start - poor + new, 0), "escaped_to_near_poor": 0, "newly_poor": new, "relapsed": 0}
    none = {"near_poor_to_poor": 0, "other_decrease": 0, "other_increase": max(poor - start - new, 0)}
    ethnic = {"ethnic_households": households // 3, "ethnic_poor": poor // 2}
    value_type = "chính thức" if day.month in (6, 12) else "ước"
    return {**row_of(place), "as_of": day, "value_type": value_type, **figures, **moved, **none, **ethnic}


def _plan(place: Place, year: int) -> Row:
    households, poor = _at(place, (year - 2020) * 12)
    numbers = {"households_start": households, "poor_start": poor, "households_planned": households + 20}
    fall = poor * (8 + drawn(8, place.code, year)) // 100
    plan = {"plan_number": f"BM-{year}", "plan_owner": "tỉnh", "source": "Biểu BM"}
    return {**row_of(place), "year": year, **plan, **numbers, "poor_reduction": fall}


def _line(place: Place, year: int, line: str) -> Row:
    return {**row_of(place), "budget_year": year, "line": line, "carry_over": "vốn năm"}


def _money(place: Place, year: int, line: str) -> int:
    return (100 + drawn(2_000, place.code, year, line)) * _MILLION


def _allocated(place: Place, year: int, line: str) -> Row:
    said = {"title": f"Dự án {line}", "nature": LINES[line], "plan_number": f"BM-{year}", "source": "Biểu BM"}
    return {**_line(place, year, line), **said, "allocated": _money(place, year, line)}


def _spent(place: Place, day: date, line: str) -> Row:
    share = day.month * (6 + drawn(3, place.code, day.year, line))
    spent = {"disbursed": _money(place, day.year, line) * share // 100, "advance": 0}
    return {**_line(place, day.year, line), "as_of": day, "value_type": "chính thức", **spent}


def _assessed(place: Place, day: date, number: int) -> Row:
    met = drawn(10, place.code, number) < 2 * (day.year - 2020)
    what = {"village": "", "set": "xã NTM", "criterion": number, "as_of": day}
    return {**row_of(place), **what, "status": "đạt" if met else "chưa đạt"}


def _recognised(place: Place, day: date) -> Row:
    decision = {"decision_number": f"{drawn(900, place.code)}/QĐ-BM", "decision_date": day}
    return {**row_of(place), "village": "", "title": "xã NTM", **decision}


def _goal(place: Place, number: int) -> Row:
    plan = {"plan_number": f"KH-BM-{place.code}", "goal": f"BM-{number}", "title": f"Mục tiêu {number}"}
    return {
        **row_of(place),
        **plan,
        "value": 90 * _MILLION,
        "measure": "%",
        "due": date(2024, 12, 31),
        "source": "Mục 1",
    }


def _reached(place: Place, number: int, day: date) -> Row:
    value = (40 + drawn(50, place.code, number, day)) * _MILLION
    return {"plan_number": f"KH-BM-{place.code}", "goal": f"BM-{number}", "as_of": day, "value": value}


def _obligation(place: Place, number: int) -> Row:
    duty = {"obligation": f"BM-{number}", "agency": "Sở Lao động", "title": f"Nhiệm vụ {number}", "source": "Mục 2"}
    return {"plan_number": f"KH-BM-{place.code}", **duty, "due": date(2024, 12, 15)}


def _explained(place: Place, day: date) -> Row:
    about = {"subject": "giảm nghèo", "plan_number": "", "as_of": day, "cause": "Thiên tai", "remedy": "Hỗ trợ vốn"}
    return {**row_of(place), **about, "remedy_due": day + timedelta(days=90)}
