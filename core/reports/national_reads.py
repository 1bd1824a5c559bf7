"""The reads of the national view by the names that screens ask for."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.reports.national import national_poverty, plan_years
from core.reports.national_budget import budget_years_planned, national_budget
from core.reports.national_elsewhere import districts_with_criteria, elsewhere, units_with_budgets
from core.reports.national_rural import national_rural

NATIONAL_READS: Mapping[str, Callable[[Session, Any], Any]] = {
    "national-poverty": national_poverty,
    "national-plan-years": plan_years,
    "national-budget": national_budget,
    "national-budget-years": budget_years_planned,
    "national-rural": national_rural,
    "elsewhere": elsewhere,
    "units-with-budgets": lambda session, asked: units_with_budgets(session, *asked),
    "districts-with-criteria": districts_with_criteria,
}
