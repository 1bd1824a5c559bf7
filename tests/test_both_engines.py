"""One office's database on SQLite and, moved, on PostgreSQL: every screen, every export, every report is the same.

The PostgreSQL one sorts text as the Vietnamese do and has its rows in another order on disk: both are usual there, and
nothing that people see may depend on them.
"""

import itertools
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import NullPool, create_engine, insert, select, text, update

from core.access.journal_reading import JournalFilter, every_entry
from core.access.people import give
from core.access.rules import Access, Grant, Role, operator
from core.audit import audit
from core.audit.words import topic_of
from core.clock import now
from core.database import Database
from core.demo import load_demo
from core.drafts import accept, return_
from core.ingest.pipeline import Outcome, commit, preview, undo
from core.moving import move
from core.official_report.make import make_report
from core.official_report.request import ReportRequest
from core.reports.changes import changes_between
from core.reports.export_cells import ExportFilter
from core.reports.exports import VIEWS, export
from core.start import initialise
from core.tables import FACT_TABLES, DataVersion, JournalEntry
from tests.conftest import at_screen, new_app
from ui.navigation import screens

OPERATOR = operator("người thử")
_BEFORE_ANYTHING = datetime(2024, 1, 1, tzinfo=UTC)
HOA = Access("Bà Hoa, huyện Tuy Đức", (Grant(Role.EDITOR, "667"),), None, "trang web")
NAM = Access("Ông Nam, tỉnh Đắk Nông", (Grant(Role.ADMINISTRATOR, "67"),))
POVERTY = "Tỉnh;Huyện;Xã;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú\n"
FILES = (
    POVERTY + "Đắk Nông;Tuy Đức;;30/06/2024;chính thức;16.800;2.444;ước tính ban đầu\n"
    "Đắk Nông;Cư Jút;;30/06/2024;chính thức;22.031;640;\n"
    "Đắk Nông;Tuy Đức;Quảng Tâm;30/06/2024;ước;2.800;444;đợt 1\n",
    POVERTY + "Đắk Nông;Tuy Đức;;30/06/2024;chính thức;16.800;2.400;rà soát lại\n",
    POVERTY + "Đắk Nông;Đắk Mil;;30/06/2024;chính thức;28.000;430;\n",
    # Sorted as the Vietnamese do, as bytes, and as they stand here: three orders.
    "Tỉnh;Huyện;Xã;Thôn\n"
    + "".join(
        f"Kon Tum;Kon Plông;Pờ Ê;{name}\n" for name in ("thôn Đăk", "Thôn cà", "thôn B", "Ân", "Zin", "ông", "ẩm")
    ),
    "Tỉnh;Huyện;Xã;Thôn;Danh hiệu;Số quyết định;Ngày quyết định\n"
    + "".join(
        f"Kon Tum;Kon Plông;Pờ Ê;{name};thôn NTM;{number};05/03/2024\n"
        for name, number in (("Ân", "9/QĐ"), ("ẩm", "12/qđ"), ("Zin", "Đ1/QĐ"), ("ông", "D2/QĐ"))
    ),
    "Tỉnh;Huyện;Xã;Năm vốn;Mã nội dung;Nội dung;Tính chất;Nguồn;Kế hoạch vốn;Số văn bản\n"
    + "".join(
        f"Kon Tum;Tu Mơ Rông;Đăk Hà;2024;{line};{line} nội dung;đầu tư;vốn năm;{money};1/KH\n"
        for line, money in (("b", "10,5"), ("B", "0,333333"), ("Đ", "7"), ("d", "1"), ("10", "2"), ("9", "3"))
    ),
)


def _bring(database: Database, content: str, by: Access = OPERATOR) -> Outcome:
    found = preview(database, by, content.encode(), "tệp.csv")
    outcome = commit(database, found, by, "cli", True, "đã đối chiếu")
    assert outcome.batch is not None, outcome.issues
    return outcome


def _an_office_at_work(database: Database) -> None:
    """Most of what can be stored: plans, made-up figures, uploads, one taken back, drafts accepted and not, people."""
    initialise(database)
    load_demo(database)
    give(database, OPERATOR, "hoa@tinh.vn", "Bà Hoa", Role.EDITOR, "667")
    batches = [_bring(database, content).batch for content in FILES]
    assert batches[2] is not None
    undo(database, batches[2], OPERATOR)
    for poor in (1732, 1733, 1734):
        draft = _bring(database, POVERTY + f"Đắk Nông;Tuy Đức;;31/12/2024;chính thức;16.874;{poor};\n", HOA).batch
        assert draft is not None
        if poor == 1732:
            accept(database, draft, NAM)
        elif poor == 1733:
            return_(database, draft, NAM, "chưa khớp biên bản")


def _shuffled(database: Database) -> None:
    """PostgreSQL writes a changed row anew, elsewhere: what was read in order until then no longer is."""
    with database.write_connection() as connection:
        for table in {table.__table__ for table in FACT_TABLES.values()}:
            for rest in (2, 0, 1):
                connection.execute(update(table).where(table.c.id % 3 == rest).values(row_number=table.c.row_number))


def _as_if_nothing_had_been_moved(source: Database, moved: Database) -> None:
    """The move's own entry in the journal, and the version it raised, in the source too."""
    with moved.read() as session:
        entry = (
            session.execute(select(JournalEntry.__table__).order_by(JournalEntry.id.desc()).limit(1)).mappings().one()
        )
        version = session.scalars(select(DataVersion.version)).one()
    with source.write_connection() as connection:
        connection.execute(insert(JournalEntry.__table__), [dict(entry)])
        connection.execute(update(DataVersion).values(version=version))


@pytest.fixture(scope="module")
def pair(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Database]]:
    administrator = create_engine(f"{postgresql_server}/postgres", isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = "both_engines"
    with administrator.connect() as connection:
        vietnamese = "LOCALE_PROVIDER icu ICU_LOCALE 'vi'"
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 {vietnamese} LOCALE 'C.UTF-8'"))
        source = Database(f"sqlite:///{tmp_path_factory.mktemp('both') / 'app.db'}")
        moved = Database(f"{postgresql_server}/{name}")
        try:
            _an_office_at_work(source)
            assert source.sqlite_file is not None
            assert all(table.matches for table in move(str(source.sqlite_file), moved))
            _shuffled(moved)
            _as_if_nothing_had_been_moved(source, moved)
            yield source, moved
        finally:
            source.engine.dispose()
            moved.engine.dispose()
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


LINKS: dict[str, tuple[dict[str, str], ...]] = {
    "overview.py": ({}, {"huyen": "tuy-duc"}, {"tinh": "kon-tum"}),
    "poverty.py": ({}, {"huyen": "tuy-duc"}, {"ky": "2024-06-30"}),
    "budget.py": ({}, {"tinh": "kon-tum", "huyen": "tu-mo-rong"}),
    "rural.py": (
        {},
        {"tinh": "kon-tum", "huyen": "kon-plong"},
        {"tinh": "kon-tum", "huyen": "kon-plong", "xa": "po-e"},
    ),
    "sources.py": ({}, {"huyen": "tuy-duc"}),
}
SHOWN = [(row["file"], link) for row in screens() for link in LINKS.get(row["file"], ({},))]


@pytest.mark.parametrize(("screen", "link"), SHOWN, ids=[f"{file}-{'-'.join(link.values())}" for file, link in SHOWN])
def test_a_screen_shows_the_same(
    pair: tuple[Database, Database], screen: str, link: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    on_sqlite, on_postgresql = (_shown(database, screen, link, monkeypatch) for database in pair)
    for one, other in itertools.zip_longest(on_sqlite, on_postgresql):
        assert one == other


# What a download that is not made yet is known by, drawn by lot.
_LOT = re.compile(r'deferred_file_id: "\w+"')


def _shown(
    database: Database, screen: str, link: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, str]]:
    """Every element in its order, tables and charts with their data."""
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.setenv("DATABASE_URL", database.url)
    app = new_app()
    for name, value in link.items():
        app.query_params[name] = value
    at_screen(app, screen).run()
    assert not app.exception, app.exception[0].value
    found = [(one.type, _LOT.sub("", str(one.proto))) for block in (app.sidebar, app.main) for one in _elements(block)]
    assert len(found) > 5
    return found


def _elements(node: Any) -> Iterator[Any]:
    for child in node.children.values():
        if hasattr(child, "children"):
            yield from _elements(child)
        else:
            yield child


@pytest.mark.parametrize("view", VIEWS)
def test_an_export_is_the_same_byte_for_byte(pair: tuple[Database, Database], view: str) -> None:
    asked = (ExportFilter(None, None, None), ExportFilter(None, None, now()))
    for chosen in asked:
        on_sqlite, on_postgresql = (_exported(database, view, chosen) for database in pair)
        assert on_postgresql.splitlines() == on_sqlite.splitlines()
        assert on_postgresql == on_sqlite


def _exported(database: Database, view: str, chosen: ExportFilter) -> str:
    with database.read_as(OPERATOR) as session:
        return export(session, view, chosen).as_csv()


def test_the_audit_finds_the_same(pair: tuple[Database, Database]) -> None:
    found = []
    for database in pair:
        with database.read_as(OPERATOR) as session:
            found.append([json.dumps(one.as_json(topic_of(one)), ensure_ascii=False) for one in audit(session)])
    assert found[0] == found[1]
    assert len(found[0]) > 5


@pytest.mark.parametrize(
    ("plan", "unit", "period"),
    [("97/KH-UBND", "67", "2024"), ("97/KH-UBND", "67", "2024-H1"), ("83/KH-UBND", "613", "2024")],
)
def test_a_report_says_the_same(pair: tuple[Database, Database], plan: str, unit: str, period: str) -> None:
    known_at = datetime.now(UTC)
    made = []
    for database in pair:
        with database.read_as(OPERATOR) as session:
            made.append(repr(make_report(session, ReportRequest(plan, unit, period, known_at))))
    assert made[0] == made[1]
    assert len(made[0]) > 10_000


def test_what_changed_since_a_moment_is_told_in_the_same_order(pair: tuple[Database, Database]) -> None:
    found = []
    for database in pair:
        with database.read_as(OPERATOR) as session:
            found.append(changes_between(session, _BEFORE_ANYTHING))
    assert found[0] == found[1]
    assert len(found[0]) > 100


@pytest.mark.parametrize("text", ["ĐÃ", "lô", "TỆP.csv", "bà hoa", "1_", "%", "\\", "L\0ô"])
def test_the_journal_finds_the_same(pair: tuple[Database, Database], text: str) -> None:
    """Case, accents, and the signs that stand for others in a database's own search."""
    chosen = JournalFilter(text=text)
    one, other = ([entry.id for entry in every_entry(database, OPERATOR, chosen)] for database in pair)
    assert one == other
