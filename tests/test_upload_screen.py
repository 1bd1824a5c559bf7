"""The upload screen: how a file was understood, what to choose or mend, what would change, and what was stored."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import pandas as pd
import pytest
import streamlit as st
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.ingest.pipeline import preview
from core.reports.batches import BatchRow, list_batches
from tests.conftest import OPERATOR, UPLOAD_1, UPLOAD_2, Load, at_screen
from tests.html_tables import links_of, tables_of
from tests.test_pages import HEAD, JUNE
from ui.components import issue_tables
from ui.components.choices_panel import ambiguities

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = HEAD.strip().split(";")
PLAN = "Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nội dung;Tính chất;Kế hoạch vốn (triệu đồng)\n"


def _open(app: AppTest, screen: str = "upload.py", **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name] = value
    at_screen(app, screen).run()
    assert not app.exception, app.exception[0].value
    return app


def _said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.warning, *app.info, *app.success, *app.error]
    return "\n".join(str(part.value).replace("\\", "") for part in parts)


def _workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook with these rows on sheets of these names."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _newest(sqlite: Database) -> BatchRow:
    with sqlite.read() as session:
        return list_batches(session)[0]


def _table(app: AppTest, column: str) -> pd.DataFrame:
    return next(table for table in tables_of(app) if column in table)


def _upload(app: AppTest, name: str, text: str | bytes) -> AppTest:
    content = text.encode() if isinstance(text, str) else text
    app.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not app.exception, app.exception[0].value
    return app


def _button(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if label in button.label).click().run()
    assert not app.exception
    return app


def test_upload_shows_the_difference_then_changes_every_screen_then_goes_back(app: AppTest) -> None:
    _open(app)
    _upload(app, "thang6.csv", JUNE)
    assert "Dòng mới 9 · thay đổi 0 · giữ nguyên 0 · lỗi 0" in _said(app)
    difference = _table(app, "Trong tệp")
    assert ("huyện Tuy Đức", "Số hộ nghèo (hộ)", "chưa có", "2.444") in set(
        zip(difference["Đơn vị"], difference["Chỉ số"], difference["Đang là"], difference["Trong tệp"], strict=True)
    )
    _button(app, "Xác nhận, lưu 9 dòng")
    assert f"Đã lưu «thang6.csv» thành lô {UPLOAD_1}: 9 dòng mới" in _said(app)
    _open(app, "overview.py")
    assert app.metric[2].value == "7.078"
    _open(app)
    assert "9 dòng mới không còn hiệu lực; muốn có lại thì nộp lại tệp" in _said(app)
    app.button(key=f"_recent_{UPLOAD_1}_undo").click().run()
    assert f"Đã thu hồi lô {UPLOAD_1}" in _said(app)
    _open(app, "overview.py")
    assert app.metric[2].value == "—"


def test_a_file_with_problems_shows_all_of_them_and_stores_nothing(app: AppTest) -> None:
    bad = HEAD + "Tuy Đứ;;30/06/2024;chính thức;16.800;2.444\nCư Jút;;30/02/2024;ước;22.031;65.5\n"
    _open(app)
    _upload(app, "sai.csv", bad)
    issues = _table(app, "Cần làm gì")
    assert list(zip(issues["Dòng"], issues["Cột"], issues["Giá trị"], strict=True)) == [
        ("2", "Huyện, thành phố", "Tuy Đứ"),
        ("3", "Ngày số liệu", "30/02/2024"),
        ("3", "Số hộ nghèo", "65.5"),
    ]
    assert all(issues["Vì sao"])
    assert all(issues["Cần làm gì"])
    assert not [button for button in app.button if "Xác nhận" in button.label]


def test_an_unreadable_file_is_refused_by_what_it_is(app: AppTest) -> None:
    _open(app)
    app.file_uploader[0].set_value(("so-lieu.csv", b"PK\x03\x04rest", "text/csv")).run()
    assert "Tệp Excel bị hỏng" in app.error[0].value


def test_a_question_needs_a_reason_which_is_stored(app: AppTest, sqlite: Database) -> None:
    text = HEAD.replace("Số hộ nghèo\n", "Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo\n")
    _open(app)
    _upload(app, "hoi.csv", text + "Tuy Đức;;30/06/2024;chính thức;16.800;3.100;3.131;5\n")
    for empty in ("", "  "):
        next(box for box in app.text_input if "Lý do" in box.label).set_value(empty)
        _button(app, "Xác nhận, lưu 1 dòng")
        assert "Hãy ghi lý do rồi bấm Xác nhận" in app.error[0].value
        assert _newest(sqlite).id < UPLOAD_1
    next(box for box in app.text_input if "Lý do" in box.label).set_value("đang rà soát")
    _button(app, "Xác nhận, lưu 1 dòng")
    newest = _newest(sqlite)
    assert newest.justification == "đang rà soát"
    assert "-36 hộ" in newest.questions[0]


def test_the_same_file_twice_says_that_nothing_changes(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    _open(app)
    _upload(app, "thang6.csv", JUNE)
    assert "Không có gì thay đổi" in _said(app)
    assert not [button for button in app.button if "Xác nhận" in button.label]


def test_a_change_by_somebody_else_between_preview_and_confirm_is_shown(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    _open(app)
    _upload(app, "thang6.csv", JUNE)
    load(sqlite, HEAD + "Tuy Đức;;30/06/2024;chính thức;16.800;2.500\n")
    _button(app, "Xác nhận, lưu 9 dòng")
    assert "Chưa lưu gì: trong lúc bạn xem, số liệu đã có người khác thay đổi" in _said(app)
    assert "Dòng mới 8 · thay đổi 1 · giữ nguyên 0 · lỗi 0" in _said(app)
    _button(app, "Xác nhận, lưu 9 dòng")
    assert f"thành lô {UPLOAD_2}" in _said(app)


def test_a_workbook_says_how_it_was_understood_and_what_is_left_out(app: AppTest) -> None:
    rows = [
        ["BÁO CÁO KẾT QUẢ GIẢM NGHÈO"],
        [*HEADINGS, "Cán bộ lập"],
        ["Tuy Đức", None, date(2024, 6, 30), "chính thức", 16800, 2444, "An"],
        ["Cư Jút", None, date(2024, 6, 30), "chính thức", 22031, 640, "Bình"],
        ["Tổng cộng", None, None, None, 38831, 3084, None],
    ]
    _upload(_open(app), "thang6.csv", _workbook(**{"Tháng 6": rows, "Ghi chép": [["nháp"]]}))
    said = _said(app)
    assert "loại tệp: Excel" in said
    assert "trang tính: Tháng 6; dòng tiêu đề: 2; số dòng số liệu: 2" in said
    assert "Bỏ qua 2 dòng, 1 cột, 1 trang tính (không có bảng số liệu); lý do từng dòng, cột ở bên dưới" in said
    assert "Chỉ đọc trang tính «Tháng 6»; không đọc: «Ghi chép»" in said
    columns = _table(app, "Được hiểu là")
    assert ("Cán bộ lập", "không nạp") in set(columns.itertuples(index=False, name=None))
    assert ("Số hộ nghèo", "Số hộ nghèo") in set(columns.itertuples(index=False, name=None))
    left_out = next(table for table in tables_of(app) if list(table) == ["Dòng", "Vì sao"])
    assert list(left_out["Dòng"]) == ["1", "5"]
    _button(app, "Xác nhận, lưu 2 dòng")


def test_of_several_sheets_the_person_chooses_and_may_choose_again(app: AppTest, sqlite: Database) -> None:
    month = [HEADINGS, ["Tuy Đức", None, date(2024, 5, 31), "chính thức", 16800, 2500]]
    other = [HEADINGS, ["Tuy Đức", None, date(2024, 6, 30), "chính thức", 16800, 2444]]
    _upload(_open(app), "hai-thang.xlsx", _workbook(**{"Tháng 5": month, "Tháng 6": other}))
    assert "Hãy chọn trang tính cần nộp" in _said(app)
    assert app.radio[0].value is None
    for sheet, day in (("Tháng 5", "31/05/2024"), ("Tháng 6", "30/06/2024")):
        app.radio[0].set_value(sheet).run()
        assert f"trang tính: {sheet}" in _said(app)
        assert "Bỏ qua 1 trang tính (bạn chọn trang khác)." in _said(app)
        assert set(_table(app, "Trong tệp")["Kỳ"]) == {day}
    _button(app, "Xác nhận, lưu 1 dòng")
    assert _newest(sqlite).understood["Trang tính"] == "Tháng 6"


def _plan(*amounts: str) -> str:
    rows = (f"Tuy Đức;Quảng Tâm;2024;{n}.1;Việc {n};đầu tư;{amount}\n" for n, amount in enumerate(amounts, 1))
    return PLAN + "".join(rows)


@pytest.mark.parametrize(
    ("amount", "labels"),
    [
        ("1.977", ["1977 (dấu chấm ngăn hàng nghìn)", "1,977 (dấu chấm là dấu thập phân)"]),
        ("1,977", ["1977 (dấu phẩy ngăn hàng nghìn)", "1,977 (dấu phẩy là dấu thập phân)"]),
    ],
)
@pytest.mark.parametrize(("answer", "stored"), [(0, "1.977"), (1, "1,977")])
def test_an_ambiguous_number_is_asked_and_never_guessed(
    app: AppTest, sqlite: Database, amount: str, labels: list[str], answer: int, stored: str
) -> None:
    """The other answer first, to see that it can be changed until the file is stored."""
    _upload(_open(app), "von.csv", _plan(amount, "2500"))
    assert "Hãy chọn cách đọc số ở trên" in app.error[0].value
    assert app.radio[0].label.endswith(f"dòng 2: «{amount}» là 1977 hay 1,977?")
    assert app.radio[0].options == labels
    assert app.radio[0].value is None
    marks = (",", ".") if amount == "1.977" else (".", ",")
    app.radio[0].set_value(marks[1 - answer]).run()
    app.radio[0].set_value(marks[answer]).run()
    assert app.radio[0].index == answer
    lines = _table(app, "Trong tệp")
    assert stored in list(lines["Trong tệp"])
    _button(app, "Xác nhận, lưu 2 dòng")
    assert _newest(sqlite).understood["Người nộp chọn cách đọc số"].endswith(f"dấu thập phân là «{marks[answer]}»")


def test_a_file_changed_meanwhile_is_compared_again_by_the_same_choices(
    app: AppTest, sqlite: Database, load: Load
) -> None:
    _upload(_open(app), "von.csv", _plan("1.977"))
    app.radio[0].set_value(",").run()
    load(sqlite, _plan("1980"))
    _button(app, "Xác nhận, lưu 1 dòng")
    assert "người khác thay đổi" in _said(app)
    lines = _table(app, "Số đang có ở")
    changed = lines[lines["Chỉ số"] == "Kế hoạch vốn (triệu đồng)"].iloc[0]
    assert (changed["Đang là"], changed["Trong tệp"]) == ("1.980", "1.977")
    assert changed["Số đang có ở"] == f"lô {UPLOAD_1}, dòng 2 (tep.csv)"
    _button(app, "Xác nhận, lưu 1 dòng")
    assert f"thành lô {UPLOAD_2}" in _said(app)


def test_one_ambiguous_column_is_one_question(sqlite: Database) -> None:
    found = preview(sqlite, OPERATOR, _plan("1.977", "2.500", "3.100").encode(), "von.csv")
    [column] = ambiguities(found)
    assert (column.key, column.cell, column.line, column.cells) == ("allocated", "1.977", 2, 3)


def test_the_difference_is_filtered_by_sort_and_by_unit(app: AppTest, sqlite: Database, load: Load) -> None:
    load(
        sqlite, JUNE.replace("16.800;2.444", "16.800;2.500").replace("Đắk Song;;30/06/2024;chính thức;20.900;540\n", "")
    )
    _upload(_open(app), "thang6.csv", JUNE)
    sort = next(choice for choice in app.button_group if choice.label == "Dòng của tệp")
    assert list(sort.options) == ["Thay đổi (1)", "Mới (1)", "Giữ nguyên (7)"]
    lines = _table(app, "Số đang có ở")
    assert lines.iloc[0].tolist() == [
        *("2", "huyện Tuy Đức", "30/06/2024", "Số hộ nghèo (hộ)", "2.500", "2.444"),
        f"lô {UPLOAD_1}, dòng 2 (tep.csv)",
    ]
    assert dict(links_of(app))[lines.iloc[0]["Số đang có ở"]].endswith(f"the=cac-lan-nap-so-lieu&lo={UPLOAD_1}")
    sort.set_value("unchanged").run()
    next(box for box in app.text_input if "Lọc" in box.label).set_value("cu jut").run()
    lines = _table(app, "Số đang có ở")
    assert set(lines["Đơn vị"]) == {"huyện Cư Jút"}
    assert ("Tổng số hộ (hộ)", "22.031", "22.031") in set(
        zip(lines["Chỉ số"], lines["Đang là"], lines["Trong tệp"], strict=True)
    )


def test_what_was_filtered_or_explained_for_one_file_is_not_there_for_the_next(app: AppTest) -> None:
    text = HEAD.replace("Số hộ nghèo\n", "Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo\n")
    _upload(_open(app), "mot.csv", text + "Tuy Đức;;30/06/2024;chính thức;16.800;3.100;3.131;5\n")
    for box in app.text_input:
        box.set_value("Tuy Đức").run()
    _upload(app, "hai.csv", text + "Cư Jút;;30/06/2024;chính thức;22.031;640;811;5\n")
    assert [box.value for box in app.text_input] == ["", ""]


def test_a_number_of_a_workbook_is_named_as_it_is_shown_there(app: AppTest) -> None:
    rows = [HEADINGS, ["Tuy Đức", None, date(2024, 6, 30), "chính thức", 16800, 1900.5]]
    _upload(_open(app), "thang6.xlsx", _workbook(A=rows))
    assert list(_table(app, "Cần làm gì")["Giá trị"]) == ["1900,5"]


def test_the_file_comes_back_with_the_remarks_beside_the_rows(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[bytes, str, str]] = []
    original = st.download_button

    def noted(label: str, data: object, **options: object) -> object:
        if label == "Tải tệp kèm nhận xét":
            given.append((data, str(options["file_name"]), str(options["mime"])))  # type: ignore[arg-type]
        return original(label, data, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(st, "download_button", noted)
    bad = HEAD + "Tuy Đứ;;30/06/2024;chính thức;16.800;2.444\n"
    _upload(_open(app), "sai.csv", bad)
    content, name, mime = given[-1]
    assert (name, mime) == ("sai-nhan-xet.csv", "text/csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert "LỖI «Huyện, thành phố»" in rows[1][-1]
    _upload(app, "sai.xlsx", _workbook(A=[HEADINGS, ["Tuy Đứ", None, date(2024, 6, 30), "chính thức", 16800, 2444]]))
    content, name, mime = given[-1]
    assert (name, mime) == ("sai-nhan-xet.xlsx", XLSX)
    assert "LỖI" in str(load_workbook(io.BytesIO(content))["A"]["G2"].value)


def test_a_large_file_with_remarks_is_made_when_asked_for(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue_tables, "_AT_ONCE", 150)
    rows = "".join(f"Không có {number};;30/06/2024;chính thức;16.800;2.444\n" for number in range(30))
    _upload(_open(app), "lon.csv", HEAD + rows)
    labels = {button.proto.label for button in app.get("download_button")}
    assert "Tải tệp kèm nhận xét" not in labels
    assert "Phải sửa trước khi nộp (30)" in {expander.label for expander in app.expander}
    _button(app, "Chuẩn bị tệp kèm nhận xét")
    assert "Tải tệp kèm nhận xét" in {button.proto.label for button in app.get("download_button")}


def test_a_sound_file_has_no_remarks_to_download(app: AppTest) -> None:
    _upload(_open(app), "thang6.csv", JUNE)
    assert "Tải tệp kèm nhận xét" not in {button.proto.label for button in app.get("download_button")}


def test_the_workbook_is_the_first_template_and_the_uploads_have_their_file(app: AppTest) -> None:
    _upload(_open(app), "thang6.csv", JUNE)
    _button(app, "Xác nhận, lưu 9 dòng")
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Tải mẫu Excel (8 dòng điền sẵn)", "Tải mẫu CSV (8 dòng điền sẵn)", "Tải tệp gốc"]


def test_a_second_click_while_storing_stores_once_and_says_so(
    app: AppTest, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rerun asked for between the commit and its message loses neither."""

    @contextmanager
    def interrupted(_said: str) -> Iterator[None]:
        yield
        st.rerun()

    _upload(_open(app), "thang6.csv", JUNE)
    monkeypatch.setattr(st, "spinner", interrupted)
    _button(app, "Xác nhận, lưu 9 dòng")
    assert f"thành lô {UPLOAD_1}: 9 dòng mới" in _said(app)
    assert _newest(sqlite).id == UPLOAD_1
