"""Access that was taken away while a page is open: the next click does nothing and shows nothing."""

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from core.access.rules import NOBODY, Access, Grant, Role
from core.clock import now
from core.database import Database
from core.reports.batches import list_batches
from core.tables import AccessGrant, MadeReport
from tests.conftest import Load, at_screen
from tests.signed_in import signed_in
from ui.components.batch_list import _content
from ui.reader import still

DAK_NONG = "67"
RESULTS = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
    "Đắk Nông;Tuy Đức;;30/06/2024;chính thức;16.874;1.300\n"
)


def revoke(database: Database, access: Access) -> None:
    with database.write() as session:
        session.execute(
            update(AccessGrant)
            .where(AccessGrant.person_id == access.person)
            .values(revoked_at=now(), revoked_by="quản trị")
        )


def reports_made(database: Database) -> int:
    with database.read() as session:
        return session.query(MadeReport).count()


@pytest.fixture
def administrator(app: AppTest, sqlite: Database) -> Access:
    return signed_in(app, sqlite, "a@tinh.vn", [Grant(Role.ADMINISTRATOR, DAK_NONG)])


@pytest.mark.parametrize(("revoked", "made"), [(False, 1), (True, 0)], ids=["still given", "taken away"])
def test_a_callback_acts_with_what_its_person_may_do_now(
    app: AppTest, sqlite: Database, load: Load, administrator: Access, revoked: bool, made: int
) -> None:
    """A widget's callback runs before the run that would look its person up."""
    load(sqlite, RESULTS)
    app.query_params["ky-bao-cao"] = "2024-H1"
    at_screen(app, "reports.py").run()
    making = next(button for button in app.button if button.label == "Lập báo cáo Word")
    if revoked:
        revoke(sqlite, administrator)
    making.click().run()
    assert not app.exception
    assert reports_made(sqlite) == made
    assert bool(app.button) is not revoked


def test_a_file_is_fetched_with_what_its_person_may_see_now(
    sqlite: Database, load: Load, administrator: Access
) -> None:
    load(sqlite, RESULTS)
    with sqlite.read() as session:
        batch = list_batches(session)[0].id
    assert _content(sqlite, administrator, batch).startswith("Tỉnh".encode())
    revoke(sqlite, administrator)
    assert still(administrator) == NOBODY
