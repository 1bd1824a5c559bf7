"""What is offered to whom: each way to change something, by role, for one's own unit and for another."""

from collections.abc import Sequence

import pytest
from google.protobuf.text_format import MessageToString  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

from core.access.rules import Grant, Role
from core.database import Database
from core.demo import load_demo
from core.places import all_places
from tests.conftest import ROOT, Load
from tests.signed_in import public_view, signed_in

TUY_DUC, DAK_MIL, DAK_NONG = "667", "663", "67"
BEHIND = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
    "Đắk Nông;Tuy Đức;;31/12/2024;16874;3000\nĐắk Nông;Đắk Mil;;31/12/2024;28169;470\n"
)
ROLES: dict[str, Sequence[Grant] | None] = {
    "public": None,
    "viewer": [Grant(Role.VIEWER, TUY_DUC)],
    "editor": [Grant(Role.EDITOR, TUY_DUC)],
    "administrator": [Grant(Role.ADMINISTRATOR, DAK_NONG)],
}
OWN, OTHER = "tuy-duc", "dak-mil"


@pytest.fixture
def as_role(app: AppTest, sqlite: Database, load: Load, request: pytest.FixtureRequest) -> AppTest:
    load(sqlite, BEHIND, justify="thử")
    grants = ROLES[request.param]
    if grants is None:
        public_view(app)
    else:
        signed_in(app, sqlite, f"{request.param}@tinh.vn", grants)
    return app


def _open(app: AppTest, page: str, **link: str) -> str:
    """All that the screen holds, as text."""
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    app.run()
    if page != "overview":
        app.switch_page(str(ROOT / "pages" / f"{page}.py")).run()
    assert not app.exception
    shown = [element.proto for element in app.main if getattr(element, "proto", None)]
    return "\n".join(MessageToString(proto, as_utf8=True) for proto in shown)


def _cases(offered: dict[tuple[str, str], bool]) -> pytest.MarkDecorator:
    cases = [pytest.param(role, unit, yes, id=f"{role} {unit}") for (role, unit), yes in offered.items()]
    return pytest.mark.parametrize(("as_role", "unit", "offered"), cases, indirect=["as_role"])


def _by_role(public: str, viewer: str, editor: str, administrator: str) -> dict[tuple[str, str], bool]:
    """For each role two signs: own unit, other unit."""
    signs = {"public": public, "viewer": viewer, "editor": editor, "administrator": administrator}
    return {
        (role, unit): sign == "+" for role, said in signs.items() for unit, sign in zip((OWN, OTHER), said, strict=True)
    }


@_cases(_by_role("--", "--", "+-", "++"))
def test_explaining(as_role: AppTest, unit: str, offered: bool) -> None:
    said = _open(as_role, "poverty", huyen=unit)
    assert ("Viết giải trình" in said) is offered


@_cases(_by_role("--", "+-", "+-", "++"))
def test_that_nothing_was_explained_is_for_those_who_may_see_it(as_role: AppTest, unit: str, offered: bool) -> None:
    assert ("Chưa giải trình" in _open(as_role, "poverty", huyen=unit)) is offered


@_cases(_by_role("--", "--", "+-", "++"))
def test_marking_a_duty_as_done(as_role: AppTest, unit: str, offered: bool) -> None:
    name = all_places().by_code[TUY_DUC if unit == OWN else DAK_MIL].full_name
    said = _open(as_role, "duties")
    assert (f"Ghi nhận đã hoàn thành: {name}" in said) is offered


@_cases({case: yes for case, yes in _by_role("--", "+-", "+-", "++").items() if case[0] != "public"})
def test_making_a_report(as_role: AppTest, unit: str, offered: bool) -> None:
    place = all_places().by_code[TUY_DUC if unit == OWN else DAK_MIL]
    _open(as_role, "reports", ke_hoach="97-kh-ubnd", don_vi=place.code)
    assert any(button.label == "Lập báo cáo Word" for button in as_role.button) is offered


@pytest.mark.parametrize(
    ("as_role", "offered"),
    [("public", False), ("viewer", False), ("editor", True), ("administrator", True)],
    indirect=["as_role"],
)
def test_the_way_to_upload(as_role: AppTest, offered: bool) -> None:
    """Where there is nothing yet, and beside goals: the way to the screen, or whom to ask."""
    said = _open(as_role, "budget")
    assert ("Đi tới Nộp số liệu" in said) is offered
    assert ("hỏi" in said) is not offered
    as_role.switch_page(str(ROOT / "pages" / "goals.py")).run()
    assert any("Báo kết quả của mục tiêu" in one.label for one in as_role.expander) is offered


@pytest.mark.parametrize(("as_role", "offered"), [("public", 0), ("viewer", 0), ("editor", 0)], indirect=["as_role"])
def test_made_up_figures_are_not_theirs_to_remove(as_role: AppTest, sqlite: Database, offered: int) -> None:
    load_demo(sqlite)
    _open(as_role, "overview")
    assert sum(button.label == "Xóa số liệu minh họa" for button in as_role.button) == offered


def test_an_office_pc_offers_everything(app: AppTest, sqlite: Database, load: Load) -> None:
    load(sqlite, BEHIND, justify="thử")
    assert "Viết giải trình" in _open(app, "poverty", huyen=OWN)
    app.switch_page(str(ROOT / "pages" / "duties.py")).run()
    assert any("Ghi nhận đã hoàn thành" in element.proto.body for element in app.get("html"))
