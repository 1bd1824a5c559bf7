"""For which unit a role is given: tỉnh, then huyện, then xã, as far as one may grant and as the role allows."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.access.rules import Access, Action, Role, is_within, may, roots
from core.places import Place
from core.text import capitalised
from core.wording_access import role_meaning, role_said
from ui.filters import places

GIVEN = (Role.VIEWER, Role.EDITOR, Role.ADMINISTRATOR)


def choose_role(key: str, before: Role = Role.VIEWER) -> Role:
    picked: Role = st.radio(
        "Quyền",
        GIVEN,
        index=GIVEN.index(before),
        format_func=role_said,
        captions=[capitalised(role_meaning(role)) for role in GIVEN],
        key=f"{key}_role",
    )
    return picked


def choose_unit(key: str, access: Access, role: Role, before: Place | None) -> str | None:
    """The code of a unit; `before` is where the pickers stand first. None: nothing to choose from."""
    known = places()
    first = known.ancestors(before) if before else (None, None, None)
    columns = st.columns(1 if role is Role.ADMINISTRATOR else 3)
    with columns[0]:
        province = _pick(f"{key}_province", "Tỉnh", _provinces(access, role), first[0], "")
    if role is Role.ADMINISTRATOR or province is None:
        return province.code if province else None
    below = [place for place in known.children(province) if _holds_some(access, place)]
    districts = [place for place in below if place.level == "district"]
    with columns[1]:
        all_said = "Cả tỉnh" if may(access, Action.GRANT, province.code) else "Các xã, phường"
        district = _pick(f"{key}_{province.code}", "Huyện, thành phố", districts, first[1], all_said)
    with columns[2]:
        # On a map without huyện the communes are right below the province.
        communes = known.children(district) if district else [place for place in below if place.level == "commune"]
        in_district = f"{key}_{district.code if district else province.code}_commune"
        commune = _pick(in_district, "Xã, phường, thị trấn", communes, first[2], _whole(access, province, district))
    return (commune or district or province).code


def _whole(access: Access, province: Place, district: Place | None) -> str:
    """What to choose no commune means; empty where only a commune can be chosen."""
    if district is None and not may(access, Action.GRANT, province.code):
        return ""
    return "Cả huyện" if district else "Cả tỉnh"


def _provinces(access: Access, role: Role) -> Sequence[Place]:
    """Those that one may grant about; for a role of a smaller unit also those that hold such a one."""
    if role is Role.ADMINISTRATOR:
        return [place for place in places().provinces if may(access, Action.GRANT, place.code)]
    return [place for place in places().provinces if _holds_some(access, place)]


def _holds_some(access: Access, place: Place) -> bool:
    """Whether one may grant about a unit, or about one of the map that lies in it."""
    if may(access, Action.GRANT, place.code):
        return True
    known = places()
    return any(known.nearest_shown(root) == place or is_within(root, place.code) for root in _roots(access))


def _roots(access: Access) -> list[str]:
    return [root for root in roots(access, Action.GRANT) if root is not None]


def _pick(key: str, label: str, choices: Sequence[Place], first: Place | None, all_said: str) -> Place | None:
    """`all_said` is the choice of no unit of this level; empty: there is no such choice."""
    by_code: Mapping[str, Place] = {place.code: place for place in choices}
    options = [*([""] if all_said else []), *by_code]
    start = first.code if first and first.code in by_code else ""
    picked = st.selectbox(
        label,
        options,
        index=options.index(start) if start in options else 0,
        format_func=lambda code: by_code[code].name if code else all_said,
        key=key,
        disabled=not choices,
    )
    return by_code.get(picked or "")
