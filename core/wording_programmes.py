"""The other programmes on one row of cards: budgets, new rural areas, goals, duties, of everything that is loaded."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core import formats
from core.places import Place, places_of
from core.provenance import keys
from core.reports.budget import BudgetLine
from core.reports.budget_views import Capital, capitals, main_year, unit_shown, years_of_units
from core.reports.criteria import BASIC, SetStatus
from core.reports.goals import DutyRow, GoalRow
from core.reports.rural_views import communes_of
from core.rules.goals import DutyState, GoalState
from core.text import capitalised
from core.wording_goals import counts_said, duty_deadlines, duty_words, goal_words

BUDGET, RURAL, GOALS = "ngan-sach", "nong-thon-moi", "muc-tieu-nhiem-vu"


@dataclass(frozen=True)
class ProgrammeCard:
    """One programme at a glance: its figure, what stands below it, whose it is, the screen (slug) and unit to open.

    `origin` is the key of `value` in core.provenance, None where it has none.
    """

    title: str
    value: str
    below: str
    whose: str
    screen: str
    place: Place | None = None
    origin: str | None = None


def budget_card(lines: Sequence[BudgetLine], day: date) -> ProgrammeCard:
    """Capital of the year that most units are in, of one source, both natures shown; then who is in another year."""
    lines = [line for line in lines if line.counts]
    year = main_year(lines, day)
    if year is None:
        return ProgrammeCard("Ngân sách", formats.MISSING, "Chưa có kế hoạch vốn nào", "", BUDGET)
    of_year = [line for line in lines if line.budget_year == year]
    capital = capitals(of_year)[0]
    allocated = formats.amount(capital.planned.money.allocated)
    natures = [
        f"{part.label.removeprefix('Vốn ')} {formats.amount(part.money.allocated)}"
        for part in (capital.investment, capital.operating)
    ]
    place = _common(line.place for line in of_year)
    return ProgrammeCard(
        f"Ngân sách {year} ({capital.carry_over})",
        f"{allocated} triệu đồng",
        f"Kế hoạch vốn: {', '.join(natures)}. {' '.join([_disbursed(capital), *_in_other_years(lines, day, year)])}",
        _named(place, "Nhiều tỉnh"),
        BUDGET,
        place,
        str(keys.of_sum(place.code, year, capital.carry_over, None, "allocated")) if place else None,
    )


def _in_other_years(lines: Sequence[BudgetLine], day: date, year: int) -> list[str]:
    """`Năm 2025: 1 đơn vị, kế hoạch 700 triệu đồng.`"""
    years = years_of_units(lines, day)
    return [
        _other_year(other, [line for line in lines if line.budget_year == other == years[line.place]])
        for other in sorted(set(years.values()) - {year}, reverse=True)
    ]


def _other_year(year: int, lines: Sequence[BudgetLine]) -> str:
    units, allocated = len({line.place for line in lines}), capitals(lines)[0].planned.money.allocated
    return f"Năm {year}: {units} đơn vị, kế hoạch {formats.amount(allocated)} triệu đồng."


def _disbursed(capital: Capital) -> str:
    planned = capital.planned
    if not planned.reported:
        return "Chưa có số liệu giải ngân."
    first, last = formats.day(planned.dates[0]), formats.day(planned.dates[-1])
    days = f"đến {last}" if first == last else f"số liệu từ {first} đến {last}"
    least = "" if planned.reported == planned.lines else "ít nhất "
    return (
        f"Đã giải ngân {least}{formats.percent_of_plan(planned.money.percent)},"
        f" {planned.reported}/{planned.lines} nội dung có số, {days}."
    )


def rural_card(rows: Sequence[SetStatus]) -> ProgrammeCard:
    """Communes that reached the basic standard, and those with a decision: always two numbers."""
    communes = communes_of(rows, BASIC)
    if not communes:
        return ProgrammeCard("Nông thôn mới", formats.MISSING, "Chưa theo dõi xã nào", "", RURAL)
    reached = [row for row in communes if row.reached]
    by_words = [row for row in reached if not row.recognised and not row.count.reached]
    recognised = sum(row.recognised for row in communes)
    stated = f"{len(by_words)} xã đạt theo lời kế hoạch, chưa có số quyết định. " if by_words else ""
    decided = f"{recognised} xã đã có quyết định công nhận" if recognised else "Chưa nạp quyết định công nhận nào"
    newest = max((row.newest_on for row in communes if row.newest_on), default=None)
    day = f", số liệu mới nhất {formats.day(newest)}" if newest else ""
    place = _common(row.place for row in communes)
    return ProgrammeCard(
        "Nông thôn mới",
        f"{len(reached)}/{len(communes)} xã đạt chuẩn",
        f"{stated}{decided}{day}.",
        _named(place, "Nhiều tỉnh"),
        RURAL,
        place,
    )


def goals_card(rows: Sequence[GoalRow]) -> ProgrammeCard:
    if not rows:
        return ProgrammeCard("Mục tiêu", formats.MISSING, "Chưa có mục tiêu nào", "", GOALS)
    states = Counter(row.state for row in rows)
    return ProgrammeCard(
        "Mục tiêu",
        f"{states[GoalState.MET]}/{len(rows)} đạt",
        f"{counts_said(goal_words(), [row.state for row in rows])}.",
        _plans(rows),
        GOALS,
    )


def duties_card(rows: Sequence[DutyRow], today: date) -> ProgrammeCard:
    if not rows:
        return ProgrammeCard("Nhiệm vụ", formats.MISSING, "Chưa có nhiệm vụ nào", "", GOALS)
    overdue = sum(row.state == DutyState.OVERDUE for row in rows)
    coming = duty_deadlines([row for row in rows if row.state == DutyState.PENDING], today)
    return ProgrammeCard(
        "Nhiệm vụ",
        f"{overdue}/{len(rows)} qua hạn, chưa ghi nhận",
        f"{coming} {counts_said(duty_words(), [row.state for row in rows])}.",
        _plans(rows),
        GOALS,
    )


def _plans(rows: Sequence[GoalRow] | Sequence[DutyRow]) -> str:
    numbers = list(dict.fromkeys(row.plan_number for row in rows))
    return f"{len(numbers)} kế hoạch: {', '.join(numbers)}" if len(numbers) > 1 else f"Kế hoạch {numbers[0]}"


def _common(found: Iterable[Place]) -> Place | None:
    """The smallest unit of the map that holds all of these; None where they lie in several provinces."""
    shown = {unit_shown(place) for place in found}
    chains = [[above for above in places_of(place.seen_in).ancestors(place) if above] for place in shown]
    shared = [level[0] for level in zip(*chains, strict=False) if len(set(level)) == 1]
    return shared[-1] if shared else None


def _named(place: Place | None, several: str) -> str:
    """`Xã Tu Mơ Rông, huyện Tu Mơ Rông, tỉnh Kon Tum`."""
    if place is None:
        return several
    above = reversed(places_of(place.seen_in).ancestors(place))
    said = ", ".join(unit.full_name for unit in above if unit)
    return capitalised(said)
