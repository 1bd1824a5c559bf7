"""For which unit a role is given: tỉnh, then huyện, then xã, as far as one may grant and as the role allows."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.access.rules import Access, Action, Role, roots
from core.places import Place
from core.wording_access import role_meaning, role_said
from ui.filters import places

GIVEN = (Role.VIEWER, Role.EDITOR, Role.ADMINISTRATOR)


def choose_role(key: str, before: Role = Role.VIEWER) -> Role:
    picked: Role = st.radio(
        "Quyền",
        GIVEN,
        index=GIVEN.index(before),
        format_func=role_said,
        captions=[_sentence(role_meaning(role)) for role in GIVEN],
        key=f"{key}_role",
    )
    return picked


def _sentence(said: str) -> str:
    return f"{said[0].upper()}{said[1:]}"


def choose_unit(key: str, access: Access, role: Role, before: Place | None) -> str | None:
    """The code of a unit; `before` is where the pickers stand first. None: nothing to choose from."""
    known = places()
    first = known.ancestors(before) if before else (None, None, None)
    columns = st.columns(1 if role is Role.ADMINISTRATOR else 3)
    with columns[0]:
        province = _pick(f"{key}_province", "Tỉnh", _provinces(access), first[0], "")
    if role is Role.ADMINISTRATOR or province is None:
        return province.code if province else None
    with columns[1]:
        below = known.children(province)
        district = _pick(f"{key}_{province.code}", "Huyện, thành phố", below, first[1], "Cả tỉnh")
    with columns[2]:
        below = known.children(district) if district else []
        in_district = f"{key}_{district.code if district else province.code}_commune"
        commune = _pick(in_district, "Xã, phường, thị trấn", below, first[2], "Cả huyện" if district else "Cả tỉnh")
    return (commune or district or province).code


def _provinces(access: Access) -> Sequence[Place]:
    may = roots(access, Action.GRANT)
    return [place for place in places().provinces if None in may or place.code in may]


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
