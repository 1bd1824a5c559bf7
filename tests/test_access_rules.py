"""Who may do what about which unit: every role, every action, every relation, written out by hand."""

from dataclasses import replace
from itertools import product

import pytest

from core.access.rules import (
    NOBODY,
    Access,
    Action,
    Grant,
    Role,
    anybody,
    common_unit,
    is_within,
    may,
    may_somewhere,
    operator,
    roots,
)
from tests.scoped_rows import DAK_NONG, DAK_SONG, KON_TUM, TU_MO_RONG, TUY_DUC, person

# xã Quảng Trực and xã Đắk Búk So of huyện Tuy Đức, a xã of huyện Đắk Song, a xã of huyện Tu Mơ Rông.
QUANG_TRUC, DAK_BUK_SO, OF_DAK_SONG, OF_TU_MO_RONG = "24736", "24739", "24718", "23404"
UNKNOWN = "99999"

# The columns of the tables below: what each relation is, seen from a tỉnh, a huyện or a xã.
RELATIONS: dict[str, dict[str, str | None]] = {
    "province": {
        "own": DAK_NONG, "child": TUY_DUC, "grandchild": QUANG_TRUC, "sibling": KON_TUM, "nephew": TU_MO_RONG,
        "other": OF_TU_MO_RONG, "country": None, "unknown": UNKNOWN,
    },
    "district": {
        "own": TUY_DUC, "child": QUANG_TRUC, "parent": DAK_NONG, "sibling": DAK_SONG, "nephew": OF_DAK_SONG,
        "other": KON_TUM, "other-district": TU_MO_RONG, "country": None, "unknown": UNKNOWN,
    },
    "commune": {
        "own": QUANG_TRUC, "parent": TUY_DUC, "grandparent": DAK_NONG, "sibling": DAK_BUK_SO, "uncle": DAK_SONG,
        "cousin": OF_DAK_SONG, "other": KON_TUM, "other-commune": OF_TU_MO_RONG, "country": None, "unknown": UNKNOWN,
    },
}  # fmt: skip
UNIT = {"province": DAK_NONG, "district": TUY_DUC, "commune": QUANG_TRUC}

# Which relations each action is allowed for; nothing is allowed that does not stand here.
ALLOWED: dict[tuple[Role, str], dict[str, str]] = {
    (Role.PUBLIC, "province"): {"see-figures": "own child grandchild"},
    (Role.PUBLIC, "district"): {"see-figures": "own child"},
    (Role.PUBLIC, "commune"): {"see-figures": "own"},
    (Role.VIEWER, "province"): {
        "see-figures": "own child grandchild",
        "see-files": "own child grandchild",
        "make-report": "own child grandchild",
    },
    (Role.VIEWER, "district"): {
        "see-figures": "own child parent sibling nephew",
        "see-files": "own child",
        "make-report": "own child",
    },
    (Role.VIEWER, "commune"): {
        "see-figures": "own parent grandparent sibling uncle cousin",
        "see-files": "own",
        "make-report": "own",
    },
    (Role.EDITOR, "province"): {
        "see-figures": "own child grandchild",
        "see-files": "own child grandchild",
        "make-report": "own child grandchild",
        "upload": "own child grandchild",
    },
    (Role.EDITOR, "district"): {
        "see-figures": "own child parent sibling nephew",
        "see-files": "own child",
        "make-report": "own child",
        "upload": "own child",
    },
    (Role.EDITOR, "commune"): {
        "see-figures": "own parent grandparent sibling uncle cousin",
        "see-files": "own",
        "make-report": "own",
        "upload": "own",
    },
    (Role.ADMINISTRATOR, "province"): {
        "see-figures": "own child grandchild",
        "see-files": "own child grandchild",
        "make-report": "own child grandchild",
        "upload": "own child grandchild",
        "accept": "own child grandchild",
        "lock": "own child grandchild",
        "grant": "own child grandchild",
        "read-journal": "own child grandchild",
    },
    # Nobody is given these (core.access.people); were they, they would reach no further than this.
    (Role.ADMINISTRATOR, "district"): {
        "see-figures": "own child",
        "see-files": "own child",
        "make-report": "own child",
        "upload": "own child",
        "accept": "own child",
        "lock": "own child",
        "grant": "own child",
        "read-journal": "own child",
    },
    (Role.ADMINISTRATOR, "commune"): {
        "see-figures": "own",
        "see-files": "own",
        "make-report": "own",
        "upload": "own",
        "accept": "own",
        "lock": "own",
        "grant": "own",
        "read-journal": "own",
    },
}
# Given for the whole country: about every unit, known or not.
OF_COUNTRY: dict[Role, set[str]] = {
    Role.PUBLIC: {"see-figures"},
    Role.VIEWER: {"see-figures", "see-files", "make-report"},
    Role.EDITOR: {"see-figures", "see-files", "make-report", "upload"},
    Role.ADMINISTRATOR: {
        *("see-figures", "see-files", "make-report", "upload", "accept", "lock", "grant", "read-journal")
    },
}


def test_the_tables_speak_of_every_role_and_action() -> None:
    assert set(ALLOWED) == set(product(Role, UNIT))
    assert set(OF_COUNTRY) == set(Role)
    assert {str(action) for action in Action} == OF_COUNTRY[Role.ADMINISTRATOR]


@pytest.mark.parametrize(("role", "level"), ALLOWED, ids=str)
@pytest.mark.parametrize("action", Action)
def test_every_relation(role: Role, level: str, action: Action) -> None:
    access = person(role, UNIT[level])
    allowed = {relation for relation, unit in RELATIONS[level].items() if may(access, action, unit)}
    assert allowed == set(ALLOWED[role, level].get(action, "").split())
    assert may_somewhere(access, action) == (action in ALLOWED[role, level])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_for_the_whole_country(role: Role, action: Action) -> None:
    access = person(role, None)
    for unit in (DAK_NONG, KON_TUM, TUY_DUC, QUANG_TRUC, UNKNOWN, None):
        assert may(access, action, unit) == (action in OF_COUNTRY[role])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_role_for_a_unit_that_is_not_on_the_map_reaches_nothing(role: Role, action: Action) -> None:
    for unit in (UNKNOWN, "", DAK_NONG, TUY_DUC, None):
        assert not may(person(role, UNKNOWN), action, unit)
        assert not may(person(role, ""), action, unit)


@pytest.mark.parametrize("action", Action)
def test_nobody_may_do_nothing(action: Action) -> None:
    assert not may_somewhere(NOBODY, action)
    assert not any(may(NOBODY, action, unit) for unit in (DAK_NONG, TUY_DUC, UNKNOWN, "", None))


def test_the_public_sees_figures_and_no_more() -> None:
    assert {action for action in Action if may_somewhere(anybody(), action)} == {Action.SEE_FIGURES}
    assert anybody().is_public
    assert not person(Role.VIEWER, None).is_public


@pytest.mark.parametrize(
    ("role", "unit", "unlimited"),
    [
        (Role.ADMINISTRATOR, None, True),
        (Role.ADMINISTRATOR, DAK_NONG, False),
        (Role.EDITOR, None, False),
        (Role.VIEWER, None, False),
        (Role.PUBLIC, None, False),
    ],
)
def test_only_the_administrator_of_the_country_has_no_limits(role: Role, unit: str | None, unlimited: bool) -> None:
    assert person(role, unit).is_unlimited is unlimited
    assert operator("x").is_unlimited


def test_grants_add_up_and_none_takes_away() -> None:
    both = Access("x", (Grant(Role.VIEWER, KON_TUM), Grant(Role.EDITOR, TUY_DUC)))
    assert may(both, Action.UPLOAD, TUY_DUC)
    assert not may(both, Action.UPLOAD, KON_TUM)
    assert may(both, Action.SEE_FILES, TU_MO_RONG)
    assert not may(both, Action.SEE_FILES, DAK_SONG)
    assert may(both, Action.SEE_FIGURES, DAK_SONG)


def test_two_people_share_a_scope_only_with_the_same_grants() -> None:
    first = person(Role.VIEWER, TUY_DUC)
    assert first.scope == replace(first, who="y", person=7, from_where="z").scope == "viewer@667"
    scopes = {person(role, unit).scope for role in Role for unit in (TUY_DUC, DAK_NONG, None)} | {NOBODY.scope}
    assert len(scopes) == len(Role) * 3 + 1
    one, other = Grant(Role.VIEWER, TUY_DUC), Grant(Role.EDITOR, DAK_SONG)
    assert Access("x", (one, other)).scope == Access("x", (other, one)).scope


@pytest.mark.parametrize(
    ("unit", "root", "within"),
    [
        (TUY_DUC, TUY_DUC, True),
        (QUANG_TRUC, TUY_DUC, True),
        (QUANG_TRUC, DAK_NONG, True),
        (DAK_NONG, TUY_DUC, False),
        (DAK_SONG, TUY_DUC, False),
        (TU_MO_RONG, DAK_NONG, False),
        (UNKNOWN, DAK_NONG, False),
        (UNKNOWN, UNKNOWN, False),
        ("", "", False),
    ],
)
def test_within(unit: str, root: str, within: bool) -> None:
    assert is_within(unit, root) is within


@pytest.mark.parametrize(
    ("units", "common"),
    [
        ([], None),
        ([TUY_DUC], TUY_DUC),
        ([QUANG_TRUC, DAK_BUK_SO], TUY_DUC),
        ([QUANG_TRUC, TUY_DUC], TUY_DUC),
        ([QUANG_TRUC, OF_DAK_SONG], DAK_NONG),
        ([TUY_DUC, DAK_SONG], DAK_NONG),
        ([TUY_DUC, TU_MO_RONG], None),
        ([TUY_DUC, UNKNOWN], None),
    ],
)
def test_the_smallest_unit_that_holds_all(units: list[str], common: str | None) -> None:
    assert common_unit(frozenset(units)) == common


def test_roots_are_the_units_that_may_is_about() -> None:
    assert roots(person(Role.EDITOR, TUY_DUC), Action.SEE_FIGURES) == {DAK_NONG}
    assert roots(person(Role.EDITOR, TUY_DUC), Action.UPLOAD) == {TUY_DUC}
    assert roots(person(Role.VIEWER, TUY_DUC), Action.UPLOAD) == frozenset()
    assert roots(person(Role.VIEWER, None), Action.SEE_FILES) == {None}
