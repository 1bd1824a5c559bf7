"""Each unit of a file in the order of time: what is known, another magnitude, a rise where every period fell.

Built once per file: 100.000 rows have to be set beside their neighbours in a fraction of a second.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.issues import Issue, ask
from core.ingest.kinds import Kind
from core.ingest.questions.suggest import looks_like_a_lost_digit, looks_like_an_extra_digit
from core.settings import question_magnitude, question_rise, question_small_jumps
from core.stored import CarriedFact, StandingFact

# Counts of people who stay, unlike the flows of a period. Beside each the plan's baseline.
STOCKS = {
    "households": "households_start",
    "poor": "poor_start",
    "near_poor": "near_poor_start",
    "ethnic_households": None,
    "ethnic_poor": None,
    "indigenous_households": None,
    "indigenous_poor": None,
}


class Point(NamedTuple):
    """The figures of one unit on one date, as they stand after the file (households).

    `record` is the file's row if it has one; `fact` the row or the plan that stood before.
    """

    as_of: date
    values: Mapping[str, Any]
    record: Record | None
    fact: StandingFact | None

    @property
    def is_plan(self) -> bool:
        return self.fact is not None and "as_of" not in self.fact.values

    @property
    def official(self) -> bool:
        return self.values.get("value_type") != "ước"

    def brings(self, key: str) -> bool:
        """True when the file says something new with this figure, not what stood already."""
        return self.record is not None and (self.fact is None or self.fact.values.get(key) != self.values.get(key))

    @property
    def said(self) -> str:
        """Where the figure is from: `ngày 30/06/2024 (lô 9, dòng 2)`."""
        if self.record is not None:
            return f"ngày {formats.day(self.as_of)} (dòng {self.record.line} của tệp)"
        assert self.fact is not None
        if self.is_plan:
            return f"đầu năm {self.as_of.year + 1} ({plan_called(self.fact)})"
        if isinstance(self.fact, CarriedFact):
            return f"ngày {formats.day(self.as_of)} (cộng {self.fact.parts} đơn vị của bản đồ cũ)"
        return f"ngày {formats.day(self.as_of)} (lô {self.fact.batch_id}, dòng {self.fact.row_number})"


class YearEnd(NamedTuple):
    """Poor households at the end of a year, and who says so."""

    poor: int
    said: str


class Series(NamedTuple):
    """One unit: its points by date, the same to look up, and its plans by the year they are for."""

    points: list[Point]
    by_day: Mapping[date, Point]
    plans: Mapping[int, Sequence[StandingFact]]

    def ends_of(self, year: int) -> list[YearEnd]:
        """The official report of 31/12; without it what the next year's plans start from; at last an estimate."""
        report = self.by_day.get(date(year, 12, 31))
        reported = [] if report is None or report.is_plan else [YearEnd(report.values["poor"], report.said)]
        if report is not None and reported and report.official:
            return reported
        plans = [plan for plan in self.plans.get(year + 1, ()) if plan.values.get("poor_start") is not None]
        return [YearEnd(plan.values["poor_start"], plan_called(plan)) for plan in plans] or reported


def plan_called(plan: StandingFact) -> str:
    return f"kế hoạch {plan.values.get('plan_number') or plan.values.get('plan_owner') or 'không số'}"


def series_of(checked: CheckedTable, around: Iterable[StandingFact]) -> Iterator[Series]:
    """One series for each unit that the file has rows of."""
    records: dict[str, list[Record]] = defaultdict(list)
    for record in checked.records:
        if record.place:
            records[record.place.code].append(record)
    reports: dict[str, list[StandingFact]] = defaultdict(list)
    plans: dict[str, list[StandingFact]] = defaultdict(list)
    for fact in around:
        if (code := fact.values.get("unit_code")) in records:
            (reports if "as_of" in fact.values else plans)[code].append(fact)
    for code, own in records.items():
        yield _series(own, reports.get(code, ()), plans.get(code, ()))


def _series(records: Iterable[Record], reports: Iterable[StandingFact], plans: Iterable[StandingFact]) -> Series:
    by_year: dict[int, list[StandingFact]] = defaultdict(list)
    for plan in plans:
        by_year[plan.values["year"]].append(plan)
    by_day = {date(year - 1, 12, 31): _baseline(year, found) for year, found in by_year.items()}
    by_day |= {fact.values["as_of"]: Point(fact.values["as_of"], fact.values, None, fact) for fact in reports}
    for record in records:
        day = record.values["as_of"]
        by_day[day] = _after(record, by_day.get(day))
    return Series(sorted(by_day.values(), key=itemgetter(0)), by_day, by_year)


def _after(record: Record, stood: Point | None) -> Point:
    """A column that the file does not have keeps what stood."""
    if stood is None or stood.is_plan:
        return Point(record.values["as_of"], record.values, record, None)
    return Point(stood.as_of, {**stood.values, **record.values}, record, stood.fact)


def _baseline(year: int, plans: Sequence[StandingFact]) -> Point:
    """Where a plan's year starts: the figures of 31/12 before it, each of the first plan that gives it."""
    values = {
        key: next((plan.values[start] for plan in plans if plan.values.get(start) is not None), None)
        for key, start in STOCKS.items()
        if start
    }
    return Point(date(year - 1, 12, 31), values, None, plans[0])


def jumps_and_rises(kind: Kind, series: Series) -> Iterator[Issue]:
    """`magnitude` of every count; `series_rises` of poor households, but not of a figure asked about already."""
    if len(series.points) < 2:
        return
    asked: set[date] = set()
    for key in STOCKS:
        for point, beside in _jumps(series.points, key):
            yield _magnitude(kind, key, point, beside)
            if key == "poor":
                asked.add(point.as_of)
    left = [point for point in series.points if point.as_of not in asked] if asked else series.points
    for point, beside in _rises(left):
        yield _rise(kind, point, beside)


def _jumps(points: Sequence[Point], key: str) -> Iterator[tuple[Point, Point]]:
    """(the file's figure, the one beside it), once for every break of the series that the file makes.

    `sound` is the last point not asked about: a figure that returns to it after a slip is not asked about again.
    """
    counts = [count for point in points if (count := point.values.get(key)) is not None]
    if len(counts) < 2 or 5 * max(counts) < 9 * min(counts):  # nothing near double of anything: the usual case
        return
    known = [point for point in points if point.values.get(key) is not None]
    earlier, sound, last = None, known[0], known[0]
    for point in known[1:]:
        broken = _far(last, point, key) and (last is sound or _far(sound, point, key))
        if broken and point.record is not None:
            yield point, last
        else:
            if broken and last is sound and last.brings(key) and not (earlier and _far(earlier, point, key)):
                yield last, point
            earlier, sound = sound, point
        last = point


def _far(before: Point, after: Point, key: str) -> bool:
    """True for another magnitude, or a single digit too many or too few, unless the change is a small commune's."""
    old, new = before.values[key], after.values[key]
    low, high = min(old, new), max(old, new)
    if 5 * high < 9 * low or high - low < _least(after.values.get("households"), rises=new > old):
        return False
    if new > old:
        return new >= old * question_rise() or looks_like_an_extra_digit(new, old)
    return old >= new * question_magnitude() or looks_like_a_lost_digit(new, old)


def _least(households: int | None, rises: bool) -> Decimal:
    """The change from which a count is asked about, in households."""
    small = question_small_jumps()
    percent = small.rise_percent if rises else small.fall_percent
    most = Decimal(small.households)
    return most if households is None else max(Decimal(1), min(most, Decimal(households * percent) / 100))


def _magnitude(kind: Kind, key: str, point: Point, beside: Point) -> Issue:
    value, other = point.values[key], beside.values[key]
    low, high = min(value, other), max(value, other)
    times = f", cách nhau {formats.decimal(Decimal(high) / low, 1)} lần" if low else ""
    return _ask(
        kind,
        "magnitude",
        key,
        point,
        f"«{kind.by_key[key].header}» là {formats.count(value)} ngày {formats.day(point.as_of)},"
        f" số gần nhất là {formats.count(other)} {beside.said}{times}.",
        "Hãy kiểm tra chữ số; nếu đúng, hãy ghi lý do.",
    )


def _rises(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    """(the file's figure, the one beside it) where poor households rise after having only fallen.

    A rise at a standing row is asked about where the file's row before it makes it one.
    """
    counts = [count for point in points if (count := point.values.get("poor")) is not None]
    if counts == sorted(counts, reverse=True):
        return
    known = [point for point in points if point.values.get("poor") is not None]
    for index, point in enumerate(known):
        if point.record is None and (point.is_plan or not point.official):
            continue
        falling = _falling_before(known[:index], point.as_of)
        if not falling or point.values["poor"] <= falling[-1].values["poor"]:
            continue
        if point.record is not None:
            yield point, falling[-1]
        elif falling[-1].brings("poor"):
            yield falling[-1], point


def _falling_before(points: Sequence[Point], as_of: date) -> list[Point]:
    """The official points of this year and the last (from 31/12 before it), if at least two and never rising.

    Older history does not count: one rise years ago would end all asking. Estimates may be missed without a slip.
    """
    from_day = date(as_of.year - 2, 12, 31)
    known = [point for point in points if point.official and point.as_of >= from_day]
    counts = [point.values["poor"] for point in known]
    fell = len(counts) >= 2 and counts[0] > counts[-1] and counts == sorted(counts, reverse=True)
    return known if fell else []


def _rise(kind: Kind, point: Point, beside: Point) -> Issue:
    value, other = point.values["poor"], beside.values["poor"]
    more = "nhiều hơn" if value > other else "ít hơn"
    reason = (
        f"{formats.count(value)} hộ nghèo ngày {formats.day(point.as_of)},"
        f" {more} {formats.count(other)} hộ {beside.said}, trong khi dãy số đang giảm."
    )
    return _ask(kind, "series_rises", "poor", point, reason)


def _ask(kind: Kind, code: str, key: str, point: Point, reason: str, *remedy: str) -> Issue:
    assert point.record is not None
    value: Any = point.values[key]
    return ask(kind, code, point.record.line, key, value, f"{point.record.of}: {reason}", *remedy)
