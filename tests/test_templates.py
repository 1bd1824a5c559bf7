"""Templates: what is filled in already, per kind, and that a filled template comes back without an error."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.ingest.files.read import read
from core.ingest.issues import Severity
from core.ingest.kinds import kinds
from core.ingest.layout.understand import header_score, understand
from core.ingest.pipeline import Preview, decide, preview
from core.ingest.templates.templates import ABOUT_HEADER, GUIDE_MARK, TemplateRow, csv_template, filled_template
from core.ingest.values.cells import read_column
from core.places import all_places
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.criteria import ADVANCED, BASIC, CriteriaFilter
from core.reports.goals import GoalFilter, all_duties, all_goals
from core.reports.template_rows import criterion_rows, duty_rows, goal_rows, line_rows, village_rows
from core.reports.village_list import villages
from tests.conftest import OPERATOR, Load, at_screen, new_app

ROOT = Path(__file__).resolve().parents[1]
TODAY = date(2024, 7, 15)
MANG_BUT = "23458"


def cells_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def filled(kind: str, rows: Sequence[TemplateRow], values: dict[str, str]) -> bytes:
    """The template with these columns filled in on every row, saved as a spreadsheet would."""
    table = cells_of(filled_template(kinds()[kind], all_places(), rows))
    keys = [column.key for column in kinds()[kind].columns]
    for row in table[2:]:
        for key, value in values.items():
            row[keys.index(key)] = value
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(table)
    return out.getvalue().encode("utf-8-sig")


def refusals(found: Preview) -> list[tuple[str, str]]:
    return [(issue.code, issue.reason) for issue in found.issues if issue.severity is not Severity.NOTE]


def rows_for(database: Database, kind: str) -> list[TemplateRow]:
    """What the screen fills in, for plan 83/KH-UBND or the commune that has the data."""
    with database.read() as session:
        goals = [row for row in all_goals(session, GoalFilter(TODAY)) if row.plan_number == "83/KH-UBND"]
        duties = [row for row in all_duties(session, GoalFilter(TODAY)) if row.plan_number == "83/KH-UBND"]
        lines = budget_lines(session, BudgetFilter())
    made: dict[str, Callable[[], list[TemplateRow]]] = {
        "goal-progress": lambda: goal_rows(goals),
        "obligation-done": lambda: duty_rows(duties),
        "disbursement": lambda: line_rows(lines),
        "criteria-status": lambda: criterion_rows([all_places().by_code[MANG_BUT]], BASIC),
    }
    return made[kind]()


@pytest.mark.parametrize(
    ("kind", "values", "rows"),
    [
        ("goal-progress", {"as_of": "30/06/2024", "value": "1"}, 30),
        ("obligation-done", {"done_on": "12/06/2024", "note": "đã báo cáo"}, 60),
        ("disbursement", {"as_of": "30/06/2024", "disbursed": "10"}, 6),
        ("criteria-status", {"as_of": "30/06/2024", "status": "đạt"}, 19),
    ],
)
def test_a_filled_template_is_accepted_with_every_row(
    sqlite: Database, kind: str, values: dict[str, str], rows: int
) -> None:
    found = preview(sqlite, OPERATOR, filled(kind, rows_for(sqlite, kind), values), "mau.csv")
    assert found.kind == kind
    assert refusals(found) == []
    assert found.counts.new == rows
    assert decide(found, True, None)[0] == "ready"
    notes = {(issue.code, issue.value) for issue in found.issues if issue.row is not None and issue.row <= 2}
    assert ("unknown_column", ABOUT_HEADER) not in notes  # the column says itself that it is not read
    assert any(code == "row_left_out" for code, _ in notes)


@pytest.mark.parametrize("kind", list(kinds()))
def test_the_example_row_of_every_kind_is_kept_out(sqlite: Database, kind: str) -> None:
    """An untouched template has no row of its own, and so nothing that could be stored."""
    content = csv_template(kinds()[kind], all_places(), [])
    assert cells_of(content)[1][0].startswith(GUIDE_MARK)
    found = preview(sqlite, OPERATOR, content, "mau.csv")
    assert (found.kind, [code for code, _ in refusals(found)]) == (kind, ["no_rows"])


def test_no_kind_has_a_column_called_like_the_explanation() -> None:
    assert [kind.name for kind in kinds().values() if kind.column_called(ABOUT_HEADER)] == []


def test_a_template_without_explanations_has_no_column_for_them() -> None:
    table = cells_of(csv_template(kinds()["poverty-progress"], all_places(), [all_places().by_code["667"]]))
    assert ABOUT_HEADER not in table[0]
    assert {len(row) for row in table} == {len(kinds()["poverty-progress"].columns)}


def test_goals_of_the_poverty_table_are_not_asked_for_a_second_time(sqlite: Database) -> None:
    with sqlite.read() as session:
        goals = [row for row in all_goals(session, GoalFilter(TODAY)) if row.plan_number == "97/KH-UBND"]
        own = [row for row in all_goals(session, GoalFilter(TODAY)) if row.plan_number == "tu-mo-rong-2024"]
    assert (len(goals), len(goal_rows(goals)), len(goal_rows(own))) == (29, 11, 11)
    assert "giam-ngheo-ben-vung" in {row.values["goal"] for row in goal_rows(own)}


def test_each_criterion_stands_with_its_name_and_its_set() -> None:
    commune = all_places().by_code[MANG_BUT]
    rows = criterion_rows([commune], ADVANCED)
    assert [(row.values["set"], row.values["criterion"], row.about) for row in rows[4:6]] == [
        (ADVANCED, "5", "Giáo dục"),
        (ADVANCED, "6", "Văn hóa"),
    ]


def test_the_list_of_villages_comes_back_as_it_stands(sqlite: Database, load: Load) -> None:
    load(sqlite, "Huyện;Xã;Thôn;Vùng DTTS\nKon Plông;Pờ Ê;Vi Ô Lắc;có\n", kind="villages")
    with sqlite.read() as session:
        rows = village_rows(villages(session, CriteriaFilter()))
    assert [dict(row.values) for row in rows] == [{"village": "Vi Ô Lắc", "ethnic_area": "có"}]
    assert preview(sqlite, OPERATOR, filled("villages", rows, {}), "mau.csv").counts.unchanged == 1


def test_words_that_begin_like_a_formula_stay_words() -> None:
    rows = [TemplateRow(values={"plan_number": "1/KH", "goal": "a"}, about='=HYPERLINK("x")')]
    assert cells_of(filled_template(kinds()["goal-progress"], all_places(), rows))[2][-1] == '\'=HYPERLINK("x")'


@pytest.fixture
def app(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    return new_app()


def _panel(app: AppTest, group: str, kind: str, **link: str) -> tuple[str, str]:
    """The button's label and the caption of a kind's template."""
    for name, value in link.items():
        app.query_params[name] = value
    at_screen(app, "upload.py").run()
    next(choice for choice in app.button_group if choice.label == "Nhóm mẫu").set_value(group).run()
    next(choice for choice in app.button_group if choice.label == "Loại số liệu").set_value(kind).run()
    assert not app.exception, app.exception[0].value
    label = next(button.proto.label for button in app.get("download_button") if "Tải mẫu CSV" in button.proto.label)
    return label, next(str(part.value) for part in app.caption if "Cột bắt buộc" in str(part.value))


_RESULTS, _PLANS = "Kết quả", "Kế hoạch và danh sách"


@pytest.mark.parametrize(
    ("group", "kind", "link", "prefilled", "said"),
    [
        (_RESULTS, "poverty-progress", {}, 8, "8 huyện, thành phố của tỉnh Đắk Nông"),
        (_RESULTS, "disbursement", {"tinh": "kon-tum", "huyen": "tu-mo-rong"}, 6, "kế hoạch vốn đã nạp"),
        (_RESULTS, "disbursement", {"huyen": "tuy-duc"}, 6, "6 xã, phường, thị trấn của huyện Tuy Đức"),
        (_RESULTS, "disbursement", {}, 0, "hãy chọn huyện hoặc xã"),
        (_RESULTS, "criteria-status", {"tinh": "kon-tum", "huyen": "kon-plong", "xa": "hieu"}, 19, "cho xã Hiếu"),
        (_RESULTS, "criteria-status", {"tinh": "kon-tum", "huyen": "kon-plong"}, 152, "mỗi xã (8 xã)"),
        (_RESULTS, "criteria-status", {}, 0, "hãy chọn huyện hoặc xã"),
        (_RESULTS, "recognition", {"huyen": "tuy-duc"}, 6, "huyện Tuy Đức"),
        (_RESULTS, "goal-progress", {}, 30, "30 mục tiêu của kế hoạch 83/KH-UBND"),
        (_RESULTS, "obligation-done", {}, 60, "60 nhiệm vụ của kế hoạch 83/KH-UBND"),
        (_RESULTS, "explanation", {"huyen": "tuy-duc"}, 7, "huyện Tuy Đức và 6 xã"),
        (_PLANS, "poverty-plan", {"huyen": "tuy-duc"}, 7, "huyện Tuy Đức và 6 xã"),
        (_PLANS, "budget-plan", {"huyen": "tuy-duc", "xa": "quang-tam"}, 1, "xã Quảng Tâm"),
        (_PLANS, "villages", {"huyen": "tuy-duc"}, 6, "huyện Tuy Đức"),
        (_PLANS, "goal", {}, 0, "chỉ có dòng ví dụ"),
        (_PLANS, "obligation", {}, 0, "chỉ có dòng ví dụ"),
    ],
)
def test_the_upload_screen_fills_in_what_is_known(
    app: AppTest, group: str, kind: str, link: dict[str, str], prefilled: int, said: str
) -> None:
    label, caption = _panel(app, group, kind, **link)
    assert label == (f"Tải mẫu CSV ({prefilled} dòng điền sẵn)" if prefilled else "Tải mẫu CSV")
    assert said in caption


def test_every_kind_is_in_one_of_the_groups() -> None:
    assert {kind.group for kind in kinds().values()} == {_RESULTS, _PLANS}


@pytest.mark.parametrize("value", ["=1+1", "- mới", "@a", "2.1", "007"])
def test_known_values_come_back_as_they_are(value: str) -> None:
    kind = kinds()["obligation-done"]
    content = filled_template(
        kind, all_places(), [TemplateRow(values={"plan_number": "1/KH", "obligation": value, "done_on": "12/06/2024"})]
    )
    table = understand(read(content, "mau.csv", header_score), kind.name)
    assert read_column("code", [table.cell(table.rows[0], "obligation")]) == [value]
