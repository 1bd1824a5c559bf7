"""What a report is asked for: periods and units as people write them, and what is refused with the choices."""

import re
from datetime import UTC, date, datetime

import pytest

from core.errors import UnknownName
from core.official_report.request import ReportRequest, period_of, plan_named
from core.places import all_places
from core.territory import pieces_of
from core.unit_names import unit_named


@pytest.mark.parametrize(
    ("text", "until", "said", "again"),
    [
        ("2024", date(2024, 12, 31), "năm 2024", "2024"),
        ("2024-H1", date(2024, 6, 30), "6 tháng đầu năm 2024", "2024-H1"),
        ("2024-h1", date(2024, 6, 30), "6 tháng đầu năm 2024", "2024-H1"),
        ("2024-09-30", date(2024, 9, 30), "đến ngày 30/09/2024", "2024-09-30"),
        ("30/9/2024", date(2024, 9, 30), "đến ngày 30/09/2024", "2024-09-30"),
        ("29/02/2024", date(2024, 2, 29), "đến ngày 29/02/2024", "2024-02-29"),
    ],
)
def test_periods(text: str, until: date, said: str, again: str) -> None:
    period = period_of(text)
    assert (period.until, period.said, period.text, period.year) == (until, said, again, until.year)
    assert period_of(period.text) == period


@pytest.mark.parametrize("text", ["", "2024-H2", "2024-Q1", "24", "02024", "29/02/2023", "2024-13-01", "năm 2024"])
def test_a_period_that_is_none_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(UnknownName, match=r"2024-H1 \(6 tháng\)"):
        period_of(text)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("tỉnh Đắk Nông", "67"),
        ("Đắk Nông", "67"),
        ("23422", "23422"),
        ("huyện Kon Plông", "613"),
        ("thành phố Gia Nghĩa", "660"),
        ("Đăk Rlấp", "666"),
    ],
)
def test_units(name: str, code: str) -> None:
    assert unit_named(name).code == code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xã Tu Mơ Rông", "23422"),
        ("XÃ TU MƠ RÔNG", "23422"),
        ("KonPlông", "613"),
        ("tỉnh Quảng Ngãi", "51"),
        ("23425", "23425"),
    ],
)
def test_of_both_maps_without_a_map_is_refused_and_by_one_is_its_own(name: str, code: str) -> None:
    assert unit_named(name, seen_in="2024").code == code
    with pytest.raises(UnknownName, match=rf"trước 01/07/2025\): «{code} \(cũ\)».*từ 01/07/2025\): «2025-\d+»"):
        unit_named(name)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ("51 (cũ)|51 cũ|2024-51|tỉnh 51 (cũ)|tỉnh Quảng Ngãi (cũ)|tỉnh Quảng Ngãi cũ", "51"),
        ("51 (mới)|51 mới|2025-51|tỉnh 51 mới|tỉnh Quảng Ngãi (mới)|tỉnh Quảng Ngãi mới", "2025-51"),
        ("xã Tu Mơ Rông cũ|xã Tu Mơ Rông (cũ)|xã Tu Mơ Rông cũ, tỉnh Kon Tum|mã 23422|xã 23422", "23422"),
        ("xã Tu Mơ Rông mới|23425 mới|xã 23425 (mới)|X. 2025-23425|Tu Mơ Rông, tỉnh Quảng Ngãi", "2025-23425"),
        ("xã 23425 cũ|xã Đăk Hà, huyện Tu Mơ Rông", "23425"),
        ("huyện Chợ Mới, tỉnh An Giang", "893"),
    ],
)
def test_texts_that_mean_one_of_them(texts: str, code: str) -> None:
    assert {text: unit_named(text).code for text in texts.split("|")} == dict.fromkeys(texts.split("|"), code)


@pytest.mark.parametrize(
    ("name", "code"), [("Hà Nội", "01"), ("01", "01"), ("24616", "24616"), ("xã Quảng Trực", "24736")]
)
def test_the_very_same_territory_on_both_maps_is_one(name: str, code: str) -> None:
    assert pieces_of(code) == pieces_of(f"2025-{code}")
    assert unit_named(name).code == code


@pytest.mark.parametrize("text", ["xã", "Huyện", "xã cũ", "phường 23425", "23422 mới", "2024-", "2026-51"])
def test_no_unit_and_nothing_like_it(text: str) -> None:
    with pytest.raises(UnknownName, match=rf"^Không rõ đơn vị «{text}»\.$"):
        unit_named(text)


def test_a_name_of_several_units_is_refused_with_all_of_them() -> None:
    with pytest.raises(UnknownName) as refused:
        unit_named("Tu Mơ Rông", seen_in="2024")
    assert "huyện Tu Mơ Rông, tỉnh Kon Tum (mã 617)" in str(refused.value)
    assert "xã Tu Mơ Rông, huyện Tu Mơ Rông, tỉnh Kon Tum (mã 23422)" in str(refused.value)


def test_a_plan_narrows_a_name_that_the_country_has_several_times() -> None:
    """There are communes called Hiếu and Tân Thành elsewhere; a plan of Kon Plông means its own."""
    places = all_places()
    hieu = next(place for place in places.children(places.by_code["613"]) if place.name == "Hiếu")
    assert unit_named("Hiếu", [hieu]) == hieu
    assert unit_named("xã Hiếu", [places.by_code["613"]]) == hieu


def test_without_a_plan_such_a_name_stays_ambiguous() -> None:
    """Quảng Sơn is in Đắk Glong, and in four other provinces."""
    with pytest.raises(UnknownName, match="huyện Đăk Glong, tỉnh Đắk Nông"):
        unit_named("Quảng Sơn")
    assert unit_named("Quảng Sơn", [all_places().by_code["67"]]).parent == "661"


def test_the_units_of_a_plan_stay_ambiguous_among_themselves() -> None:
    """The plan of the commune lies in the district of the same name."""
    with pytest.raises(UnknownName, match=r"mã 617.*mã 23422"):
        unit_named("Tu Mơ Rông", [all_places().by_code["23422"]])


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Tuy Đứcc", "huyện Tuy Đức, tỉnh Đắk Nông;"),
        ("huyện Tuy Đứ", "huyện Tuy Đức, tỉnh Đắk Nông;"),
        ("huyen Cu Jutt", "huyện Cư Jút, tỉnh Đắk Nông?"),
        ("Tỉnh Đắk Nôngg", "tỉnh Đắk Nông;"),
        ("xã Quảng Tâmm", "xã Quảng Tâm, huyện Tuy Đức, tỉnh Đắk Nông;"),
    ],
)
def test_an_unknown_name_is_refused_with_what_comes_closest_first(name: str, first: str) -> None:
    """Whatever its level, and kinds aside."""
    with pytest.raises(UnknownName, match=rf"^Không rõ đơn vị «{name}»\. Có phải: {re.escape(first)}"):
        unit_named(name)


def test_nothing_is_suggested_for_a_name_like_no_other() -> None:
    with pytest.raises(UnknownName, match=r"^Không rõ đơn vị «zzzzz»\.$"):
        unit_named("zzzzz")


@pytest.mark.parametrize(
    ("name", "seen_in", "code"),
    [
        ("xã Tu Mơ Rông", "2025", "2025-23425"),
        ("xã Tu Mơ Rông", "2024", "23422"),
        ("23425", "2025", "2025-23425"),
        ("23425", "2024", "23425"),
        ("2025-23425", "2024", "2025-23425"),
        ("phường Bắc Gia Nghĩa", "", "2025-24611"),
        ("tỉnh Quảng Ngãi", "2025-huyen-cu", "2025-51"),
        ("huyện Kon Plông", "2025", "613"),
        ("tỉnh Đắk Nông", "2025-huyen-cu", "67"),
    ],
)
def test_units_of_either_map(name: str, seen_in: str, code: str) -> None:
    """That of the map asked for, where both have the name; else whichever unit has it."""
    found = unit_named(name, [all_places().by_code["67"]], seen_in)
    assert (found.code, found.seen_in) == (code, seen_in or "2025")


@pytest.mark.parametrize(
    ("name", "choices"),
    [
        ("xã Tu Mơ Rông", ("tỉnh Kon Tum (mã 23422, trước 01/07/2025)", "Quảng Ngãi (mã 23425, từ 01/07/2025)")),
        ("23425", ("xã Đăk Hà, huyện Tu Mơ Rông, tỉnh Kon Tum (mã 23425, trước", "xã Tu Mơ Rông, tỉnh Quảng Ngãi (mã")),
    ],
)
def test_a_name_of_both_maps_is_refused_with_each_and_its_map(name: str, choices: tuple[str, ...]) -> None:
    """Where no map is asked for, and the plan is not about either."""
    with pytest.raises(UnknownName, match="ghi mã kèm bản đồ: 2025-23425") as refused:
        unit_named(name, [all_places().by_code["67"]])
    assert all(choice in str(refused.value) for choice in choices)


@pytest.mark.parametrize(
    ("text", "number"),
    [("97/KH-UBND", "97/KH-UBND"), ("97/kh-ubnd", "97/KH-UBND"), ("tu-mo-rong-2024", "tu-mo-rong-2024")],
)
def test_plans(text: str, number: str) -> None:
    assert plan_named(text, ["83/KH-UBND", "97/KH-UBND", "tu-mo-rong-2024"]) == number


def test_a_plan_that_is_not_loaded_is_refused_with_those_that_are() -> None:
    with pytest.raises(UnknownName, match="83/KH-UBND, 97/KH-UBND"):
        plan_named("9/KH-UBND", ["83/KH-UBND", "97/KH-UBND"])


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2024-H1", date(2024, 6, 15)),
        ("2024", date(2024, 6, 15)),
        ("2024-05-31", date(2024, 5, 31)),
        ("2024-06-15", date(2024, 6, 15)),
    ],
)
def test_a_report_looks_from_the_end_of_its_period_or_from_the_day_it_was_made(period: str, day: date) -> None:
    """17:30 UTC is half past midnight of the next day in Vietnam."""
    moment = datetime(2024, 6, 14, 17, 30, tzinfo=UTC)
    request = ReportRequest("97/KH-UBND", "67", period, moment)
    assert (request.judged_on, request.made_on) == (day, date(2024, 6, 15))
