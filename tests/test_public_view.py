"""The public view through the page: what is offered, what is said, and what is nowhere on it."""

import pytest
from google.protobuf.text_format import MessageToString  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.places import all_places
from tests.conftest import ROOT, Load
from tests.signed_in import public_view

WARDS = [place.name for place in all_places().children(all_places().by_code["660"])]
COUNTS = [0, 1, 3, 4, 5, 6, 40, 30]
_HEAD = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú\n"
FILE = _HEAD + "".join(
    f"Đắk Nông;Gia Nghĩa;{ward};30/06/2024;70{number}3;{poor};ghi chú kín\n"
    for number, (ward, poor) in enumerate(zip(WARDS, COUNTS, strict=True))
)
PUBLIC_PAGES = ("overview", "poverty", "budget", "rural", "goals", "duties")
OTHER_PAGES = ("reports", "upload", "acceptance", "audit", "sources", "access", "journal")


@pytest.fixture
def public(app: AppTest, sqlite: Database, load: Load) -> AppTest:
    load(sqlite, FILE, name="tep-kin.csv", justify="lý do kín")
    public_view(app)
    return app


def _said(app: AppTest) -> str:
    """All that the screen holds, with what the charts carry."""
    assert not app.exception
    shown = [element.proto for element in app.main if getattr(element, "proto", None)]
    return "\n".join(MessageToString(proto, as_utf8=True) for proto in shown)


@pytest.mark.parametrize("page", PUBLIC_PAGES)
def test_every_screen_says_what_it_does_not_show(public: AppTest, page: str) -> None:
    public.run()
    public.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    said = _said(public)
    assert "Trang xem công khai" in said
    assert "Cần hỏi thêm: cơ quan" in said
    assert "Số hộ từ 1 đến 4" in said
    assert "Tên người" in said
    for secret in ("ghi chú kín", "tep-kin", "lý do kín", "người thử", "Nộp số liệu", "Chưa giải trình", "Ghi nhận"):
        assert secret not in said, secret
    assert not public.get("file_uploader")
    assert not public.get("button")


def test_a_huyen_names_whom_it_does_not_show(public: AppTest) -> None:
    public.query_params["huyen"] = "gia-nghia"
    public.run()
    public.switch_page(str(ROOT / "pages" / "poverty.py")).run()
    said = _said(public)
    note = next(element.proto.body for element in public.get("html") if "không công bố:" in element.proto.body)
    assert all(ward in note for ward in WARDS[1:4])
    assert WARDS[0] not in note
    assert WARDS[4] not in note
    # Their households are nowhere, those of the others are.
    assert [f"7.0{number}3" in said for number in range(8)] == [True, False, False, False, True, True, True, True]


def test_a_unit_that_is_kept_back_is_not_said_to_have_sent_nothing(public: AppTest) -> None:
    public.query_params["huyen"] = "gia-nghia"
    public.query_params["xa"] = all_places().children(all_places().by_code["660"])[1].slug
    public.run()
    public.switch_page(str(ROOT / "pages" / "poverty.py")).run()
    said = _said(public)
    assert f"Số liệu giảm nghèo của phường {WARDS[1]}: không công bố" in said
    assert "Chưa có số liệu" not in said
    assert "Chưa có kế hoạch" not in said


def test_the_past_is_not_public(public: AppTest) -> None:
    public.query_params["tai-thoi-diem"] = "2024-06-30"
    public.run()
    assert [warning.value for warning in public.warning] == ["Trang xem công khai chỉ có số liệu hiện nay."]
    assert "Số liệu tại thời điểm" not in _said(public)


def test_a_figure_that_is_kept_back_has_no_origin(public: AppTest) -> None:
    ward = all_places().children(all_places().by_code["660"])[1].code
    public.query_params["tu-dau"] = f"ketqua.{ward}.2024-06-30.poor"
    public.run()
    assert any("Không có số liệu nào" in info.value for info in public.info)


def test_an_office_pc_has_no_banner(app: AppTest) -> None:
    assert "Trang xem công khai" not in _said(app.run())
