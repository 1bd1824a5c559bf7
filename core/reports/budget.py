"""Programme budgets: allocated against disbursed by commune and line, in triệu đồng [KH Tu Mơ Rông 2024, II.2, III]."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carrying import Declared, Share
from core.places import Place, Places, places_of, places_seen_by
from core.reports.batches import made_up_batches
from core.reports.budget_carried import Passing, passing_in
from core.reports.budget_shares import LineKey, Shares, divided, part_of_amount, shares_in
from core.reports.origin import Origin, Reasons, origin_of, reasons_given
from core.reports.shares import declared_shares
from core.reports.standing import visible
from core.rules.budget import HUNDRED, Money, total
from core.rules.poverty import share_of_year_gone
from core.rules.rounding import half_up
from core.tables import BudgetPlan, Disbursement

NOT_IN_PLAN = "không nêu trong kế hoạch"
NOT_REPORTED, ABOVE_PLAN = "chưa có số liệu giải ngân", "vượt kế hoạch"
ESTIMATE, MADE_UP = "ước", "minh họa"
INVESTMENT, OPERATING = "đầu tư", "sự nghiệp"
OF_THE_YEAR, CARRIED_OVER = "vốn năm", "kéo dài"


@dataclass(frozen=True)
class BudgetFilter:
    """A unit and all below it (None: everything), disbursements up to `as_of`, as known at `known_at`."""

    unit_code: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    seen_in: str = ""

    @property
    def places(self) -> Places:
        """The units of the map that is looked at: where none is named, of that of the unit's edition."""
        return places_seen_by(self.unit_code, self.seen_in)


@dataclass(frozen=True)
class BudgetLine:
    """One line and source of capital of one commune and year; `plan` is None for a line the plan does not mention.

    `share`: only this declared part of it counts here, and the amounts are estimates. `portions` are the parts of a cut
    commune's line by the units it was cut into. `replaced_by` have the same capital in lines of their own,
    and where it `is_continued` their cumulative figure contains this one. `carried` are the old units' lines that the
    plan is the sum of. What is disbursed can't be told from that of the old units it stands `beside`; of those that it
    `overlaps` a part may be in both.
    """

    place: Place
    budget_year: int
    line: str
    carry_over: str
    title: str
    nature: str | None
    money: Money
    advance: Decimal | None
    as_of: date | None
    value_type: str | None
    plan_number: str | None
    plan: Origin | None
    result: Origin | None
    share: Share | None = None
    portions: "tuple[tuple[Place, BudgetLine], ...]" = field(default=(), compare=False, repr=False)
    replaced_by: tuple[Place, ...] = ()
    is_continued: bool = False
    carried: "tuple[BudgetLine, ...]" = ()
    beside: tuple[Place, ...] = ()
    overlaps: tuple[Place, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether it belongs into sums."""
        return not self.replaced_by and not self.beside

    @property
    def remark(self) -> str | None:
        """What the figures alone would not say: not in the plan, not reported, more than planned."""
        if self.money.allocated is None:
            return NOT_IN_PLAN
        if self.money.disbursed is None:
            return NOT_REPORTED
        return ABOVE_PLAN if self.money.disbursed > self.money.allocated else None

    @property
    def year_gone(self) -> Decimal | None:
        """Per cent of the year gone on the cut-off date; None for capital carried over, which has its own time."""
        return time_gone(self.as_of, self.budget_year, self.carry_over)

    @property
    def distance(self) -> Decimal | None:
        """Điểm % by which the share disbursed is above the share of the year gone (below: negative)."""
        return distance_between(self.money.percent, self.year_gone)


def time_gone(as_of: date | None, budget_year: int, carry_over: str) -> Decimal | None:
    """Per cent of the year gone on a cut-off date; None for capital carried over, which has its own time."""
    if as_of is None or carry_over != OF_THE_YEAR or as_of.year < budget_year:
        return None
    return share_of_year_gone(as_of, budget_year) * HUNDRED


def distance_between(percent: Decimal | None, gone: Decimal | None) -> Decimal | None:
    """Điểm % between two shares as they are printed, with one decimal: a reader who subtracts finds the same."""
    if percent is None or gone is None:
        return None
    return as_printed(percent) - as_printed(gone)


def as_printed(percent: Decimal) -> Decimal:
    """What `formats.percent_of_plan` shows: one decimal, and a shortfall never becomes 100."""
    return Decimal("99.9") if Decimal("99.9") <= percent < HUNDRED else half_up(percent, 1)


def budget_lines(session: Session, chosen: BudgetFilter) -> list[BudgetLine]:
    """Ordered by unit code, year, line and source: planned lines with their latest disbursement, and unplanned ones."""
    places, shares = chosen.places, shares_in(session, chosen.unit_code, chosen.known_at)
    codes = codes_of(chosen, shares)
    plans = planned_rows(session, chosen, codes)
    latest = {line_key(row): row for row in reported_rows(session, chosen, codes)}
    made_up, reasons = made_up_batches(session), reasons_given(session, chosen.known_at, chosen.unit_code)
    passed, declared = passing_of(session, chosen, plans, latest), declared_shares(session, chosen.known_at)
    found = {
        key: _line(places, key, plans.get(key), latest.get(key), made_up, reasons) for key in sorted({*plans, *latest})
    }
    lines = [_passed(line, key, passed, found) for key, line in found.items()]
    return [
        _part(line, shares[line.place.code]) if line.place.code in shares else _with_portions(line, places, declared)
        for line in lines
    ]


def passing_of(
    session: Session, chosen: BudgetFilter, plans: Mapping[LineKey, BudgetPlan], reported: Collection[LineKey]
) -> Passing:
    """Which of these lines have their capital in lines of new units."""
    natures = {key: plan.nature for key, plan in plans.items()}
    return passing_in(session, chosen.unit_code, chosen.as_of, chosen.known_at, natures, reported)


def _passed(line: BudgetLine, key: LineKey, passed: Passing, found: Mapping[LineKey, BudgetLine]) -> BudgetLine:
    """A line as it is beside those of the other edition's units; its plan is that of old lines where it has none."""
    by_code = places_of(line.place.seen_in).by_code
    line = replace(
        line,
        replaced_by=tuple(by_code[code] for code in passed.replaced_by(key)),
        is_continued=key in passed.continued,
        beside=tuple(by_code[code] for code in passed.beside.get(key, ())),
        overlaps=tuple(by_code[code] for code in passed.overlaps.get(key, ())),
    )
    return _with_plan_of([found[part] for part in passed.parts[key]], line) if key in passed.parts else line


def _with_plan_of(parts: Sequence[BudgetLine], line: BudgetLine) -> BudgetLine:
    """Its origin is that of a part: one that waits, if any does."""
    plans = [part.plan for part in parts if part.plan]
    return replace(
        line,
        title=joined(part.title for part in parts),
        nature=parts[0].nature,
        money=Money(total(part.money for part in parts).allocated, line.money.disbursed),
        plan_number=joined(part.plan_number for part in parts if part.plan_number) or None,
        plan=next((plan for plan in plans if plan.waits), plans[0]),
        carried=tuple(parts),
    )


def joined(texts: Iterable[str]) -> str:
    """Each once."""
    return "; ".join(dict.fromkeys(texts))


def line_key(row: BudgetPlan | Disbursement) -> LineKey:
    return (row.unit_code, row.budget_year, row.line, row.carry_over)


def codes_of(chosen: BudgetFilter, shares: Shares) -> list[str] | None:
    """The units to look at: those in the chosen one, and those of which a part counts; None: all."""
    return [*chosen.places.codes_within(chosen.unit_code), *shares] if chosen.unit_code else None


def _part(line: BudgetLine, share: Share) -> BudgetLine:
    """A line of a cut unit as it counts for a unit that a part of it came to."""
    money = Money(part_of_amount(line.money.allocated, share), part_of_amount(line.money.disbursed, share))
    return replace(line, money=money, advance=part_of_amount(line.advance, share), share=share)


def _with_portions(line: BudgetLine, places: Places, declared: Declared) -> BudgetLine:
    if line.place.code not in declared or not line.place.is_guest:
        return line
    parts = divided(line.place.code, declared).items()
    return replace(line, portions=tuple((places.by_code[into], _part(line, share)) for into, share in parts))


def planned_rows(session: Session, chosen: BudgetFilter, codes: list[str] | None) -> dict[LineKey, BudgetPlan]:
    query = select(BudgetPlan).where(visible(BudgetPlan, chosen.known_at))
    if codes is not None:
        query = query.where(BudgetPlan.unit_code.in_(codes))
    return {line_key(row): row for row in session.scalars(query)}


def reported_rows(session: Session, chosen: BudgetFilter, codes: list[str] | None) -> list[Disbursement]:
    """Every figure of every line, oldest first."""
    query = select(Disbursement).where(visible(Disbursement, chosen.known_at)).order_by(Disbursement.as_of)
    if codes is not None:
        query = query.where(Disbursement.unit_code.in_(codes))
    if chosen.as_of:
        query = query.where(Disbursement.as_of <= chosen.as_of)
    return list(session.scalars(query))


def value_type_of(result: Disbursement | None, made_up: frozenset[int]) -> str | None:
    if result is None:
        return None
    return MADE_UP if result.batch_id in made_up else result.value_type


def _line(
    places: Places,
    key: LineKey,
    plan: BudgetPlan | None,
    result: Disbursement | None,
    made_up: frozenset[int],
    reasons: Reasons,
) -> BudgetLine:
    code, year, line, carry_over = key
    return BudgetLine(
        place=places.by_code[code],
        budget_year=year,
        line=line,
        carry_over=carry_over,
        title=plan.title if plan else NOT_IN_PLAN,
        nature=plan.nature if plan else None,
        money=Money(plan.allocated if plan else None, result.disbursed if result else None),
        advance=result.advance if result else None,
        as_of=result.as_of if result else None,
        value_type=value_type_of(result, made_up),
        plan_number=plan.plan_number if plan else None,
        plan=origin_of(plan, reasons, plan.source) if plan else None,
        result=origin_of(result, reasons) if result else None,
    )


@dataclass(frozen=True)
class BudgetSum:
    """A sum of lines: of one nature and source, or of all. `dates` are the cut-off dates of what was reported."""

    label: str
    money: Money
    lines: int
    reported: int
    dates: tuple[date, ...]


def sum_of(label: str, lines: Iterable[BudgetLine]) -> BudgetSum:
    lines = list(lines)
    reported = [line for line in lines if line.money.disbursed is not None]
    dates = tuple(sorted({line.as_of for line in reported if line.as_of}))
    return BudgetSum(label, total(line.money for line in lines), len(lines), len(reported), dates)


def by_nature(lines: Sequence[BudgetLine]) -> list[BudgetSum]:
    """Investment, operating (and lines outside the plan, where there are any), never merged into one without these."""
    sums = [
        sum_of(f"Vốn {nature}", [line for line in lines if line.nature == nature]) for nature in (INVESTMENT, OPERATING)
    ]
    unplanned = [line for line in lines if line.nature is None]
    return [*sums, *([sum_of(NOT_IN_PLAN.capitalize(), unplanned)] if unplanned else [])]
