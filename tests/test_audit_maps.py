"""The audit of one map beside the other: each contradiction named with both sides, and what is right left alone."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert

from core.audit import Finding, audit
from core.carrying import cut_into
from core.database import Database
from core.reference import edition_of
from core.tables import Base, PovertyPlan, PovertyProgress, UnitShare

LATER, BEFORE = date(2025, 12, 31), date(2024, 12, 31)
CODES = {"maps_differ", "not_of_its_day", "plan_on_both_maps", "shares_incomplete"}
CUT = "21142"


def stored(database: Database, *rows: tuple[type[Base], dict[str, Any]]) -> list[Finding]:
    """Rows that the importer would not take, as a database may hold them; the audit's findings about the maps."""
    with database.write() as session:
        for number, (table, values) in enumerate(rows, 2):
            fixed = {"batch_id": 1, "row_number": number, "is_current": True}
            session.execute(insert(table).values(**fixed, edition=edition_of(values["unit_code"]), **values))
    with database.read() as session:
        return [one for one in audit(session) if one.code in CODES]


def result(unit: str, province: str, day: date, households: int, poor: int) -> tuple[type[Base], dict[str, Any]]:
    counts = {"as_of": day, "value_type": "chính thức", "households": households, "poor": poor}
    return PovertyProgress, {"unit_code": unit, "province": province, **counts}


def plan(unit: str, province: str, year: int) -> tuple[type[Base], dict[str, Any]]:
    named = {"year": year, "plan_owner": "xã", "plan_number": "1/KH-UBND", "rate_reduction": Decimal(2)}
    return PovertyPlan, {"unit_code": unit, "province": province, **named}


def share(into: str, percent: str) -> tuple[type[Base], dict[str, Any]]:
    names = {"into_province": "Quảng Ngãi", "into_commune": into, "into_edition": edition_of(into), "into_code": into}
    return UnitShare, {"unit_code": CUT, "province": "51", **names, "percent": Decimal(percent), "method": "theo số hộ"}


TU_MO_RONG, DAK_HA = result("23422", "62", BEFORE, 600, 60), result("23425", "62", BEFORE, 400, 41)


def test_a_database_as_it_ships_has_nothing_of_it(sqlite: Database) -> None:
    assert stored(sqlite) == []


def test_old_communes_on_the_day_of_a_new_one_are_its_sum(sqlite: Database) -> None:
    found = stored(sqlite, TU_MO_RONG, DAK_HA, result("2025-23425", "2025-51", BEFORE, 1_000, 103))
    assert [(one.code, one.unit_code, one.measure, one.left, one.right) for one in found] == [
        ("not_of_its_day", "2025-23425", "as_of", "31/12/2024", "có từ 01/07/2025"),
        ("maps_differ", "2025-23425", "poor", "103", "101"),
    ]
    differs = found[1]
    assert differs.left_source.lines == ((1, 4),)
    assert differs.right_source.lines == ((1, 2), (1, 3))
    assert "cộng 2 đơn vị của bản đồ kia trên cùng địa bàn là 101" in differs.message


def test_the_same_figures_on_both_maps_are_no_contradiction(sqlite: Database) -> None:
    found = stored(sqlite, TU_MO_RONG, DAK_HA, result("2025-23425", "2025-51", BEFORE, 1_000, 101))
    assert [one.code for one in found] == ["not_of_its_day"]


def test_an_old_commune_after_the_maps_changed_is_named(sqlite: Database) -> None:
    (found,) = stored(sqlite, result("23422", "62", LATER, 600, 60))
    assert (found.code, found.left, found.right) == ("not_of_its_day", "31/12/2025", "chỉ có đến 30/06/2025")


@pytest.mark.parametrize(
    ("year", "codes"),
    [(2025, ["plan_on_both_maps"]), (2026, ["not_of_its_day", "plan_on_both_maps"]), (2024, ["not_of_its_day"])],
)
def test_a_year_has_its_plan_on_one_map(sqlite: Database, year: int, codes: list[str]) -> None:
    units = [plan("2025-23425", "2025-51", year)] if year == 2024 else []
    both = units or [plan("23422", "62", year), plan("2025-23425", "2025-51", year)]
    found = stored(sqlite, *both)
    assert [one.code for one in found] == codes


def test_plans_of_other_ground_and_other_levels_are_two_plans(sqlite: Database) -> None:
    assert stored(sqlite, plan("67", "67", 2025), plan("2025-23425", "2025-51", 2025)) == []


def test_shares_have_to_be_complete(sqlite: Database) -> None:
    first, second = cut_into(CUT)
    (found,) = stored(sqlite, share(first, "60"))
    assert (found.code, found.unit_code, found.left, found.right) == (
        "shares_incomplete",
        CUT,
        "1 đơn vị, 60,00%",
        "2 đơn vị, 100,00%",
    )
    assert stored(sqlite, share(second, "40")) == []
