"""What each screen's unit has to explain: of its poverty plan, its capital of a year, its road map."""

from collections.abc import Sequence
from datetime import date

from core.places import Place
from core.reports.behind import capital_is_behind, is_behind_plan, is_behind_road_map
from core.reports.budget import BudgetLine
from core.reports.criteria import SetStatus
from core.reports.explanations import DISBURSEMENT, POVERTY, RURAL
from core.reports.goals import GoalRow
from core.reports.poverty import PlanStatus
from core.reports.rural_road import RoadLeft
from ui.components.explanation_form import Shortfall, explanation_part


def explain_poverty(row: PlanStatus | None) -> None:
    if row:
        plans = [row.plan_number] if row.plan_number else []
        explanation_part(Shortfall(row.place, POVERTY, plans, is_behind_plan(row), date(row.year, 1, 1)))


def explain_budget(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    """Communes hold the capital: a huyện or a province is not behind by itself."""
    plans = list(dict.fromkeys(line.plan_number for line in lines if line.plan_number))
    behind = place.level == "commune" and capital_is_behind(lines, year)
    explanation_part(Shortfall(place, DISBURSEMENT, plans, behind, date(year, 1, 1)))


def explain_rural(
    place: Place | None, rows: Sequence[SetStatus], road: Sequence[RoadLeft], goals: Sequence[GoalRow]
) -> None:
    """`rows` and `road` are of the place alone where it is a commune; a huyện is not behind by itself."""
    if place is None:
        return
    own = [row for row in rows if row.place == place]
    left = [one for one in road if one.step.place == place]
    plans = list(dict.fromkeys(goal.plan_number for goal in goals))
    explanation_part(Shortfall(place, RURAL, plans, is_behind_road_map(own, left)))
