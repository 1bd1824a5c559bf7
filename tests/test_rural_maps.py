"""New rural areas on the three maps, and the sets of two periods: beside each other, never added or compared."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from core.criteria_sets import criteria_sets, later_set, set_decided_by, set_in_force
from core.database import Database
from core.places import places_of
from core.reference import criteria_set
from core.reports.criteria import ADVANCED, BASIC, BASIC_2026, CriteriaFilter, SetStatus, criteria_status
from core.reports.goals import GoalFilter, GoalRow, all_goals
from core.reports.rural_frames import band_frame, unit_names
from core.reports.rural_units import above_communes, followed_from
from core.reports.rural_views import (
    communes_by_edition,
    communes_of,
    road_map,
    rural_goals,
    village_totals,
    village_views,
)
from core.reports.rural_villages import village_progress, villages_within
from core.reports.village_list import villages
from core.rules.criteria import band, bands
from core.wording_goals import unit_of_goal
from core.wording_rural import reached_said, unverified_note
from core.wording_rural_maps import break_said, cut_units_said, undivided_said
from tests.conftest import Load, at_screen
from tests.html_tables import links_of, texts_of
from tests.rural import criteria, criteria_file, criteria_of_today, decisions_file, villages_file

KON_PLONG, NEW_KON_PLONG, NEW_PROVINCE = "613", "2025-23476", "2025-51"
PLACES_OF_PLAN = [("2024", KON_PLONG), ("2024", "62"), ("2025", NEW_PROVINCE), ("2025-huyen-cu", KON_PLONG)]
NOT_MET = "chưa đạt"


@pytest.fixture
def results(sqlite: Database, load: Load) -> Database:
    """Two old communes of 30/06/2025; the new one that holds both under the old set, then under the new one."""
    load(sqlite, villages_file("Pờ Ê;Vi Ô Lắc;có", "Hiếu;Vi Ô Lắc;có", "Măng Bút;Vang Loa;có"))
    load(sqlite, decisions_file("Hiếu;;xã NTM;12/QĐ-UBND;15/08/2024"))
    load(sqlite, criteria_file(criteria("Pờ Ê", "30/06/2025", {10: NOT_MET}), criteria("Hiếu", "31/12/2024")))
    load(sqlite, criteria_file(criteria_of_today("Kon Plông", "31/12/2025", {3: NOT_MET})))
    load(sqlite, criteria_file(criteria_of_today("Kon Plông", "30/06/2026", {3: NOT_MET, 7: NOT_MET}, upto=10)))
    return sqlite


def _rows(database: Database, map_code: str, unit: str, as_of: date | None = None) -> list[SetStatus]:
    with database.read() as session:
        return criteria_status(session, CriteriaFilter(unit, as_of, seen_in=map_code))


def _goals(database: Database, map_code: str, unit: str) -> list[GoalRow]:
    with database.read() as session:
        rows = all_goals(session, GoalFilter(date(2026, 7, 1), seen_in=map_code))
    return rural_goals(rows, places_of(map_code).by_code[unit])


def _known(rows: list[SetStatus]) -> dict[str, str]:
    return {row.place.full_name: f"{row.count.met}/{row.count.size}" for row in rows if row.count.assessed}


@pytest.mark.parametrize(
    ("word", "day", "expected"),
    [
        (BASIC, date(2025, 12, 31), BASIC),
        (BASIC, date(2026, 1, 1), BASIC_2026),
        (ADVANCED, date(2025, 12, 31), ADVANCED),
        (ADVANCED, date(2026, 1, 1), None),
        ("thôn NTM", date(2026, 1, 1), "thôn NTM"),
        ("khác", date(2024, 1, 1), None),
    ],
)
def test_the_day_of_an_assessment_gives_its_set(word: str, day: date, expected: str | None) -> None:
    assert set_in_force(word, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 2, 14), BASIC), (date(2026, 2, 15), BASIC_2026), (date(2024, 8, 15), BASIC)]
)
def test_a_decision_is_by_the_new_set_once_that_is_in_force(day: date, expected: str) -> None:
    """QĐ 51/2025/QĐ-TTg is in force from 15/02/2026: what was recognised before was so by the set before it."""
    assert set_decided_by(BASIC, day) == expected
    assert set_decided_by("khu dân cư kiểu mẫu", day) == "khu dân cư kiểu mẫu"


def test_the_set_of_2026_has_ten_criteria_whose_names_nobody_compared_with_its_text() -> None:
    """[QĐ 51/2025/QĐ-TTg: 10 tiêu chí, 47 chỉ tiêu]"""
    criteria_of_2026 = criteria_set(BASIC_2026)
    assert [one.number for one in criteria_of_2026] == list(range(1, 11))
    assert not any(one.verified for one in criteria_of_2026)
    assert "chưa kiểm chứng" in (unverified_note(BASIC_2026) or "")
    assert later_set(BASIC) == criteria_sets()[BASIC_2026]
    assert later_set(ADVANCED) is None


def test_every_set_has_criteria() -> None:
    assert {name: found.size for name, found in criteria_sets().items()} == {
        **{BASIC: 19, ADVANCED: 19, BASIC_2026: 10, "thôn NTM": 10}
    }


@pytest.mark.parametrize(("size", "expected"), [(19, ("19", "15–18", "10–14", "5–9", "<5")), (10, ("10", "5–9", "<5"))])
def test_the_bands_of_a_set(size: int, expected: tuple[str, ...]) -> None:
    assert bands(size) == expected
    assert {band(met, size) for met in range(size + 1)} == set(expected)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("23467", "613"), ("613", "613"), ("62", None), (NEW_KON_PLONG, NEW_PROVINCE), (NEW_PROVINCE, NEW_PROVINCE)],
)
def test_communes_are_followed_with_those_beside_them(unit: str, expected: str | None) -> None:
    assert above_communes(unit) == expected


def test_of_a_province_without_districts_all_rural_communes_are_followed() -> None:
    found = followed_from([NEW_KON_PLONG])
    assert len(found) == 86
    assert {place.kind for place in found} == {"Xã"}


def test_the_plan_alone_is_the_same_on_every_map(sqlite: Database) -> None:
    """Four of eight communes «đã đạt theo KH 83» and 30 goals, wherever the huyện is looked at from."""
    for map_code, unit in PLACES_OF_PLAN:
        rows = communes_of(_rows(sqlite, map_code, unit), BASIC)
        assert (len(rows), sum(row.reached for row in rows)) == (8, 4), map_code
        assert {row.place.bare_name for row in rows if row.stated} == {"Đăk Tăng", "Ngọc Tem", "Pờ Ê", "Măng Cành"}
        assert [goal.goal for goal in _goals(sqlite, map_code, unit)] == [
            goal.goal for goal in _goals(sqlite, "2024", KON_PLONG)
        ]
        assert len(road_map(_goals(sqlite, map_code, unit), _rows(sqlite, map_code, unit))) == 13


def test_a_new_commune_shows_its_parts_and_itself_each_with_its_own_count(results: Database) -> None:
    rows = _rows(results, "2025", NEW_KON_PLONG)
    own, parts = communes_by_edition(rows, BASIC)
    assert _known(own) == {"xã Kon Plông": "18/19"}
    assert _known(parts) == {"xã Pờ Ê (cũ)": "18/19", "xã Hiếu (cũ)": "19/19"}
    assert [row.place.name for row in parts] == ["Ngọc Tem (cũ)", "Pờ Ê (cũ)", "Hiếu (cũ)"]
    said = {row.place.bare_name: reached_said(row) for row in parts}
    assert said["Ngọc Tem"] == "✓ đã đạt theo KH 83, chưa có số quyết định"
    assert said["Pờ Ê"].startswith("↓ đã đạt theo kế hoạch, nay 18/19")
    assert [one.decision_number for row in parts for one in row.recognitions] == ["12/QĐ-UBND"]


@pytest.mark.parametrize(("map_code", "unit"), PLACES_OF_PLAN)
def test_no_count_is_of_communes_of_two_maps(results: Database, map_code: str, unit: str) -> None:
    rows = _rows(results, map_code, unit)
    for name in (BASIC, ADVANCED, BASIC_2026):
        groups = communes_by_edition(rows, name)
        assert all(len({row.place.edition for row in group}) == 1 for group in groups)
        assert len({row.place.edition for row in communes_of(rows, name)}) == 1
        assert [group[0].place.is_guest for group in groups] == sorted(group[0].place.is_guest for group in groups)
    of_old = next(group for group in communes_by_edition(rows, BASIC) if group[0].place.edition == "2024")
    assert (len(of_old), sum(row.reached for row in of_old)) == (8, 4)


def test_nothing_slips_back_from_one_set_to_another(results: Database) -> None:
    """Criterion 7 was đạt in 2025 and is not in 2026: another criterion. Ten of the nineteen are not counted again."""
    rows = {row.set: row for row in _rows(results, "2025", NEW_KON_PLONG) if row.place.code == NEW_KON_PLONG}
    assert {name: (row.count.met, row.count.size, len(row.slipped)) for name, row in rows.items()} == {
        BASIC: (18, 19, 0),
        BASIC_2026: (8, 10, 0),
    }
    assert rows[BASIC].assessed_on == date(2025, 12, 31)
    assert [cell.criterion.number for cell in rows[BASIC_2026].wanting] == [3, 7]


def test_a_break_is_said_where_something_is_known_of_the_new_set(results: Database) -> None:
    rows = _rows(results, "2025", NEW_KON_PLONG)
    assert break_said(BASIC, rows) == break_said(BASIC_2026, rows)
    assert "Từ 01/01/2026 đánh giá theo bộ tiêu chí mới (QĐ 51/2025/QĐ-TTg" in break_said(BASIC, rows)
    assert break_said(BASIC, _rows(results, "2025", NEW_KON_PLONG, date(2025, 12, 31))) == ""
    assert break_said(ADVANCED, rows) == ""


def test_the_goals_of_the_plan_count_the_communes_that_it_speaks_of(results: Database) -> None:
    """Three as the plan has them (Pờ Ê fell short) and Hiếu; not the new commune that holds two of them too."""
    goals = {goal.goal: goal for goal in _goals(results, "2025", NEW_PROVINCE)}
    assert (goals["xa-ntm"].latest, goals["xa-ntm"].as_of) == (4, date(2025, 6, 30))
    assert unit_of_goal(goals["xa-ntm"]) == "địa bàn huyện Kon Plông (cũ)"
    assert unit_of_goal(goals["ntm-hieu"]) == "xã Hiếu (cũ)"
    assert goals["ntm-hieu"].latest == Decimal(1)


def test_goals_of_a_new_commune_are_those_of_the_old_ones_in_it(sqlite: Database) -> None:
    assert {goal.goal for goal in _goals(sqlite, "2025", NEW_KON_PLONG)} >= {"ntm-hieu", "ntm-nang-cao-ngoc-tem"}
    assert not any(goal.goal == "xa-ntm" for goal in _goals(sqlite, "2025", NEW_KON_PLONG))


def test_villages_of_the_old_communes_are_those_of_the_new_one(results: Database) -> None:
    known = places_of("2025")
    with results.read() as session:
        listed = villages(session, CriteriaFilter(NEW_PROVINCE, seen_in="2025"))
    views = villages_within(village_views(listed, ()), known.by_code[NEW_KON_PLONG])
    assert [(view.place.name, view.village) for view in views] == [("Pờ Ê (cũ)", "Vi Ô Lắc"), ("Hiếu (cũ)", "Vi Ô Lắc")]


def test_a_village_that_stands_again_in_the_new_commune_is_one_village(results: Database, load: Load) -> None:
    """Three of the old lists; of the new list Vi Ô Lắc is one of these, Kon Chốt is not: four. Recognised once."""
    load(results, decisions_file("Pờ Ê;Vi Ô Lắc;thôn NTM;1/QĐ-UBND;01/06/2025"))
    load(results, villages_file("Kon Plông;Vi Ô Lắc;có", "Kon Plông;Kon Chốt;có").replace("\nKon Plông;", "\n;"))
    chosen = CriteriaFilter(NEW_PROVINCE, seen_in="2025")
    with results.read() as session:
        views = village_views(villages(session, chosen), criteria_status(session, chosen))
    totals, progress = village_totals((), views), village_progress((), views)
    assert (len(views), totals.listed, totals.ethnic, totals.recognised) == (5, 4, 4, 1)
    assert (progress.listed, progress.recognised, progress.counting) == (4, 1, 1)


def test_names_of_communes_of_several_former_districts_say_which() -> None:
    known = places_of("2025").by_code
    assert unit_names([known["23467"], known["23476"]]) == ["Pờ Ê (cũ)", "Hiếu (cũ)"]
    assert unit_names([known["23467"], known["23425"]]) == ["Pờ Ê (cũ, Kon Plông)", "Đăk Hà (cũ, Tu Mơ Rông)"]
    assert unit_names([known[NEW_KON_PLONG], known["2025-23425"]]) == ["Kon Plông", "Tu Mơ Rông"]


def test_no_rows_still_give_a_frame_of_bands() -> None:
    assert list(band_frame([])["band"]) == ["19", "15–18", "10–14", "5–9", "<5"]


def _open(app: AppTest, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    at_screen(app, "rural.py").run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    return "\n".join([*(str(part.value) for part in (*app.markdown, *app.subheader, *app.warning)), texts_of(app)])


def _metrics(app: AppTest) -> list[tuple[str, str]]:
    return [(metric.label, metric.value) for metric in app.metric]


MAPS = [
    {"tinh": "kon-tum", "huyen": "kon-plong"},
    {"ban_do": "2025", "tinh": "quang-ngai"},
    {"ban_do": "2025-huyen-cu", "tinh": "quang-ngai", "huyen": "kon-plong"},
]


@pytest.mark.parametrize("link", MAPS)
def test_the_plan_alone_on_the_screen(app: AppTest, link: dict[str, str]) -> None:
    """The eight communes, the four of the plan and its 30 goals stand on every map."""
    _open(app, **link)
    said = _said(app)
    assert ("Xã đã đạt chuẩn", "4/8") in _metrics(app)
    for name in ("Đăk Nên", "Đăk Ring", "Măng Bút", "Đăk Tăng", "Ngọc Tem", "Pờ Ê", "Măng Cành", "Hiếu"):
        assert name in said
    assert "30 mục tiêu" in said
    assert ("Xã theo bản đồ đến 30/06/2025 (8 xã)" in said) is ("ban_do" in link)


@pytest.mark.parametrize("link", MAPS)
def test_communes_of_both_maps_stand_apart_on_the_screen(results: Database, app: AppTest, link: dict[str, str]) -> None:
    _open(app, **link)
    said, new = _said(app), "1/86" if link.get("ban_do") == "2025" else "1/3"
    assert "Xã theo bản đồ đến 30/06/2025 (8 xã)" in said
    assert f"Xã theo bản đồ từ 01/07/2025 ({new[2:]} xã)" in said
    assert ("Xã đã đạt chuẩn", "4/8") in _metrics(app)
    assert f"{new} xã{' mới' if 'ban_do' not in link else ''} đã được đánh giá, đến ngày 31/12/2025" in said
    assert "Kết quả tiêu chí và danh hiệu không cộng được" in said
    assert "Từ 01/01/2026 đánh giá theo bộ tiêu chí mới" in said


def test_the_screen_of_a_new_commune_has_its_parts_and_itself(results: Database, app: AppTest) -> None:
    _open(app, ban_do="2025", tinh="quang-ngai", xa="kon-plong")
    said = _said(app)
    assert "Xã Kon Plông gồm: xã Ngọc Tem (cũ), xã Pờ Ê (cũ), xã Hiếu (cũ)" in said
    assert [value for label, value in _metrics(app) if label == "Tiêu chí đạt, bộ xã NTM"] == [
        "18/19",
        "—",
        "18/19",
        "19/19",
    ]
    assert "đã đạt theo KH 83, chưa có số quyết định" in said
    assert "12/QĐ-UBND" in said
    assert "bộ xã NTM giai đoạn 2026–2030" not in said


def test_the_set_of_2026_is_a_choice_of_its_own(results: Database, app: AppTest) -> None:
    _open(app, ban_do="2025", tinh="quang-ngai", xa="kon-plong", bo="ntm-2026")
    said = _said(app)
    assert ("Tiêu chí đạt, bộ xã NTM giai đoạn 2026–2030", "8/10") in _metrics(app)
    assert "7. Khoa học công nghệ và chuyển đổi số" in said
    assert "không so với trước" in said
    assert "chưa kiểm chứng với văn bản của bộ tiêu chí" in said
    assert "Kon Plông (bộ" not in said


def test_a_village_of_a_former_commune_opens_within_the_new_one(results: Database, app: AppTest) -> None:
    _open(app, ban_do="2025", tinh="quang-ngai", xa="kon-plong")
    addresses = [address for said, address in links_of(app) if said == "Vi Ô Lắc"]
    assert ["23467.vi-o-lac" in one or "23476.vi-o-lac" in one for one in addresses] == [True, True]
    _open(app, ban_do="2025", tinh="quang-ngai", xa="kon-plong", thon="23467.vi-o-lac")
    assert "Vi Ô Lắc, xã Pờ Ê (cũ)" in _said(app)


def test_goals_are_of_the_former_district(app: AppTest) -> None:
    for name, value in {"ban-do": "2025", "tinh": "quang-ngai", "ke-hoach": "83-kh-ubnd"}.items():
        app.query_params[name] = value
    at_screen(app, "goals.py").run()
    assert not app.exception
    assert "địa bàn huyện Kon Plông (cũ)" in _said(app)
    assert "30 mục tiêu." in _said(app)


@pytest.fixture
def cut(sqlite: Database, load: Load) -> Database:
    """Xã Uy Nỗ of huyện Đông Anh, of which parts came to xã Đông Anh and to xã Thư Lâm."""
    load(sqlite, criteria_file(criteria("Uy Nỗ", "31/12/2024").replace("Kon Plông;", "Đông Anh;")))
    return sqlite


CUT_SAID = "không tách được{}nay thuộc xã Đông Anh, xã Thư Lâm; kết quả để ở đơn vị cũ, xem ở cấp tỉnh."


def test_what_was_cut_stands_with_the_province_and_is_not_divided(cut: Database) -> None:
    of_province = _rows(cut, "2025", "2025-01")
    assert _known(of_province) == {"xã Uy Nỗ (cũ)": "19/19"}
    assert cut_units_said(of_province) == [f"Xã Uy Nỗ (cũ): {CUT_SAID.format(', ')}"]
    assert _known(_rows(cut, "2025", "2025-00475")) == {}
    said = undivided_said(places_of("2025").by_code["2025-00475"], of_province)
    assert said == [f"Xã Uy Nỗ (cũ) chỉ nằm một phần ở đây: {CUT_SAID.format('; ')}"]
    assert _known(_rows(cut, "2024", "00478")) == {"xã Uy Nỗ": "19/19"}


def test_what_was_cut_is_said_at_each_of_the_units_that_took_a_part(cut: Database, app: AppTest) -> None:
    _open(app, ban_do="2025", tinh="ha-noi", xa="thu-lam")
    assert "Xã Uy Nỗ (cũ) chỉ nằm một phần ở đây: không tách được" in _said(app)
    assert ("Tiêu chí đạt, bộ xã NTM", "19/19") not in _metrics(app)
