"""Disbursements across the change of the units: a new unit's cumulative figure beside those of its old units."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from core import formats
from core.audit.findings import Finding
from core.audit.maps import finding_of
from core.audit.sources import of_row, of_rows
from core.places import places_seen_by
from core.reference import EDITION
from core.reports.budget_carried import old_lines, passing
from core.reports.budget_shares import LineKey
from core.tables import BudgetPlan, Disbursement

_Newest = Mapping[LineKey, Disbursement]


def budget_map_findings(lines: Sequence[BudgetPlan], paid: Sequence[Disbursement]) -> Iterator[Finding]:
    """By line, the newest figure of each: less than its old units had disbursed, or not to be told from theirs."""
    newest = {_key(row): row for row in sorted(paid, key=lambda row: row.as_of)}
    planned = {_key(line): line for line in lines}
    passed = passing({key: line.nature for key, line in planned.items()}, newest.keys())
    for key in sorted(newest):
        if newest[key].edition == EDITION:
            continue
        whole, cut = old_lines(key, {*planned, *newest})
        yield from _falls(newest[key], [newest[old] for old in whole if old in newest])
        counted = [old for old in cut if old not in passed.anew]
        if key in passed.beside or counted:
            olds = [planned.get(old) or newest[old] for old in counted or whole]
            yield _beside(newest[key], olds, key in passed.beside)


def _key(row: BudgetPlan | Disbursement) -> LineKey:
    return row.unit_code, row.budget_year, row.line, row.carry_over


def _named(row: Disbursement) -> str:
    return (
        f"vốn {row.budget_year} ({row.carry_over}), nội dung {row.line}: lũy kế giải ngân đến"
        f" {formats.day(row.as_of)} là {formats.amount(row.disbursed)} triệu đồng"
    )


def _falls(row: Disbursement, olds: Sequence[Disbursement]) -> Iterator[Finding]:
    """A cumulative figure that is below what it contains."""
    before = sum((old.disbursed for old in olds), Decimal(0))
    if row.disbursed >= before:
        return
    sides = formats.amount(row.disbursed), formats.amount(before)
    said = f"{_named(row)}, ít hơn {sides[1]} triệu đồng mà {_whose(olds)} đã giải ngân trước khi sắp xếp."
    against = of_rows(olds, how=f"cộng {len(olds)} đơn vị cũ")
    yield finding_of("falls_across_maps", row.unit_code, "disbursed", sides, said, of_row(row), against)


def _beside(row: Disbursement, olds: Sequence[BudgetPlan | Disbursement], is_kept_out: bool) -> Finding:
    sides = formats.amount(row.disbursed), _whose(olds)
    how = "chưa cộng vào số nào" if is_kept_out else "có thể trùng với số của các đơn vị đó"
    said = f"{_named(row)}, không tách được khỏi số của {sides[1]}: {how}."
    against = of_rows(olds, how=f"nội dung cùng mã của {len(olds)} đơn vị cũ")
    return finding_of("capital_not_divided", row.unit_code, "disbursed", sides, said, of_row(row), against)


def _whose(rows: Sequence[BudgetPlan | Disbursement]) -> str:
    known = places_seen_by(rows[0].unit_code).by_code
    return ", ".join(f"{known[row.unit_code].full_name} cũ" for row in rows)
