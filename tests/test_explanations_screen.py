"""«Giải trình» on the screens: written beside the figure that is behind, shown, replaced, taken back."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.reports.explanations import ExplanationFilter, GivenExplanation, explanations_given
from core.tables import Batch
from tests.conftest import UPLOAD_1, UPLOAD_2, Load, at_screen
from tests.html_tables import html_of, links_of, tables_of, texts_of
from ui.filters import KNOWN_AT

# Tuy Đức is to fall by 1.400 hộ in 2024 (97/KH-UBND): 131 in half a year is behind, 1.400 in Gia Nghĩa's year is not.
HEAD = "Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
BEHIND = HEAD + "Tuy Đức;30/06/2024;chính thức;16.800;3.000\nĐắk Mil;30/06/2024;chính thức;28.000;300\n"
EXPLAINED = (
    "Huyện, thành phố;Xã, phường, thị trấn;Nội dung giải trình;Số văn bản;Ngày giải trình;Nguyên nhân;"
    "Biện pháp khắc phục;Hạn khắc phục;Ghi chú\n"
)
JULY = date(2024, 7, 15)
MARK = "Có giải trình (15/07/2024), hạn khắc phục 31/12/2026"


def opened(app: AppTest, screen: str, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name] = value
    at_screen(app, screen).run()
    return sound(app)


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].value
    return app


def field(app: AppTest, label: str) -> Any:
    return next(one for one in (*app.text_area, *app.text_input) if one.label.startswith(label))


def write(app: AppTest, cause: str, remedy: str, due: date | None, as_of: date | None = None) -> AppTest:
    field(app, "Nguyên nhân").set_value(cause)
    field(app, "Biện pháp").set_value(remedy)
    if due:
        field(app, "Hạn khắc phục").set_value(f"{due:%d/%m/%Y}")
    if as_of:
        field(app, "Ngày giải trình").set_value(f"{as_of:%d/%m/%Y}")
    return press(app, "Lưu giải trình")


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label.startswith(label)).click()
    return sound(app.run())


def stored(database: Database) -> list[GivenExplanation]:
    with database.read() as session:
        return explanations_given(session, ExplanationFilter())


@pytest.fixture
def behind(app: AppTest, sqlite: Database, load: Load) -> AppTest:
    """Tuy Đức behind its plan, Đắk Mil not."""
    assert load(sqlite, BEHIND).batch == UPLOAD_1
    return app


def test_a_unit_that_is_behind_explains_itself_beside_its_figure(behind: AppTest, sqlite: Database) -> None:
    """The form, then the mark on the screens, with its file and batch."""
    opened(behind, "poverty.py", huyen="tuy-duc")
    assert "Chưa giải trình" in texts_of(behind)
    write(behind, "Mưa <b>bão</b>\n=1+1", "Giao người phụ trách", date(2026, 12, 31), JULY)
    assert [said.value for said in behind.success] == [f"Đã lưu giải trình thành lô {UPLOAD_2}."]
    [found] = stored(sqlite)
    assert (found.place.name, found.subject, found.plan_number) == ("Tuy Đức", "giảm nghèo", "97/KH-UBND")
    assert (found.as_of, found.cause, found.remedy_due) == (JULY, "Mưa <b>bão</b>; =1+1", date(2026, 12, 31))
    said = texts_of(behind)
    assert "Nguyên nhân: Mưa <b>bão</b>; =1+1" in said
    assert MARK in said
    assert not any("<b>bão" in body for body in html_of(behind))
    opened(behind, "poverty.py", huyen="")
    units = tables_of(behind)[0]
    assert units.loc[units["Đơn vị"] == "Tuy Đức", "Trạng thái"].tolist() == [f"▼ Chậm\n{MARK}"]
    opened(behind, "overview.py")
    assert (MARK, "./giam-ngheo?huyen=tuy-duc") in links_of(behind)
    assert "Chưa giải trình" not in texts_of(behind)


def test_the_overview_says_who_has_not_explained(behind: AppTest) -> None:
    opened(behind, "overview.py")
    [item] = [line for body in html_of(behind) if "td-todo" in body for line in body.split("<li>") if "Tuy Đức" in line]
    assert "Chưa giải trình" in item
    assert texts_of(behind).count("Chưa giải trình") == 1


def test_a_unit_on_its_path_is_asked_for_nothing(behind: AppTest) -> None:
    opened(behind, "poverty.py", huyen="dak-mil")
    assert "Giải trình" not in [part.value for part in behind.subheader]
    assert not behind.text_area


@pytest.mark.parametrize(
    ("cause", "remedy", "due", "missing"),
    [
        (" \n", "b", date(2026, 12, 31), "«Nguyên nhân»"),
        ("a", "", None, "«Biện pháp khắc phục», «Hạn khắc phục (ngày/tháng/năm)»"),
    ],
)
def test_an_explanation_without_words_is_refused(
    behind: AppTest, sqlite: Database, cause: str, remedy: str, due: date | None, missing: str
) -> None:
    opened(behind, "poverty.py", huyen="tuy-duc")
    write(behind, cause, remedy, due)
    assert [said.value for said in behind.error] == [f"Chưa lưu gì. Hãy điền {missing}."]
    assert stored(sqlite) == []


def test_a_day_that_is_none_is_named(behind: AppTest, sqlite: Database) -> None:
    opened(behind, "poverty.py", huyen="tuy-duc")
    field(behind, "Ngày giải trình").set_value("31/6/2024")
    write(behind, "a", "b", date(2026, 12, 31))
    assert "31/6/2024" in behind.error[0].value
    assert stored(sqlite) == []


def test_a_second_one_of_the_day_asks_before_it_replaces_and_is_taken_back(behind: AppTest, sqlite: Database) -> None:
    opened(behind, "poverty.py", huyen="tuy-duc")
    write(behind, "Mưa bão", "Giao người", date(2026, 12, 31))
    write(behind, "Hạn hán", "Giao người", date(2026, 12, 31))
    assert [found.cause for found in stored(sqlite)] == ["Mưa bão"]
    assert "lưu sẽ thay bản đó" in behind.warning[0].value
    [compared] = [table for table in tables_of(behind) if "Trong tệp" in table.columns]
    assert compared[["Chỉ số", "Đang là", "Trong tệp"]].to_numpy().tolist() == [["Nguyên nhân", "Mưa bão", "Hạn hán"]]
    press(behind, "Xác nhận, thay bản đã có")
    assert [found.cause for found in stored(sqlite)] == ["Hạn hán"]
    press(behind, "Thu hồi")
    assert [found.cause for found in stored(sqlite)] == ["Mưa bão"]
    assert "Nguyên nhân: Mưa bão" in texts_of(behind)
    assert "Đã thu hồi lô" in behind.success[0].value


def test_the_same_again_changes_nothing(behind: AppTest, sqlite: Database) -> None:
    opened(behind, "poverty.py", huyen="tuy-duc")
    for _ in range(2):
        write(behind, "Mưa bão", "Giao người", date(2026, 12, 31))
    assert [said.value for said in behind.info] == ["Không có gì thay đổi: đã có đúng giải trình này."]
    assert len(stored(sqlite)) == 1


def test_a_remedy_before_its_day_needs_a_reason(behind: AppTest, sqlite: Database) -> None:
    opened(behind, "poverty.py", huyen="tuy-duc")
    write(behind, "Mưa bão", "Giao người", date(2024, 7, 1), JULY)
    assert "hạn khắc phục 01/07/2024 trước ngày giải trình 15/07/2024" in str(tables_of(behind)[-1].to_numpy())
    press(behind, "Xác nhận, lưu giải trình")
    assert "Hãy ghi lý do" in behind.error[0].value
    assert stored(sqlite) == []
    field(behind, "Lý do").set_value("đã làm xong")
    press(behind, "Xác nhận, lưu giải trình")
    assert [found.origin.reason for found in stored(sqlite)] == ["đã làm xong"]


def test_what_is_typed_for_one_unit_is_not_shown_at_another(behind: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, BEHIND.replace("Đắk Mil", "Cư Jút").replace(";28.000;300", ";22.031;810"))
    opened(behind, "poverty.py", huyen="tuy-duc")
    write(behind, "Mưa bão", "Giao người", date(2024, 7, 1), JULY)
    assert behind.text_input[-1].label.startswith("Lý do")
    opened(behind, "poverty.py", huyen="cu-jut")
    assert "Viết giải trình" in [part.label for part in behind.expander]
    assert not any(one.label.startswith("Lý do") for one in behind.text_input)


def test_older_explanations_are_folded_below_the_newest(behind: AppTest, sqlite: Database, load: Load) -> None:
    rows = "Tuy Đức;;giảm nghèo;97/KH-UBND;{};{};Giao người;31/12/2026;\n"
    load(sqlite, EXPLAINED + rows.format("15/07/2024", "Mưa bão") + rows.format("15/10/2024", "Hạn hán"))
    opened(behind, "poverty.py", huyen="tuy-duc")
    [part] = [body for body in html_of(behind) if "Hạn hán" in body]
    assert part.index("Hạn hán") < part.index("Các giải trình trước (1)") < part.index("Mưa bão")
    assert "Giải trình lại hoặc bổ sung" in [part.label for part in behind.expander]


def test_an_explanation_of_an_earlier_year_does_not_count(behind: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, EXPLAINED + "Tuy Đức;;giảm nghèo;;15/12/2023;Mưa bão;Giao người;31/03/2024;\n")
    opened(behind, "poverty.py", huyen="tuy-duc")
    assert "Chưa giải trình" in texts_of(behind)


def test_a_look_into_the_past_shows_and_takes_nothing_new(behind: AppTest, sqlite: Database, load: Load) -> None:
    """At a moment before it was brought in there is none, and none can be written."""
    load(sqlite, EXPLAINED + "Tuy Đức;;giảm nghèo;97/KH-UBND;15/07/2024;Mưa bão;Giao người;31/10/2024;\n")
    with sqlite.write() as session:
        moment = datetime(2024, 8, 1, tzinfo=UTC)
        session.execute(update(Batch).where(Batch.id <= UPLOAD_1).values(committed_at=moment, published_at=moment))
    opened(behind, "poverty.py", huyen="tuy-duc")
    assert "Nguyên nhân: Mưa bão" in texts_of(behind)
    opened(behind, "poverty.py", huyen="tuy-duc", **{KNOWN_AT: "2024-08-02T00:00:00"})
    said = texts_of(behind)
    assert "Nguyên nhân" not in said
    assert "không giải trình ở đây được" in said
    assert not behind.text_area


SPENT = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Loại số liệu;"
    "Lũy kế giải ngân (triệu đồng)\n"
)
TU_MO_RONG = {"tinh": "kon-tum", "huyen": "tu-mo-rong", "xa": "tu-mo-rong"}


def test_capital_that_is_behind_is_explained_on_the_budget_screen(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, SPENT + "Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;2.1;vốn năm;30/06/2024;chính thức;10\n")
    opened(app, "budget.py", **TU_MO_RONG)
    write(app, "Chưa có mặt bằng", "Giải phóng mặt bằng", date(2026, 12, 31), JULY)
    [found] = stored(sqlite)
    assert (found.place.name, found.subject, found.plan_number) == ("Tu Mơ Rông", "giải ngân", "tu-mo-rong-2024")
    opened(app, "budget.py", xa="")
    [units] = [table for table in tables_of(app) if "Xã, phường, thị trấn" in table.columns]
    assert units.iloc[0, 0] == f"Tu Mơ Rông\n{MARK}"


CRITERIA = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Thôn;Bộ tiêu chí;Tiêu chí số;Ngày đánh giá;Kết quả\n"
    "Kon Tum;Kon Plông;Măng Bút;;xã NTM;{};{};{}\n"
)


def test_a_commune_that_slipped_is_explained_on_the_rural_screen(app: AppTest, sqlite: Database, load: Load) -> None:
    for day, state in (("31/03/2024", "đạt"), ("30/06/2024", "chưa đạt")):
        load(sqlite, CRITERIA.format(2, day, state), justify="thử")
    opened(app, "rural.py", tinh="kon-tum", huyen="kon-plong", xa="mang-but")
    write(app, "Đường bị sạt lở", "Sửa đường", date(2026, 12, 31), JULY)
    [found] = stored(sqlite)
    assert (found.place.name, found.subject, found.plan_number) == ("Măng Bút", "nông thôn mới", "83/KH-UBND")
    opened(app, "rural.py", xa="")
    marked = [body for body in html_of(app) if MARK in body]
    assert any("td-went-back" in body for body in marked)
    assert any("Phải đạt" in body for body in marked)
