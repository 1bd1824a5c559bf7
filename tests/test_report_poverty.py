"""Results against plan in the official report: every sentence and cell against figures computed here by hand."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from core.database import Database
from core.official_report.book import Book
from core.official_report.chapters import behind, movement, poverty
from core.official_report.content import Block, Figure, Heading, Paragraph, ReportTable, TableRow
from core.official_report.material import Chapter, Material
from core.official_report.request import ReportRequest
from core.official_report.writing import written
from core.provenance import explain
from tests.conftest import Load

KH_97 = "97/KH-UBND"
DAK_NONG, TUY_DUC, CU_JUT, GIA_NGHIA, QUANG_TRUC, DAK_BUK_SO = "67", "667", "662", "660", "24736", "24739"
# KH 97, Phụ lục, Stt 01 … 08: hộ, hộ nghèo, hộ giảm, điểm %, as printed there.
PLAN = {
    "Krông Nô": (19775, 748, 150, "0,8"),
    "Cư Jút": (21931, 811, 300, "1,4"),
    "Đắk Mil": (27969, 470, 100, "0,4"),
    "Đắk Song": (20807, 592, 140, "0,7"),
    "Đắk R'Lấp": (23970, 468, 100, "0,4"),
    "Tuy Đức": (16674, 3131, 1400, "8,5"),
    "Đăk Glong": (18832, 2531, 1200, "6,4"),
    "Gia Nghĩa": (20592, 87, 25, "0,1"),
}
HEAD = "Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo\n"
JUNE = {
    "Krông Nô": (19865, 640),
    "Cư Jút": (22021, 646),
    "Đắk Mil": (28059, 437),
    "Đắk Song": (20897, 530),
    "Đắk R'Lấp": (24060, 408),
    "Tuy Đức": (16764, 2445),
    "Đăk Glong": (18922, 2195),
    "Gia Nghĩa": (20682, 76),
}
# Krông Nô as published (132,5% and 140%); Cư Jút and Tuy Đức each met by one of the two percentages only.
FINAL = JUNE | {
    "Krông Nô": (19775, 538),
    "Cư Jút": (22131, 511),
    "Tuy Đức": (16874, 1732),
    "Gia Nghĩa": (20792, 76),
}


def reported(figures: dict[str, tuple[int, int]], day: str = "30/06/2024", kind: str = "chính thức") -> str:
    return HEAD + "".join(f"{unit};{day};{kind};{all_};{poor};\n" for unit, (all_, poor) in figures.items())


@dataclass(frozen=True)
class Part:
    """One chapter as it goes into the report, its annexes' tables behind it."""

    blocks: list[Block]
    figures: tuple[Figure, ...]

    @property
    def said(self) -> str:
        return "\n".join(block.text for block in self.blocks if isinstance(block, Heading | Paragraph))

    @property
    def tables(self) -> dict[str, ReportTable]:
        return {block.name: block for block in self.blocks if isinstance(block, ReportTable)}


Chapters = Callable[[Material], Chapter | None]


def part(
    database: Database, unit: str = DAK_NONG, period: str = "2024-H1", plan: str = KH_97, of: Chapters = poverty.chapter
) -> Part | None:
    with Session(database.engine) as session:
        chapter = of(Material(session, ReportRequest(plan, unit, period, datetime.now(UTC))))
    if chapter is None:
        return None
    book = Book()
    blocks = written(chapter.template, chapter.context, {table.name: table for table in chapter.tables}, book)
    for block in (block for annex in chapter.annexes for block in annex.blocks):
        book.use_table(block)
        blocks.append(block)
    return Part(blocks, book.figures)


def written_part(database: Database, **asked: Any) -> Part:
    found = part(database, **asked)
    assert found
    return found


def texts(row: TableRow) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row.cells]


def row_of(table: ReportTable, unit: str) -> list[str]:
    return next(texts(row) for row in table.rows if texts(row)[1] == unit)


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def vn(value: Decimal | int) -> str:
    """`1234.5` → `1.234,5`, written here so that it is not the program that checks itself."""
    whole, _, rest = f"{abs(value):,}".partition(".")
    return f"{'-' if value < 0 else ''}{whole.replace(',', '.')}{f',{rest}' if rest else ''}"


def percent(share: Decimal) -> str:
    cut = Decimal("99.9") <= share < 100
    return f"{vn(share.quantize(Decimal('0.1'), ROUND_DOWN if cut else ROUND_HALF_UP))}%"


def rate(poor: int, households: int) -> Decimal:
    return half_up(Decimal(poor) * 100 / households, 2)


def expected_row(unit: str, figures: tuple[int, int]) -> list[str]:
    """Hộ, hộ nghèo, tỷ lệ, hộ giảm, điểm %, còn cuối năm; then what was reached, from the raw numbers."""
    (all_, poor, fall, points), (all_now, poor_now) = PLAN[unit], figures
    fallen = rate(poor, all_) - rate(poor_now, all_now)
    by_points = fallen * 100 / Decimal(points.replace(",", "."))
    return [
        *(vn(all_), vn(poor), f"{vn(rate(poor, all_))}%", vn(fall), points, vn(poor - fall)),
        *(vn(all_now), vn(poor_now), f"{vn(rate(poor_now, all_now))}%", vn(poor - poor_now), vn(fallen)),
        *(percent(by_points), percent(Decimal(poor - poor_now) * 100 / fall)),
    ]


def compared(cells: list[str]) -> list[str]:
    """Of a row of the table, what `expected_row` has: without Stt, name, date, kind and state."""
    return [*cells[2:8], *cells[10:17]]


@pytest.mark.parametrize("figures", [JUNE, FINAL], ids=["6 tháng", "cả năm"])
def test_every_row_is_what_the_raw_numbers_come_to(
    sqlite: Database, load: Load, figures: dict[str, tuple[int, int]]
) -> None:
    load(sqlite, reported(figures, "31/12/2024" if figures is FINAL else "30/06/2024"))
    table = written_part(sqlite, period="2024").tables["ket-qua-giam-ngheo"]
    assert {unit: compared(row_of(table, unit)) for unit in PLAN} == {
        unit: expected_row(unit, figures[unit]) for unit in PLAN
    }


def test_the_total_is_the_plan_s_own_and_the_sum_of_what_was_reported(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    households, poor = (sum(one[n] for one in JUNE.values()) for n in (0, 1))
    cells = row_of(written_part(sqlite).tables["ket-qua-giam-ngheo"], "Toàn tỉnh")
    fallen = Decimal("5.18") - rate(poor, households)
    assert compared(cells) == [
        *("170.550", "8.838", "5,18%", "3.415", "2,0", "5.423"),
        *(vn(households), vn(poor), f"{vn(rate(poor, households))}%", vn(8838 - poor), vn(fallen)),
        *(percent(fallen * 100 / 2), percent(Decimal(8838 - poor) * 100 / 3415)),
    ]


def test_published_percentages(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(FINAL, "31/12/2024"))
    table = written_part(sqlite, period="2024").tables["ket-qua-giam-ngheo"]
    assert {unit: row_of(table, unit)[15:18] for unit in ("Krông Nô", "Cư Jút", "Tuy Đức", "Gia Nghĩa")} == {
        "Krông Nô": ["132,5%", "140,0%", "Đạt kế hoạch"],
        "Cư Jút": ["99,3%", "100,0%", "Đạt kế hoạch"],
        "Tuy Đức": ["100,2%", "99,9%", "Đạt kế hoạch"],
        "Gia Nghĩa": ["50,0%", "44,0%", "Không đạt"],
    }


def test_two_percentages_that_do_not_agree_are_said_so(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(FINAL, "31/12/2024"))
    said = written_part(sqlite, period="2024").said
    assert "Hai tỷ lệ đạt không cùng kết luận" in said
    assert "Huyện Cư Jút: theo điểm % đạt 99,3%, theo số hộ đạt 100,0%; đủ 100% ở một trong hai là đạt." in said
    assert "Huyện Tuy Đức: theo điểm % đạt 100,2%, theo số hộ đạt 99,9%" in said
    assert "Huyện Krông Nô: theo điểm %" not in said


def test_the_annex_mirrors_the_plan_s_own_appendix_in_its_order(sqlite: Database, load: Load) -> None:
    """[KH 97, Phụ lục] every printed cell, Đắk Glong's 6,4 and Tuy Đức's 8,5 as printed."""
    load(sqlite, reported(JUNE))
    rows = [texts(row) for row in written_part(sqlite).tables["chi-tiet-giam-ngheo"].rows]
    assert [row[:10] for row in rows] == [
        ["01", "Krông Nô", "19.775", "748", "3,78%", "19.975", "150", "0,8", "598", "2,99%"],
        ["02", "Cư Jút", "21.931", "811", "3,70%", "22.131", "300", "1,4", "511", "2,31%"],
        ["03", "Đắk Mil", "27.969", "470", "1,68%", "28.169", "100", "0,4", "370", "1,31%"],
        ["04", "Đắk Song", "20.807", "592", "2,85%", "21.007", "140", "0,7", "452", "2,15%"],
        ["05", "Đắk R'Lấp", "23.970", "468", "1,95%", "24.170", "100", "0,4", "368", "1,52%"],
        ["06", "Tuy Đức", "16.674", "3.131", "18,78%", "16.874", "1.400", "8,5", "1.731", "10,26%"],
        ["07", "Đăk Glong", "18.832", "2.531", "13,44%", "19.032", "1.200", "6,4", "1.331", "6,99%"],
        ["08", "Gia Nghĩa", "20.592", "87", "0,42%", "20.792", "25", "0,1", "62", "0,30%"],
        ["", "Toàn tỉnh", "170.550", "8.838", "5,18%", "172.150", "3.415", "2,0", "5.423", "3,15%"],
    ]
    assert rows[5][10:] == ["30/06/2024", "16.764", "2.445", "14,58%", "686", "4,20", "49,4%", "49,0%"]


def test_the_annex_keeps_a_printed_figure_that_does_not_follow(sqlite: Database, load: Load) -> None:
    plan = (
        "Huyện, thành phố;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
        "Tổng số hộ dự kiến cuối năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm;Số hộ nghèo dự kiến cuối năm;"
        "Tỷ lệ hộ nghèo dự kiến cuối năm\nTuy Đức;2024;tỉnh;5/KH;16.674;3.131;16.874;1.400;8,5;1.730;10,30\n"
    )
    load(sqlite, plan, justify="in như văn bản")
    table = written_part(sqlite, unit=TUY_DUC, plan="5/KH").tables["chi-tiet-giam-ngheo"]
    (row,) = table.rows
    assert texts(row)[8:10] == ["1.730", "10,30%"]
    assert [table.columns[number].excel for number in (8, 9)] == ["", ""]
    printed = row.cells[8]
    assert isinstance(printed, Figure)
    assert (printed.worked, printed.key) == ("số in trong kế hoạch; tính lại từ số hộ của kế hoạch: 1.731", None)


def test_a_plan_without_results_says_that_there_are_none(sqlite: Database) -> None:
    found = written_part(sqlite)
    assert "phải giảm 3.415 hộ nghèo, 2,0 điểm %: từ 8.838 hộ nghèo trên 170.550 hộ (tỷ lệ 5,18%)" in found.said
    assert "Chưa có số liệu thực hiện của tỉnh Đắk Nông trong năm 2024." in found.said
    assert "Chưa có số liệu: 8 đơn vị" in found.said
    table = found.tables["ket-qua-giam-ngheo"]
    assert {text for row in table.rows for text in texts(row)[8:17]} == {"—"}
    assert [column.total for column in table.columns[8:17]] == [""] * 9


def test_half_of_the_units_make_no_total_and_those_missing_are_named(sqlite: Database, load: Load) -> None:
    load(sqlite, reported({unit: JUNE[unit] for unit in ("Krông Nô", "Cư Jút", "Tuy Đức", "Gia Nghĩa")}))
    found = written_part(sqlite)
    assert "Chưa cộng được toàn tỉnh: chưa có số liệu của" in found.said
    missing = next(line for line in found.said.splitlines() if line.startswith("Chưa có số liệu: 4 đơn vị"))
    assert all(unit in missing for unit in ("Đắk Mil", "Đắk Song", "Đắk R'Lấp", "Đăk Glong"))
    assert row_of(found.tables["ket-qua-giam-ngheo"], "Toàn tỉnh")[8:17] == ["—"] * 9


def test_different_dates_make_no_total_and_each_date_is_said(sqlite: Database, load: Load) -> None:
    load(sqlite, reported({unit: JUNE[unit] for unit in JUNE if unit != "Tuy Đức"}))
    load(sqlite, reported({"Tuy Đức": (16764, 2445)}, "31/05/2024"))
    said = written_part(sqlite).said
    assert "Chưa cộng được toàn tỉnh: các huyện, thành phố có số liệu ở những ngày khác nhau." in said
    assert "30/06/2024 (7 đơn vị), 31/05/2024 (1 đơn vị)" in said
    assert "hãy chọn" not in said


def test_an_estimate_at_the_year_s_end_is_not_final(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(FINAL, "31/12/2024", "ước"))
    found = written_part(sqlite, period="2024")
    assert "Đây chưa phải số chính thức cuối năm 2024." in found.said
    assert "Dùng số ước, chưa phải số chính thức: huyện Krông Nô" in found.said
    assert "huyện Krông Nô (132,5% theo điểm %, 140,0% theo số hộ; ước)" in found.said
    assert row_of(found.tables["ket-qua-giam-ngheo"], "Cư Jút")[9] == "ước"


@pytest.mark.parametrize(
    ("figures", "day", "said"),
    [
        (JUNE, "30/06/2024", "Đây là số trong năm"),
        (FINAL, "31/12/2024", "Đây là số chính thức cuối năm 2024."),
    ],
)
def test_mid_year_and_final_are_different_words(
    sqlite: Database, load: Load, figures: dict[str, tuple[int, int]], day: str, said: str
) -> None:
    load(sqlite, reported(figures, day))
    assert said in written_part(sqlite, period="2024").said


def test_a_rise_is_said_with_what_was_asked(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE | {"Đắk Mil": (28059, 482)}), justify="rà soát lại")
    said = written_part(sqlite).said
    assert "Huyện Đắk Mil tăng 12 hộ nghèo so với đầu năm, trong khi kế hoạch giao giảm 100 hộ." in said


def test_the_denominators_are_said(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    said = written_part(sqlite).said
    assert "Tỷ lệ tính trên 171.270 hộ của ngày số liệu, không phải 172.150 hộ kế hoạch dự kiến." in said
    assert "mỗi đơn vị đến cuối năm thêm 200 hộ; đây là giả định của kế hoạch" in said


COMMUNES = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
    "Đắk Nông;Tuy Đức;Quảng Trực;30/06/2024;chính thức;2.000;400\n"
    "Đắk Nông;Tuy Đức;Đắk Búk So;30/06/2024;chính thức;3.000;300\n"
)
DISTRICT_PLAN = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;"
    "Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm;Tỷ lệ dự kiến giảm đến\n"
    "Đắk Nông;Tuy Đức;Quảng Trực;2024;huyện;12/KH-UBND;1.980;500;200;;\n"
    "Đắk Nông;Tuy Đức;Đắk Búk So;2024;huyện;12/KH-UBND;2.980;420;;8;9\n"
)


def test_a_district_s_report_has_its_communes(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    load(sqlite, DISTRICT_PLAN)
    load(sqlite, COMMUNES, justify="mới có hai xã")
    found = written_part(sqlite, unit=TUY_DUC)
    table = found.tables["ket-qua-giam-ngheo"]
    assert [column.heading for column in table.columns][:3] == ["Stt", "Đơn vị", "Kế hoạch"]
    assert row_of(table, "Quảng Trực")[2] == "12/KH-UBND (huyện giao)"
    assert row_of(table, "Quảng Trực")[16:18] == ["—", "50,0%"]
    assert row_of(table, "Toàn huyện")[16:18] == ["49,4%", "49,0%"]
    assert all(column.total == "" for column in table.columns if column.heading in ("Hộ nghèo", "Tổng số hộ"))
    assert "dòng tổng là số của chính đơn vị, không bằng số cộng các dòng trên" in table.note
    assert "Cộng 2 trên 6 xã, phường, thị trấn tại ngày 30/06/2024 có 700 hộ nghèo trên 5.000 hộ" in found.said
    assert "Chưa đủ các đơn vị nên chưa so được hai số." in found.said
    assert [texts(row)[:3] for row in found.tables["chi-tiet-giam-ngheo"].rows] == [["06", "Tuy Đức", "16.674"]]


def test_a_commune_s_report_is_its_own_row(sqlite: Database, load: Load) -> None:
    load(sqlite, DISTRICT_PLAN)
    load(sqlite, COMMUNES, justify="mới có hai xã")
    found = written_part(sqlite, unit=QUANG_TRUC, plan="12/KH-UBND")
    assert "Năm 2024, xã Quảng Trực phải giảm 200 hộ nghèo: từ 500 hộ nghèo trên 1.980 hộ (tỷ lệ 25,25%)" in found.said
    assert "xã Quảng Trực còn 400 hộ nghèo trên tổng số 2.000 hộ, tỷ lệ 20,00%;" in found.said
    assert "đã giảm 100 hộ, 5,25 điểm % so với đầu năm." in found.said
    assert "So với Kế hoạch 12/KH-UBND (huyện giao): đạt 50,0% theo số hộ; đánh giá: đúng tiến độ." in found.said
    (row,) = found.tables["ket-qua-giam-ngheo"].rows
    assert row.kind == "row"


def test_a_commune_that_only_another_plan_speaks_of(sqlite: Database, load: Load) -> None:
    load(sqlite, DISTRICT_PLAN)
    load(sqlite, COMMUNES, justify="mới có hai xã")
    found = written_part(sqlite, unit=QUANG_TRUC)
    assert "97/KH-UBND không có bảng chỉ tiêu giảm hộ nghèo năm 2024 của chính xã Quảng Trực." in found.said
    assert "xã Quảng Trực còn 400 hộ nghèo trên tổng số 2.000 hộ, tỷ lệ 20,00%." in found.said
    assert "Xã Quảng Trực theo Kế hoạch 12/KH-UBND (huyện giao): 50,0% theo số hộ." in found.said
    assert found.tables == {}


def test_a_plan_of_goals_in_points_says_where_they_stand(sqlite: Database, load: Load) -> None:
    """[SRC 003] has no households: its goals are in points."""
    assert part(sqlite, unit="23422", plan="tu-mo-rong-2024") is None
    load(
        sqlite,
        "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
        "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;30/06/2024;ước;700;300\n",
    )
    said = written_part(sqlite, unit="23422", plan="tu-mo-rong-2024").said
    assert "Kế hoạch của xã Tu Mơ Rông (văn bản không ghi số) không có bảng chỉ tiêu giảm hộ nghèo năm 2024" in said
    assert "các mục tiêu theo điểm % ở phần mục tiêu của kế hoạch." in said
    assert "còn 300 hộ nghèo trên tổng số 700 hộ, tỷ lệ 42,86% (ước)." in said


def test_two_owners_under_one_number_stand_beside_each_other(sqlite: Database, load: Load) -> None:
    """A unit counts once; a plan that asks for nothing is not compared; each owner has its own annex table."""
    load(sqlite, reported(JUNE))
    load(
        sqlite,
        "Huyện, thành phố;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
        "Số hộ nghèo dự kiến giảm\nTuy Đức;2024;huyện;97/KH-UBND;16.674;3.131;1.000\n"
        "Krông Nô;2024;huyện;97/KH-UBND;19.775;748;0\n",
    )
    found = written_part(sqlite)
    assert "8 huyện, thành phố có chỉ tiêu của năm 2024:" in found.said
    assert "Huyện Krông Nô, kế hoạch 97/KH-UBND (huyện giao) còn 640 hộ nghèo" in found.said
    assert "không tính được tỷ lệ đạt: kế hoạch không giao giảm hộ nào." in found.said
    rows = [texts(row)[1:3] for row in found.tables["ket-qua-giam-ngheo"].rows]
    assert rows[:3] == [
        ["Krông Nô", "97/KH-UBND (huyện giao)"],
        ["Krông Nô", "97/KH-UBND (tỉnh giao)"],
        ["Cư Jút", "97/KH-UBND (tỉnh giao)"],
    ]
    assert [len(found.tables[name].rows) for name in ("chi-tiet-giam-ngheo", "chi-tiet-giam-ngheo-2")] == [9, 2]


def test_a_range_is_judged_by_its_lower_end_and_shows_the_upper(sqlite: Database, load: Load) -> None:
    """(14,09 − 10,00) ÷ 8 = 51,1%; ÷ 9 = 45,4%. 420/2.980 = 14,09%."""
    load(sqlite, DISTRICT_PLAN)
    load(sqlite, COMMUNES, justify="mới có hai xã")
    said = written_part(sqlite, unit=DAK_BUK_SO, plan="12/KH-UBND").said
    assert "một khoảng, từ 8,0 đến 9,0 điểm %; tỷ lệ đạt tính theo mức tối thiểu 8,0 điểm %" in said
    assert "so với mức cao nhất đạt 45,4%" in said
    assert "đạt 51,1% theo điểm %" in said
    assert "không giao số hộ, nên không tính được tỷ lệ đạt theo số hộ" in said


def test_a_percentage_says_whose_plan_it_is_of(sqlite: Database, load: Load) -> None:
    """One result, two plans: 686 of 1.400 hộ, and 686 of 1.000."""
    load(sqlite, reported(JUNE))
    load(
        sqlite,
        "Huyện, thành phố;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
        "Số hộ nghèo dự kiến giảm\nTuy Đức;2024;huyện;97/KH-UBND;16.674;3.131;1.000\n"
        "Tuy Đức;2024;huyện;8/KH;16.674;3.131;700\n",
    )
    said = written_part(sqlite, unit=TUY_DUC).said
    assert "So với Kế hoạch 97/KH-UBND (tỉnh giao): đạt 49,4% theo điểm %, 49,0% theo số hộ" in said
    assert "So với Kế hoạch 97/KH-UBND (huyện giao): đạt 68,6% theo số hộ" in said
    assert "theo Kế hoạch 8/KH (huyện giao): 98,0% theo số hộ." in said


def test_a_plan_without_a_start_can_t_be_compared_and_says_why(sqlite: Database, load: Load) -> None:
    load(sqlite, "Huyện, thành phố;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm\nTuy Đức;2024;tỉnh;9/KH;2\n")
    load(sqlite, reported(JUNE))
    said = written_part(sqlite, unit=TUY_DUC, plan="9/KH").said
    assert "phải giảm 2,0 điểm % hộ nghèo; kế hoạch không nêu tỷ lệ đầu năm." in said
    assert "Không tính được tỷ lệ đạt kế hoạch: kế hoạch thiếu số đầu năm." in said


def test_a_plan_loaded_by_hand_has_the_same_form(sqlite: Database, load: Load) -> None:
    load(
        sqlite,
        "Huyện, thành phố;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
        "Tổng số hộ dự kiến cuối năm;Số hộ nghèo dự kiến giảm\n"
        "Cư Jút;2025;tỉnh;15/KH-UBND;22.131;511;22.200;100\nTuy Đức;2025;tỉnh;15/KH-UBND;16.874;1.732;16.900;500\n",
    )
    found = written_part(sqlite, plan="15/KH-UBND", period="2025-H1")
    assert "Kế hoạch 15/KH-UBND không có bảng chỉ tiêu giảm hộ nghèo năm 2025 của chính tỉnh Đắk Nông." in found.said
    table = found.tables["chi-tiet-giam-ngheo"]
    assert "15/KH-UBND (tỉnh giao)" in table.title
    assert [texts(row)[:10] for row in table.rows] == [
        ["01", "Cư Jút", "22.131", "511", "2,31%", "22.200", "100", "—", "411", "1,85%"],
        ["02", "Tuy Đức", "16.874", "1.732", "10,26%", "16.900", "500", "—", "1.232", "7,29%"],
    ]


def test_a_plan_that_is_not_about_poverty_has_no_chapter(sqlite: Database) -> None:
    assert part(sqlite, unit="617", plan="83/KH-UBND") is None


def _evaluated(formula: str, row: TableRow) -> Decimal:
    """A formula of the workbook, with the row's own cells, counted in decimals."""

    def number(found: re.Match[str]) -> str:
        cell = row.cells[int(found[1]) - 1]
        assert isinstance(cell, Figure)
        assert cell.value is not None
        return f"D('{cell.value}')"

    names = {"D": Decimal, "ROUND": half_up}
    found: Decimal = eval(re.sub(r"{(\d+)}", number, formula.removeprefix("=")), names)
    return found


def formulas_and_values(table: ReportTable) -> Iterator[tuple[Decimal, Decimal]]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            counted = column.excel and (row.kind != "total" or column.total == "excel")
            if counted and isinstance(cell, Figure) and isinstance(cell.value, int | Decimal):
                yield _evaluated(column.excel, row), Decimal(cell.value)


@pytest.mark.parametrize("figures", [JUNE, FINAL], ids=["6 tháng", "cả năm"])
def test_a_formula_of_the_workbook_comes_to_the_figure(
    sqlite: Database, load: Load, figures: dict[str, tuple[int, int]]
) -> None:
    load(sqlite, reported(figures, "31/12/2024" if figures is FINAL else "30/06/2024"))
    for table in written_part(sqlite, period="2024").tables.values():
        found = [(half_up(value, 9), half_up(stated, 9)) for value, stated in formulas_and_values(table)]
        assert len(found) >= 9 * 6
        assert [value for value, _ in found] == [stated for _, stated in found]


def test_a_province_s_own_figure_that_is_not_the_sum_is_no_formula(sqlite: Database, load: Load) -> None:
    load(sqlite, reported(JUNE))
    load(sqlite, f"Tỉnh;{HEAD}Đắk Nông;;30/06/2024;chính thức;171.270;7.400;\n", justify="số của tỉnh")
    found = written_part(sqlite)
    columns = found.tables["ket-qua-giam-ngheo"].columns
    assert (columns[10].total, columns[11].total) == ("sum", "")
    assert "Cột (12): dòng tổng là số của chính đơn vị" in found.tables["ket-qua-giam-ngheo"].note
    assert "Hai số lệch nhau 23 hộ." in found.said


CHAPTERS = [poverty.chapter, movement.chapter, behind.chapter]
NOT_FIGURES = ("97/KH-UBND", "12/KH-UBND", "2024", "100%")


@pytest.mark.parametrize("chapter", CHAPTERS, ids=["kết quả", "diễn biến", "chậm"])
@pytest.mark.parametrize("unit", [DAK_NONG, TUY_DUC])
def test_every_number_of_a_sentence_is_a_figure_that_says_where_it_is_from(
    sqlite: Database, load: Load, chapter: Chapters, unit: str
) -> None:
    load(sqlite, reported(JUNE).replace(";2445;", ";2445;900"))
    load(sqlite, DISTRICT_PLAN)
    load(sqlite, COMMUNES, justify="mới có hai xã")
    found = written_part(sqlite, unit=unit, of=chapter)
    assert all(figure.key or figure.worked or figure.source for figure in found.figures if figure.format != "text")
    figures = sorted({figure.text for figure in found.figures}, key=len, reverse=True)
    until = "30/06/2024"
    for block in found.blocks:
        if isinstance(block, Paragraph):
            rest = block.text
            for text in (*figures, *NOT_FIGURES, until):
                rest = re.sub(rf"(?<!\d){re.escape(text)}(?!\d)", "", rest)
            assert not re.search(r"\d", rest), block.text


@pytest.mark.parametrize("chapter", CHAPTERS, ids=["kết quả", "diễn biến", "chậm"])
@pytest.mark.parametrize(("unit", "period"), [(DAK_NONG, "2024-H1"), (TUY_DUC, "2024-H1"), (DAK_NONG, "15/08/2024")])
def test_a_figure_with_a_key_is_what_its_origin_says(
    sqlite: Database, load: Load, chapter: Chapters, unit: str, period: str
) -> None:
    load(sqlite, reported(JUNE).replace(";2445;", ";2445;900"))
    load(sqlite, DISTRICT_PLAN)
    load(sqlite, COMMUNES, justify="mới có hai xã")
    found = written_part(sqlite, unit=unit, period=period, of=chapter)
    keyed = [figure for figure in found.figures if figure.key]
    assert keyed
    with Session(sqlite.engine) as session:
        request = ReportRequest(KH_97, unit, period, datetime.now(UTC))
        for figure in keyed:
            explained = explain(session, figure.key, request.judged_on, request.known_at)
            assert explained, figure.key
            assert explained.value == figure.text, figure.key


def test_changing_one_stored_figure_changes_all_that_uses_it_and_nothing_else(sqlite: Database, load: Load) -> None:
    """Tuy Đức 2.445 → 2.300: its own rows and the province's, in every chapter and in the annex."""
    every = JUNE | {"Tuy Đức": (16764, 2445)}
    load(sqlite, reported(every).replace(";2445;", ";2445;900"))
    before = [written_part(sqlite, of=chapter) for chapter in CHAPTERS]
    load(sqlite, reported({"Tuy Đức": (16764, 2300)}).replace(";2300;", ";2300;900"), justify="rà soát lại")
    after = [written_part(sqlite, of=chapter) for chapter in CHAPTERS]
    for old, new in zip(before, after, strict=True):
        assert "2.445" not in new.said
        stale = {"7.377", "4,31%", "1.461", "49,4%", "49,0%", "14,58%", "686", "4,20", "43,5%", "42,8%"}
        assert not stale & {figure.text for figure in new.figures}
        for name, table in old.tables.items():
            changed = {
                texts(row)[1]
                for row, other in zip(table.rows, new.tables[name].rows, strict=True)
                if texts(row) != texts(other)
            }
            assert changed == {"Tuy Đức", "Toàn tỉnh"} & {texts(row)[1] for row in table.rows}
    assert "còn 7.232 hộ nghèo trên tổng số 171.270 hộ, tỷ lệ 4,22%; đã giảm 1.606 hộ, 0,96 điểm %" in after[0].said
    assert "đạt 48,0% theo điểm %, 47,0% theo số hộ" in after[0].said
    assert "huyện Tuy Đức (59,5% theo điểm %, 59,4% theo số hộ)" in after[0].said
    assert "huyện Tuy Đức" not in after[2].said
