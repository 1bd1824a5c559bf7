"""What is offered to whom: each way to change something, by role, for one's own unit and for another."""

from collections.abc import Sequence

import pytest
from google.protobuf.text_format import MessageToString  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from core.access.rules import Access, Grant, Role
from core.database import Database
from core.demo import load_demo
from core.ingest.pipeline import commit, preview
from core.places import all_places
from tests.conftest import OPERATOR, ROOT, Load
from tests.signed_in import public_view, signed_in

TUY_DUC, DAK_MIL, DAK_NONG = "667", "663", "67"
BEHIND = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
    "Đắk Nông;Tuy Đức;;31/12/2024;16874;3000\nĐắk Nông;Đắk Mil;;31/12/2024;28169;470\n"
)
OF_DAK_MIL = (
    "Tỉnh;Huyện;Xã;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm\nĐắk Nông;Đắk Mil;;2024;huyện;9/KH-UBND;8\n"
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


# 97/KH-UBND is about the tỉnh and its huyện.
REPORTED = ("660", "661", "662", "663", "664", "665", "666", "667", DAK_NONG)


@pytest.mark.parametrize(
    ("as_role", "units"),
    [("viewer", {TUY_DUC}), ("editor", {TUY_DUC}), ("administrator", set(REPORTED))],
    indirect=["as_role"],
)
def test_units_to_report_on_are_ones_own(as_role: AppTest, units: set[str]) -> None:
    """Whatever unit the link asks for; a report that is offered can be made and is kept."""
    _open(as_role, "reports", ke_hoach="97-kh-ubnd", don_vi=DAK_MIL)
    names = {all_places().by_code[unit].full_name for unit in units}
    assert set(_unit_box(as_role).options) == names
    press = next(button for button in as_role.button if button.label == "Lập báo cáo Word")
    press.click().run()
    assert not as_role.exception
    assert not as_role.error
    assert any("Đã lập báo cáo số 1" in element.proto.body for element in as_role.get("html"))


def _unit_box(app: AppTest) -> Selectbox:
    return next(box for box in app.selectbox if box.label == "Đơn vị báo cáo")


@pytest.mark.parametrize("as_role", ["viewer", "editor"], indirect=True)
def test_a_plan_without_a_unit_of_ones_own_says_so(as_role: AppTest, sqlite: Database, load: Load) -> None:
    assert load(sqlite, OF_DAK_MIL, justify="thử").status == "committed"
    said = _open(as_role, "reports", ke_hoach="9-kh-ubnd")
    assert "không nêu đơn vị nào mà bạn được lập báo cáo" in said
    assert not any(box.label == "Đơn vị báo cáo" for box in as_role.selectbox)
    assert not any(button.label == "Lập báo cáo Word" for button in as_role.button)


# A batch of each huyện that stands and one that waits: file and history are for one's own unit; what was published goes
# back with whoever accepts, a draft with whoever brought it too.
@pytest.mark.parametrize(
    ("as_role", "files", "undone"),
    [
        ("viewer", {("667", "stands"), ("667", "waits")}, set()),
        ("editor", {("667", "stands"), ("667", "waits")}, {("667", "waits")}),
        ("administrator", *[{(unit, state) for unit in (TUY_DUC, DAK_MIL) for state in ("stands", "waits")}] * 2),
    ],
    indirect=["as_role"],
)
def test_files_and_taking_back_are_offered_where_one_may(
    as_role: AppTest, sqlite: Database, files: set[tuple[str, str]], undone: set[tuple[str, str]]
) -> None:
    batches = {
        (unit, state): _brought(sqlite, unit, by)
        for unit in (TUY_DUC, DAK_MIL)
        for state, by in (("stands", OPERATOR), ("waits", Access("x", (Grant(Role.EDITOR, unit),))))
    }
    offered = {"Tải tệp gốc": set[tuple[str, str]](), "Thu hồi": set[tuple[str, str]]()}
    for key, batch in batches.items():
        said = _open(as_role, "sources", the="cac-lan-nap-so-lieu", lo=str(batch))
        if f"**Lô {batch}**" in said:
            offered["Tải tệp gốc"] |= {key} if 'label: "Tải tệp gốc"' in said else set()
            offered["Thu hồi"] |= {key} if any(one.key == f"_picked_{batch}_undo" for one in as_role.button) else set()
    assert offered == {"Tải tệp gốc": files, "Thu hồi": undone}


def _brought(database: Database, unit: str, by: Access) -> int:
    """On a day of its own per state, so that neither leans on the other."""
    day = "30/06/2024" if by == OPERATOR else "30/09/2024"
    text = BEHIND.splitlines()[0] + f"\nĐắk Nông;{all_places().by_code[unit].name};;{day};16874;3000\n"
    done = commit(database, preview(database, by, text.encode(), "tep.csv"), by, "web", True, "thử")
    assert done.batch is not None, done.issues
    return done.batch


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
