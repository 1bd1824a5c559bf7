"""«Từ đâu?» of figures that follow from another map's: each part with its share, its batch and its line."""

from datetime import date

import pytest

from core.access.rules import Access, Grant, Role
from core.database import Database
from core.ingest.pipeline import commit, preview
from core.provenance import Explanation, FigureKey, explain, keys
from core.provenance.explanation import formulas
from core.reports.frames import sources_of
from core.reports.poverty import PovertyFilter, poverty_results, poverty_status, summed_result
from core.reports.standing import with_drafts
from tests.conftest import UPLOAD_1, Load

# xã Quảng Khê of today is old Quảng Khê (24631) with Đắk Plao (24634); phường Bắc Gia Nghĩa has Đắk Ha (24622) whole.
QUANG_KHE, DAK_GLONG, LAM_DONG = "2025-24631", "661", "2025-68"
UNITS = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;"
OLD = UNITS + (
    "Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo\n"
    "Đắk Nông;Đăk Glong;Quảng Khê;31/12/2024;chính thức;1.000;200;80\n"
    "Đắk Nông;Đăk Glong;Đắk Plao;31/12/2024;chính thức;500;150;40\n"
)
NEW = UNITS + "Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\nLâm Đồng;;Quảng Khê;31/12/2025;chính thức;1.520;300\n"
OLD_PLAN = UNITS + (
    "Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Tổng số hộ dự kiến cuối năm;"
    "Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm\n"
    "Đắk Nông;Đăk Glong;Quảng Khê;2024;huyện;12/KH;1.000;260;1.000;60;6\n"
    "Đắk Nông;Đăk Glong;Đắk Plao;2024;huyện;12/KH;500;190;500;40;8\n"
)


def explained(database: Database, key: str) -> Explanation:
    with database.read() as session:
        found = explain(session, FigureKey.parse(key), None)
    assert found, key
    return found


def stored(load: Load, database: Database, *texts: str) -> None:
    for text in texts:
        outcome = load(database, text, justify="thử")
        assert outcome.status == "committed", outcome.issues


@pytest.fixture
def filled(sqlite: Database, load: Load) -> Database:
    stored(load, sqlite, OLD, OLD_PLAN, NEW)
    return sqlite


def test_a_carried_count_names_each_part_with_its_file_and_line(filled: Database) -> None:
    found = explained(filled, f"ketqua.{QUANG_KHE}.2024-12-31.poor")
    assert (found.value, found.worked, found.unit) == ("350", "200 + 150 = 350", "xã Quảng Khê, tỉnh Lâm Đồng")
    assert [(one.label, one.value, one.row) for one in found.inputs] == [
        ("Hộ nghèo: xã Quảng Khê (cũ)", "200", 2),
        ("Hộ nghèo: xã Đắk Plao (cũ)", "150", 3),
    ]
    assert all(one.file_name == "tep.csv" and one.batch for one in found.inputs)
    assert "nằm trọn trong đơn vị này" in found.formula


def test_a_rate_is_of_the_sums_and_each_sum_opens(filled: Database) -> None:
    found = explained(filled, f"ketqua.{QUANG_KHE}.2024-12-31.rate")
    assert found.worked == "350 ÷ 1.500 × 100 = 23,33%"
    opened = [explained(filled, one.key or "") for one in found.inputs]
    assert [one.worked for one in opened] == ["200 + 150 = 350", "1.000 + 500 = 1.500"]


def test_an_own_figure_of_a_new_commune_leads_to_its_line(filled: Database) -> None:
    found = explained(filled, f"ketqua.{QUANG_KHE}.2025-12-31.poor")
    assert (found.value, found.worked) == ("300", None)
    assert [(one.file_name, one.row) for one in found.inputs] == [("tep.csv", 2)]


def test_a_carried_plan_is_explained_number_by_number(filled: Database) -> None:
    """Falls in points don't add: (450 − 350) of 1.500 households are 6,67 điểm %."""
    key = f"ngheo.{QUANG_KHE}.2024.12-kh_huyen"
    start = explained(filled, f"{key}.poor_start")
    assert (start.value, start.worked) == ("450", "260 + 190 = 450")
    assert [(one.label, one.row) for one in start.inputs] == [
        ("Hộ nghèo đầu năm: xã Quảng Khê (cũ)", 2),
        ("Hộ nghèo đầu năm: xã Đắk Plao (cũ)", 3),
    ]
    fall = explained(filled, f"{key}.rate_reduction")
    assert fall.value == "6,67"
    assert fall.worked == "(450 ÷ 1.500 − 350 ÷ 1.500) × 100 = 6,67"
    done = explained(filled, f"{key}.percent_households")
    assert (done.value, done.worked) == ("100,0%", "(450 − 350) ÷ 100 × 100 = 100,0%")


@pytest.mark.parametrize("seen_in", ["2024", "2025", "2025-huyen-cu"])
@pytest.mark.parametrize("unit", [QUANG_KHE, DAK_GLONG, LAM_DONG])
def test_whatever_a_map_shows_its_key_explains(filled: Database, unit: str, seen_in: str) -> None:
    """The key of a figure names no map: opened from any of them it is the same figure with the same answer."""
    with filled.read() as session:
        chosen = PovertyFilter(unit, seen_in=seen_in)
        for code, results in poverty_results(session, chosen).items():
            for result in results:
                found = explain(session, keys.of_result(code, result.as_of, "poor"), None)
                assert found is not None
                assert found.value.replace(".", "") == str(result.poor)
                assert all(one.file_name and one.row for one in found.inputs)
        for row in poverty_status(session, chosen):
            for name in keys.PLAN_FIGURES:
                assert explain(session, keys.of_status(row, name), None) is not None


def test_every_count_that_is_summed_has_words_for_being_carried() -> None:
    summed = [name.removesuffix(".sum") for name in formulas() if name.endswith(".sum")]
    planned = [f"ngheo.{name}" for name in ("households_start", "poor_start", "households_planned", "poor_reduction")]
    for name in (*summed, *planned):
        assert {f"{name}.carried", f"{name}.estimated"} <= formulas().keys()


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("ketqua.2025-24631.2024-12-31.poor", "2025-24631"),
        ("ketqua.24631.2024-12-31.poor", "24631"),
        ("tieuchi.2025-24631.ntm26.3", "2025-24631"),
        ("von.2025-68.2026.2~2e1.vn.percent", "2025-68"),
    ],
)
def test_keys_name_units_of_both_maps(text: str, unit: str) -> None:
    key = FigureKey.parse(text)
    assert key is not None
    assert (str(key), key.part("unit")) == (text, unit)
    assert FigureKey.parse(text.replace(unit, "2025-")) is None


CA_DAM = "2025-21136"
SHARES = (
    "Tỉnh;Huyện;Xã;Tỉnh mới;Xã mới;Tỷ trọng (%);Phương pháp;Căn cứ\n"
    "Quảng Ngãi;Trà Bồng;Trà Bùi;Quảng Ngãi;Cà Đam;60;theo số hộ;BC 15\n"
    "Quảng Ngãi;Trà Bồng;Trà Bùi;Quảng Ngãi;Tây Trà Bồng;40;theo số hộ;BC 15\n"
)
OF_TRA_BONG = OLD.splitlines()[0] + (
    "\nQuảng Ngãi;Trà Bồng;Trà Bùi;31/12/2024;chính thức;500;200;50"
    "\nQuảng Ngãi;Trà Bồng;Trà Tân;31/12/2024;chính thức;300;70;20\n"
)


def test_an_estimate_says_share_and_method_of_each_part(sqlite: Database, load: Load) -> None:
    """xã Cà Đam is old Trà Tân and, as declared, 60% of old Trà Bùi: 70 + 120."""
    stored(load, sqlite, OF_TRA_BONG)
    with sqlite.read() as session:
        key = keys.of_result(CA_DAM, date(2024, 12, 31), "poor")
        assert explain(session, key, None) is None
    assert load(sqlite, SHARES, kind="unit-share", justify="thử").status == "committed"
    found = explained(sqlite, str(key))
    assert (found.value, found.worked) == ("190", "70 + 120 = 190")
    assert [one.label for one in found.inputs] == [
        "Hộ nghèo: xã Trà Tân (cũ)",
        "Hộ nghèo: xã Trà Bùi (cũ), 60% của 200",
        "Tỷ trọng của xã Trà Bùi (cũ) tính cho xã Cà Đam",
    ]
    assert "Ước tính: tính 60% số của xã Trà Bùi (cũ) cho đơn vị này; phương pháp: theo số hộ." in found.remarks
    assert "số ước tính" in found.formula


SHARES_BATCH = UPLOAD_1 + 1
FROM_SHARES = [("60%", "tep.csv", 2, SHARES_BATCH), ("40%", "tep.csv", 3, SHARES_BATCH)]
PLAN_OF_TRA_BUI = OLD_PLAN.splitlines()[0] + (
    "\nQuảng Ngãi;Trà Bồng;Trà Bùi;2024;huyện;12/KH;500;260;500;60;12"
    "\nQuảng Ngãi;Trà Bồng;Trà Tân;2024;huyện;12/KH;300;90;300;20;6\n"
)


def whence(found: Explanation) -> list[tuple[str, str | None, int | None, int | None]]:
    return [(one.value, one.file_name, one.row, one.batch) for one in found.inputs if one.label.startswith("Tỷ trọng")]


@pytest.fixture
def estimated(sqlite: Database, load: Load) -> Database:
    """The results are one upload, the shares the next, the plan the one after."""
    stored(load, sqlite, OF_TRA_BONG, SHARES, PLAN_OF_TRA_BUI)
    return sqlite


@pytest.mark.parametrize("figure", ["ketqua.{}.2024-12-31.poor", "ngheo.{}.2024.12-kh_huyen.poor_start"])
def test_the_share_of_an_estimate_leads_to_its_own_file_and_says_by_what(estimated: Database, figure: str) -> None:
    found = explained(estimated, figure.format(CA_DAM))
    assert whence(found) == FROM_SHARES[:1]
    said = f"tệp tep.csv, dòng 2 (lô {SHARES_BATCH}); phương pháp: theo số hộ; căn cứ: BC 15"
    assert found.inputs[-1].where == said


def test_a_rate_that_is_estimated_opens_the_sums_that_name_the_share(estimated: Database) -> None:
    found = explained(estimated, f"ketqua.{CA_DAM}.2024-12-31.rate")
    assert [whence(explained(estimated, one.key or "")) for one in found.inputs] == [FROM_SHARES[:1]] * 2


def test_a_share_in_a_draft_says_that_it_waits(sqlite: Database, load: Load) -> None:
    stored(load, sqlite, OF_TRA_BONG)
    hoa = Access("Bà Hoa, huyện Trà Bồng", (Grant(Role.EDITOR, "525"),), None, "trang web")
    assert commit(sqlite, preview(sqlite, hoa, SHARES.encode(), "tep.csv"), hoa, "web", replace_confirmed=True).waits
    with sqlite.read() as session, with_drafts():
        found = explain(session, keys.of_result(CA_DAM, date(2024, 12, 31), "poor"), None)
    assert found is not None
    assert found.inputs[-1].where.endswith("; chờ duyệt")


def test_what_stands_under_a_table_names_the_batch_of_the_shares(estimated: Database) -> None:
    """Beside the plan and the results; not where nothing is an estimate."""
    with estimated.read() as session:
        rows = poverty_status(session, PovertyFilter(CA_DAM, seen_in="2025"))
        own = poverty_results(session, PovertyFilter(CA_DAM, seen_in="2025"))[CA_DAM]
        old = poverty_status(session, PovertyFilter("21142"))
    results, shares = f"kết quả: lô {UPLOAD_1}", f"tỷ trọng: lô {SHARES_BATCH}"
    assert sources_of(rows) == [f"Kế hoạch 12/KH (huyện giao), lô {UPLOAD_1 + 2}", results, shares]
    assert sources_of([], own) == [results, shares]
    assert sources_of([], [summed_result(own)]) == [results, shares]
    assert not any("tỷ trọng" in said for said in sources_of(old))


def test_as_of_a_day_nobody_reported_there_is_no_figure(filled: Database) -> None:
    with filled.read() as session:
        assert explain(session, keys.of_result(QUANG_KHE, date(2023, 12, 31), "poor"), None) is None
        assert explain(session, keys.of_result("2025-99999", date(2024, 12, 31), "poor"), None) is None
