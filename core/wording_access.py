"""What is said of access: roles (data/access_roles.csv), what can be done (data/access_actions.csv), where."""

from dataclasses import dataclass
from functools import cache

from core.access.rules import RULES, Access, Action, Grant, Reach, Role, roots
from core.places import all_places, places_seen_by
from core.reference import rows_of
from core.settings import DATA

COUNTRY = "cả nước"
_REACHES = {Reach.PROVINCE: "cả tỉnh", Reach.OWN: "đơn vị được giao và cấp dưới"}


@dataclass(frozen=True)
class ActionWord:
    """What can be done: as a line of a list, and in a few words of a sentence."""

    label: str
    short: str


@cache
def _roles() -> dict[Role, str]:
    return {Role(row["role"]): row["label"] for row in rows_of(DATA / "access_roles.csv")}


@cache
def action_words() -> dict[Action, ActionWord]:
    """In the order in which they are told."""
    return {
        Action(row["action"]): ActionWord(row["label"], row["short"]) for row in rows_of(DATA / "access_actions.csv")
    }


def role_said(role: Role) -> str:
    return _roles()[role]


def role_meaning(role: Role) -> str:
    """`cả tỉnh: xem số liệu; đơn vị được giao và cấp dưới: xem tệp, lịch sử, lập báo cáo`."""
    rule = RULES[role]
    parts = []
    for reach, where in _REACHES.items():
        said = ", ".join(word.short for action, word in action_words().items() if rule.get(action) is reach)
        parts += [f"{where}: {said}"] if said else []
    return "; ".join(parts)


def unit_in_words(unit_code: str | None) -> str:
    """`huyện Tuy Đức, tỉnh Đắk Nông`: with what it lies in, for names are shared. None is the whole country."""
    if unit_code is None:
        return COUNTRY
    own, named = places_seen_by(unit_code), all_places().by_code
    place = own.by_code.get(unit_code)
    if place is None:
        return f"đơn vị mã {unit_code}"
    return ", ".join(named[above.code].full_name for above in reversed(own.ancestors(place)) if above)


def granted_said(grant: Grant) -> str:
    """`nhập liệu, huyện Tuy Đức, tỉnh Đắk Nông`."""
    return f"{role_said(grant.role).lower()}, {unit_in_words(grant.unit_code)}"


def what_one_may(access: Access) -> list[tuple[str, str]]:
    """Each thing that can be done, and for which units one may do it; empty where one may not."""
    return [(word.label, _where(roots(access, action))) for action, word in action_words().items()]


def _where(units: frozenset[str | None]) -> str:
    return COUNTRY if None in units else "; ".join(sorted(unit_in_words(unit) for unit in units))
