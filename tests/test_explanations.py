"""Explanations of units that are behind: read, compared, replaced, taken back, known at a moment, said in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from core.access.rules import operator
from core.database import Database
from core.ingest.compare import replacements
from core.ingest.differences import Sameness, differences, rows_like
from core.ingest.explanation_file import KIND, TypedExplanation, explanation_file, missing_texts, one_line
from core.ingest.issues import Severity
from core.ingest.kinds import words
from core.ingest.pipeline import Preview, decide, preview, undo
from core.places import all_places
from core.provenance import FigureKey, explain
from core.reports.behind import is_behind_plan
from core.reports.explanations import (
    DISBURSEMENT,
    POVERTY,
    RURAL,
    SUBJECTS,
    ExplanationFilter,
    GivenExplanation,
    about,
    explanations_given,
    latest_by_unit,
)
from core.reports.history import HistoryFilter, figure_history
from core.reports.origin import Origin
from core.rules.poverty import PovertyTarget
from core.tables import Batch
from core.wording_explanations import due_said, mark_said, standing_said
from tests.conftest import OPERATOR, UPLOAD_1, UPLOAD_2, UPLOAD_3, Load
from tests.poverty_rows import DAK_MIL, JUNE, TUY_DUC, YEAR_END, plan, result
from tests.programme_files import EXPLANATION, MANG_BUT, table

JULY, OCTOBER = date(2024, 7, 15), date(2024, 10, 31)
UNIT = all_places().by_code[TUY_DUC]
TYPED = TypedExplanation(UNIT, POVERTY, "97/KH-UBND", JULY, "Mưa bão", "Giao người phụ trách", OCTOBER)
ROW = "Đắk Nông;Tuy Đức;;giảm nghèo;97/KH-UBND;15/07/2024;Mưa bão;Giao người;31/10/2024;\n"


def looked_at(database: Database, typed: TypedExplanation) -> Preview:
    return preview(database, OPERATOR, explanation_file(typed), typed.file_name, KIND)


def given(database: Database, **chosen: Any) -> list[GivenExplanation]:
    with database.read() as session:
        return explanations_given(session, ExplanationFilter(**chosen))


def one(**changed: Any) -> GivenExplanation:
    moment = datetime(2024, 7, 15, 3, 5, tzinfo=UTC)
    whole = GivenExplanation(
        *(UNIT, POVERTY, "97/KH-UBND", JULY, "Mưa bão.", "Giao người", OCTOBER, None),
        *(Origin(9, 2), "người thử", moment, False),
    )
    return replace(whole, **changed)


TEXTS = [
    "Mưa bão",
    'Dân gọi là "mùa giáp hạt"',
    "=1+1",
    "+ngay; -chậm; @ai",
    "-5",
    "một; hai, ba\tbốn",
    "<b>đậm</b> & [liên kết](http://a.vn)",
    "'có dấu nháy'",
    "Vì sao chậm? Vì thiếu vốn!",
    "Đắk R'Lấp, Ðắk Mil",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("code", ["67", "667", "23467"], ids=["province", "huyện", "xã"])
def test_what_is_typed_comes_back_from_its_file(sqlite: Database, text: str, code: str) -> None:
    typed = replace(TYPED, place=all_places().by_code[code], cause=text, remedy=f"{text} (2)", note=f"{text} (3)")
    found = looked_at(sqlite, typed)
    assert [issue for issue in found.issues if issue.severity is not Severity.NOTE] == []
    [record] = found.checked.records
    words = text.replace("\t", " ")
    assert record.place == typed.place
    assert dict(record.values) == {
        **{"subject": POVERTY, "plan_number": "97/KH-UBND", "as_of": JULY, "remedy_due": OCTOBER},
        **{"cause": words, "remedy": f"{words} (2)", "note": f"{words} (3)"},
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("một\nhai", "một; hai"),
        ("- một\r\n- hai\r\n", "- một; - hai"),
        ("một.\n\nhai:\nba", "một. hai: ba"),
        ("  nhiều \u00a0 dấu  cách ", "nhiều dấu cách"),
        (" \n\t\n", ""),
    ],
)
def test_lines_become_clauses_for_a_cell_has_one_line(sqlite: Database, typed: str, expected: str) -> None:
    assert one_line(typed) == expected
    if expected:
        [record] = looked_at(sqlite, replace(TYPED, cause=typed)).checked.records
        assert record.values["cause"] == expected


@pytest.mark.parametrize(
    ("cause", "remedy", "missing"),
    [
        ("a", "b", []),
        (" \n ", "b", ["Nguyên nhân"]),
        ("", "", ["Nguyên nhân", "Biện pháp khắc phục"]),
    ],
)
def test_an_explanation_without_words_is_none(cause: str, remedy: str, missing: list[str]) -> None:
    assert missing_texts(cause, remedy) == missing


def test_the_file_is_named_after_unit_subject_and_day() -> None:
    assert TYPED.file_name == "giai-trinh-huyen-tuy-duc-giam-ngheo-2024-07-15.csv"


@pytest.mark.parametrize(
    ("as_of", "due", "asked"),
    [
        ("15/07/2024", "14/07/2024", [("due_before", "Hạn khắc phục")]),
        ("15/07/2024", "15/07/2024", []),
        ("15/07/2024", "01/01/2030", []),
        ("15/07/2023", "31/10/2024", [("odd_year", "Ngày giải trình")]),
    ],
)
def test_dates_that_do_not_fit_are_asked_about(
    sqlite: Database, as_of: str, due: str, asked: list[tuple[str, str]]
) -> None:
    """A remedy before its explanation; an explanation of the plan of 2024 in 2023."""
    text = ROW.replace("15/07/2024", as_of).replace("31/10/2024", due)
    found = preview(sqlite, OPERATOR, (EXPLANATION + text).encode(), "tep.csv")
    assert [(issue.code, issue.column) for issue in found.of(Severity.QUESTION)] == asked
    assert decide(found, False, None)[0] == ("rejected" if asked else "ready")
    assert decide(found, False, "đúng vậy")[0] == "ready"


def test_a_plan_that_is_not_loaded_is_answered_with_those_that_are(sqlite: Database, load: Load) -> None:
    refused = load(sqlite, EXPLANATION + ROW.replace("97/KH-UBND", "79/KH-UBND"))
    [issue] = [issue for issue in refused.issues if issue.severity is Severity.ERROR]
    assert (refused.status, issue.code) == ("rejected", "unknown_plan")
    assert "Các kế hoạch đã nạp: 83/KH-UBND, 97/KH-UBND, tu-mo-rong-2024." in issue.message
    assert load(sqlite, EXPLANATION + ROW.replace("97/KH-UBND", "")).status == "committed"


def test_a_plan_of_the_huyen_is_known_once_it_is_loaded(database: Database, load: Load) -> None:
    """And the explanation comes back in when the plan was taken back meanwhile."""
    plan_file = "Tỉnh;Huyện;Xã;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm\n"
    plan_file += "Đắk Nông;Tuy Đức;Quảng Trực;2024;huyện;12/KH-UBND;8\n"
    text = EXPLANATION + ROW.replace("97/KH", "12/KH")
    assert load(database, text).status == "rejected"
    assert load(database, plan_file).batch == UPLOAD_1
    assert load(database, text).status == "committed"
    undo(database, UPLOAD_1, operator("người thử"))
    assert load(database, table(database, KIND).as_csv(), replace_confirmed=False).status == "no_change"


def test_a_second_explanation_of_the_day_asks_before_it_replaces(sqlite: Database, load: Load) -> None:
    load(sqlite, EXPLANATION + ROW)
    found = preview(sqlite, OPERATOR, (EXPLANATION + ROW.replace("Mưa bão", "Hạn hán")).encode(), "tep.csv")
    assert decide(found, False, None)[0] == "rejected"
    [asked] = replacements(found.comparison.changed)
    assert asked.reason == (f"huyện Tuy Đức: «Nguyên nhân» đang là Mưa bão (lô {UPLOAD_1}, dòng 2), tệp ghi Hạn hán.")
    lines = differences(KIND, rows_like(found.comparison, Sameness.CHANGED))
    assert [(line.period, line.figure, line.old, line.new) for line in lines] == [
        ("giảm nghèo · 97/KH-UBND · 15/07/2024", "Nguyên nhân", "Mưa bão", "Hạn hán")
    ]


def test_replaced_and_taken_back_leaves_a_history(database: Database, load: Load) -> None:
    load(database, EXPLANATION + ROW)
    load(database, EXPLANATION + ROW.replace("Mưa bão", "Hạn hán"))
    assert [found.cause for found in given(database)] == ["Hạn hán"]
    load(database, EXPLANATION + ROW.replace("15/07/2024", "20/07/2024"))
    assert [(found.as_of, found.cause) for found in given(database)] == [
        (date(2024, 7, 20), "Mưa bão"),
        (JULY, "Hạn hán"),
    ]
    for batch in (UPLOAD_3, UPLOAD_2):
        undo(database, batch, operator("người thử"))
    assert [found.cause for found in given(database)] == ["Mưa bão"]
    with database.read() as session:
        rows = figure_history(session, HistoryFilter(KIND, TUY_DUC))
    assert [(row.batch, row.figures["cause"], row.stands) for row in rows] == [
        (UPLOAD_3, "Mưa bão", False),
        (UPLOAD_2, "Hạn hán", False),
        (UPLOAD_1, "Mưa bão", True),
    ]
    assert rows[0].period == "giảm nghèo · 97/KH-UBND · 20/07/2024"


def test_what_was_known_at_a_moment_is_read_as_it_was(database: Database, load: Load) -> None:
    """Before the first, between the two, after both, and after the second was taken back."""
    load(database, EXPLANATION + ROW)
    load(database, EXPLANATION + ROW.replace("Mưa bão", "Hạn hán"))
    undo(database, UPLOAD_2, operator("người thử"))
    start = datetime(2024, 8, 1, tzinfo=UTC)
    with database.write() as session:
        for hours, batch in enumerate((UPLOAD_1, UPLOAD_2)):
            moment = start + timedelta(hours=hours)
            session.execute(update(Batch).where(Batch.id == batch).values(committed_at=moment, published_at=moment))
        undone = start + timedelta(hours=2)
        session.execute(update(Batch).where(Batch.id == UPLOAD_2).values(undone_at=undone))
    known = [given(database, known_at=start + timedelta(minutes=minutes)) for minutes in (-30, 30, 90, 150)]
    assert [[found.cause for found in some] for some in known] == [[], ["Mưa bão"], ["Hạn hán"], ["Mưa bão"]]


def test_a_unit_is_read_with_all_below_it_up_to_a_day(sqlite: Database, load: Load) -> None:
    commune = ROW.replace("Tuy Đức;;", "Tuy Đức;Quảng Tâm;").replace("15/07", "16/07")
    elsewhere = ROW.replace("Tuy Đức", "Đắk Mil").replace("giảm nghèo", "báo cáo")
    load(sqlite, EXPLANATION + ROW + commune + elsewhere)
    assert [found.place.name for found in given(sqlite)] == ["Quảng Tâm", "Tuy Đức", "Đắk Mil"]
    assert [found.place.name for found in given(sqlite, unit_code=TUY_DUC)] == ["Quảng Tâm", "Tuy Đức"]
    assert [found.place.name for found in given(sqlite, unit_code=TUY_DUC, as_of=JULY)] == ["Tuy Đức"]
    assert given(sqlite, as_of=date(2024, 7, 14)) == []


def test_the_reason_of_a_question_and_who_brought_it_stand_with_it(sqlite: Database, load: Load) -> None:
    load(sqlite, EXPLANATION + ROW.replace("31/10/2024", "01/07/2024"), justify="đã làm xong")
    [found] = given(sqlite)
    assert (found.by, found.origin.batch, found.origin.row, found.origin.reason) == (
        *("người thử", UPLOAD_1, 2),
        "đã làm xong",
    )
    assert found.made_up is False


def test_the_newest_counts_and_of_one_day_the_one_brought_last() -> None:
    rows = [
        one(cause="cũ", as_of=date(2024, 6, 1)),
        one(cause="mới"),
        one(cause="không nêu kế hoạch", plan_number="", origin=Origin(12, 2)),
        one(cause="kế hoạch khác", plan_number="12/KH", as_of=date(2024, 8, 1)),
        one(cause="vốn", subject=DISBURSEMENT, as_of=date(2024, 9, 1)),
    ]

    def causes(*asked: Any) -> list[str]:
        return [found.cause for found in latest_by_unit(rows, *asked).values()]

    assert causes(POVERTY) == ["kế hoạch khác"]
    assert causes(POVERTY, ("97/KH-UBND",)) == ["không nêu kế hoạch"]
    assert causes(POVERTY, ("97/KH-UBND",), date(2024, 7, 16)) == []
    assert causes(RURAL) == []
    assert [found.cause for found in about(rows, POVERTY, ("12/KH",), JULY)] == ["không nêu kế hoạch", "kế hoạch khác"]


def test_the_subjects_are_those_that_a_file_may_name() -> None:
    assert set(words("subject").values()) == set(SUBJECTS)


@pytest.mark.parametrize(
    ("today", "overdue", "said"),
    [
        (date(2024, 10, 30), False, "31/10/2024, còn 1 ngày"),
        (OCTOBER, False, "31/10/2024, đang là ngày cuối"),
        (date(2024, 11, 1), True, "31/10/2024, quá hạn 1 ngày"),
        (date(2027, 10, 31), True, "31/10/2024, quá hạn 1.095 ngày"),
    ],
)
def test_a_remedy_is_in_time_until_its_own_day(today: date, overdue: bool, said: str) -> None:
    assert (one().is_overdue(today), due_said(one(), today)) == (overdue, said)


def test_what_is_said_of_an_explanation() -> None:
    assert mark_said(one()) == "Có giải trình (15/07/2024), hạn khắc phục 31/10/2024"
    assert mark_said(one(made_up=True)).startswith("Có giải trình (minh họa) (15/07/2024)")
    assert standing_said(one(), date(2024, 10, 1)) == (
        "huyện Tuy Đức giải trình ngày 15/07/2024: Mưa bão. Biện pháp: Giao người. Hạn khắc phục 31/10/2024, còn"
        " 30 ngày (người thử nạp 15/07/2024 10:05, lô 9, dòng 2; kế hoạch 97/KH-UBND)."
    )


@pytest.mark.parametrize(
    ("code", "day", "poor", "behind"),
    [
        (TUY_DUC, JUNE, 3000, True),  # 131 of 1.400 hộ after half the year
        (TUY_DUC, JUNE, 2000, False),
        (TUY_DUC, YEAR_END, 2000, True),  # 1.131 of 1.400 hộ, final
        (DAK_MIL, YEAR_END, 300, False),
    ],
)
def test_who_is_behind_the_plan_has_something_to_explain(code: str, day: date, poor: int, behind: bool) -> None:
    assert is_behind_plan(plan(code, result(day, poor))) is behind


def test_who_reported_nothing_is_not_behind() -> None:
    assert not is_behind_plan(plan(TUY_DUC))
    assert not is_behind_plan(plan(TUY_DUC, result(JUNE, 3000), PovertyTarget(2024, 16674, 3131, 16874, 0)))


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("ngheo.667.2024.97-kh-ubnd_tinh.percent_points", True),
        ("ngheo.667.2024.97-kh-ubnd_tinh.left", True),
        ("ngheo.667.2024.97-kh-ubnd_tinh.poor", False),
        ("ngheo.663.2024.97-kh-ubnd_tinh.percent_points", False),
        ("tongvon.23419.2024.vn.all.percent", False),
        ("sotieuchi.23458.ntm", True),
        ("tieuchi.23458.ntm.2", False),
    ],
)
def test_where_a_figure_comes_from_says_how_it_was_explained(
    sqlite: Database, load: Load, key: str, said: bool
) -> None:
    rural = f"{MANG_BUT};nông thôn mới;;15/07/2024;Mưa bão;Giao người;31/10/2024;\n"
    load(sqlite, EXPLANATION + ROW + rural)
    with sqlite.read() as session:
        found = explain(session, FigureKey.parse(key), None)
    remarks = [remark for remark in found.remarks if remark.startswith("Giải trình: ")] if found else []
    assert len(remarks) == said
    assert all("giải trình ngày 15/07/2024: Mưa bão. Biện pháp: Giao người." in remark for remark in remarks)
