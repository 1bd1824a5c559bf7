"""What needs attention beside poverty: capital behind the year, criteria lost, goals and duties that fall due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from core import formats
from core.place import Place
from core.reports.budget import INVESTMENT, OF_THE_YEAR, OPERATING, BudgetLine, BudgetSum, sum_of
from core.reports.budget_views import by_place, years_of_units
from core.reports.criteria import SetStatus
from core.reports.goals import DutyRow, GoalRow
from core.rules.budget import HUNDRED
from core.rules.goals import DutyState, GoalState, last_day_on_time
from core.settings import attention_limits
from core.territory import within
from core.text import capitalised
from core.wording_attention import Attention, AttentionKind, in_order
from core.wording_rural import attention as slipped_sentences

BUDGET, RURAL, GOALS = "ngan-sach", "nong-thon-moi", "muc-tieu-nhiem-vu"
_MOST_NAMES = 3


def budget_attention(lines: Sequence[BudgetLine], day: date) -> list[Attention]:
    """Capital of the year, each nature of each commune for itself: behind the share of the year gone, or unknown.

    Each commune by its own newest year that has begun by the day.
    """
    planned = [line for line in lines if line.carry_over == OF_THE_YEAR and line.plan and line.counts]
    years = {place: year for place, year in years_of_units(planned, day).items() if year <= day.year}
    of_year = [line for line in planned if line.budget_year == years.get(line.place)]
    return in_order([found for place, own in by_place(of_year) for found in _of_place(place, own, years[place])])


def _of_place(place: Place, lines: Sequence[BudgetLine], year: int) -> Iterator[Attention]:
    for nature in (INVESTMENT, OPERATING):
        of_nature = [line for line in lines if line.nature == nature]
        if of_nature and (found := _of_nature(place, nature, of_nature, year)):
            yield found


def _of_nature(place: Place, nature: str, lines: Sequence[BudgetLine], year: int) -> Attention | None:
    total, name = sum_of(nature, lines), _named(place)
    if not total.reported:
        said = f"{name}: chưa có số liệu giải ngân vốn {nature} năm {year}"
        return Attention(place, said, BUDGET, total.money.allocated or Decimal(0), AttentionKind.GAP)
    short = _short_of_the_year(lines, total)
    if short is None or short <= 0:
        return None
    return Attention(
        place, _behind_said(name, f"{nature} năm {year}", lines, total), BUDGET, short, AttentionKind.SHORT
    )


def _gone(lines: Iterable[BudgetLine]) -> Decimal | None:
    """Per cent of the year gone on the earliest cut-off date: the mildest measure where lines have several."""
    return min((line.year_gone for line in lines if line.year_gone is not None), default=None)


def _short_of_the_year(lines: Sequence[BudgetLine], total: BudgetSum) -> Decimal | None:
    """Triệu đồng, of the lines that reported: what nobody reported is a gap, not a delay."""
    reported = sum_of(total.label, [line for line in lines if line.money.disbursed is not None]).money
    gone = _gone(lines)
    if gone is None or reported.allocated is None or reported.disbursed is None:
        return None
    return reported.allocated * gone / HUNDRED - reported.disbursed


def _behind_said(name: str, capital: str, lines: Sequence[BudgetLine], total: BudgetSum) -> str:
    reported = sum_of(capital, [line for line in lines if line.money.disbursed is not None])
    gone = _gone(lines)
    passed = "đã hết năm" if gone == HUNDRED else f"đã qua {formats.percent_of_plan(gone)} năm"
    partly = "" if total.reported == total.lines else f" ở {total.reported}/{total.lines} nội dung có số liệu"
    days = " và ".join(dict.fromkeys(formats.day(day) for day in (total.dates[0], total.dates[-1])))
    kinds = {line.value_type for line in lines if line.value_type} - {"chính thức"}
    kind = f"{', '.join(sorted(kinds))} " if kinds else ""
    percent = formats.percent_of_plan(reported.money.percent)
    return f"{name}: giải ngân vốn {capital} {percent}{partly}, {passed} (số liệu {kind}{days})"


def _named(place: Place) -> str:
    return capitalised(place.full_name)


def rural_attention(rows: Sequence[SetStatus], goals: Sequence[GoalRow], today: date) -> list[Attention]:
    """Criteria that were đạt and are no longer, and goals that are overdue or fall due soon."""
    slipped = [
        Attention(row.place, said.removesuffix("."), RURAL, Decimal(len(row.slipped)), AttentionKind.SLIPPED)
        for row in rows
        for said in slipped_sentences([row])
    ]
    return in_order([*slipped, *(found for goal in goals if (found := _due(goal, today)))])


Lists = dict[str, list[Attention]]


def programmes_attention(
    lines: Sequence[BudgetLine],
    criteria: Sequence[SetStatus],
    goals: Sequence[GoalRow],
    today: date,
    province: Place | None,
    as_of: date | None = None,
) -> tuple[Lists, Lists]:
    """Of budgets and of new rural areas, by screen: what lies in the province, then what lies elsewhere.

    `as_of` is the day that figures are looked at (None: today), and that decides which budget years have begun.
    Only goals of units that are followed by their criteria: the others are in the lists of goals.
    """
    followed = {row.place for row in criteria}
    of_rural = [goal for goal in goals if goal.place in followed]
    found = {
        BUDGET: budget_attention(lines, as_of or today),
        RURAL: rural_attention(criteria, of_rural, today),
    }
    inside = within(province.code) if province else frozenset()
    own = {screen: [one for one in some if one.place.code in inside] for screen, some in found.items()}
    others = {screen: [one for one in some if one.place.code not in inside] for screen, some in found.items()}
    return own, others


def _due(goal: GoalRow, today: date) -> Attention | None:
    if goal.place is None or goal.due is None or not _is_open(goal):
        return None
    days = (goal.due - today).days
    if days > attention_limits().due_days:
        return None
    said = f"{goal.place.name}: {goal.title}, hạn {formats.day(goal.due)}, {_days_said(days)}"
    kind = AttentionKind.OVERDUE if days < 0 else AttentionKind.DUE
    return Attention(goal.place, said, RURAL, Decimal(-days), kind)


def _is_open(goal: GoalRow) -> bool:
    return goal.state not in (GoalState.MET, GoalState.MISSED)


def _days_said(days: int, passed: str = "quá hạn") -> str:
    if days < 0:
        return f"{passed} {formats.count(-days)} ngày"
    return f"còn {formats.count(days)} ngày" if days else "đang là ngày cuối"


@dataclass(frozen=True)
class Deadline:
    """What falls due on one printed day: all duties, or goals, of one wording; `who` are their agencies or units.

    `plan` is the number of their plan, empty where they are of several.
    """

    due: date
    sentence: str
    who: str
    slug: str
    overdue: bool
    is_duty: bool
    plan: str = ""


@dataclass(frozen=True)
class _Open:
    due: date
    last_day: date
    title: str
    who: str
    plan: str


def next_deadlines(duties: Sequence[DutyRow], goals: Sequence[GoalRow], today: date, most: int) -> list[Deadline]:
    """The open deadlines nearest to today, at most `most`, in the order of their days.

    Half of them lie ahead and half have passed, as far as there are so many: neither kind hides the other.
    """
    of_goals = [
        _Open(row.due, row.due, row.title, row.place.name if row.place else "", row.plan_number)
        for row in goals
        if row.due and _is_open(row)
    ]
    of_duties = [
        _Open(row.due, last_day_on_time(row.due, row.inclusive), row.title, row.agency, row.plan_number)
        for row in duties
        if row.due and row.state in (DutyState.PENDING, DutyState.OVERDUE)
    ]
    found = [*_grouped(of_duties, today, is_duty=True), *_grouped(of_goals, today, is_duty=False)]
    nearest = sorted(found, key=lambda one: abs((one.due - today).days))
    ahead, passed = ([one for one in nearest if one.overdue is overdue] for overdue in (False, True))
    kept = max(most - len(passed), (most + 1) // 2)
    shown = [*ahead[:kept], *passed[: most - len(ahead[:kept])]]
    return sorted(shown, key=lambda one: one.due)


def deadlines_of(
    province: Place | None, duties: Sequence[DutyRow], goals: Sequence[GoalRow], today: date, most: int
) -> list[Deadline]:
    """Those of the plans with goals in the province first, then as many others as there is room for."""
    inside = within(province.code) if province else frozenset()
    plans = {goal.plan_number for goal in goals if goal.place and goal.place.code in inside}
    found: list[Deadline] = []
    for own in (True, False):
        some = (
            [row for row in duties if (row.plan_number in plans) is own],
            [row for row in goals if (row.plan_number in plans) is own],
        )
        found += next_deadlines(*some, today, most - len(found)) if len(found) < most else []
    return found


def _grouped(rows: Sequence[_Open], today: date, is_duty: bool) -> Iterator[Deadline]:
    passed = "đã qua hạn" if is_duty else "quá hạn"
    ordered = sorted(rows, key=lambda row: (row.last_day, row.title))
    for (last_day, title), same in groupby(ordered, key=lambda row: (row.last_day, row.title)):
        alike = list(same)
        days = (last_day - today).days
        said = f"{title.rstrip('.;')}, {_due_said(alike[0])}, {_days_said(days, passed)}"
        plans = {row.plan for row in alike}
        plan = plans.pop() if len(plans) == 1 else ""
        yield Deadline(alike[0].due, said, _who(alike), GOALS, days < 0, is_duty, plan)


def _due_said(row: _Open) -> str:
    """«trước ngày 15/06/2024» as the document prints it, or the last day itself."""
    return f"{'hạn' if row.due == row.last_day else 'trước ngày'} {formats.day(row.due)}"


def _who(rows: Sequence[_Open]) -> str:
    names = list(dict.fromkeys(row.who for row in rows if row.who))
    more = f" và {len(names) - _MOST_NAMES} đơn vị khác" if len(names) > _MOST_NAMES else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}"
