"""Whose unit a row to be stored is of, and who may store it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.access.rules import Access, Action, Role, common_unit, may, roots
from core.errors import AccessRefused
from core.places import all_places
from core.plan_units import units_of_plans
from core.tables import UNIT_FACT_TABLES, Goal

_GOAL = "goal"


class RowUnits:
    """The unit of each row of a kind: its own, else that of its plan, else the province of the one who brings it.

    A goal may name a unit and still speak of somebody else's plan, or take the place of somebody else's goal: its unit
    is then the one that holds both, and none where they lie in two provinces.
    """

    def __init__(self, session: Session, kind: str, by: Access, rows: Iterable[Mapping[str, Any]]) -> None:
        self._home = home(by)
        numbers = set() if kind in UNIT_FACT_TABLES else {row["plan_number"] for row in rows}
        self._plans = units_of_plans(session, numbers) if numbers else {}
        self._goals = _units_of_goals(session, numbers) if kind == _GOAL else {}

    def of(self, row: Mapping[str, Any]) -> str | None:
        """`row` by column; None: nobody can tell, so only somebody without limits may store it."""
        number, unit = row.get("plan_number", ""), row.get("unit_code")
        plan = self._plans.get(number)
        if unit is None or number not in self._plans:
            return unit or plan or self._home
        replaced = (number, row.get("goal"))
        if replaced in self._goals:
            return _both(unit, self._goals[replaced] or plan)
        return unit if plan is None or _both(unit, plan) else None


def _both(unit: str, other: str | None) -> str | None:
    """The smallest unit that holds both; None where there is none, or one is not known."""
    return common_unit(frozenset({unit, other})) if other else None


def _units_of_goals(session: Session, numbers: Iterable[str]) -> dict[tuple[str, str], str | None]:
    query = select(Goal.plan_number, Goal.goal, Goal.unit_code).where(
        Goal.is_current, Goal.plan_number.in_(sorted(set(numbers)))
    )
    return {(number, goal): unit for number, goal, unit in session.execute(query)}


def home(access: Access) -> str | None:
    """The one province that somebody administers; what is of no unit is of theirs."""
    provinces = [grant.unit_code for grant in access.grants if grant.role is Role.ADMINISTRATOR]
    return provinces[0] if len(provinces) == 1 else None


def refuse_outside(access: Access, action: Action, units: Iterable[str | None]) -> None:
    """Raises AccessRefused at the first unit about which this person may not do this."""
    for unit in units:
        if not may(access, action, unit):
            raise AccessRefused(f"{_NOT[action]} của {unit_said(unit)}. {reach_said(access, action)}")


_NOT = {
    Action.SEE_FIGURES: "Bạn không được xem số liệu",
    Action.SEE_FILES: "Bạn không được xem tệp, người nộp và lịch sử",
    Action.MAKE_REPORT: "Bạn không được lập báo cáo",
    Action.UPLOAD: "Bạn không được nhập hay thu hồi số liệu",
    Action.ACCEPT: "Bạn không được duyệt số liệu",
    Action.LOCK: "Bạn không được chốt hay mở sổ",
    Action.GRANT: "Bạn không được cấp hay thu quyền",
    Action.READ_JOURNAL: "Bạn không được xem nhật ký",
}


def unit_said(unit_code: str | None) -> str:
    place = all_places().by_code.get(unit_code or "")
    return place.full_name if place else "một đơn vị chưa xác định"


def reach_said(access: Access, action: Action) -> str:
    """What this person may do instead, in a sentence."""
    own = roots(access, action)
    if not own:
        return "Hãy hỏi người quản trị của tỉnh."
    names = ["cả nước" if unit is None else unit_said(unit) for unit in sorted(own, key=str)]
    return f"Phạm vi của bạn: {', '.join(names)}."
