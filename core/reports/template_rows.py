"""Rows of templates from what is loaded: lines of capital, criteria, goals and duties, with their names beside."""

from collections.abc import Iterable, Sequence
from datetime import date

from core.clock import today
from core.criteria_sets import set_in_force
from core.ingest.templates.templates import TemplateRow
from core.places import Place
from core.reference import criteria_set, editions
from core.reports.budget import BudgetLine
from core.reports.goals import DutyRow, GoalRow
from core.reports.village_list import VillageRow
from core.wording_goals import due_said, target_said


def line_rows(lines: Iterable[BudgetLine]) -> list[TemplateRow]:
    """For `disbursement`: one row per line and source of capital of a commune."""
    return [
        TemplateRow(
            line.place,
            {"budget_year": str(line.budget_year), "line": line.line, "carry_over": line.carry_over},
            line.title,
        )
        for line in lines
    ]


def criterion_rows(communes: Sequence[Place], name: str) -> list[TemplateRow]:
    """For `criteria-status`: every criterion, for every commune, of the set that files call so while its map is valid.

    The last one for a map that is not valid any more.
    """
    return [
        TemplateRow(commune, {"set": name, "criterion": str(criterion.number)}, criterion.name)
        for commune in communes
        for criterion in criteria_set(set_in_force(name, _last_day(commune.edition)) or name)
    ]


def _last_day(edition: str) -> date:
    """Today, or the last day that an edition was valid."""
    until = next(one.valid_to for one in editions() if one.code == edition)
    return min(today(), until or today())


def village_rows(villages: Iterable[VillageRow]) -> list[TemplateRow]:
    """For `villages`: the list as it stands, to add to or correct."""
    return [TemplateRow(row.place, {"village": row.village, "ethnic_area": row.ethnic_area or ""}) for row in villages]


def goal_rows(goals: Iterable[GoalRow]) -> list[TemplateRow]:
    """For `goal-progress`: the goals that take values of their own; falls of the poverty table come from results."""
    return [
        TemplateRow(
            values={"plan_number": row.plan_number, "goal": row.goal},
            about=f"{row.title} (chỉ tiêu: {target_said(row)})",
        )
        for row in goals
        if not _of_poverty_table(row)
    ]


def _of_poverty_table(row: GoalRow) -> bool:
    return row.place is not None and row.goal.startswith(f"giam-ngheo-{row.place.code}-")


def duty_rows(duties: Iterable[DutyRow]) -> list[TemplateRow]:
    """For `obligation-done`: one row per duty, to be kept only where it was done."""
    return [
        TemplateRow(
            values={"plan_number": row.plan_number, "obligation": row.obligation},
            about=f"{row.agency}: {row.title} ({due_said(row)})",
        )
        for row in duties
    ]
