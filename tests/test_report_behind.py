"""Who is behind in the official report: how far, what it takes per month, and the unit's own explanation."""

from core.access.rules import operator
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


def item(said: str, unit: str) -> str:
    """The one item of a unit."""
    (found,) = [line for line in said.splitlines() if line.startswith(unit)]
    return found


def test_each_unit_behind_is_said_with_its_distance_and_what_it_takes(sqlite: Database, load: Load) -> None:
    """Đăk Glong 2.195 − 1.331 = 864, in six months 144; by 182 of 366 days 2.531 − 1.200 × 182/366 = 1.934."""
    load(sqlite, reported(JUNE))
    said = written_part(sqlite, of=behind.chapter).said
    assert "2 huyện, thành phố chậm hoặc không đạt kế hoạch giảm nghèo năm 2024, trong đó 2 chưa có giải trình:" in said
    assert item(said, "Huyện Đăk Glong") == (
        "Huyện Đăk Glong (chậm, số liệu ngày 30/06/2024): còn phải giảm 864 hộ, cần 144 hộ mỗi tháng đến hết năm;"
        " đến ngày số liệu còn chậm 261 hộ so với mức chia đều kế hoạch theo ngày. Chưa có giải trình."
    )
    assert 2195 - 1934 == 261
    assert "Huyện Krông Nô" not in said


def test_units_are_counted_under_the_words_of_the_first_chapter(sqlite: Database, load: Load) -> None:
    """What is only to be watched stands apart; the province is no item among its huyện. 7.377 − 5.423 = 1.954."""
    load(sqlite, reported(JUNE))
    lines, first = written_part(sqlite, of=behind.chapter).said.splitlines(), written_part(sqlite).said
    assert lines[1].startswith(
        "Tỉnh Đắk Nông theo Kế hoạch 97/KH-UBND (tỉnh giao): cần theo dõi, số liệu ngày 30/06/2024;"
        " còn phải giảm 1.954 hộ, cần 326 hộ mỗi tháng đến hết năm;"
    )
    assert [line.partition(" (")[0] for line in lines[3:]] == [
        *("Huyện Đăk Glong", "Huyện Đắk Mil"),
        "Cần theo dõi: 2 huyện, thành phố, trong đó 2 chưa có giải trình:",
        *("Huyện Tuy Đức", "Huyện Đắk Song"),
    ]
    assert "Chậm: 2 đơn vị, gồm huyện Đắk Mil" in first
    assert "Cần theo dõi: 2 đơn vị, gồm huyện Đắk Song" in first


def test_the_months_left_count_from_the_period_s_last_day(sqlite: Database, load: Load) -> None:
    """From 30/09 three months are left: 864 ÷ 3 = 288."""
    load(sqlite, reported(JUNE))
    said = written_part(sqlite, period="30/09/2024", of=behind.chapter).said
    assert "còn phải giảm 864 hộ, cần 288 hộ mỗi tháng đến hết năm;" in item(said, "Huyện Đăk Glong")


def test_a_year_that_is_over_asks_for_nothing_per_month(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(FINAL, "31/12/2024"))
    said = written_part(sqlite, period="2024", of=behind.chapter).said
    expected = "(không đạt, số liệu ngày 31/12/2024): thiếu 14 hộ so với kế hoạch cả năm. Chưa có giải trình."
    assert item(said, "Thành phố Gia Nghĩa") == f"Thành phố Gia Nghĩa {expected}"
    assert "mỗi tháng" not in said
    assert "Huyện Tuy Đức" not in said


def test_a_unit_behind_says_why_in_its_own_words(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    assert load(sqlite, EXPLAINED).status == "committed"
    found = written_part(sqlite, period="30/11/2024", of=behind.chapter)
    assert "trong đó 1 chưa có giải trình" in found.said
    glong = item(found.said, "Huyện Đăk Glong")
    assert "Giải trình ngày 15/07/2024: Thiếu vốn đối ứng. Biện pháp: Bố trí vốn trong quý III." in glong
    assert "Hạn khắc phục 31/10/2024, đã quá hạn." in glong
    assert any(figure.label == "Hạn khắc phục" and "dòng 2" in figure.source for figure in found.figures)


def test_a_remedy_due_after_the_period_is_not_overdue(sqlite: Database, load: Load) -> None:
    """The report is made long after 31/10/2024, and speaks of 30/06/2024."""
    load(sqlite, reported(JUNE))
    load(sqlite, EXPLAINED)
    assert item(written_part(sqlite, of=behind.chapter).said, "Huyện Đăk Glong").endswith("Hạn khắc phục 31/10/2024.")


def test_an_explanation_that_was_taken_back_is_none(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    outcome = load(sqlite, EXPLAINED)
    assert outcome.batch is not None
    undo(sqlite, outcome.batch, operator("người thử"))
    said = written_part(sqlite, of=behind.chapter).said
    assert "Chưa có giải trình." in item(said, "Huyện Đăk Glong")


def test_a_rise_is_said_first(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE | {"Đắk Mil": (28059, 482)}), justify="rà soát lại")
    said = written_part(sqlite, of=behind.chapter).said
    assert "tăng 12 hộ nghèo so với đầu năm; còn phải giảm 112 hộ, cần 19 hộ mỗi tháng" in item(said, "Huyện Đắk Mil")


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
    assert "còn phải giảm 6,91 điểm %, cần 1,16 điểm % mỗi tháng đến hết năm; đến ngày số liệu" in said


def test_without_figures_nothing_is_concluded(sqlite: Database, load: Load) -> None:
    assert "chưa xác định được đơn vị chậm" in written_part(sqlite, of=behind.chapter).said
    load(sqlite, reported({"Krông Nô": JUNE["Krông Nô"]}))
    said = written_part(sqlite, of=behind.chapter).said
    assert "Trong các huyện, thành phố có số liệu, không có đơn vị nào chậm" in said
    assert "Chưa có số liệu để đánh giá: tỉnh Đắk Nông, " in said


def test_a_unit_without_a_plan_has_no_chapter(sqlite: Database) -> None:
    assert part(sqlite, unit="24736", of=behind.chapter) is None
    assert part(sqlite, unit=TUY_DUC, of=behind.chapter) is not None
    assert part(sqlite, unit=DAK_NONG, plan="83/KH-UBND", of=behind.chapter) is None
