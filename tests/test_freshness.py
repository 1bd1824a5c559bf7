"""How good the newest figures of each unit are, said beside every ranking."""

from datetime import date

import pytest

from core.reports.freshness import Freshness, Quality, freshness
from core.reports.poverty import Result
from core.wording_attention import quality_words
from tests.poverty_rows import CU_JUT, JUNE, SEPTEMBER, TUY_DUC, YEAR_END, plan, result

FLOWS = {"escaped": 687}
FULL = {"near_poor": 900, "flows": FLOWS}


def of_tuy_duc(own: Result | None, other: Result | None, today: date) -> Freshness:
    return freshness([plan(TUY_DUC, own), plan(CU_JUT, other)], today)[0]


@pytest.mark.parametrize(
    ("own", "other", "today", "quality", "why"),
    [
        (None, None, date(2024, 7, 15), Quality.NONE, None),
        (result(JUNE, 2444, **FULL), None, date(2024, 7, 15), Quality.COMPLETE, None),
        (result(JUNE, 2444, **FULL), result(JUNE, 640), date(2024, 7, 15), Quality.COMPLETE, None),
        (
            result(JUNE, 2444, **FULL),
            result(SEPTEMBER, 600),
            date(2024, 10, 1),
            Quality.OLD,
            "nơi khác đã có số liệu 30/09/2024",
        ),
        (result(date(2024, 3, 31), 2900, **FULL), None, date(2024, 10, 17), Quality.COMPLETE, None),
        (result(date(2024, 3, 31), 2900, **FULL), None, date(2024, 10, 18), Quality.OLD, "quá 200 ngày"),
        (
            result(JUNE, 2444, **FULL),
            result(JUNE, 640),
            date(2025, 1, 1),
            Quality.OLD,
            "năm 2024 đã hết, chưa có số chính thức cuối năm",
        ),
        (
            result(YEAR_END, 1700, official=False, **FULL),
            None,
            date(2025, 1, 1),
            Quality.OLD,
            "năm 2024 đã hết, chưa có số chính thức cuối năm",
        ),
        (result(YEAR_END, 1700, **FULL), result(date(2025, 1, 15), 500), date(2026, 11, 1), Quality.COMPLETE, None),
    ],
    ids=["none", "alone", "same day", "behind", "200 days", "201 days", "year over", "only an estimate", "final"],
)
def test_figures_are_old_when_newer_ones_could_be_there(
    own: Result | None, other: Result | None, today: date, quality: Quality, why: str | None
) -> None:
    found = of_tuy_duc(own, other, today)
    assert (found.quality, found.old_because) == (quality, why)


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({}, ("cận nghèo", "biến động")),
        ({"near_poor": 0}, ("biến động",)),
        ({"flows": {"relapsed": 0}}, ("cận nghèo",)),
        ({"flows": {"relapsed": None}, "near_poor": 5}, ("biến động",)),
        (FULL, ()),
    ],
)
def test_halves_that_nobody_reported_are_named_and_a_zero_is_a_report(
    more: dict[str, object], missing: tuple[str, ...]
) -> None:
    found = of_tuy_duc(result(JUNE, 2444, **more), None, JUNE)
    assert found.missing == missing
    assert found.quality is (Quality.PARTIAL if missing else Quality.COMPLETE)


def test_communes_with_figures_of_the_year_are_counted_among_those_listed() -> None:
    """Tuy Đức has six communes; a figure of the year before is none of this year."""
    communes = {"24736": [result(JUNE, 400, 2800)], "24739": [result(date(2023, 12, 31), 500, 2800)]}
    found = freshness([plan(TUY_DUC, result(JUNE, 2444, **FULL))], JUNE, communes)[0]
    assert (found.communes_reported, found.communes_listed, found.quality) == (1, 6, Quality.PARTIAL)


def test_every_quality_has_a_word_and_a_sign_of_its_own() -> None:
    words = quality_words()
    assert {quality: words[quality].label for quality in Quality} == {
        "complete": "đủ",
        "partial": "thiếu",
        "old": "cũ",
        "none": "chưa có",
    }
    assert len({word.symbol for word in words.values()}) == len(words)
