"""Goals and duties, and the cards of the other programmes: plans alone, with uploads, empty, filtered."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access.rules import operator
from core.database import Database
from core.ingest.pipeline import undo
from core.places import all_places
from core.reports.budget import BudgetFilter, budget_lines
from core.reports.goal_frames import by_agency, goal_frame
from core.reports.goals import DutyRow, GoalFilter, GoalRow, all_duties, inclusive_duties
from core.rules.goals import DutyState, duty_state
from core.wording_goals import due_said, duty_words, goal_words, latest_said, target_said, time_said
from core.wording_programmes import budget_card, duties_card, goals_card, rural_card
from tests.conftest import SHIPPED, UPLOAD_1, Load, at_screen
from tests.html_tables import html_of, links_of, tables_of, texts_of
from tests.programme_files import BUDGET, rows
from ui.components.linked import slugged

ROOT = Path(__file__).resolve().parents[1]
PROGRESS = "Số văn bản;Mã mục tiêu;Ngày số liệu;Giá trị\n"
DONE = "Số văn bản;Mã nhiệm vụ;Ngày hoàn thành;Ghi chú\n"
TODAY = date(2024, 6, 10)
TONES = {"good", "info", "warn", "bad", "late", "none"}


@pytest.fixture
def app(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app on 10/06/2024; not yet run."""
    monkeypatch.setattr("ui.filters.today", lambda: TODAY)
    return app


def _open(app: AppTest, screen: str = "goals.py", **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    at_screen(app, screen).run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.subheader, *app.warning]
    return "\n".join([*(str(part.value) for part in parts), texts_of(app)])


def _counts(app: AppTest) -> dict[str, str]:
    """Rows by state, as the open tab says."""
    [block] = [body for body in html_of(app) if "td-counts" in body]
    words = re.sub(r"<[^>]+>", "", re.sub(r"</li>", "\n", block)).splitlines()
    return {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in words if line[-1].isdigit()}


def _goals(app: AppTest) -> dict[str, dict[str, object]]:
    """The table's rows by title."""
    return {str(row["Mục tiêu"]): dict(row) for _, row in tables_of(app)[0].iterrows()}


def _choose(app: AppTest, label: str, option: str) -> AppTest:
    box = next(box for box in app.selectbox if box.label == label)
    box.select(next(shown for shown in box.options if option in shown)).run()
    assert not app.exception
    return app


def _row(**values: object) -> GoalRow:
    given = {
        "plan_number": "1/KH",
        "goal": "a",
        "title": "Mục tiêu",
        "place": None,
        "value": Decimal(5),
        "value_upper": None,
        "measure": "xã",
        "due": None,
        "source": None,
        "latest": None,
        "as_of": None,
        "state": "no_data",
        "origin": None,
    }
    return GoalRow(**{**given, **values})  # type: ignore[arg-type]


def test_all_goals_of_the_three_documents_are_in_one_list(app: AppTest) -> None:
    """18 falls of the poverty table, 11 other goals of 97/KH-UBND, 30 of 83/KH-UBND, 11 of Tu Mơ Rông."""
    _open(app, pham_vi="tat-ca")
    assert len(tables_of(app)[0]) == 70
    assert sum(int(count) for count in _counts(app).values()) == 70


def test_a_missing_value_is_a_dash_or_without_a_baseline_and_never_zero(app: AppTest) -> None:
    _open(app)
    rows = _goals(app)
    ethnic = next(row for title, row in rows.items() if "dân tộc thiểu số tại chỗ giảm từ 4%" in title)
    assert ethnic["Giá trị"] == "chưa có số gốc"
    assert ethnic["Mức"] == "4 điểm % trở lên; chưa có số gốc"
    assert {row["Giá trị"] for row in rows.values()} == {"—", "chưa có số gốc"}


def test_a_unit_shows_its_own_goals_and_those_below(app: AppTest) -> None:
    _open(app)
    assert len(tables_of(app)[0]) == 29
    _open(app, tinh="kon-tum", huyen="tu-mo-rong")
    assert len(tables_of(app)[0]) == 11
    _open(app, tinh="kon-tum", huyen="kon-plong", xa="hieu")
    assert set(tables_of(app)[0]["Đơn vị"]) == {"xã Hiếu"}


def test_a_unit_without_goals_shows_those_of_all_units(app: AppTest) -> None:
    _open(app, tinh="kon-tum", huyen="sa-thay")
    assert len(tables_of(app)[0]) == 70
    assert next(box for box in app.selectbox if box.label == "Mục tiêu của").value == "tat-ca"


def test_the_goals_are_filtered_by_plan_unit_and_state(app: AppTest) -> None:
    _open(app, pham_vi="tat-ca")
    _choose(app, "Kế hoạch", "tu-mo-rong-2024")
    assert len(tables_of(app)[0]) == 11
    assert app.query_params["ke-hoach"] == "tu-mo-rong-2024"
    _open(app, trang_thai="chua-co-so-lieu.dat")
    assert len(tables_of(app)[0]) == 11
    _open(app, trang_thai="dat")
    assert not tables_of(app)
    assert "Không có mục tiêu nào như đã lọc" in _said(app)


def test_values_change_the_states_and_carry_their_origin(app: AppTest, sqlite: Database, load: Load) -> None:
    load(
        sqlite,
        PROGRESS
        + "tu-mo-rong-2024;ho-ngheo;31/12/2024;8,5\n"
        + "tu-mo-rong-2024;ho-can-ngheo;31/12/2024;0,4\n"
        + "tu-mo-rong-2024;nha-o-3-cung;30/06/2024;1\n",
        justify="kỳ ước",
    )
    _open(app, tinh="kon-tum", huyen="tu-mo-rong")
    rows = _goals(app)
    poor = rows["Trong đó tỷ lệ hộ nghèo năm 2024 giảm từ 8-9%"]
    assert (poor["Mức"], poor["Giá trị"], poor["Ngày"]) == ("từ 8 đến 9 điểm %", "8,5 điểm %", "31/12/2024")
    assert "tu-dau=muctieu.tu-mo-rong-2024.ho-ngheo" in dict(links_of(app))["8,5 điểm %"]
    assert poor["Trạng thái"] == "✓ Đạt"
    assert rows["Trong đó tỷ lệ hộ cận nghèo năm 2024 giảm trên 1%"]["Trạng thái"] == "✗ Không đạt"
    assert next(row for title, row in rows.items() if "3 cứng" in title)["Giá trị"] == "đạt"
    assert _counts(app) == {
        "✓ Đạt": "2",
        "✗ Không đạt": "1",
        "▼ Quá hạn": "0",
        "▲ Đang thực hiện": "0",
        "○ Chưa có số liệu": "8",
    }


def test_the_next_due_dates_are_said_with_the_days_left(app: AppTest) -> None:
    _open(app, tinh="kon-tum", huyen="kon-plong")
    assert "30 mục tiêu. Hạn sắp tới: 31/12/2024 (3 mục tiêu, còn 204 ngày); 31/12/2025 (18 mục tiêu" in _said(app)


def test_duties_stand_by_agency_with_the_next_deadline_first(app: AppTest) -> None:
    """On 10/06/2024: the plans due on 31/03 are overdue, the six-month reports are next."""
    _open(app, phan="nhiem-vu")
    [block] = [body for body in html_of(app) if "<details" in body and "—" in body]
    headings = [re.sub(r"<[^>]+>", "", part) for part in re.findall(r"<summary>(.*?)</summary>", block)]
    assert len(headings) == 56
    assert headings[0].startswith("Ủy ban nhân dân các huyện, thành phố — 1 qua hạn, chưa ghi nhận; 3 chưa đến hạn")
    items = re.sub(r"<[^>]+>", "", next(part for part in block.split("</details>") if "ket-6-thang-2" in part))
    assert "▲ Chưa đến hạn" in items
    assert "còn 4 ngày · trước ngày 15/06/2024 · 6 tháng" in items
    assert "đã qua hạn 72 ngày · trước ngày 31/03/2024" in items
    assert "Hạn sắp tới: 15/06/2024 (3 nhiệm vụ" in _said(app)


def test_a_duty_done_is_on_time_only_before_its_date(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, f"{DONE}97/KH-UBND;ket-6-thang-1;14/06/2024;báo cáo 21\n97/KH-UBND;ket-6-thang-2;15/06/2024;\n")
    _open(app, phan="nhiem-vu")
    assert (_counts(app)["✓ Đã xong"], _counts(app)["◆ Xong trễ"]) == ("1", "1")
    said = _said(app).replace("\\", "")
    assert "xong ngày 14/06/2024 · trước ngày 15/06/2024" in said
    assert "ghi chú: báo cáo 21" in said
    assert "xong ngày 15/06/2024, trễ 1 ngày · trước ngày 15/06/2024" in said


def test_a_duty_until_the_end_of_the_year_may_be_done_on_its_last_day(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    load(sqlite, f"{DONE}97/KH-UBND;VI.14-6;31/12/2024;\n83/KH-UBND;III.1.a-2;01/01/2025;\n")
    _open(app, phan="nhiem-vu")
    said = _said(app).replace("\\", "")
    assert "xong ngày 31/12/2024 · đến hết ngày 31/12/2024" in said
    assert "xong ngày 01/01/2025, trễ 1 ngày · đến hết ngày 31/12/2024" in said
    assert "còn 204 ngày · đến hết ngày 31/12/2024" in said


def _duties(database: Database, as_of: date | None = None) -> dict[tuple[str, str], DutyRow]:
    with database.read() as session:
        rows = all_duties(session, GoalFilter(date(2025, 7, 1), as_of))
    return {(row.plan_number, row.obligation): row for row in rows}


def test_the_duties_that_include_their_last_day_are_those_of_a_whole_year(sqlite: Database) -> None:
    """Every loaded duty with a deadline: «cuối năm» and «trong năm» in its text, and nothing else."""
    duties = _duties(sqlite)
    dated = {key: row for key, row in duties.items() if row.due}
    assert {key for key, row in dated.items() if row.inclusive} == inclusive_duties()
    assert {key for key, row in dated.items() if re.search(r"cuối năm|trong năm", row.title)} == inclusive_duties()
    assert len(inclusive_duties()) == 7
    assert {(row.due.day, row.due.month) for row in dated.values() if row.inclusive and row.due} == {(31, 12)}


def test_a_duty_with_a_deadline_is_judged_by_the_first_time_it_was_done(sqlite: Database, load: Load) -> None:
    first, again = "97/KH-UBND;ket-6-thang-1;14/06/2024;kỳ 2024\n", "97/KH-UBND;ket-6-thang-1;10/06/2025;kỳ 2025\n"
    load(sqlite, DONE + again)
    row = _duties(sqlite)["97/KH-UBND", "ket-6-thang-1"]
    assert (row.state, row.done_on) == ("late", date(2025, 6, 10))
    load(sqlite, DONE + first)
    row = _duties(sqlite)["97/KH-UBND", "ket-6-thang-1"]
    assert (row.state, row.done_on, row.note) == ("done", date(2024, 6, 14), "kỳ 2024")
    line = next(line for line in rows(sqlite, "obligations") if line["obligation"] == "ket-6-thang-1")
    assert "inclusive" not in line
    assert (line["state"], line["done_on"]) == ("done", "2024-06-14")


def test_a_recurring_duty_without_a_deadline_shows_the_last_time_it_was_done(sqlite: Database, load: Load) -> None:
    load(sqlite, f"{DONE}83/KH-UBND;III.3-7;31/05/2024;\n83/KH-UBND;III.3-7;30/06/2024;\n")
    row = _duties(sqlite)["83/KH-UBND", "III.3-7"]
    assert (row.state, row.done_on) == ("ongoing", date(2024, 6, 30))
    assert time_said(row, TODAY) == "làm lần gần nhất ngày 30/06/2024"
    assert _duties(sqlite, date(2024, 6, 1))["83/KH-UBND", "III.3-7"].done_on == date(2024, 5, 31)


def test_the_duties_are_filtered_by_plan_agency_and_state(app: AppTest) -> None:
    _open(app, phan="nhiem-vu")
    plans = [box for box in app.selectbox if box.label == "Kế hoạch"]
    plans[0].select("83/KH-UBND · Ủy ban nhân dân huyện Kon Plông").run()
    assert sum(int(count) for count in _counts(app).values()) == 60
    _choose(app, "Cơ quan, đơn vị", "Ủy ban nhân dân xã Hiếu")
    assert sum(int(count) for count in _counts(app).values()) == 1
    _open(app, phan="nhiem-vu", co_quan="uy-ban-nhan-dan-xa-hieu", trang_thai="da-xong")
    assert "Không có nhiệm vụ nào như đã lọc" in _said(app)


def test_what_is_on_the_screen_is_what_the_templates_to_report_hold(app: AppTest) -> None:
    _open(app, tinh="kon-tum", huyen="tu-mo-rong")
    assert _templates(app) == ["Tải mẫu «Kết quả mục tiêu» (11 dòng)"]
    _open(app, phan="nhiem-vu")
    assert _templates(app) == ["Tải mẫu «Nhiệm vụ đã hoàn thành» (193 dòng)"]


def _templates(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button") if "mẫu" in button.proto.label]


def test_without_any_plan_the_screen_says_what_to_do(app: AppTest, sqlite: Database) -> None:
    for batch in range(SHIPPED, 0, -1):
        undo(sqlite, batch, operator("người thử"))
    _open(app)
    assert "Chưa có mục tiêu, nhiệm vụ của kế hoạch nào" in _said(app)
    assert not app.tabs


def test_a_link_opens_the_tab_of_duties(app: AppTest) -> None:
    _open(app, phan="nhiem-vu")
    assert [tab.label for tab in app.tabs] == ["Mục tiêu", "Nhiệm vụ"]
    assert "Ủy ban nhân dân các huyện, thành phố — 1 qua hạn, chưa ghi nhận" in texts_of(app)


@pytest.mark.parametrize(
    "link",
    [{"ke_hoach": "98-kh-ubnd"}, {"pham_vi": "sao"}, {"phan": "chuyen"}, {"trang_thai": "xanh"}, {"ke_hoach": "*x*"}],
)
def test_a_link_with_an_unknown_value_opens_with_a_message(app: AppTest, link: dict[str, str]) -> None:
    _open(app, **link)
    [said] = [str(warning.value).replace("\\", "") for warning in app.warning]
    [(name, value)] = link.items()
    assert f"{name.replace('_', '-')}=«{value}», không có ở đây" in said
    assert len(tables_of(app)[0]) == 29


def test_every_goal_with_a_value_leads_to_where_it_is_from(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, f"{PROGRESS}tu-mo-rong-2024;nha-o-3-cung;30/06/2024;1\n")
    _open(app, tinh="kon-tum", huyen="tu-mo-rong")
    origins = [address for _, address in links_of(app) if "tu-dau=" in address]
    assert len(origins) == sum(row["Giá trị"] != "—" for row in _goals(app).values()) == 1
    _open(app, tinh="kon-tum", huyen="tu-mo-rong", tu_dau="muctieu.tu-mo-rong-2024.nha-o-3-cung")
    assert f"lô {UPLOAD_1}" in texts_of(app) or "tep.csv" in texts_of(app)


def test_names_of_one_slug_are_told_apart() -> None:
    assert slugged(["Sở A", "sở  A", "", "SỞ A", "Sở A b"]) == {
        "so-a": "Sở A",
        "so-a~2": "sở  A",
        "khong-so": "",
        "so-a~3": "SỞ A",
        "so-a-b": "Sở A b",
    }


def test_the_states_are_links_that_show_these_alone(app: AppTest) -> None:
    _open(app, phan="nhiem-vu", ke_hoach="97-kh-ubnd", trang_thai="qua-han")
    states = {text.strip(): address for text, address in links_of(app) if "muc-tieu-nhiem-vu" in address}
    assert states["▲ Chưa đến hạn"].endswith("ke-hoach=97-kh-ubnd&trang-thai=qua-han.chua-den-han")
    assert "trang-thai" not in states["▼ Qua hạn, chưa ghi nhận"]
    assert "trang-thai" not in states["Mọi trạng thái"]
    assert "✓ Đã xong" not in states


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"value": Decimal(8), "value_upper": Decimal(9), "measure": "điểm %"}, "từ 8 đến 9 điểm %"),
        ({"value": Decimal("10.5"), "measure": "điểm %", "title": "giảm khoảng 10,5%"}, "khoảng 10,5 điểm %"),
        ({"value": None, "title": "giảm khoảng cách giàu nghèo"}, "không nêu số"),
        ({"value": Decimal(3415), "measure": "hộ", "title": "Khoảng 3.415 hộ nghèo"}, "khoảng 3.415 hộ"),
        ({"value": Decimal(1), "measure": "điểm %", "title": "cận nghèo giảm trên 1%"}, "trên 1 điểm %"),
        ({"value": Decimal(15), "measure": "tiêu chí", "title": "từ 15 tiêu chí trở lên"}, "15 tiêu chí trở lên"),
        ({"value": Decimal(80), "measure": "%", "title": "đạt ≥ 80% theo yêu cầu"}, "ít nhất 80%"),
        ({"value": Decimal(30), "measure": "m²", "title": "diện tích tối thiểu 30 m²"}, "ít nhất 30 m²"),
        ({"value": Decimal(5), "measure": None}, "5"),
        ({"value": Decimal(4), "measure": "điểm %", "has_baseline": False}, "4 điểm %; chưa có số gốc"),
    ],
)
def test_a_target_is_said_as_the_document_qualifies_it(row: dict[str, object], said: str) -> None:
    assert target_said(_row(**row)) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "—"),
        ({"has_baseline": False}, "chưa có số gốc"),
        ({"latest": Decimal(0)}, "0 xã"),
        ({"value": None, "latest": Decimal(0), "measure": "đạt / chưa đạt"}, "chưa đạt"),
        ({"value": None, "latest": Decimal(1), "measure": "đạt / chưa đạt"}, "đạt"),
        ({"latest": Decimal("98.5"), "measure": "%"}, "98,5%"),
    ],
)
def test_a_value_is_said_in_its_own_measure(row: dict[str, object], said: str) -> None:
    assert latest_said(_row(**row)) == said


def _duty(
    due: date | None = date(2024, 6, 15), done_on: date | None = None, today: date = TODAY, inclusive: bool = False
) -> DutyRow:
    state = duty_state(due, done_on, today, inclusive=inclusive).value
    return DutyRow("1/KH", "a", "Sở A", "Báo cáo", due, None, None, done_on, None, state, inclusive=inclusive)


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2024, 6, 13), "còn 1 ngày"),
        (date(2024, 6, 14), "đang là ngày cuối"),
        (date(2024, 6, 15), "đã qua hạn 1 ngày"),
        (date(2024, 6, 20), "đã qua hạn 6 ngày"),
    ],
)
def test_before_the_15th_means_until_the_14th(today: date, said: str) -> None:
    assert time_said(_duty(today=today), today) == said


@pytest.mark.parametrize(
    ("done_on", "today", "said"),
    [
        (None, date(2024, 12, 30), "còn 1 ngày"),
        (None, date(2024, 12, 31), "đang là ngày cuối"),
        (None, date(2025, 1, 1), "đã qua hạn 1 ngày"),
        (date(2024, 12, 31), date(2025, 1, 1), "xong ngày 31/12/2024"),
        (date(2025, 1, 2), date(2025, 2, 1), "xong ngày 02/01/2025, trễ 2 ngày"),
    ],
)
def test_until_the_31st_means_the_31st_too(done_on: date | None, today: date, said: str) -> None:
    row = _duty(date(2024, 12, 31), done_on, today, inclusive=True)
    assert time_said(row, today) == said
    assert due_said(row) == "đến hết ngày 31/12/2024"


def test_a_duty_without_a_deadline_has_no_days() -> None:
    assert time_said(_duty(due=None), TODAY) == ""
    assert time_said(_duty(due=None, done_on=TODAY), TODAY) == "xong ngày 10/06/2024"


def test_no_rows_still_make_a_frame() -> None:
    assert list(goal_frame([]).columns)[:3] == ["title", "unit", "state"]
    assert by_agency([]) == []


def test_every_state_has_its_word_sign_and_colour() -> None:
    assert set(duty_words()) == {state.value for state in DutyState}
    assert all(word.symbol and word.tone in TONES for word in [*duty_words().values(), *goal_words().values()])


def test_a_programme_without_anything_is_a_dash() -> None:
    cards = [budget_card([], TODAY), rural_card([]), goals_card([]), duties_card([], TODAY)]
    assert {card.value for card in cards} == {"—"}
    assert all(card.below.startswith("Chưa") for card in cards)


def test_the_budget_card_is_of_the_year_of_most_units_and_names_the_others(sqlite: Database, load: Load) -> None:
    found = (("Đăk Hà", 2024, 100), ("Đăk Sao", 2024, 100), ("Đăk Hà", 2025, 700))
    rows_of_plans = [f"Kon Tum;Tu Mơ Rông;{name};{year};1;Đường;đầu tư;vốn năm;{m};1/KH\n" for name, year, m in found]
    assert load(sqlite, BUDGET + "".join(rows_of_plans)).status == "committed"
    with sqlite.read() as session:
        lines = budget_lines(session, BudgetFilter())
    early, late = budget_card(lines, date(2024, 6, 30)), budget_card(lines, date(2025, 6, 30))
    assert {(card.title, card.value) for card in (early, late)} == {("Ngân sách 2024 (vốn năm)", "3.113 triệu đồng")}
    assert early.below.endswith("Chưa có số liệu giải ngân.")
    assert late.below.endswith("Năm 2025: 1 đơn vị, kế hoạch 700 triệu đồng.")


def test_several_provinces_have_no_common_unit() -> None:
    places = all_places()
    rows = [_row(place=places.by_code["67"]), _row(place=places.by_code["613"])]
    assert goals_card(rows).value == "0/2 đạt"
    assert goals_card(rows).place is None
