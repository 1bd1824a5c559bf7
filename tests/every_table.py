"""A database with real rows in every table: batches that replace, confirm, wait and were taken back, and the rest."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from core.access.rules import Access, Grant, Role
from core.database import Database
from core.ingest.pipeline import undo
from core.locks import lock
from core.reference import EDITION
from core.reports.export_cells import ExportFilter
from core.reports.exports import VIEWS, Table, export
from core.tables import AccessGrant, Base, MadeReport, Person, SignIn, StoredFile
from tests.conftest import OPERATOR
from tests.programme_files import SOUND
from tests.scoped_rows import bring, store

TUY_DUC, DAK_MIL, KON_TUM = "667", "663", "62"
DISTRICT = Access("Bà Hoa, huyện Tuy Đức", (Grant(Role.EDITOR, TUY_DUC),), None, "trang web")
NOW = datetime(2024, 7, 1, 2, 3, tzinfo=UTC)


def fill_every_table(database: Database) -> datetime:
    """Returns a moment between what came first and what replaced some of it."""
    for kind, (text, _, _) in SOUND.items():
        store(database, OPERATOR, text, f"{kind}.csv", "đã đối chiếu")
    bring(database, OPERATOR, TUY_DUC)
    between = datetime.now(UTC)
    for kind, (text, cell, other) in SOUND.items():
        store(database, OPERATOR, text.replace(cell, other, 1), f"{kind}-2.csv", "đã đối chiếu")
    bring(database, OPERATOR, TUY_DUC, 480)
    undo(database, bring(database, OPERATOR, TUY_DUC, 470), OPERATOR)
    bring(database, OPERATOR, DAK_MIL)
    bring(database, DISTRICT, TUY_DUC, 460)  # waits to be accepted
    lock(database, OPERATOR, KON_TUM, date(2020, 12, 31))
    with database.write() as session:
        session.add_all([StoredFile(sha256="r", content=b"r"), _person()])
        session.flush()
        session.add_all([_grant(), _report(), _sign_in()])
    empty = [name for name, rows in contents(database).items() if not rows]
    assert not empty, empty
    return between


def _person() -> Person:
    return Person(id=1, email="hoa@example.vn", name="Bà Hoa", added_at=NOW, added_by="người thử")


def _sign_in() -> SignIn:
    return SignIn(id="s", person_id=1, signed_in_at=NOW, expires_at=NOW, from_where="127.0.0.1")


def _grant() -> AccessGrant:
    given = {"granted_at": NOW, "granted_by": "người thử"}
    return AccessGrant(person_id=1, role="editor", edition=EDITION, unit_code=TUY_DUC, **given)


def _report() -> MadeReport:
    asked = {"plan_number": "97/KH-UBND", "edition": EDITION, "unit_code": TUY_DUC, "period": "2024"}
    made = {"made_at": NOW, "made_by": "người thử", "known_at": NOW, "judged_on": date(2024, 7, 1)}
    return MadeReport(**asked, **made, file_name="bao-cao.docx", sha256="r")


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    with database.engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in Base.metadata.sorted_tables
        }


def all_exports(database: Database, known_at: datetime | None = None) -> dict[str, Table]:
    with database.read() as session:
        return {view: export(session, view, ExportFilter(known_at=known_at)) for view in VIEWS}
