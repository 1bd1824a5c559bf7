"""Budgets as frames for tables and charts: amounts in triệu đồng, shares in per cent, what is missing stays missing."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from core import formats
from core.places import Place, places_of
from core.reports.budget import NOT_IN_PLAN, BudgetLine, BudgetSum
from core.reports.budget_views import UNVERIFIED, Capital, ProjectRow, by_unit, capitals, plan_number_said
from core.reports.frames import EXACT, INT, TEXT, frame
from core.reports.origin import batches_said

CAPITAL_DTYPES = {
    "carry_over": TEXT,
    "nature": TEXT,
    "allocated": EXACT,
    "share": EXACT,
    "disbursed": EXACT,
    "percent": EXACT,
}


def capital_frame(found: Iterable[Capital]) -> pd.DataFrame:
    """One row per source of capital and nature: what was planned, its share of the plan, what was disbursed."""
    return frame(
        (
            (
                capital.carry_over,
                part.label,
                part.money.allocated,
                capital.share_of(part),
                part.money.disbursed,
                part.money.percent,
            )
            for capital in found
            for part in (capital.investment, capital.operating)
        ),
        CAPITAL_DTYPES,
    )


_PARTS = ("", "investment_", "operating_")
UNIT_DTYPES = {
    "code": TEXT,
    "unit": TEXT,
    "district": TEXT,
    "lines": INT,
    "reported": INT,
    "coverage": TEXT,
    **dict.fromkeys((f"{part}{name}" for part in _PARTS for name in ("allocated", "disbursed", "percent")), EXACT),
    "unplanned": EXACT,
    "dates": TEXT,
}


def unit_frame(lines: Iterable[BudgetLine], carry_over: str) -> pd.DataFrame:
    """One row per unit of the map, by unit code: sums of one source of capital, all and each nature."""
    own = _of_source(lines, carry_over)
    return frame((_unit_cells(place, of_unit) for place, of_unit in by_unit(own)), UNIT_DTYPES)


def _of_source(lines: Iterable[BudgetLine], carry_over: str) -> list[BudgetLine]:
    return [line for line in lines if line.carry_over == carry_over and line.counts]


def total_frame(lines: Iterable[BudgetLine], carry_over: str, place: Place) -> pd.DataFrame:
    """The same of all units together, as one row."""
    own = _of_source(lines, carry_over)
    rows = frame([_unit_cells(place, own)] if own else [], UNIT_DTYPES)
    return rows.assign(unit=f"Cộng {place.full_name}", district=None).astype({"unit": TEXT, "district": TEXT})


def _unit_cells(place: Place, lines: Sequence[BudgetLine]) -> tuple[Any, ...]:
    (capital,) = capitals(lines)
    planned = capital.planned
    return (
        *(place.code, place.name, _district(place)),
        *(planned.lines, planned.reported, f"{planned.reported}/{planned.lines}"),
        *(cell for part in (planned, capital.investment, capital.operating) for cell in _sum_cells(part)),
        capital.unplanned.money.disbursed if capital.unplanned else None,
        " – ".join(dict.fromkeys(formats.day(day) for day in _first_and_last(lines))) or None,
    )


def _sum_cells(part: BudgetSum) -> tuple[Any, ...]:
    return (part.money.allocated, part.money.disbursed, part.money.percent)


def _district(place: Place) -> str | None:
    district = places_of(place.seen_in).ancestors(place)[1]
    return district.name if district else None


def _first_and_last(lines: Iterable[BudgetLine]) -> tuple[Any, ...]:
    dates = [line.as_of for line in lines if line.as_of]
    return (min(dates), max(dates)) if dates else ()


PROJECT_DTYPES = {"project": TEXT, "in_plan": TEXT, "disbursed": TEXT}


def project_frame(rows: Iterable[ProjectRow]) -> pd.DataFrame:
    """One row per project of the programme, in the programme's order."""
    return frame((_project_cells(row) for row in rows), PROJECT_DTYPES)


def _project_cells(row: ProjectRow) -> tuple[Any, ...]:
    """Amounts as text, each with its source of capital: one project may have both, and they are not added up."""
    planned = _said((line, line.money.allocated) for line in row.lines)
    disbursed = _said((line, line.money.disbursed) for line in row.lines)
    doubt = "" if row.verified else f" ({UNVERIFIED})"
    return (f"{row.project}{doubt}", planned or NOT_IN_PLAN, disbursed or NOT_IN_PLAN)


def _said(amounts: Iterable[tuple[BudgetLine, Decimal | None]]) -> str:
    return "; ".join(f"{line.line} ({line.carry_over}): {formats.amount(amount)}" for line, amount in amounts)


def sources_of(lines: Iterable[BudgetLine]) -> list[str]:
    """The plans and batches behind some lines, each once."""
    lines = list(lines)
    plans = [f"kế hoạch vốn {plan_number_said(line)}, lô {line.plan.batch}" for line in lines if line.plan]
    batches = batches_said(line.result for line in lines if line.result)
    results = [f"giải ngân: {batches}"] if batches else []
    return [*dict.fromkeys(plans), *results]
