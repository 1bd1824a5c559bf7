"""Budgets recomputed: lines against totals, the text's amounts against the loaded lines, paid against planned."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.sources import Source, of_row, of_rows
from core.audit.statements import Sides, in_text, value_of
from core.places import Places
from core.reference import Document
from core.tables import BudgetPlan, Disbursement

_CAPITAL_OF_YEAR = "vốn năm"
_ALLOCATED = "allocated:"
Lines = Sequence[BudgetPlan]
Key = tuple[str, int, str, str]


def budget_text_findings(document: Document, lines: Lines) -> Iterator[Finding]:
    """Each line and each total of the text against the loaded lines: 2.913 = 1.977 + 936 (KH Tu Mơ Rông, II.2, III).

    A line that another document has changed since is not this text's any more, and its totals can't be judged.
    """
    own = [line for line in lines if _of_document(line, document)]
    by_part = _by_part(own)
    stated = [said for said in document.statements if said.measure.startswith(_ALLOCATED)]
    totals = {"total", *(line.nature for line in lines)}
    complete = all(_part(said.measure) in by_part for said in stated if _part(said.measure) not in totals)
    for statement in stated if own else ():
        part = _part(statement.measure)
        amount = sum((line.allocated for line in by_part.get(part, ())), Decimal(0))
        judged = complete if part in totals else part in by_part
        if not judged or value_of(statement) == amount:
            continue
        loaded = formats.amount(amount)
        message = (
            f"Kế hoạch vốn ({_called(part)}): mục {statement.section} ghi {statement.printed_value}, đã nạp {loaded}."
        )
        sides, against = (statement.printed_value, loaded), _loaded(document, by_part.get(part, own))
        yield in_text(document, statement, "text_differs_from_table", Weight.ERROR, sides, message, against)


def _of_document(line: BudgetPlan, document: Document) -> bool:
    of_year = line.budget_year == document.year and line.carry_over == _CAPITAL_OF_YEAR
    return of_year and line.plan_number == document.number and line.unit_code == document.unit


def _by_part(lines: Lines) -> Mapping[str, list[BudgetPlan]]:
    """Lines by their own number, by nature, and all of them under `total`."""
    parts: dict[str, list[BudgetPlan]] = defaultdict(list)
    for line in lines:
        for part in ("total", line.line, line.nature):
            parts[part].append(line)
    return parts


def _part(measure: str) -> str:
    return measure.removeprefix(_ALLOCATED)


def _called(part: str) -> str:
    return "tổng số" if part == "total" else part


def _loaded(document: Document, lines: Lines) -> Source:
    if len(lines) == 1:
        return of_row(lines[0], document.number, lines[0].source)
    return of_rows(lines, document.number, f"cộng {len(lines)} dòng")


def budget_findings(lines: Lines, paid: Sequence[Disbursement], places: Places) -> Iterator[Finding]:
    yield from _headings(lines, places)
    yield from _above_plan(lines, paid, places)


def _finding(
    code: str, row: BudgetPlan | Disbursement, places: Places, sides: Sides, said: str, against: Source
) -> Finding:
    place = places.by_code[row.unit_code]
    number = row.plan_number or "" if isinstance(row, BudgetPlan) else ""
    measure = "allocated" if isinstance(row, BudgetPlan) else "disbursed"
    source = of_row(row, number, row.source if isinstance(row, BudgetPlan) else None)
    message = f"{place.full_name}, vốn {row.budget_year} ({row.carry_over}), nội dung {row.line}: {said}"
    return Finding(
        code,
        Weight.QUESTION,
        number,
        place.name,
        measure,
        *sides,
        message,
        source,
        against,
        place.code,
        place.level,
    )


def _headings(lines: Lines, places: Places) -> Iterator[Finding]:
    """A line that stands over others (`1` over `1.1`, `1.2`) and is not their sum."""
    groups: dict[tuple[str, int, str], dict[str, BudgetPlan]] = defaultdict(dict)
    for line in lines:
        groups[line.unit_code, line.budget_year, line.carry_over][line.line] = line
    for group in groups.values():
        for code, whole in group.items():
            parts = [line for other, line in group.items() if other.rpartition(".")[0] == code]
            total = sum((part.allocated for part in parts), Decimal(0))
            if parts and total != whole.allocated:
                sides = formats.amount(whole.allocated), formats.amount(total)
                said = f"ghi {sides[0]} triệu đồng, cộng {len(parts)} dòng bên dưới là {sides[1]} triệu đồng."
                against = of_rows(parts, whole.plan_number or "", f"cộng {len(parts)} dòng")
                yield _finding("line_parts_differ", whole, places, sides, said, against)


def _above_plan(lines: Lines, paid: Sequence[Disbursement], places: Places) -> Iterator[Finding]:
    """More paid than planned, by the newest report of a line; a line without a plan can't be judged."""
    planned: dict[Key, BudgetPlan] = {_key(line): line for line in lines}
    newest = {_key(row): row for row in sorted(paid, key=lambda row: row.as_of)}
    for key, row in newest.items():
        plan = planned.get(key)
        if plan is None or row.disbursed <= plan.allocated:
            continue
        sides = formats.amount(row.disbursed), formats.amount(plan.allocated)
        said = (
            f"lũy kế giải ngân đến {formats.day(row.as_of)} là {sides[0]} triệu đồng,"
            f" kế hoạch vốn {sides[1]} triệu đồng."
        )
        against = of_row(plan, plan.plan_number or "", plan.source)
        yield _finding("disbursed_above_plan", row, places, sides, said, against)


def _key(row: BudgetPlan | Disbursement) -> Key:
    return row.unit_code, row.budget_year, row.line, row.carry_over
