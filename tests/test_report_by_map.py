"""Official reports by either map: the units it lists, how figures came to them, and the same report again.

Xã Tu Mơ Rông of 2025 (2025-23425) is xã Tu Mơ Rông (23422) and xã Đăk Hà (23425); of huyện Tuy Đức (667) six communes
came to three new ones, none of which straddles; of Gia Nghĩa (660) some came to phường Bắc Gia Nghĩa with one of
Đăk Glong.
"""

import io
from datetime import UTC, datetime
from zipfile import ZipFile

import pytest
from streamlit.testing.v1 import AppTest

from core.__main__ import main
from core.database import Database
from core.official_report.archive import kept_report, kept_reports, made, make_and_keep, now_pinned
from core.official_report.chapters.poverty_view import units_listed
from core.official_report.content import Heading, Paragraph, Report, ReportTable
from core.official_report.make import make_report
from core.official_report.request import ReportRequest
from core.official_report.scope import plan_scope
from core.places import places_of
from tests.conftest import OPERATOR, Load, at_screen
from tests.html_tables import html_of

HEAD = "Tỉnh;Huyện;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
TU_MO_RONG = HEAD + ("Kon Tum;Tu Mơ Rông;Tu Mơ Rông;31/12/2024;703;250\nKon Tum;Tu Mơ Rông;Đăk Hà;31/12/2024;705;260\n")
GIA_NGHIA = HEAD + "".join(
    f"Đắk Nông;{huyen};{xa};31/12/2024;1000;{poor}\n"
    for huyen, xa, poor in (
        ("Gia Nghĩa", "Quảng Thành", 10),
        ("Gia Nghĩa", "Nghĩa Thành", 11),
        ("Gia Nghĩa", "Nghĩa Đức", 12),
        ("Đăk Glong", "Đắk Ha", 13),
    )
)
PLAN_97, PLAN_83, PLAN_TMR = "97/KH-UBND", "83/KH-UBND", "tu-mo-rong-2024"


def report(database: Database, plan: str, unit: str, seen_in: str) -> Report:
    with database.read() as session:
        return make_report(session, ReportRequest(plan, unit, "2024", datetime.now(UTC), seen_in))


def said(found: Report) -> str:
    return "\n".join(block.text for block in found.blocks if isinstance(block, Heading | Paragraph))


def table(found: Report, name: str) -> ReportTable:
    return next(one for one in found.tables if one.name == name)


def units(found: ReportTable) -> list[str]:
    return [str(row.cells[1]) for row in found.rows]


@pytest.mark.parametrize(
    ("unit", "seen_in", "listed"),
    [
        ("667", "2024", ["Quảng Trực", "Đắk Búk So", "Quảng Tâm", "Đắk R'Tíh", "Đắk Ngo", "Quảng Tân"]),
        ("667", "2025", ["Quảng Trực", "Tuy Đức", "Quảng Tân"]),
        ("667", "2025-huyen-cu", ["Quảng Trực", "Tuy Đức", "Quảng Tân"]),
        ("2025-23425", "2025", []),
    ],
)
def test_units_that_a_report_lists(unit: str, seen_in: str, listed: list[str]) -> None:
    assert sorted(place.name for place in units_listed(places_of(seen_in).by_code[unit])) == sorted(listed)


@pytest.mark.parametrize("seen_in", ["2025", "2025-huyen-cu"])
def test_communes_that_came_to_a_straddling_one_are_listed_by_their_own_names(seen_in: str) -> None:
    """All of the old huyện, none of it twice."""
    found = units_listed(places_of(seen_in).by_code["660"])
    assert [place.name for place in found if not place.is_guest] == ["Nam Gia Nghĩa", "Đông Gia Nghĩa"]
    assert {"Nghĩa Đức (cũ)", "Nghĩa Thành (cũ)"} & {place.name for place in found}


def test_a_new_commune_has_the_sum_of_its_old_ones(sqlite: Database, load: Load) -> None:
    """703 + 705 = 1.408 households, 250 + 260 = 510 poor: 36,22%."""
    load(sqlite, TU_MO_RONG)
    found = report(sqlite, PLAN_TMR, "2025-23425", "2025")
    text = said(found)
    assert "xã Tu Mơ Rông còn 510 hộ nghèo trên tổng số 1.408 hộ, tỷ lệ 36,22%" in text
    assert "Xã Tu Mơ Rông gồm địa bàn: xã Tu Mơ Rông (cũ), xã Đăk Hà (cũ)." in text
    assert "Kế hoạch vốn năm 2024 là 2.913 triệu đồng" in text
    (row,) = table(found, "don-vi-cong").rows
    assert row.cells[1:] == ("xã Tu Mơ Rông", "31/12/2024", "cộng 2 đơn vị cũ: xã Tu Mơ Rông (cũ), xã Đăk Hà (cũ)")
    worked = [str(row.cells[3]) for row in table(found, "so-tinh").rows]
    assert "250 + 260 = 510" in worked
    assert found.head.issuer == ("ỦY BAN NHÂN DÂN", "XÃ TU MƠ RÔNG")
    assert "UBND tỉnh (b/c);" in found.head.recipients


def test_the_first_map_says_nothing_of_maps_while_nothing_was_carried(sqlite: Database, load: Load) -> None:
    load(sqlite, TU_MO_RONG)
    found = report(sqlite, PLAN_TMR, "23422", "")
    assert "bản đồ" not in said(found)
    assert found.head.issuer == ("ỦY BAN NHÂN DÂN", "XÃ TU MƠ RÔNG")


@pytest.mark.parametrize("seen_in", ["2025", "2025-huyen-cu"])
def test_an_old_province_keeps_its_plan_on_every_map(sqlite: Database, seen_in: str) -> None:
    found = report(sqlite, PLAN_97, "67", seen_in)
    names = units(table(found, "ket-qua-giam-ngheo"))
    assert len(names) == 9
    assert [name.removeprefix("Huyện ").removesuffix(" (cũ)") for name in names][5:7] == ["Tuy Đức", "Đăk Glong"]
    assert "tỉnh Đắk Nông (cũ) phải giảm 3.415 hộ nghèo" in said(found)
    assert found.head.issuer == ("ỦY BAN NHÂN DÂN", "TỈNH LÂM ĐỒNG"), "whoever answers for the area today"


def test_a_new_province_lists_what_the_plan_is_of(sqlite: Database, load: Load) -> None:
    """The old province as one, not its huyện beside it."""
    load(sqlite, GIA_NGHIA)
    found = report(sqlite, PLAN_97, "2025-68", "2025")
    assert units(table(found, "ket-qua-giam-ngheo")) == ["Tỉnh Đắk Nông (cũ)", "Bắc Gia Nghĩa"]
    assert "Phường Bắc Gia Nghĩa không có chỉ tiêu trong kế hoạch nào đã nhận được; còn 46 hộ nghèo trên 4.000" in said(
        found
    )


@pytest.mark.parametrize("seen_in", ["2024", "2025", "2025-huyen-cu"])
def test_kon_plongs_communes_are_the_same_on_every_map(sqlite: Database, seen_in: str) -> None:
    found = report(sqlite, PLAN_83, "613", seen_in)
    names = sorted(name.removesuffix(" (cũ)") for name in units(table(found, "xa-ntm")))
    assert names == ["Hiếu", "Măng Bút", "Măng Cành", "Ngọc Tem", "Pờ Ê", "Đăk Nên", "Đăk Ring", "Đăk Tăng"]
    assert "Đạt chuẩn xã nông thôn mới: 4 xã" in said(found)


def test_an_undivided_figure_is_named(sqlite: Database, load: Load) -> None:
    load(sqlite, HEAD + "Quảng Ngãi;Trà Bồng;Trà Bùi;31/12/2024;101;11\n")
    head = "Tỉnh;Huyện;Năm;Số văn bản;Số hộ nghèo đầu năm;Tổng số hộ đầu năm;Số hộ nghèo dự kiến giảm\n"
    load(sqlite, head + "Quảng Ngãi;Trà Bồng;2024;7/KH;900;9.000;100\n", kind="poverty-plan")
    text = said(report(sqlite, "7/KH", "2025-51", "2025"))
    assert "Xã Trà Bùi (cũ), chia vào xã Cà Đam, xã Tây Trà Bồng: ngày 31/12/2024 có 11 hộ nghèo trên 101 hộ." in text


def test_the_units_of_a_plan_by_map(sqlite: Database) -> None:
    with sqlite.read() as session:
        names = {
            seen_in: [place.full_name for place in plan_scope(session, (PLAN_TMR, None, seen_in)).units]
            for seen_in in ("2024", "2025")
        }
    assert names == {"2024": ["xã Tu Mơ Rông"], "2025": ["xã Tu Mơ Rông (cũ)", "xã Tu Mơ Rông"]}


def test_a_report_is_kept_with_its_map(database: Database) -> None:
    """And made again from it, byte for byte."""
    request = ReportRequest(PLAN_TMR, "2025-23425", "2024", now_pinned(database), "2025-huyen-cu")
    number, content = make_and_keep(database, request, ".xlsx", OPERATOR)
    with database.read() as session:
        (kept,), (_, again) = kept_reports(session), kept_report(session, number)
        assert kept.request == request
        assert kept.file_name.startswith("bao-cao-tu-mo-rong-2024-tu-mo-rong-2024-ban-do-2025-huyen-cu-")
        assert again == content == made(session, kept.request, ".xlsx")


@pytest.mark.parametrize("ending", [".docx", ".xlsx"])
def test_the_command_takes_a_map(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object, ending: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    out = f"{tmp_path}/bc{ending}"
    asked = ["report", "--plan", PLAN_TMR, "--unit", "xã Tu Mơ Rông", "--period", "2024"]
    assert main([*asked, "--edition", "2025", "--out", out]) == 0
    assert main(["report", "--list"]) == 0
    assert "xã Tu Mơ Rông, năm 2024, bản đồ hiện nay\t" in capsys.readouterr().out
    with open(out, "rb") as file, ZipFile(io.BytesIO(file.read())) as parts:
        text = " ".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))
    assert "Tu Mơ Rông (cũ)" in text


def test_the_screen_makes_reports_by_the_map_looked_at(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, TU_MO_RONG)
    screen = at_screen(app, "reports.py")
    for name, value in {"ban-do": "2025", "tinh": "quang-ngai", "xa": "tu-mo-rong", "ke-hoach": PLAN_TMR}.items():
        screen.query_params[name] = value
    screen.run()
    assert not screen.exception
    unit = next(box for box in screen.selectbox if box.label == "Đơn vị báo cáo").value
    assert unit == "2025-23425"
    assert "510 hộ nghèo trên tổng số 1.408 hộ" in "\n".join(html_of(screen))
    next(button for button in screen.button if button.label == "Lập báo cáo Word").click().run()
    assert not screen.exception
    with sqlite.read() as session:
        (kept,) = kept_reports(session)
    assert (kept.request.unit_code, kept.request.seen_in) == ("2025-23425", "2025")


@pytest.mark.parametrize(
    ("seen_in", "expected"),
    [
        ("2024", None),
        ("2025", "Cộng 6 trên 6 xã, phường, thị trấn tại ngày 31/12/2025 có 120 hộ nghèo trên 9.000 hộ"),
        ("2025-huyen-cu", "Cộng 6 trên 6 xã, phường, thị trấn tại ngày 31/12/2025 có 120 hộ nghèo trên 9.000 hộ"),
    ],
)
def test_a_commune_that_was_cut_is_not_missing_beside_those_it_came_to(
    sqlite: Database, load: Load, seen_in: str, expected: str | None
) -> None:
    """Trà Bồng is six xã of today, in two of which old xã Trà Bùi lies; no old xã has a figure to compare."""
    plan = "Tỉnh;Huyện;Năm;Số văn bản;Số hộ nghèo đầu năm;Tổng số hộ đầu năm;Số hộ nghèo dự kiến giảm\n"
    load(sqlite, plan + "Quảng Ngãi;Trà Bồng;2025;7/KH;400;9.000;150\n", kind="poverty-plan")
    places = places_of("2025-huyen-cu")
    communes = places.children(places.by_code["525"])
    load(sqlite, HEAD + "".join(f"Quảng Ngãi;;{one.name};31/12/2025;1500;20\n" for one in communes), justify="thử")
    with sqlite.read() as session:
        text = said(make_report(session, ReportRequest("7/KH", "525", "2025", datetime.now(UTC), seen_in)))
    assert "còn 120 hộ nghèo trên tổng số 9.000 hộ" in text
    assert "Chưa đủ các đơn vị" not in text
    assert (expected in text and "Hai số khớp nhau." in text) if expected else "Cộng" not in text
