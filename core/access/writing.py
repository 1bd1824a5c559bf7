"""Whose unit a row to be stored is of, and who may store it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from core.access.rules import Access, Action, Role, common_unit, may, roots
from core.errors import AccessRefused
from core.places import all_places
from core.plan_units import held_plans, units_of_plans
from core.tables import UNIT_FACT_TABLES


class RowUnits:
    """The unit of each row of a kind: its own; for a row of a plan the smallest that holds its own and the plan's.

    A plan that nobody has rows of is its bringer's: of the unit that a row names, else of the province they administer.
    A goal may name a unit and still speak of somebody else's plan: where the two lie in two provinces it has no unit.
    """

    def __init__(self, session: Session, kind: str, by: Access, rows: Iterable[Mapping[str, Any]]) -> None:
        self._home = home(by)
        numbers = set() if kind in UNIT_FACT_TABLES else {row["plan_number"] for row in rows}
        units = units_of_plans(session, numbers) if numbers else {}
        held = held_plans(session, numbers) if numbers else frozenset[str]()
        self._plans = {number: units[number] for number in held}

    def of(self, row: Mapping[str, Any]) -> str | None:
        """`row` by column; None: nobody can tell, so only somebody without limits may store it."""
        number, unit = row.get("plan_number", ""), row.get("unit_code")
        if number not in self._plans:
            return unit or self._home
        plan = self._plans[number]
        return _both(unit, plan) if unit and plan else plan


def _both(unit: str, other: str) -> str | None:
    """The smallest unit that holds both; None where there is none."""
    return common_unit(frozenset({unit, other}))


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
