"""The public view through the page: what is offered, what is said, and what is nowhere on it."""

import re
from datetime import UTC, date, datetime

import pytest
from google.protobuf.text_format import MessageToString  # type: ignore[import-untyped]
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from core.access.rules import anybody
from core.access.suppression import Withheld
from core.database import Database
from core.places import all_places
from core.reports.goals import GoalFilter
from core.reports.public_view import PublicView
from core.reports.unit_duties import unit_duties
from core.rules.duties import UnitDutyState
from core.tables import Batch
from tests.conftest import OPERATOR, ROOT, Load
from tests.signed_in import public_view
from tests.test_duties import _plan_head, of

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


def _gia_nghia(app: AppTest) -> str:
    app.query_params["huyen"] = "gia-nghia"
    app.run()
    app.switch_page(str(ROOT / "pages" / "poverty.py")).run()
    return _said(app)


FELL = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\nĐắk Nông;Gia Nghĩa;30/04/2024;20.600;85\n"


def test_what_is_left_between_two_figures_is_shown_and_said_to_be(app: AppTest, sqlite: Database, load: Load) -> None:
    """87 households at the start, 85 now: both are published, so that the 2 are anybody's to work out."""
    load(sqlite, FELL, justify="thử")
    public_view(app)
    said = _gia_nghia(app)
    assert "đã giảm 2 trên 25 hộ nghèo" in said
    assert "không công bố số liệu" not in said
    rule = "chênh lệch giữa hai số đã công bố"
    assert f"Không thuộc diện này, nên vẫn hiện dù nhỏ: {rule}" in said


def test_a_source_is_a_day_of_publication_not_a_number(app: AppTest, sqlite: Database, load: Load) -> None:
    batch = load(sqlite, FELL, justify="thử").batch
    moment = datetime(2024, 5, 2, 18, tzinfo=UTC)
    with sqlite.write() as session:
        session.execute(update(Batch).where(Batch.id == batch).values(published_at=moment))
    public_view(app)
    said = _gia_nghia(app)
    assert "công bố ngày 03/05/2024" in said
    assert not re.findall(r"\blô \d+", said)
    for page in PUBLIC_PAGES:
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not re.findall(r"\blô \d+", _said(app)), page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kết quả: lô 9", "kết quả: công bố ngày 01/07/2024"),
        ("lô 9, dòng 2", "công bố ngày 01/07/2024"),
        ("đánh giá: lô 9, 10, 11", "đánh giá: công bố ngày 01/07/2024, 03/07/2024"),
        ("lô 9, 11, 12, 13", "công bố từ 01/07/2024 đến 05/07/2024"),
        ("lô 99", "đã công bố"),
        ("kế hoạch 97/KH-UBND, mục IV", "kế hoạch 97/KH-UBND, mục IV"),
        ("Lô Lô 3 hộ", "Lô Lô 3 hộ"),
    ],
)
def test_numbers_of_batches_become_days(text: str, said: str) -> None:
    days = {9: 1, 10: 1, 11: 3, 12: 4, 13: 5}
    view = PublicView(Withheld(5), None, {number: date(2024, 7, day) for number, day in days.items()})
    assert view.by_day(text) == said


def test_everybody_else_reads_numbers_of_batches(app: AppTest, sqlite: Database, load: Load) -> None:
    batch = load(sqlite, FELL, justify="thử").batch
    said = _gia_nghia(app)
    assert f"lô {batch}." in said
    assert "công bố ngày" not in said


_OF_HUYEN = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"


@pytest.mark.parametrize("page", ["overview", "poverty"])
def test_a_province_that_lacks_a_huyen_kept_back_says_so(app: AppTest, sqlite: Database, load: Load, page: str) -> None:
    names = [place.name for place in all_places().children(all_places().by_code["67"])]
    rows = (f"Đắk Nông;{name};30/06/2024;9.000;{3 if name == 'Tuy Đức' else 200}\n" for name in names)
    load(sqlite, _OF_HUYEN + "".join(rows), justify="thử")
    public_view(app)
    app.run()
    app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    said = _said(app)
    assert "Không cộng được: không công bố số liệu của " in said
    assert "chưa có đủ số liệu" not in said


def test_targets_of_a_commune_kept_back_have_come(sqlite: Database, load: Load) -> None:
    """VI.14 asks for targets of each xã: what is not published was reported all the same."""
    names = [place.name for place in all_places().children(all_places().by_code["667"])]
    lines = (f"Tuy Đức;{name};2024;huyện;12/KH-UBND;2500;{4 if name == names[0] else 400};1;200;50\n" for name in names)
    assert load(sqlite, _plan_head() + "".join(lines), justify="thử").status == "committed"
    asked = GoalFilter(date(2030, 1, 1))
    found = []
    for access in (OPERATOR, anybody()):
        with sqlite.read_as(access) as session:
            found.append(of(unit_duties(session, asked), "VI.14-2", "Tuy Đức"))
    assert [row.state for row in found] == [UnitDutyState.DONE, UnitDutyState.DONE]
