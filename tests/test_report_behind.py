"""Who is behind in the official report: how far, what it takes per month, and the unit's own explanation."""

from core.database import Database
from core.ingest.pipeline import undo
from core.official_report.chapters import behind
from tests.conftest import Load
from tests.test_report_poverty import DAK_NONG, FINAL, JUNE, TUY_DUC, part, reported, written_part

EXPLAINED = (
    "Tỉnh;Huyện, thành phố;Nội dung giải trình;Số văn bản;Ngày giải trình;Nguyên nhân;Biện pháp khắc phục;"
    "Hạn khắc phục\n"
    "Đắk Nông;Đăk Glong;giảm nghèo;97/KH-UBND;15/07/2024;Thiếu vốn đối ứng.;Bố trí vốn trong quý III.;31/10/2024\n"
)


def section(said: str, unit: str) -> str:
    """What stands below a unit's heading."""
    lines = said.splitlines()
    start = lines.index(unit)
    end = next((n for n in range(start + 1, len(lines)) if lines[n].split()[0] in HEADS), len(lines))
    return " ".join(lines[start + 1 : end])


HEADS = ("Huyện", "Thành", "Tỉnh")


def test_each_unit_behind_is_said_with_its_distance_and_what_it_takes(sqlite: Database, load: Load) -> None:
    """Đăk Glong 2.195 − 1.331 = 864, in six months 144; by 182 of 366 days 2.531 − 1.200 × 182/366 = 1.934."""
    load(sqlite, reported(JUNE))
    said = written_part(sqlite, of=behind.chapter).said
    assert "5 huyện, thành phố chậm hoặc không đạt kế hoạch giảm nghèo năm 2024, trong đó 5 chưa có giải trình." in said
    glong = section(said, "Huyện Đăk Glong")
    assert "còn phải giảm 864 hộ, cần 144 hộ mỗi tháng đến hết năm." in glong
    assert "đến ngày số liệu còn chậm 261 hộ." in glong
    assert 2195 - 1934 == 261
    assert "Chưa có giải trình." in glong
    assert "Huyện Krông Nô" not in said


def test_the_months_left_count_from_the_period_s_last_day(sqlite: Database, load: Load) -> None:
    """From 30/09 three months are left: 864 ÷ 3 = 288."""
    load(sqlite, reported(JUNE))
    said = written_part(sqlite, period="30/09/2024", of=behind.chapter).said
    assert "còn phải giảm 864 hộ, cần 288 hộ mỗi tháng đến hết năm." in section(said, "Huyện Đăk Glong")


def test_a_year_that_is_over_asks_for_nothing_per_month(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(FINAL, "31/12/2024"))
    said = written_part(sqlite, period="2024", of=behind.chapter).said
    assert (
        "Không đạt theo Kế hoạch 97/KH-UBND (tỉnh giao), số liệu ngày 31/12/2024: thiếu 14 hộ so với kế hoạch cả năm."
        in (section(said, "Thành phố Gia Nghĩa"))
    )
    assert "mỗi tháng" not in said
    assert "Huyện Tuy Đức" not in said


def test_a_unit_behind_says_why_in_its_own_words(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    assert load(sqlite, EXPLAINED).status == "committed"
    found = written_part(sqlite, of=behind.chapter)
    assert "trong đó 4 chưa có giải trình" in found.said
    glong = section(found.said, "Huyện Đăk Glong")
    assert "Giải trình ngày 15/07/2024: Thiếu vốn đối ứng. Biện pháp: Bố trí vốn trong quý III." in glong
    assert "Hạn khắc phục 31/10/2024, đã quá hạn." in glong
    assert any(figure.label == "Hạn khắc phục" and "dòng 2" in figure.source for figure in found.figures)


def test_an_explanation_that_was_taken_back_is_none(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    outcome = load(sqlite, EXPLAINED)
    assert outcome.batch is not None
    undo(sqlite, outcome.batch, "người thử")
    said = written_part(sqlite, of=behind.chapter).said
    assert "Chưa có giải trình." in section(said, "Huyện Đăk Glong")


def test_a_rise_is_said_first(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE | {"Đắk Mil": (28059, 482)}), justify="rà soát lại")
    said = written_part(sqlite, of=behind.chapter).said
    assert "tăng 12 hộ nghèo so với đầu năm; còn phải giảm 112 hộ, cần 19 hộ mỗi tháng" in section(
        said, "Huyện Đắk Mil"
    )


def test_a_plan_in_points_is_measured_in_points(sqlite: Database, load: Load) -> None:
    """Starts at 14,09%, asks for 8 points, has 13,00%: 13,00 − 6,09 = 6,91 left, in six months 1,16 each."""
    load(
        sqlite,
        "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;"
        "Số hộ nghèo đầu năm;Tỷ lệ dự kiến giảm\nĐắk Nông;Tuy Đức;Đắk Búk So;2024;huyện;12/KH-UBND;2.980;420;8\n",
    )
    load(
        sqlite,
        "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
        "Đắk Nông;Tuy Đức;Đắk Búk So;30/06/2024;chính thức;3.000;390\n",
        justify="mới có một xã",
    )
    said = written_part(sqlite, unit="24739", plan="12/KH-UBND", of=behind.chapter).said
    assert "còn phải giảm 6,91 điểm %, cần 1,16 điểm % mỗi tháng đến hết năm." in said


def test_without_figures_nothing_is_concluded(sqlite: Database, load: Load) -> None:
    assert "chưa xác định được đơn vị chậm" in written_part(sqlite, of=behind.chapter).said
    load(sqlite, reported({"Krông Nô": JUNE["Krông Nô"]}))
    said = written_part(sqlite, of=behind.chapter).said
    assert "Trong các đơn vị có số liệu, không có đơn vị nào chậm" in said
    assert "Chưa có số liệu để đánh giá: tỉnh Đắk Nông, " in said


def test_a_unit_without_a_plan_has_no_chapter(sqlite: Database) -> None:
    assert part(sqlite, unit="24736", of=behind.chapter) is None
    assert part(sqlite, unit=TUY_DUC, of=behind.chapter) is not None
    assert part(sqlite, unit=DAK_NONG, plan="83/KH-UBND", of=behind.chapter) is None
