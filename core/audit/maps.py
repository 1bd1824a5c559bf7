"""One map beside the other: the same households by both, days that a unit was not there on, shares that don't add up.

What follows from old units for new ones (core.carrying) is worked out only where figures are stored on both maps, or
somebody declared shares: elsewhere it follows from one side alone and can't differ from anything.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.plan_rows import header_of, plan_called, source_of
from core.audit.sources import Source, of_row, of_rows
from core.carrying import WHOLE, Carrier, Declared, cut_into, is_complete, other_edition, part_of_count
from core.place import Place
from core.places import places_seen_by
from core.reference import EditionFile, edition_of, edition_on, editions
from core.tables import BudgetPlan, CriterionStatus, Disbursement, PovertyPlan, PovertyProgress, UnitFact
from core.territory import leaves_touching, pieces_of

_KIND = "poverty-progress"
_COUNTS = ("households", "poor", "near_poor", "poor_start")
Results = Sequence[PovertyProgress]
Reports = Sequence[Disbursement | CriterionStatus]
OfDay = Mapping[str, PovertyProgress]


def map_findings(
    plans: Sequence[PovertyPlan], results: Results, lines: Sequence[BudgetPlan], others: Reports, declared: Declared
) -> Iterator[Finding]:
    """`others` are dated figures that are judged by their day alone."""
    yield from _of_another_time(plans, [*results, *others], lines)
    yield from _plans_on_both(plans)
    yield from _shares(declared)
    for day, rows in _by_day(results).items():
        on_both = len({row.edition for row in rows.values()}) > 1
        if on_both:
            yield from _own_beside_carried(day, rows, declared)
        if on_both or declared:
            yield from _counted(day, rows, declared)


def _by_day(results: Results) -> Mapping[date, dict[str, PovertyProgress]]:
    found: dict[date, dict[str, PovertyProgress]] = defaultdict(dict)
    for row in results:
        found[row.as_of][row.unit_code] = row
    return found


def _place(code: str) -> Place:
    """As its own map calls it."""
    return places_seen_by(code).by_code[code]


def finding_of(
    code: str, unit: str, measure: str, sides: tuple[str, str], said: str, left: Source, right: Source
) -> Finding:
    place = _place(unit)
    message = f"{place.full_name} (mã {place.official_code}): {said}"
    return Finding(code, Weight.QUESTION, "", place.name, measure, *sides, message, left, right, unit, place.level)


def _of_another_time(
    plans: Sequence[PovertyPlan], dated: Sequence[UnitFact], lines: Sequence[BudgetPlan]
) -> Iterator[Finding]:
    """A row of a unit that was not there on the row's day, or not in any of its year."""
    for row in dated:
        day = row.as_of  # type: ignore[attr-defined]
        if edition_on(day).code != row.edition:
            yield _not_of(row, formats.day(day))
    of_years: list[tuple[UnitFact, int]] = [(plan, plan.year) for plan in plans]
    for row, year in [*of_years, *((line, line.budget_year) for line in lines)]:
        if row.edition not in {edition_on(date(year, *day)).code for day in ((1, 1), (12, 31))}:
            yield _not_of(row, f"năm {year}")


def _not_of(row: UnitFact, when: str) -> Finding:
    edition = next(one for one in editions() if one.code == row.edition)
    sides = when, _validity(edition)
    said = f"số liệu {when}, trong khi đơn vị {sides[1]}."
    against = Source(how="hiệu lực của danh mục đơn vị hành chính")
    return finding_of("not_of_its_day", row.unit_code, "as_of", sides, said, of_row(row), against)


def _validity(edition: EditionFile) -> str:
    if edition.valid_to is None:
        return f"có từ {formats.day(edition.valid_from)}"
    return f"chỉ có đến {formats.day(edition.valid_to)}"


def _plans_on_both(plans: Sequence[PovertyPlan]) -> Iterator[Finding]:
    """A year's plan of a unit, and another of units of the same level on the other map that have territory of it."""
    years: dict[int, dict[str, PovertyPlan]] = defaultdict(dict)
    for plan in plans:
        years[plan.year][plan.unit_code] = plan
    for year, rows in years.items():
        for unit, plan in rows.items():
            if len({row.edition for row in rows.values()}) < 2 or plan.edition == editions()[0].code:
                continue
            shared = [other for code, other in rows.items() if _same_ground(unit, code)]
            if shared:
                yield _on_both(year, plan, shared)


def _same_ground(unit: str, other: str) -> bool:
    of_both = edition_of(unit) != edition_of(other) and _place(unit).level == _place(other).level
    return of_both and not pieces_of(unit).isdisjoint(pieces_of(other))


def _on_both(year: int, plan: PovertyPlan, others: Sequence[PovertyPlan]) -> Finding:
    names = ", ".join(f"{_place(one.unit_code).full_name} cũ" for one in others)
    called = plan_called(plan) or "kế hoạch không số"
    said = f"kế hoạch năm {year} được giao trên cả hai bản đồ: {called}, và cho {names}; phải chọn một."
    sides = called, ", ".join(dict.fromkeys(plan_called(one) or "kế hoạch không số" for one in others))
    against = of_rows(others, how=f"kế hoạch của {len(others)} đơn vị cũ")
    return finding_of("plan_on_both_maps", plan.unit_code, "year", sides, said, source_of(plan), against)


def _shares(declared: Declared) -> Iterator[Finding]:
    """Shares of a cut unit that are not for all that it was cut into, or not together the whole."""
    for unit, shares in sorted(declared.items()):
        if is_complete(unit, shares):
            continue
        total, into = sum((share.percent for share in shares.values()), Decimal(0)), cut_into(unit)
        sides = f"{len(shares)} đơn vị, {formats.rate(total)}", f"{len(into)} đơn vị, {formats.rate(WHOLE)}"
        said = f"tỷ trọng đã khai cho {sides[0]}; phải đủ {sides[1]}. Chưa dùng được tỷ trọng nào."
        given = Source(next(iter(shares.values())).source, how="tỷ trọng đã khai")
        against = Source(how="bảng đối chiếu đơn vị trước và sau 1/7/2025")
        yield finding_of("shares_incomplete", unit, "percent", sides, said, given, against)


def _own_beside_carried(day: date, rows: OfDay, declared: Declared) -> Iterator[Finding]:
    """A unit's own figures beside those that follow from the other map's units on the same day."""
    for edition in (one.code for one in editions()):
        given = [row for row in rows.values() if row.edition == other_edition(edition)]
        carrier = Carrier(given, lambda row: row.as_of, _COUNTS, declared)
        for one in carrier.carried(code for code, row in rows.items() if row.edition == edition):
            for measure in _COUNTS:
                own, sum_of_parts = getattr(rows[one.unit_code], measure), one.values[measure]
                if own is not None and sum_of_parts is not None and own != sum_of_parts:
                    parts = [row for row, _ in one.parts]
                    yield _differs(rows[one.unit_code], measure, (own, sum_of_parts), parts)


def _differs(row: PovertyProgress, measure: str, counts: tuple[int, int], parts: Results) -> Finding:
    sides = formats.count(counts[0]), formats.count(counts[1])
    said = (
        f"«{header_of(measure, _KIND)}» ngày {formats.day(row.as_of)} là {sides[0]}, cộng {len(parts)} đơn vị của"
        f" bản đồ kia trên cùng địa bàn là {sides[1]}."
    )
    against = of_rows(parts, how=f"cộng {len(parts)} đơn vị")
    return finding_of("maps_differ", row.unit_code, measure, sides, said, of_row(row), against)


def _counted(day: date, rows: OfDay, declared: Declared) -> Iterator[Finding]:
    """What a stored figure counts for the other map's smallest units: all of it where each of them has a figure of it,
    never more than it."""
    for edition in (one.code for one in editions()):
        given = {code: row for code, row in rows.items() if row.edition == edition}
        other = other_edition(edition)
        leaves = {leaf for code in given for leaf in leaves_touching(code, other)}
        found = Carrier(given.values(), lambda row: row.as_of, _COUNTS, declared).carried(sorted(leaves))
        carried = {one.unit_code for one in found}
        counted: dict[tuple[str, str], int] = defaultdict(int)
        for one in found:
            for row, share in one.parts:
                for measure in _COUNTS:
                    counted[row.unit_code, measure] += part_of_count(row, measure, share, declared) or 0
        for (code, measure), total in counted.items():
            own = getattr(given[code], measure)
            complete = carried.issuperset(leaves_touching(code, other))
            if own is not None and (total > own or (complete and total != own)):
                yield _differs(given[code], measure, (own, total), [given[code]])
