"""The report's chapter on capital: sums, natures, sources, dates, what is missing, and where each figure is from."""

from decimal import Decimal

import pytest

from core.database import Database
from core.demo import load_demo
from core.official_report.chapters.budget import chapter
from tests.conftest import Load
from tests.programme_files import BUDGET, SPENT, TMR
from tests.report_chapters import EXPLANATIONS, Written, chapter_of, pieces_with, unlike_their_origin, wrong_formulas

PLAN, TU_MO_RONG, DAK_HA, HUYEN, KON_TUM = "tu-mo-rong-2024", "23422", "23425", "617", "62"
HALF = "2024-H1"
# The plan's own lines [KH Tu Mơ Rông 2024, II.2], copied by hand.
PLANNED = {"2.1": 1977, "2.2": 516, "2.3": 300, "2.4": 40, "2.5": 50, "2.6": 30}
SPENT_IN_JUNE = {"2.1": "640", "2.2": "96,5", "2.3": "180", "2.4": "12", "2.5": "10", "2.6": "6"}


def _spent(line: str, amount: str, day: str = "30/06/2024", kind: str = "chính thức", source: str = "vốn năm") -> str:
    return f"{TMR};2024;{line};{source};{day};{kind};{amount};;\n"


JUNE = SPENT + "".join(_spent(line, amount) for line, amount in SPENT_IN_JUNE.items())


def _written(database: Database, unit: str = TU_MO_RONG, period: str = HALF, plan: str = PLAN) -> Written:
    found = chapter_of(database, chapter, plan, unit, period)
    assert found is not None
    return found


def test_a_plan_alone_gives_both_natures_and_says_that_nothing_is_reported(sqlite: Database) -> None:
    found = _written(sqlite)
    assert sum(PLANNED.values()) == 2913
    assert "Kế hoạch vốn năm 2024 là 2.913 triệu đồng cho 6 nội dung, gồm:" in found.sentences
    assert "Vốn đầu tư: 1.977 triệu đồng, chiếm 67,87%, 1 nội dung." in found.sentences
    assert "Vốn sự nghiệp: 936 triệu đồng, chiếm 32,13%, 5 nội dung." in found.sentences
    assert "Chưa có số liệu giải ngân đến ngày 30/06/2024." in found.text
    assert "0,0%" not in " ".join(found.pieces)
    assert {row[6] for row in found.rows("von-nam")} == {"—"}


def test_the_natures_are_said_to_follow_from_the_two_totals(sqlite: Database) -> None:
    said = "tính chất suy ra từ hai số tổng ở mục III, vốn đầu tư 1.977 và vốn sự nghiệp 936 triệu đồng"
    assert said in _written(sqlite).text


def test_projects_that_the_plan_does_not_mention(sqlite: Database) -> None:
    found = _written(sqlite)
    assert "Dự án 3: Hỗ trợ phát triển sản xuất, cải thiện dinh dưỡng (tên chưa kiểm chứng)." in found.sentences
    rows = {row[1][:7]: row[2:] for row in found.rows("du-an")}
    assert rows["Dự án 3"] == rows["Dự án 4"] == ["không nêu trong kế hoạch", "", "", ""]
    assert rows["Dự án 5"] == ["2.3 (vốn năm)", "300", "—", "—"]


def test_half_a_year(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    found = _written(sqlite)
    # 640 of 1.977; 96,5 + 180 + 12 + 10 + 6 = 304,5 of 936; 944,5 of 2.913.
    assert "Vốn năm: 6/6 nội dung đã có số liệu giải ngân, đến ngày 30/06/2024." in found.text
    assert "Đã giải ngân 944,5 triệu đồng, đạt 32,4% kế hoạch; còn lại 1.968,5 triệu đồng." in found.text
    assert [row[6:10] for row in found.rows("von-nam", "total")] == [
        ["640", "", "1.337", "32,4%"],
        ["304,5", "", "631,5", "32,5%"],
        ["944,5", "", "1.968,5", "32,4%"],
    ]
    assert [row[1] for row in found.rows("von-nam")] == list(PLANNED)
    assert found.rows("von-nam")[1][5:10] == ["516", "96,5", "—", "419,5", "18,7%"]
    # 182 of 366 days are 49,7%.
    assert "đã qua 49,7% thời gian của năm; tỷ lệ giải ngân thấp hơn phần thời gian đã qua 17,3 điểm %." in found.text
    assert "không văn bản nào quy định" in found.text
    assert "chưa có giải trình: xã Tu Mơ Rông." in found.text


def test_an_explanation_of_the_unit_is_quoted(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    said = f"{TMR};giải ngân;{PLAN};05/06/2024;Mưa kéo dài;Thi công bù;31/10/2024\n"
    later = f"{TMR};giải ngân;{PLAN};15/07/2024;Đấu thầu lại;Ký hợp đồng;30/09/2024\n"
    poverty = f"{TMR};giảm nghèo;{PLAN};05/06/2024;Mất mùa;Hỗ trợ giống;31/10/2024\n"
    assert load(sqlite, EXPLANATIONS + said + later + poverty).batch
    half, year = _written(sqlite).text, _written(sqlite, period="2024").text
    # It came after the figures that it explains; the days left are those of 30/06.
    quoted = "Xã Tu Mơ Rông giải trình ngày 15/07/2024: Đấu thầu lại. Biện pháp: Ký hợp đồng. Hạn khắc phục 30/09/2024"
    assert f"{quoted}, còn 92 ngày." in half
    assert "Mưa kéo dài" not in half
    assert "Mất mùa" not in half
    assert "chưa có giải trình" not in half
    assert "15/07/2024: Đấu thầu lại" in year
    assert "Mưa kéo dài" not in year


def test_the_annex_has_the_order_and_the_sections_of_the_plan(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    rows = _written(sqlite).rows("danh-muc-von-nam")
    assert [(row[1], row[2], row[5], row[6]) for row in rows] == [
        (f"II.{line}", line, f"{amount:,}".replace(",", "."), SPENT_IN_JUNE[line]) for line, amount in PLANNED.items()
    ]


def test_what_is_partly_reported_is_only_a_bound(sqlite: Database, load: Load) -> None:
    load(sqlite, SPENT + _spent("2.2", "96,5") + _spent("2.3", "60", "31/05/2024", "ước"))
    found = _written(sqlite)
    # 156,5 of 936 is 16,72%.
    assert "2/6 nội dung đã có số liệu giải ngân, ở những ngày khác nhau: 30/06/2024 (1), 31/05/2024 (1)." in found.text
    assert "Trong đó 1 số là số ước." in found.text
    assert "Vốn đầu tư: chưa có số liệu giải ngân." in found.sentences
    operating = "đã giải ngân 156,5 triệu đồng, đạt ít nhất 16,7% kế hoạch; còn lại nhiều nhất 779,5 triệu đồng."
    assert f"Vốn sự nghiệp: {operating}" in found.sentences
    assert "tùy ngày số liệu nên không tính khoảng cách chung; trong đó 1 số ước." in found.text
    assert "chưa có giải trình" not in found.text
    notes = "Ghi chú: Số ước: 2.3. Chưa có số liệu giải ngân: 2.1, 2.4, 2.5, 2.6."
    assert found.notes("von-nam") == notes
    assert found.rows("von-nam", "total")[2][5:] == ["2.913", "156,5", "", "2.756,5", "5,4%", "31/05/2024 – 30/06/2024"]
    assert wrong_formulas(found) == []


def test_a_bound_below_the_calendar_is_no_delay(sqlite: Database, load: Load) -> None:
    load(sqlite, SPENT + _spent("2.2", "96,5"))
    found = _written(sqlite)
    assert "thấp hơn phần thời gian đã qua nhiều nhất" in found.text
    assert "chưa có giải trình" not in found.text


def test_a_line_above_its_plan_and_a_line_outside_it(sqlite: Database, load: Load) -> None:
    load(sqlite, SPENT + _spent("2.4", "41,2") + _spent("9.9", "7"), justify="đã đối chiếu kho bạc")
    found = _written(sqlite)
    assert "41,2 triệu đồng trên kế hoạch 40 triệu đồng, bằng 103,0%, số liệu đến ngày 30/06/2024" in found.text
    assert "Vượt kế hoạch: 2.4." in found.notes("von-nam")
    assert found.rows("von-ngoai-ke-hoach") == [
        ["1", "Tu Mơ Rông", "9.9", "không nêu trong kế hoạch", "vốn năm", "7", "30/06/2024"]
    ]
    assert found.rows("von-nam", "total")[-1][6] == "41,2"


def test_carried_over_capital_stands_apart_and_is_not_measured_by_the_calendar(sqlite: Database, load: Load) -> None:
    load(sqlite, BUDGET + f"{TMR};2024;2.1;Đường;đầu tư;kéo dài;100;12/QĐ-UBND\n")
    load(sqlite, SPENT + _spent("2.1", "50", source="kéo dài") + _spent("2.1", "640"))
    found = _written(sqlite)
    assert "Kế hoạch vốn năm 2024 là 2.913 triệu đồng cho 6 nội dung, gồm:" in found.sentences
    assert "Kế hoạch vốn kéo dài 2024 là 100 triệu đồng cho 1 nội dung, gồm:" in found.sentences
    assert "Vốn sự nghiệp: kế hoạch không có nội dung nào." in found.sentences
    assert [row[6] for row in found.rows("von-keo-dai", "total")] == ["50", "50"]
    assert "vốn kéo dài có thời hạn riêng, không so với thời gian của năm" in found.text
    assert "12/QĐ-UBND" in found.text
    assert "danh-muc-von-keo-dai" not in found.tables
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


def test_figures_of_later_days_stay_out(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, SPENT + _spent("2.1", "1150", "30/09/2024"))
    assert "1.150" not in " ".join(_written(sqlite).pieces)
    assert "1.150" in " ".join(_written(sqlite, period="2024").pieces)


OTHER = "Kon Tum;Tu Mơ Rông;Đăk Hà"
BY_HAND = BUDGET + (
    f"{OTHER};2024;1;Đường thôn;đầu tư;vốn năm;500,5;5/KH-UBND\n"
    f"{OTHER};2024;2;Tập huấn;sự nghiệp;vốn năm;99,5;5/KH-UBND\n"
    f"{TMR};2025;7;Cầu treo;đầu tư;vốn năm;800;5/KH-UBND\n"
)


def test_a_plan_loaded_by_hand(sqlite: Database, load: Load) -> None:
    load(sqlite, BY_HAND)
    commune = _written(sqlite, DAK_HA, plan="5/KH-UBND")
    assert "Vốn của xã Đăk Hà được giao theo kế hoạch vốn 5/KH-UBND." in commune.sentences
    # 500,5 of 600 is 83,42%, 99,5 is 16,58%.
    assert "Vốn đầu tư: 500,5 triệu đồng, chiếm 83,42%, 1 nội dung." in commune.sentences
    assert "Vốn sự nghiệp: 99,5 triệu đồng, chiếm 16,58%, 1 nội dung." in commune.sentences
    assert "du-an" not in commune.tables
    assert unlike_their_origin(sqlite, commune) == []


@pytest.mark.parametrize(("unit", "communes"), [(HUYEN, "1 trên 11 xã"), (KON_TUM, "1 trên")])
def test_an_area_counts_only_the_units_of_the_plan(sqlite: Database, load: Load, unit: str, communes: str) -> None:
    """Tu Mơ Rông has a plan of its own in the same year: no sum of the screens is the sum of this plan."""
    load(sqlite, BY_HAND)
    found = _written(sqlite, unit, plan="5/KH-UBND")
    assert communes in found.text
    assert "Kế hoạch vốn năm 2024 là 600 triệu đồng cho 2 nội dung, gồm:" in found.sentences
    assert found.rows("von-nam-theo-xa")[0][1:5] == ["Đăk Hà", "500,5", "99,5", "600"]
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []
    worked = next(figure for figure in found.figures if figure.text == "600" and figure.of != "xã Đăk Hà")
    assert worked.worked == "500,5 + 99,5 = 600"


def test_a_commune_of_a_huyen(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    found = _written(sqlite, HUYEN)
    assert "Trên địa bàn huyện Tu Mơ Rông, 1 trên 11 xã, phường, thị trấn có kế hoạch vốn" in found.text
    assert found.rows("von-nam-theo-xa", "total")[0][2:11] == [
        *("1.977", "936", "2.913", "640", "304,5", "944,5", "32,4%", "32,5%", "32,4%"),
    ]
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


@pytest.mark.parametrize(("plan", "unit"), [("97/KH-UBND", "67"), ("83/KH-UBND", "613"), (PLAN, DAK_HA)])
def test_no_capital_no_chapter(sqlite: Database, plan: str, unit: str) -> None:
    assert chapter_of(sqlite, chapter, plan, unit, "2024") is None


def test_made_up_figures_are_marked_and_every_figure_is_explained(sqlite: Database) -> None:
    load_demo(sqlite)
    found = _written(sqlite, period="2024")
    assert found.notes("von-nam") == "Ghi chú: Số liệu minh họa: 2.1, 2.2, 2.3, 2.4, 2.5, 2.6."
    assert "(số liệu minh họa)" in found.text
    assert unlike_their_origin(sqlite, found) == wrong_formulas(found) == []


def test_one_stored_figure_changes_every_sentence_and_cell(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    before = _written(sqlite)
    load(sqlite, SPENT + _spent("2.1", "700"), justify="đã đối chiếu")
    after = _written(sqlite)
    places = pieces_with(before, "640")
    # The nature's sentence, the line's own, the cells of line, nature, annex and project.
    assert len(places) == 6
    assert pieces_with(after, "700") == places
    assert not pieces_with(after, "640")
    # 944,5 + 60, and 1.004,5 of 2.913 is 34,48%.
    assert pieces_with(after, "1.004,5") == pieces_with(before, "944,5")
    assert "đạt 34,5% kế hoạch; còn lại 1.908,5 triệu đồng" in after.text


def test_a_table_adds_up(sqlite: Database, load: Load) -> None:
    """Each total is the sum of the rows above it, and the last one of all rows: so a workbook can write it."""
    load(sqlite, JUNE)
    for sheet in ("von-nam", "danh-muc-von-nam"):
        table = _written(sqlite).tables[sheet]
        at = next(n for n, column in enumerate(table.columns) if column.heading == "Lũy kế giải ngân")
        part, whole, sums = Decimal(0), Decimal(0), []
        for row in table.rows:
            if row.kind == "heading":
                part = Decimal(0)
            elif row.kind == "row":
                part, whole = part + row.cells[at].value, whole + row.cells[at].value
            else:
                sums.append((row.cells[at].value, part))
        *parts, (last, _) = sums
        assert all(said == found for said, found in parts)
        assert last == whole == Decimal("944.5")
