"""«Từ đâu?»: every figure of a screen opens its formula, its numbers and where each of them came from."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest
from sqlalchemy.orm import Session

from core import formats
from core.access.rules import operator
from core.database import Database
from core.demo import LABEL, load_demo
from core.ingest.pipeline import undo
from core.places import all_places
from core.provenance import Explanation, FigureKey, Input, explain, keys
from core.provenance.explanation import formulas, written
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.budget_frames import capital_frame
from core.reports.budget_rows import groups, row_frame
from core.reports.budget_views import capitals
from core.reports.criteria import CriteriaFilter, criteria_status
from core.reports.frames import status_frame
from core.reports.goals import GoalFilter, all_goals
from core.reports.poverty import PovertyFilter, poverty_results, poverty_status
from core.reports.rural_frames import commune_frame
from core.wording_goals import latest_said
from tests.conftest import UPLOAD_1, UPLOAD_2, Load
from tests.programme_files import BUDGET, GOAL_PROGRESS, SPENT, TMR
from tests.rural import BASIC, criteria, criteria_file, decisions_file, villages_file

TUY_DUC, KRONG_NO, CU_JUT, DAK_NONG = "667", "664", "662", "67"
TU_MO_RONG, NGOC_TEM, PO_E = "23422", "23464", "23467"
DAK_HA = "Kon Tum;Tu Mơ Rông;Đăk Hà"
PLAN = "97-kh-ubnd_tinh"
HEAD = "Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo\n"
JUNE = HEAD + (
    "Krông Nô;30/06/2024;chính thức;19.865;640;700\n"
    "Cư Jút;30/06/2024;chính thức;22.021;646;800\n"
    "Đắk Mil;30/06/2024;chính thức;28.059;437;500\n"
    "Đắk Song;30/06/2024;chính thức;20.897;530;600\n"
    "Đắk R'Lấp;30/06/2024;chính thức;24.060;408;400\n"
    "Tuy Đức;30/06/2024;chính thức;16.764;2.445;900\n"
    "Đắk Glong;30/06/2024;chính thức;18.922;2.195;950\n"
    "Gia Nghĩa;30/06/2024;chính thức;20.682;76;50\n"
)
MONEY = SPENT + (
    f"{TMR};2024;2.1;vốn năm;30/06/2024;chính thức;850,5;100;\n{TMR};2024;2.2;vốn năm;31/07/2024;ước;96,25;;\n"
)
ONE: dict[str, Callable[[Any], str]] = {
    "count": lambda value: formats.count(int(value)),
    "rate": formats.rate,
    "points": formats.points,
    "percent": formats.percent_of_plan,
    "amount": formats.amount,
}


def _explained(database: Database, key: FigureKey | str, as_of: date | None = None) -> Explanation:
    with database.read() as session:
        found = explain(session, FigureKey.parse(str(key)), as_of)
    assert found, key
    return found


def _said(session: Session, key: FigureKey) -> str | None:
    """The value under a key that was printed and read again."""
    found = explain(session, FigureKey.parse(str(key)), None)
    return found.value if found else None


def _nothing(database: Database, key: str, as_of: date | None = None) -> bool:
    with database.read() as session:
        return explain(session, FigureKey.parse(key), as_of) is None


def _of_plan(database: Database, unit: str, name: str, as_of: date | None = None) -> Explanation:
    return _explained(database, f"ngheo.{unit}.2024.{PLAN}.{name}", as_of)


def _shown(format_: str, value: Any) -> str:
    """What the screen's table writes."""
    return formats.MISSING if value is None or pd.isna(value) else ONE[format_](value)


def _numbers(inputs: tuple[Input, ...]) -> dict[str, str]:
    return {one.label: one.value for one in inputs}


@pytest.mark.parametrize(
    "text",
    [
        "ngheo.667.2024.97-kh-ubnd.percent_points",
        "ngheo.667.2024.97-kh-ubnd_tinh.should_be",
        "ngheo.667.2024._huyen.poor",
        "ngheo.667.2024._.rate",
        "ketqua.667.2024-06-30.near_poor",
        "von.23422.2024.2-1.vn.disbursed",
        "von.23422.2024.2~2e1.vn.disbursed",
        "tongvon.617.2024.kd.all.percent",
        "tieuchi.23467.ntm.19",
        "tieuchi.23467.thon.10.vi-o-lac",
        "sotieuchi.23467.nc",
        "sotieuchi.23467.thon.vi-o-lac",
        "muctieu.83-kh-ubnd.nang-cao-15-ii-2-po-e",
    ],
)
def test_a_key_is_printed_as_it_was_read(text: str) -> None:
    assert str(FigureKey.parse(text)) == text
    assert text.isascii()


GARBAGE = [
    "",
    ".",
    "ngheo",
    "ngheo.",
    "xyz.667.2024.97-kh-ubnd.poor",
    "ngheo.667.2024.97-kh-ubnd",
    "ngheo.667.2024.97-kh-ubnd.poor.",
    "ngheo.667.2024.97-kh-ubnd.poor\n",
    "ngheo.667.2024.97/KH-UBND.poor",
    "ngheo.667.2024.97-kh-ubnd.share",
    "ngheo.667.24.97-kh-ubnd.poor",
    "ngheo.٦٦٧.2024.97-kh-ubnd.poor",
    "ngheo.667' OR 1=1.2024.97-kh-ubnd.poor",
    "ketqua.667.2024-02-30.poor",
    "ketqua.667.30-06-2024.poor",
    "von.23422.2024.2.1.vn.percent",
    "von.23422.2024..vn.percent",
    "von.23422.2024.2~2E1.vn.percent",
    "von.23422.2024.2~1.vn.percent",
    "tongvon.23422.2024.vn.xx.percent",
    "tieuchi.23467.ntm.0",
    "tieuchi.23467.xã NTM.1",
    "sotieuchi.23467.",
    "muctieu.83-kh-ubnd",
    "muctieu." + "a" * 400 + ".b",
]


@pytest.mark.parametrize("text", GARBAGE)
def test_garbage_is_no_key(text: str, sqlite: Database) -> None:
    assert FigureKey.parse(text) is None
    assert _nothing(sqlite, text)


@pytest.mark.parametrize(
    "text",
    [
        "ngheo.99999.2024.97-kh-ubnd.poor",
        "ngheo.667.2023.97-kh-ubnd.poor",
        "ngheo.667.2024.98-kh-ubnd.poor",
        "ngheo.667.2024.97-kh-ubnd_huyen.poor",
        "ngheo.667.2024._.poor",
        "ketqua.667.2024-06-29.poor",
        "ketqua.67.2024-06-29.poor",
        "ketqua.99999.2024-06-30.poor",
        "von.23422.2024.9-9.vn.percent",
        "von.23422.2024.2-1.kd.percent",
        "von.617.2024.2-1.vn.percent",
        "von.99999.2024.2-1.vn.percent",
        "tongvon.23422.2025.vn.all.percent",
        "tongvon.23422.2024.kd.all.percent",
        "tongvon.99999.2024.vn.all.percent",
        "tieuchi.23467.ntm.20",
        "tieuchi.23467.thon.1.vi-o-lac",
        "tieuchi.99999.ntm.1",
        "sotieuchi.667.ntm",
        "muctieu.83-kh-ubnd.khong-co",
        "muctieu.khong-co.xa-ntm",
    ],
)
def test_a_key_that_finds_nothing_gives_nothing(text: str, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    assert FigureKey.parse(text) is not None
    assert _nothing(sqlite, text)


PLAN_FORMATS = {
    **dict.fromkeys(("households_start", "poor_start", "households_planned", "poor_planned"), "count"),
    **dict.fromkeys(("poor_reduction", "households", "poor", "reduced"), "count"),
    **dict.fromkeys(("rate_start", "rate_planned", "rate"), "rate"),
    "rate_reduction": "points",
    **dict.fromkeys(("percent_points", "percent_households"), "percent"),
}


@pytest.mark.parametrize("content", ["", JUNE], ids=["plan alone", "with results"])
def test_every_figure_of_every_row_is_the_one_that_the_table_shows(
    content: str, database: Database, load: Load
) -> None:
    if content:
        load(database, content)
    with database.read() as session:
        rows = poverty_status(session, PovertyFilter())
        table = status_frame(rows).to_dict("records")
        for row, cells in zip(rows, table, strict=True):
            for name, format_ in PLAN_FORMATS.items():
                assert _said(session, keys.of_status(row, name)) == _shown(format_, cells[name]), (row.place.name, name)
    assert len(rows) == 9
    assert set(PLAN_FORMATS) | {"should_be", "short", "left", "per_month"} == set(keys.PLAN_FIGURES)


def test_every_reported_result_is_the_one_that_the_table_shows(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    with sqlite.read() as session:
        results = [(code, one) for code, found in poverty_results(session, PovertyFilter()).items() for one in found]
    assert len(results) == 8
    for code, one in results:
        for name in keys.RESULT_FIGURES:
            found = _explained(sqlite, keys.of_result(code, one.as_of, name))
            assert found.value == written("rate" if name == "rate" else "count", getattr(one, name))


# (unit, figure, value, worked), by hand from [KH 97, Phụ lục] and the results of 30/06/2024.
WORKED = [
    (TUY_DUC, "percent_points", "49,4%", "(18,78 − 14,58) ÷ 8,5 × 100 = 49,4%"),
    (TUY_DUC, "percent_households", "49,0%", "(3.131 − 2.445) ÷ 1.400 × 100 = 49,0%"),
    (TUY_DUC, "rate_start", "18,78%", "3.131 ÷ 16.674 × 100 = 18,78%"),
    (TUY_DUC, "rate_planned", "10,26%", "(3.131 − 1.400) ÷ 16.874 × 100 = 10,26%"),
    (TUY_DUC, "poor_planned", "1.731", "3.131 − 1.400 = 1.731"),
    (TUY_DUC, "rate", "14,58%", "2.445 ÷ 16.764 × 100 = 14,58%"),
    (TUY_DUC, "reduced", "686", "3.131 − 2.445 = 686"),
    (TUY_DUC, "should_be", "2.435", "3.131 − 1.400 × 182 ÷ 366 = 2.435"),
    (TUY_DUC, "short", "10", "2.445 − 2.435 = 10"),
    (TUY_DUC, "left", "714", "2.445 − 1.731 = 714"),
    (TUY_DUC, "per_month", "119", "714 ÷ 6 tháng, làm tròn lên = 119"),
    (KRONG_NO, "left", "42", "640 − 598 = 42"),
    (KRONG_NO, "short", "0", "640 ≤ 673: 0"),
    (TUY_DUC, "poor_start", "3.131", None),
    (TUY_DUC, "rate_reduction", "8,5", None),
    (KRONG_NO, "percent_points", "70,0%", "(3,78 − 3,22) ÷ 0,8 × 100 = 70,0%"),
    (KRONG_NO, "percent_households", "72,0%", "(748 − 640) ÷ 150 × 100 = 72,0%"),
    (DAK_NONG, "poor", "7.377", "76 + 2.195 + 646 + 437 + 640 + 530 + 408 + 2.445 = 7.377"),
    (DAK_NONG, "rate", "4,31%", "7.377 ÷ 171.270 × 100 = 4,31%"),
    (DAK_NONG, "percent_households", "42,8%", "(8.838 − 7.377) ÷ 3.415 × 100 = 42,8%"),
    (DAK_NONG, "percent_points", "43,5%", "(5,18 − 4,31) ÷ 2,0 × 100 = 43,5%"),
]


@pytest.mark.parametrize(("unit", "name", "value", "worked"), WORKED)
def test_a_formula_has_its_numbers_put_in(
    unit: str, name: str, value: str, worked: str | None, sqlite: Database, load: Load
) -> None:
    load(sqlite, JUNE)
    found = _of_plan(sqlite, unit, name, date(2024, 6, 30))
    assert (found.value, found.worked) == (value, worked)


def test_the_published_percentage_of_krong_no_can_be_followed(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Krông Nô;31/12/2024;chính thức;19.800;538;\n")
    by_points, by_households = (_of_plan(sqlite, KRONG_NO, name) for name in ("percent_points", "percent_households"))
    assert (by_points.title, by_points.unit) == ("Đạt kế hoạch theo điểm %", "huyện Krông Nô, tỉnh Đắk Nông")
    assert by_points.formula == "(tỷ lệ đầu năm − tỷ lệ hiện nay) ÷ số điểm % kế hoạch giảm × 100"
    assert by_points.worked == "(3,78 − 2,72) ÷ 0,8 × 100 = 132,5%"
    assert by_households.worked == "(748 − 538) ÷ 150 × 100 = 140,0%"
    assert by_points.context == (
        "Kế hoạch 97/KH-UBND (tỉnh giao), năm 2024",
        "Số liệu chính thức đến ngày 31/12/2024",
    )


def test_every_number_that_went_in_says_where_it_came_from(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE, name="bc-6-thang.csv")
    found = _of_plan(sqlite, TUY_DUC, "percent_points")
    assert [(one.label, one.value, one.where) for one in found.inputs] == [
        ("Tỷ lệ hộ nghèo đầu năm", "18,78%", "tính: 3.131 ÷ 16.674 × 100 = 18,78%"),
        ("Hộ nghèo đầu năm", "3.131", "97/KH-UBND, Phụ lục, Stt 06"),
        ("Tổng số hộ đầu năm", "16.674", "97/KH-UBND, Phụ lục, Stt 06"),
        ("Tỷ lệ hộ nghèo hiện nay", "14,58%", "tính: 2.445 ÷ 16.764 × 100 = 14,58%"),
        ("Hộ nghèo hiện nay", "2.445", f"tệp bc-6-thang.csv, dòng 7 (lô {UPLOAD_1})"),
        ("Tổng số hộ hiện nay", "16.764", f"tệp bc-6-thang.csv, dòng 7 (lô {UPLOAD_1})"),
        ("Kế hoạch giảm (điểm %)", "8,5", "97/KH-UBND, Phụ lục, Stt 06"),
    ]
    plan, uploaded = found.inputs[1], found.inputs[4]
    assert (plan.batch, plan.row, plan.file_name) == (1, 7, "97-KH-UBND/poverty-plan.csv")
    assert (uploaded.batch, uploaded.row, uploaded.file_name) == (UPLOAD_1, 7, "bc-6-thang.csv")
    assert (uploaded.by, uploaded.link, uploaded.reason) == ("người thử", "nguon-kiem-tra", None)
    assert uploaded.at is not None
    assert abs((datetime.now(UTC) - uploaded.at).total_seconds()) < 600


def test_a_computed_number_opens_its_own_explanation(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    opened = {one.label: one.key for one in _of_plan(sqlite, TUY_DUC, "percent_points").inputs if one.key}
    assert list(opened) == ["Tỷ lệ hộ nghèo đầu năm", "Tỷ lệ hộ nghèo hiện nay"]
    assert [_explained(sqlite, key).value for key in opened.values() if key] == ["18,78%", "14,58%"]


@pytest.mark.parametrize(("name", "total"), [("poor", "7.377"), ("households", "171.270")])
def test_a_summed_province_lists_its_eight_parts(name: str, total: str, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    of_plan, of_day = (
        _of_plan(sqlite, DAK_NONG, name),
        _explained(sqlite, f"ketqua.{DAK_NONG}.2024-06-30.{name}"),
    )
    for found in (of_plan, of_day):
        assert found.value == total
        assert sorted(one.row or 0 for one in found.inputs) == [2, 3, 4, 5, 6, 7, 8, 9]
        assert {one.batch for one in found.inputs} == {UPLOAD_1}
        whole = sum(int(one.value.replace(".", "")) for one in found.inputs)
        assert formats.count(whole) == total
    named = {one.label.split(": ")[1] for one in of_plan.inputs}
    assert named == {place.full_name for place in all_places().children(all_places().by_code[DAK_NONG])}


def test_a_sum_that_went_in_opens_its_parts(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    poor = next(one for one in _of_plan(sqlite, DAK_NONG, "rate").inputs if one.label == "Hộ nghèo hiện nay")
    assert (poor.value, poor.where) == ("7.377", f"cộng 8 huyện, thành phố cùng ngày (lô {UPLOAD_1})")
    assert poor.key
    assert len(_explained(sqlite, poor.key).inputs) == 8


def test_a_province_that_reported_itself_is_no_sum(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, "Tỉnh;" + HEAD + "Đắk Nông;;30/06/2024;chính thức;171.270;7.377;\n", name="tinh.csv")
    found = _of_plan(sqlite, DAK_NONG, "poor")
    assert [(one.value, one.where) for one in found.inputs] == [("7.377", f"tệp tinh.csv, dòng 2 (lô {UPLOAD_2})")]
    assert found.worked is None


def test_why_a_province_has_no_sum(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Tuy Đức;30/06/2024;chính thức;16.764;2.445;\n")
    found = _of_plan(sqlite, DAK_NONG, "poor")
    assert (found.value, found.worked, found.inputs) == ("—", None, ())
    assert "Chưa cộng được toàn tỉnh" in found.remarks[0]


def test_what_was_taken_back_is_gone(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    assert _explained(sqlite, f"ketqua.{TUY_DUC}.2024-06-30.poor").value == "2.445"
    undo(sqlite, UPLOAD_1, operator("người thử"))
    assert _nothing(sqlite, f"ketqua.{TUY_DUC}.2024-06-30.poor")
    found = _of_plan(sqlite, TUY_DUC, "percent_points")
    assert (found.value, found.worked) == ("—", None)
    assert "Chưa có số liệu thực hiện của kế hoạch này." in found.remarks
    assert "Hộ nghèo hiện nay" not in _numbers(found.inputs)
    assert _numbers(found.inputs)["Kế hoạch giảm (điểm %)"] == "8,5"


def test_a_plan_that_was_taken_back_has_no_figures(sqlite: Database) -> None:
    undo(sqlite, 1, operator("người thử"))
    assert _nothing(sqlite, f"ngheo.{TUY_DUC}.2024.{PLAN}.poor_start")


def test_only_what_was_known_on_the_chosen_day_counts(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, HEAD + "Tuy Đức;30/09/2024;chính thức;16.824;1.941;\n")
    assert _of_plan(sqlite, TUY_DUC, "poor").value == "1.941"
    assert _of_plan(sqlite, TUY_DUC, "poor", date(2024, 7, 1)).value == "2.445"
    assert _of_plan(sqlite, TUY_DUC, "poor", date(2024, 6, 29)).value == "—"


def test_the_plan_may_be_named_by_its_number_alone(sqlite: Database) -> None:
    assert _explained(sqlite, f"ngheo.{TUY_DUC}.2024.97-kh-ubnd.poor_start").value == "3.131"


def test_two_plans_of_one_number_are_told_apart_by_their_owner(sqlite: Database, load: Load) -> None:
    columns = "Huyện, thành phố;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm\n"
    assert load(sqlite, columns + "Tuy Đức;2024;huyện;97/KH-UBND;9,0\n", kind="poverty-plan").status == "committed"
    assert _nothing(sqlite, f"ngheo.{TUY_DUC}.2024.97-kh-ubnd.rate_reduction")
    assert _of_plan(sqlite, TUY_DUC, "rate_reduction").value == "8,5"
    other = _explained(sqlite, f"ngheo.{TUY_DUC}.2024.97-kh-ubnd_huyen.rate_reduction")
    assert (other.value, other.context) == ("9,0", ("Kế hoạch 97/KH-UBND (huyện giao), năm 2024",))
    assert other.inputs[0].where == f"tệp tep.csv, dòng 2 (lô {UPLOAD_1})"


def test_a_plan_in_points_only_is_followed_to_the_report_of_the_year_before(sqlite: Database, load: Load) -> None:
    columns = "Huyện, thành phố;Xã;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm;Tỷ lệ dự kiến giảm (đến)\n"
    row = "Tuy Đức;Đắk Ngo;2024;huyện;5/KH-UBND;8;9\n"
    assert load(sqlite, columns + row, kind="poverty-plan", justify="x").status == "committed"
    head = "Huyện, thành phố;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
    rows = "Tuy Đức;Đắk Ngo;31/12/2023;1.000;300\nTuy Đức;Đắk Ngo;30/06/2024;1.000;250\n"
    assert load(sqlite, head + rows, justify="x").status == "committed"
    code = next(
        place.code for place in all_places().by_code.values() if (place.name, place.parent) == ("Đắk Ngo", "667")
    )
    found = _explained(sqlite, f"ngheo.{code}.2024.5-kh-ubnd.percent_points")
    assert found.worked == "(30,00 − 25,00) ÷ 8,0 × 100 = 62,5%"
    assert _numbers(found.inputs)["Hộ nghèo ngày 31/12 năm trước"] == "300"
    assert _numbers(found.inputs)["Tổng số hộ ngày 31/12 năm trước"] == "1.000"
    assert any("mức tối thiểu" in remark for remark in found.remarks)
    start = _explained(sqlite, f"ngheo.{code}.2024.5-kh-ubnd.rate_start")
    assert (start.value, len(start.inputs)) == ("30,00%", 2)


DISAGREE = HEAD + "Tuy Đức;31/12/2024;chính thức;16.874;1.732;\n"


def test_two_percentages_that_disagree_say_so(sqlite: Database, load: Load) -> None:
    """Tuy Đức at 1.732 of 16.874: 100,2% by points, 99,9% by households."""
    load(sqlite, DISAGREE)
    for name, value in (("percent_points", "100,2%"), ("percent_households", "99,9%")):
        found = _of_plan(sqlite, TUY_DUC, name)
        assert found.value == value
        assert found.remarks[0].startswith(
            "Hai tỷ lệ không cùng kết luận: theo điểm % đạt 100,2%, theo số hộ đạt 99,9%"
        )
    assert not any("Hai tỷ lệ" in remark for remark in _of_plan(sqlite, TUY_DUC, "poor").remarks)


def test_an_estimate_is_called_one(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Tuy Đức;30/06/2024;ước;16.764;2.445;\n")
    said = "Có số ước, chưa phải số chính thức."
    assert said in _of_plan(sqlite, TUY_DUC, "percent_points").remarks
    assert said in _explained(sqlite, f"ketqua.{TUY_DUC}.2024-06-30.rate").remarks
    assert said not in _of_plan(sqlite, TUY_DUC, "rate_start").remarks


def test_made_up_numbers_are_called_so_and_their_plan_is_not(sqlite: Database) -> None:
    load_demo(sqlite)
    assert f"{LABEL}." in _of_plan(sqlite, TUY_DUC, "percent_points").remarks
    assert f"{LABEL}." in _explained(sqlite, f"von.{TU_MO_RONG}.2024.2-1.vn.percent").remarks
    assert f"{LABEL}." in _explained(sqlite, "muctieu.83-kh-ubnd.xa-ntm").remarks
    assert f"{LABEL}." not in _of_plan(sqlite, TUY_DUC, "rate_start").remarks
    assert f"{LABEL}." not in _explained(sqlite, f"von.{TU_MO_RONG}.2024.2-1.vn.allocated").remarks


def test_the_reason_that_was_given_stands_beside_its_number(sqlite: Database, load: Load) -> None:
    head = "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo\n"
    load(sqlite, head + "Tuy Đức;30/06/2024;16.800;3.100;3.131;5\n", justify="đang rà soát")
    found = _of_plan(sqlite, TUY_DUC, "percent_households")
    assert {one.label: one.reason for one in found.inputs} == {
        "Hộ nghèo đầu năm": None,
        "Hộ nghèo hiện nay": "đang rà soát",
        "Kế hoạch giảm (hộ)": None,
    }
    said = f"Hộ nghèo hiện nay: được hỏi khi nộp (lô {UPLOAD_1}, dòng 2); lý do: đang rà soát"
    assert said in found.remarks


def test_a_number_that_was_corrected_tells_what_stood_before(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, HEAD + "Tuy Đức;30/06/2024;chính thức;16.764;2.450;900\n")
    for found in (_of_plan(sqlite, TUY_DUC, "percent_points"), _of_plan(sqlite, DAK_NONG, "poor")):
        said = [remark for remark in found.remarks if "đã sửa" in remark]
        assert len(said) == 1
        assert f"đã sửa, trước là 2.445 (lô {UPLOAD_1}, dòng 7); đã thay bằng lô {UPLOAD_2}" in said[0]
    undo(sqlite, UPLOAD_2, operator("người thử"))
    assert not [remark for remark in _of_plan(sqlite, TUY_DUC, "percent_points").remarks if "đã sửa" in remark]


@pytest.mark.parametrize(
    ("unit", "name", "said"),
    [
        (TUY_DUC, "rate_reduction", "1.400 ÷ 16.674 = 8,4% bỏ qua 200 hộ dự kiến tăng thêm"),
        (TUY_DUC, "percent_points", "Số in 8,5 là hiệu hai tỷ lệ chưa làm tròn (8,5194)"),
        ("661", "rate_reduction", "13,44 − 6,99 = 6,45 là hiệu của hai số đã làm tròn"),
        (CU_JUT, "rate_reduction", "kế hoạch số hộ làm giảm 1,3890 điểm"),
        (CU_JUT, "rate_planned", "Kế hoạch cộng thêm 200 hộ cho mỗi huyện, thành phố"),
        (DAK_NONG, "poor_reduction", "phụ lục cộng đúng 3.415 hộ"),
    ],
)
def test_what_the_audit_explains_stands_beside_the_figure(unit: str, name: str, said: str, sqlite: Database) -> None:
    assert any(said in remark for remark in _of_plan(sqlite, unit, name).remarks)


@pytest.mark.parametrize("name", ["poor_start", "households_start", "rate_start"])
def test_a_figure_without_a_trap_has_no_remark(name: str, sqlite: Database) -> None:
    assert _of_plan(sqlite, TUY_DUC, name).remarks == ()


@pytest.mark.parametrize(
    ("as_of", "worked"),
    [
        (date(2020, 5, 5), "3.131 − 1.400 × 0 ÷ 366 = 3.131"),
        (date(2024, 1, 1), "3.131 − 1.400 × 1 ÷ 366 = 3.127"),
        (date(2024, 6, 29), "3.131 − 1.400 × 181 ÷ 366 = 2.439"),
        (date(2024, 7, 31), "3.131 − 1.400 × 182 ÷ 366 = 2.435"),
        (date(2026, 11, 22), "3.131 − 1.400 × 182 ÷ 366 = 2.435"),
    ],
)
def test_the_planned_path_is_read_on_the_day_of_the_result_or_the_day_looked_at(
    as_of: date, worked: str, sqlite: Database, load: Load
) -> None:
    """The result is of 30/06/2024; before it there is none."""
    load(sqlite, JUNE)
    found = _of_plan(sqlite, TUY_DUC, "should_be", as_of)
    assert (found.value, found.worked) == (worked.rsplit(" ", 1)[1], worked)


def test_the_pace_of_a_plan_in_points_is_worked_in_points(sqlite: Database, load: Load) -> None:
    """60,00 − 8 × 182 ÷ 366 = 56,02 was due; 57,00 − 52,00 = 5 are left, 0,8333 a month rounded up."""
    head = "Huyện, thành phố;Xã, phường, thị trấn;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm\n"
    assert load(sqlite, f"{head}Tuy Đức;Quảng Tâm;2024;huyện;5/KH;8\n", justify="thử").status == "committed"
    rows = "Huyện;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
    for line in ("31/12/2023;chính thức;1.000;600", "30/06/2024;chính thức;1.000;570"):
        assert load(sqlite, f"{rows}Tuy Đức;Quảng Tâm;{line}\n", justify="thử").status == "committed"
    communes = all_places().children(all_places().by_code[TUY_DUC])
    code = next(place.code for place in communes if place.name == "Quảng Tâm")
    found = {name: _explained(sqlite, f"ngheo.{code}.2024.5-kh.{name}") for name in ("short", "left", "per_month")}
    assert {name: (one.value, one.worked) for name, one in found.items()} == {
        "short": ("0,98", "57,00 − (60,00 − 8,0 × 182 ÷ 366) = 0,98"),
        "left": ("5", "57,00 − (60,00 − 8,0) = 5"),
        "per_month": ("0,84", "5 ÷ 6 tháng, làm tròn lên = 0,84"),
    }
    assert {one.label for one in found["per_month"].inputs} >= {"Còn phải giảm (điểm %)", "Số tháng còn lại của năm"}


def test_what_is_left_is_followed_to_the_plan_and_the_report(sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    found = _of_plan(sqlite, TUY_DUC, "per_month")
    assert [(one.label, one.value) for one in found.inputs] == [
        ("Còn phải giảm (hộ)", "714"),
        ("Hộ nghèo hiện nay", "2.445"),
        ("Hộ nghèo theo kế hoạch cuối năm", "1.731"),
        ("Hộ nghèo đầu năm", "3.131"),
        ("Kế hoạch giảm (hộ)", "1.400"),
        ("Số tháng còn lại của năm", "6"),
    ]
    assert "Chia đều theo ngày" in _of_plan(sqlite, TUY_DUC, "short").remarks[0]


@pytest.mark.parametrize(
    ("as_of", "value", "worked", "since"),
    [
        (date(2024, 6, 30), "119", "714 ÷ 6 tháng, làm tròn lên = 119", "30/06/2024"),
        (date(2024, 3, 31), "80", "714 ÷ 9 tháng, làm tròn lên = 80", "31/03/2024"),
        (None, "80", "714 ÷ 9 tháng, làm tròn lên = 80", "31/03/2024"),  # looked back at from a later year
    ],
)
def test_months_left_count_from_the_day_the_screen_is_judged_on(
    as_of: date | None, value: str, worked: str, since: str, sqlite: Database, load: Load
) -> None:
    load(sqlite, HEAD + "Tuy Đức;31/03/2024;chính thức;16.764;2.445;\n")
    found = _of_plan(sqlite, TUY_DUC, "per_month", as_of)
    assert (found.value, found.worked) == (value, worked)
    assert found.formula == f"số hộ còn phải giảm ÷ số tháng còn lại của năm kể từ ngày {since}"
    assert found.inputs[-1].where == f"theo lịch, từ ngày {since}"


def test_after_the_years_end_there_are_no_months(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Tuy Đức;31/12/2024;chính thức;16.874;1.760;\n")
    assert (_of_plan(sqlite, TUY_DUC, "per_month").value, _of_plan(sqlite, TUY_DUC, "left").value) == ("—", "29")


def test_a_result_that_newer_ones_have_followed_is_of_its_own_day(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Tuy Đức;31/12/2024;chính thức;16.874;1.760;\nTuy Đức;30/06/2025;chính thức;16.900;1.700;\n")
    found = _of_plan(sqlite, TUY_DUC, "left")
    assert found.formula == "hộ nghèo cuối năm 2024 − hộ nghèo theo kế hoạch cuối năm"
    assert found.inputs[0].label == _of_plan(sqlite, TUY_DUC, "poor").title == "Hộ nghèo cuối năm 2024"


def test_a_result_after_the_year_stands_beside_the_end_of_the_path(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Tuy Đức;15/01/2025;chính thức;16.874;1.732;\n")
    found = _of_plan(sqlite, TUY_DUC, "should_be")
    assert found.worked == "3.131 − 1.400 × 366 ÷ 366 = 1.731"
    assert found.context == ("Kế hoạch 97/KH-UBND (tỉnh giao), năm 2024", "Tính đến ngày 31/12/2024")
    assert found.remarks[0] == "Chia đều theo ngày là cách đọc số liệu giữa năm, không văn bản nào quy định."


def test_every_figure_of_every_line_is_the_one_that_the_table_shows(sqlite: Database, load: Load) -> None:
    assert load(sqlite, MONEY, justify="x").status == "committed"
    with sqlite.read() as session:
        lines = budget_lines(session, BudgetFilter())
        table = row_frame(groups(lines, 2024))
        for line, cells in zip(lines, table[~table["is_sum"]].to_dict("records"), strict=True):
            for name in keys.LINE_FIGURES:
                format_ = "percent" if name == "percent" else "amount"
                assert _said(session, keys.of_line(line, name)) == _shown(format_, cells[name]), (line.line, name)
    assert len(lines) == 6


@pytest.mark.parametrize(
    ("name", "value", "worked"),
    [
        ("allocated", "1.977", None),
        ("disbursed", "850,5", None),
        ("advance", "100", None),
        ("remaining", "1.126,5", "1.977 − 850,5 = 1.126,5"),
        ("percent", "43,0%", "850,5 ÷ 1.977 × 100 = 43,0%"),
    ],
)
def test_a_line_of_the_budget(name: str, value: str, worked: str | None, sqlite: Database, load: Load) -> None:
    load(sqlite, MONEY, justify="x")
    found = _explained(sqlite, f"von.{TU_MO_RONG}.2024.2-1.vn.{name}")
    assert (found.value, found.worked) == (value, worked)
    assert found.unit == "xã Tu Mơ Rông, huyện Tu Mơ Rông, tỉnh Kon Tum"
    assert found.context == (
        "Kế hoạch vốn của xã Tu Mơ Rông (văn bản không ghi số)",
        "Vốn năm 2024",
        "Số liệu chính thức đến ngày 30/06/2024",
    )


def test_the_plan_and_the_file_of_a_disbursement(sqlite: Database, load: Load) -> None:
    load(sqlite, MONEY, justify="x")
    spent, planned = _explained(sqlite, f"von.{TU_MO_RONG}.2024.2-1.vn.percent").inputs
    assert spent.where == f"tệp tep.csv, dòng 2 (lô {UPLOAD_1})"
    assert planned.where == "Kế hoạch của xã Tu Mơ Rông (văn bản không ghi số), II.2.1"


def test_a_line_that_nobody_reported_on(sqlite: Database) -> None:
    found = _explained(sqlite, f"von.{TU_MO_RONG}.2024.2-3.vn.percent")
    assert (found.value, found.worked, _numbers(found.inputs)) == ("—", None, {"Kế hoạch vốn (triệu đồng)": "300"})
    assert found.remarks == ("Chưa có số liệu giải ngân.",)


@pytest.mark.parametrize("unit", [TU_MO_RONG, "617", "62"])
def test_every_sum_is_the_one_that_the_table_shows(unit: str, sqlite: Database, load: Load) -> None:
    load(sqlite, MONEY, justify="x")
    with sqlite.read() as session:
        lines = budget_lines(session, BudgetFilter(unit))
        table = capital_frame(capitals(lines)).to_dict("records")
        for nature, cells in zip(("đầu tư", "sự nghiệp"), table, strict=True):
            for name, format_ in {**dict.fromkeys(("allocated", "disbursed"), "amount"), "percent": "percent"}.items():
                key = keys.of_sum(unit, 2024, "vốn năm", nature, name)
                assert _said(session, key) == _shown(format_, cells[name]), key
            share = keys.of_sum(unit, 2024, "vốn năm", nature, "share")
            assert _said(session, share) == formats.rate(cells["share"])


@pytest.mark.parametrize(
    ("key", "value", "worked"),
    [
        ("dt.share", "67,87%", "1.977 ÷ 2.913 × 100 = 67,87%"),
        ("sn.share", "32,13%", "936 ÷ 2.913 × 100 = 32,13%"),
        ("all.allocated", "2.913", "1.977 + 516 + 300 + 40 + 50 + 30 = 2.913"),
        ("sn.allocated", "936", "516 + 300 + 40 + 50 + 30 = 936"),
        ("all.disbursed", "946,75", "850,5 + 96,25 = 946,75"),
        ("all.percent", "32,5%", "946,75 ÷ 2.913 × 100 = 32,5%"),
        ("dt.percent", "43,0%", "850,5 ÷ 1.977 × 100 = 43,0%"),
        ("all.remaining", "1.966,25", "2.913 − 946,75 = 1.966,25"),
    ],
)
def test_a_sum_of_the_budget(key: str, value: str, worked: str, sqlite: Database, load: Load) -> None:
    load(sqlite, MONEY, justify="x")
    found = _explained(sqlite, f"tongvon.{TU_MO_RONG}.2024.vn.{key}")
    assert (found.value, found.worked) == (value, worked)


SAME_SLUG = ("2.1", "2-1", "2 1", "Đ.1", "D.1", "d.1")


def test_lines_of_one_slug_are_each_explained_by_their_own_key(sqlite: Database, load: Load) -> None:
    """The slug itself, as old links have it, names no line where several share it."""
    rows = (f"{DAK_HA};2024;{code};Đường;đầu tư;vốn năm;{at};5/KH-UBND\n" for at, code in enumerate(SAME_SLUG, 100))
    assert load(sqlite, BUDGET + "".join(rows), justify="x").status == "committed"
    with sqlite.read() as session:
        lines = [line for line in budget_lines(session, BudgetFilter()) if line.place.name == "Đăk Hà"]
        asked = {line.line: str(keys.of_line(line, "allocated")) for line in lines}
        found = {code: explain(session, FigureKey.parse(key), None) for code, key in asked.items()}
        code = lines[0].place.code
        assert explain(session, FigureKey.parse(f"von.{code}.2024.2-1.vn.allocated"), None) is None
    said = {code: one.value if one else None for code, one in found.items()}
    assert said == {code: str(at) for at, code in enumerate(SAME_SLUG, 100)}
    assert all(quote(key) == key for key in asked.values())


def test_the_longest_code_of_a_line_is_still_a_key(sqlite: Database, load: Load) -> None:
    longest = "Ộ" * 40
    assert load(sqlite, BUDGET + f"{DAK_HA};2024;{longest};Đường;đầu tư;vốn năm;7;5/KH-UBND\n").status == "committed"
    with sqlite.read() as session:
        (line,) = [line for line in budget_lines(session, BudgetFilter()) if line.line == longest]
        found = explain(session, FigureKey.parse(str(keys.of_line(line, "allocated"))), None)
    assert found is not None
    assert found.value == "7"


def test_a_sum_lists_its_lines_and_a_share_opens_its_sums(sqlite: Database) -> None:
    total = _explained(sqlite, f"tongvon.{TU_MO_RONG}.2024.vn.all.allocated")
    assert [one.where.rsplit(", ", 1)[1] for one in total.inputs] == [f"II.2.{number}" for number in range(1, 7)]
    share = _explained(sqlite, f"tongvon.{TU_MO_RONG}.2024.vn.sn.share")
    assert [len(_explained(sqlite, one.key or "").inputs) for one in share.inputs] == [5, 6]
    assert any("tính chất suy ra từ hai số tổng ở mục III" in remark for remark in share.remarks)
    assert not any("không còn khớp" in remark for remark in share.remarks)


def test_a_sum_says_what_is_missing_estimated_and_of_several_days(sqlite: Database, load: Load) -> None:
    load(sqlite, MONEY, justify="x")
    said = _explained(sqlite, f"tongvon.{TU_MO_RONG}.2024.vn.all.percent").remarks
    assert "Mới 2/6 nội dung có số liệu giải ngân: số giải ngân và tỷ lệ là mức ít nhất." in said
    assert "Số liệu ở những ngày khác nhau: 30/06/2024, 31/07/2024." in said
    assert "Có số ước, chưa phải số chính thức." in said


def test_capital_carried_over_is_another_sum(sqlite: Database, load: Load) -> None:
    file = f"{TMR};2024;2.1;Đường;đầu tư;kéo dài;200;5/KH-UBND\n"
    load(sqlite, BUDGET + file, justify="x")
    assert _explained(sqlite, f"tongvon.{TU_MO_RONG}.2024.kd.all.allocated").value == "200"
    assert _explained(sqlite, f"tongvon.{TU_MO_RONG}.2024.vn.all.allocated").value == "2.913"
    assert _explained(sqlite, f"von.{TU_MO_RONG}.2024.2-1.kd.allocated").value == "200"


CRITERIA = criteria_file(
    criteria("Pờ Ê", "31/03/2024"), criteria("Pờ Ê", "30/06/2024", {3: "chưa đạt", 17: "cơ bản đạt"})
)


def test_every_criterion_and_every_count_is_the_one_that_the_table_shows(sqlite: Database, load: Load) -> None:
    load(sqlite, CRITERIA, justify="x")
    with sqlite.read() as session:
        rows = criteria_status(session, CriteriaFilter())
        counts = commune_frame(rows)["met"].tolist()
        for row, met in zip(rows, counts, strict=True):
            assert _said(session, keys.of_count(row)) == _shown("count", met), row.place.name
            for cell in row.cells:
                assert _said(session, keys.of_criterion(row, cell.criterion.number)) == cell.state
    assert len(rows) == 16


def test_a_criterion_shows_its_assessments_newest_first(sqlite: Database, load: Load) -> None:
    load(sqlite, CRITERIA, justify="x")
    found = _explained(sqlite, f"tieuchi.{PO_E}.ntm.3")
    assert [(one.label, one.value, one.row) for one in found.inputs] == [
        ("Đánh giá ngày 30/06/2024", "chưa đạt", 23),
        ("Đánh giá ngày 31/03/2024", "đạt", 4),
    ]
    assert found.unit == "xã Pờ Ê, huyện Kon Plông, tỉnh Kon Tum"
    assert {"Trước đã đạt, nay không còn đạt.", "Giá trị: 3%", "Minh chứng: BC 3"} <= set(found.remarks)
    assert _explained(sqlite, f"tieuchi.{PO_E}.ntm.3", date(2024, 4, 1)).value == "đạt"


def test_a_count_lists_the_criteria_that_count_and_the_decision_apart(sqlite: Database, load: Load) -> None:
    load(sqlite, CRITERIA, justify="x")
    load(sqlite, decisions_file(f"Pờ Ê;;{BASIC};12/QĐ-UBND;15/03/2022"), justify="x")
    found = _explained(sqlite, f"sotieuchi.{PO_E}.ntm")
    assert (found.value, found.worked) == ("17", "đếm được 17 tiêu chí đạt trên 19 tiêu chí của bộ")
    assert [one.value for one in found.inputs] == ["đạt"] * 17 + ["12/QĐ-UBND ngày 15/03/2022"]
    assert "Cơ bản đạt 1, chưa đạt 1, chưa đánh giá 0." in found.remarks


def test_what_nobody_assessed_is_no_count(sqlite: Database) -> None:
    found = _explained(sqlite, f"sotieuchi.{NGOC_TEM}.ntm")
    assert (found.value, found.worked, found.inputs) == ("—", None, ())
    assert any("83/KH-UBND" in remark and "đã đạt chuẩn" in remark for remark in found.remarks)
    assert _explained(sqlite, f"tieuchi.{NGOC_TEM}.ntm.1").value == "chưa đánh giá"


def test_a_village_has_criteria_of_its_own(sqlite: Database, load: Load) -> None:
    load(sqlite, villages_file("Pờ Ê;Vi Ô Lắc;có"))
    load(sqlite, criteria_file("Kon Plông;Pờ Ê;Vi Ô Lắc;thôn NTM;10;30/06/2024;đạt;;\n"), justify="x")
    found = _explained(sqlite, f"tieuchi.{PO_E}.thon.10.vi-o-lac")
    assert (found.value, found.unit) == ("đạt", "Vi Ô Lắc, xã Pờ Ê, huyện Kon Plông, tỉnh Kon Tum")
    assert _explained(sqlite, f"sotieuchi.{PO_E}.thon.vi-o-lac").value == "1"


@pytest.mark.parametrize("with_results", [False, True])
def test_every_goal_is_the_one_that_the_list_shows(with_results: bool, sqlite: Database, load: Load) -> None:
    if with_results:
        load_demo(sqlite)
    with sqlite.read() as session:
        rows = all_goals(session, GoalFilter(date(2024, 7, 1)))
        for row in rows:
            found = explain(session, FigureKey.parse(str(keys.of_goal(row))), None)
            said = (found.title, found.value) if found else None
            assert said == (row.title, latest_said(row)), row.goal
    assert len(rows) > 60


def test_a_goal_that_somebody_reported(sqlite: Database, load: Load) -> None:
    load(sqlite, GOAL_PROGRESS + "97/KH-UBND;doanh-nghiep-do-dau;30/06/2024;4;\n", justify="x")
    found = _explained(sqlite, "muctieu.97-kh-ubnd.doanh-nghiep-do-dau")
    assert found.value == "4 xã"
    assert [(one.label, one.value, one.where) for one in found.inputs] == [
        ("Giá trị báo cáo (xã)", "4", f"tệp tep.csv, dòng 2 (lô {UPLOAD_1})"),
        ("Mức phải đạt", "13 xã", "97/KH-UBND, mục IV.7"),
    ]


def test_a_goal_without_a_baseline_is_not_0(sqlite: Database) -> None:
    found = _explained(sqlite, "muctieu.97-kh-ubnd.dtts-tai-cho")
    assert found.value == "chưa có số gốc"
    assert found.remarks == ("Kế hoạch không nêu số gốc: chưa có số gốc, không tính là 0.",)


@pytest.mark.parametrize(
    ("goal", "value", "worked"),
    [
        ("giam-ngheo-667-ho", "686 hộ", "3.131 − 2.445 = 686"),
        ("giam-ngheo-667-diem", "4,2 điểm %", "18,78 − 14,58 = 4,2"),
    ],
)
def test_a_goal_of_the_poverty_table(goal: str, value: str, worked: str, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    found = _explained(sqlite, f"muctieu.97-kh-ubnd.{goal}")
    assert (found.value, found.worked) == (value, worked)
    assert _numbers(found.inputs)["Hộ nghèo hiện nay"] == "2.445"


def test_a_goal_that_is_counted_lists_what_counts(sqlite: Database, load: Load) -> None:
    """Pờ Ê by its criteria, Măng Bút by a decision, the three others by the plan's own words."""
    load(sqlite, criteria_file(criteria("Pờ Ê", "30/06/2024")), justify="x")
    load(sqlite, decisions_file(f"Măng Bút;;{BASIC};9/QĐ-UBND;01/06/2024"), justify="x")
    found = _explained(sqlite, "muctieu.83-kh-ubnd.xa-ntm")
    assert (found.value, found.worked) == ("5 xã", "đếm được 5")
    where = {one.label: one.where for one in found.inputs}
    assert where["xã Pờ Ê"] == "đạt 19/19 tiêu chí"
    assert where["xã Măng Bút"] == f"tệp tep.csv, dòng 2 (lô {UPLOAD_2})"
    assert {name for name, said in where.items() if said.startswith("83/KH-UBND")} == {
        *("xã Măng Cành", "xã Đăk Tăng", "xã Ngọc Tem", "Mức phải đạt")
    }
    opened = next(one.key for one in found.inputs if one.label == "xã Pờ Ê")
    assert _explained(sqlite, opened or "").value == "19"


def test_a_share_of_villages_names_its_denominator(sqlite: Database, load: Load) -> None:
    load(sqlite, villages_file("Pờ Ê;Vi Ô Lắc;có", "Pờ Ê;Vi K'Tàu;không"))
    decided = ("Pờ Ê;Vi Ô Lắc;thôn NTM;5/QĐ-UBND;01/06/2024", "Pờ Ê;Vi K'Tàu;thôn NTM;6/QĐ-UBND;01/06/2024")
    load(sqlite, decisions_file(*decided), justify="x")
    found = _explained(sqlite, "muctieu.83-kh-ubnd.thon-ntm-ty-le")
    assert (found.value, found.worked) == ("1,52%", "1 ÷ 66 × 100 = 1,52%")
    assert _numbers(found.inputs)["Số thôn vùng đồng bào DTTS"] == "66"
    assert _explained(sqlite, "muctieu.83-kh-ubnd.thon-ntm").value == "1 thôn (làng)"


def test_every_formula_names_figures_that_there_are() -> None:
    for name, formula in formulas().items():
        kind = name.split(".")[0]
        own = {other.split(".")[1] for other in formulas() if other.startswith(f"{kind}.")}
        assert formula.title, name
        assert formula.words, name
        assert set(formula.inputs) <= own, name
        assert formula.needed <= own | {"size"}, name
