"""Chapter of the report: capital of the programme by source, nature and line, beside what was disbursed of it."""

from collections.abc import Iterator

from core import formats
from core.official_report.chapters.budget_annex import plan_annex
from core.official_report.chapters.budget_figures import Sums
from core.official_report.chapters.budget_said import (
    capital_view,
    communes_figure,
    line_view,
    not_mentioned,
    pace_view,
    units_figure,
)
from core.official_report.chapters.budget_scope import Budget, budget_of, is_behind
from core.official_report.chapters.budget_tables import lines_table, units_table, unplanned_table
from core.official_report.chapters.explanations import explained, unexplained
from core.official_report.content import ReportTable
from core.official_report.material import Chapter, Material
from core.reports.budget import ABOVE_PLAN
from core.reports.explanations import DISBURSEMENT
from core.wording_budget import payment_note, plan_in_full, plans_sentence, unplanned_sentence


def chapter(material: Material) -> Chapter | None:
    """None where the plan gives no capital to the unit or to what lies below it."""
    budget = budget_of(material)
    if budget is None:
        return None
    planned = [line for line in budget.lines if line.plan]
    given = explained(material, DISBURSEMENT)
    when = f"đến ngày {formats.day(material.request.judged_on)}"
    context = {
        "place": material.place.full_name,
        "year": str(budget.year),
        "plans": _plans_said(material, budget),
        "several": budget.several,
        "units": units_figure(budget),
        "communes": communes_figure(budget),
        "capitals": [capital_view(budget, sums, when) for sums in budget.sums],
        "lines": [] if budget.several else [line_view(line, budget.several) for line in planned],
        "above": [line_view(line, budget.several) for line in planned if line.remark == ABOVE_PLAN],
        "missing": [line_view(line, budget.several) for line in planned if line.money.disbursed is None],
        "unplanned": [unplanned_sentence(sums.capital) for sums in budget.sums if sums.capital.unplanned],
        "not_mentioned": list(not_mentioned(budget)),
        "paces": [pace_view(budget, place, pace) for place, pace in budget.paces if pace.part.reported],
        "explanations": given,
        "unexplained": unexplained([place for place, pace in budget.paces if is_behind(pace)], given),
        "term": payment_note(budget.year) or "",
    }
    annexes = (plan_annex(budget.own_sums, budget.projects),)
    return Chapter("budget.txt", context, tuple(_tables(budget)), annexes)


def _plans_said(material: Material, budget: Budget) -> str:
    """A document without a number was named in full where the report begins."""
    said, document = plans_sentence(budget.lines), material.document
    if document is None or document.printed_number:
        return said
    return said.replace(plan_in_full(document), "Kế hoạch nêu trên")


def _tables(budget: Budget) -> Iterator[ReportTable]:
    for sums in budget.sums:
        if sums.lines:
            yield lines_table(sums, budget.several)
        if budget.several and sums.lines:
            yield units_table(sums, [one for _, own in budget.units for one in own if _is_same(one, sums)])
    if unplanned := [line for line in budget.lines if not line.plan]:
        yield unplanned_table(unplanned)


def _is_same(one: Sums, other: Sums) -> bool:
    return bool(one.lines) and one.capital.carry_over == other.capital.carry_over
