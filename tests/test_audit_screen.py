"""The screen of the audit: what is found, both sides with links to both sources, the choices in the link, downloads."""

import re
from html import unescape
from urllib.parse import parse_qs

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.access.rules import operator
from core.audit import Finding, Source, Weight
from core.database import Database
from core.ingest.pipeline import undo
from tests.conftest import SHIPPED, UPLOAD_1, Load, at_screen
from tests.html_tables import html_of, links_of, tables_of, texts_of
from tests.test_audit_checks import of_communes, paid
from ui.components.audit_list import file_frame


def _open(app: AppTest, **link: str) -> AppTest:
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    at_screen(app, "audit.py").run()
    assert not app.exception, app.exception[0].value
    return app


def _shown(app: AppTest) -> pd.DataFrame:
    [table] = tables_of(app)
    return table


def _counts(app: AppTest, label: str) -> dict[str, int]:
    """The figures of one row of choices: `✗ Sai` → 0."""
    [block] = [body for body in html_of(app) if "td-facet" in body]
    [facet] = [part for part in block.split('<div class="td-facet">') if f">{label}:<" in part]
    items = re.sub(r"<[^>]+>", "", facet.replace("</li>", "\n").replace("<ul", "\n<ul")).splitlines()
    return {said.rpartition(" ")[0]: int(said.rpartition(" ")[2]) for said in items if said[-1:].isdigit()}


def test_the_known_contradictions_of_the_three_plans(app: AppTest) -> None:
    _open(app)
    assert [said.value for said in app.success] == [
        "Đã tính lại mọi con số: 22 chỗ không khớp (0 sai, 16 cần xem, 6 làm tròn); tất cả đã được giải thích."
    ]
    assert list(_shown(app)) == ["Chỗ không khớp", "Ghi là", "Đối chiếu với", "Giải thích"]
    assert len(_shown(app)) == 22
    assert _counts(app, "Mức") == {"✗ Sai": 0, "◆ Cần xem": 16, "≈ Làm tròn": 6}
    assert _counts(app, "Giải thích") == {"○ Chưa giải thích": 0, "✓ Đã giải thích": 22}
    assert _counts(app, "So sánh") == {
        "Dòng với tổng": 2,
        "Tỷ lệ in với số hộ": 2,
        "Mức «trở lên» của kế hoạch": 4,
        "Tên gọi": 5,
        "Văn bản": 8,
        "Giả định số hộ": 1,
    }


def test_both_sides_stand_with_their_sources(app: AppTest) -> None:
    _open(app, chu_de="muc-tro-len-cua-ke-hoach")
    first = _shown(app).iloc[0]
    assert first["Chỗ không khớp"].startswith("≈ Làm tròn Mức «trở lên» của kế hoạchhuyện Krông Nô: số hộ kế hoạch")
    assert first["Ghi là"] == "0,8 trở lên97/KH-UBND, mục II.2.b"
    assert first["Đối chiếu với"] == "0,788897/KH-UBND, Phụ lục, Stt 01; lô 1, dòng 2; tính từ số hộ kế hoạch"
    assert first["Giải thích"].startswith("Mức «trở lên» đã làm tròn lên một chữ số")


def test_a_section_leads_to_the_documents_and_a_line_to_its_batch(app: AppTest) -> None:
    addresses = dict(links_of(_open(app)))
    assert addresses["97/KH-UBND, mục II.2.b"] == "./nguon-kiem-tra"
    assert addresses["lô 1, dòng 2"] == "./nguon-kiem-tra?the=cac-lan-nap-so-lieu&lo=1"


@pytest.mark.parametrize(
    ("link", "rows"),
    [
        ({}, 22),
        ({"loai": "lam-tron"}, 6),
        ({"loai": "sai.lam-tron"}, 6),
        ({"chu_de": "ten-goi"}, 5),
        ({"chu_de": "ten-goi", "ke_hoach": "97-kh-ubnd"}, 1),
        ({"ke_hoach": "83-kh-ubnd"}, 7),
        ({"ke_hoach": "tu-mo-rong-2024"}, 5),
        ({"giai_thich": "da"}, 22),
        ({"huyen": "tuy-duc"}, 22),
        ({"huyen": "tuy-duc", "pham_vi": "don-vi"}, 1),
        ({"pham_vi": "don-vi"}, 10),
        ({"tinh": "kon-tum", "pham_vi": "don-vi"}, 12),
        ({"tinh": "kon-tum", "huyen": "kon-plong", "pham_vi": "don-vi"}, 7),
    ],
)
def test_the_link_says_which_findings_one_sees(app: AppTest, link: dict[str, str], rows: int) -> None:
    assert len(_shown(_open(app, **link))) == rows


def test_a_choice_without_findings_says_so_and_leads_back(app: AppTest) -> None:
    _open(app, loai="sai")
    assert [said.value for said in app.info] == ["Không có chỗ nào khớp với lựa chọn."]
    assert tables_of(app) == []
    assert ("Xem mọi chỗ không khớp", "./kiem-tra") in links_of(app)


def test_a_choice_that_is_unknown_is_said(app: AppTest) -> None:
    _open(app, loai="nang")
    assert "loai=«nang», không có ở đây" in app.warning[0].value
    assert len(_shown(app)) == 22


def test_the_choices_are_links_that_keep_the_others(app: AppTest) -> None:
    _open(app, loai="lam-tron", ke_hoach="97-kh-ubnd")
    [block] = [body for body in html_of(app) if "td-facet" in body]
    addresses = [unescape(found) for found in re.findall(r'href="\./kiem-tra\?([^"]*)"', block)]
    assert [parse_qs(found) for found in addresses] == [
        {"ke-hoach": ["97-kh-ubnd"], "loai": ["lam-tron.can-xem"]},
        {"ke-hoach": ["97-kh-ubnd"]},
        {"ke-hoach": ["97-kh-ubnd"]},
        {"ke-hoach": ["97-kh-ubnd"], "loai": ["lam-tron"], "giai-thich": ["da"]},
        {"ke-hoach": ["97-kh-ubnd"], "loai": ["lam-tron"], "chu-de": ["ty-le-in-voi-so-ho"]},
        {"ke-hoach": ["97-kh-ubnd"], "loai": ["lam-tron"], "chu-de": ["muc-tro-len-cua-ke-hoach"]},
    ]
    assert _counts(app, "So sánh") == {"Tỷ lệ in với số hộ": 2, "Mức «trở lên» của kế hoạch": 4}
    assert block.count('aria-current="true"') == 1


def test_what_nobody_explained_comes_first(app: AppTest, sqlite: Database, load: Load) -> None:
    assert load(sqlite, of_communes(-5), justify="thử").status == "committed"
    assert load(sqlite, paid("517"), justify="vốn bổ sung").status == "committed"
    _open(app)
    assert app.warning[0].value.endswith("24 chỗ không khớp (0 sai, 18 cần xem, 6 làm tròn); 1 chỗ chưa giải thích.")
    shown = _shown(app)
    assert (shown["Giải thích"].iloc[0], len(shown)) == ("Chưa giải thích", 24)
    assert shown["Đối chiếu với"].iloc[0] == f"1.39515/KH-UBND; lô {UPLOAD_1}, dòng 2–7 của tep.csv; cộng 6 đơn vị"
    assert "người nộp giải thích: vốn bổ sung" in set(shown["Giải thích"])
    assert _counts(app, "So sánh")["Xã với huyện"] == 1
    assert "15/KH-UBND" not in dict(links_of(app))


def test_findings_on_results_are_no_plans(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, paid("517"), justify="vốn bổ sung")
    assert len(_shown(_open(app, ke_hoach="so-lieu-da-nap"))) == 1


def test_nothing_to_find(app: AppTest, sqlite: Database) -> None:
    for batch in range(1, SHIPPED + 1):
        undo(sqlite, batch, operator("người thử"))
    _open(app)
    assert [said.value for said in app.success] == ["Đã tính lại mọi con số: không có chỗ nào không khớp."]
    assert tables_of(app) == []


def test_an_old_link_to_the_tab_opens_this_screen(app: AppTest) -> None:
    app.query_params["the"] = "kiem-tra"
    app.query_params["huyen"] = "tuy-duc"
    at_screen(app, "sources.py").run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Kiểm tra"]
    assert len(_shown(app)) == 22


def test_the_screen_says_what_it_is_about(app: AppTest) -> None:
    _open(app, huyen="tuy-duc")
    assert any("mọi đơn vị, mọi kỳ, không theo thanh lọc" in str(said.value) for said in app.markdown)
    assert "hai vế không thể cùng đúng" in texts_of(app)


def test_the_files_have_both_sides_and_both_sources() -> None:
    left = Source("tu-mo-rong-2024", "mục I.2")
    right = Source("97/KH-UBND", "Phụ lục", ((4, 2), (4, 3), (5, 9)), "cộng 3 đơn vị", ((4, "a.csv"),))
    words = ("sum_differs", Weight.ERROR, "97/KH-UBND", "Tuy Đức", "poor_start", "3.131", "3.130", "Lệch.")
    [row] = file_frame([Finding(*words, left, right, level="district")]).to_dict("records")
    assert row == {
        "weight": "Sai",
        "topic": "Xã với huyện",
        "document": "97/KH-UBND · Ủy ban nhân dân tỉnh Đắk Nông",
        "unit": "Tuy Đức",
        "message": "Lệch.",
        "left": "3.131",
        "left_source": "Kế hoạch của xã Tu Mơ Rông (văn bản không ghi số), mục I.2",
        "right": "3.130",
        "right_source": "97/KH-UBND, Phụ lục; lô 4, dòng 2–3 của a.csv; lô 5, dòng 9; cộng 3 đơn vị",
        "explanation": "Chưa giải thích",
    }
