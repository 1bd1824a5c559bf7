"""Made-up figures: only in a new office PC's database, labelled, gone with one click, never mixed into real rows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import func, select

from core.access.rules import operator
from core.audit import audit
from core.database import Database, open_database
from core.demo import LABEL, demo_files, load_demo, remove_demo
from core.ingest.pipeline import undo
from core.reports.batches import demo_batches, list_batches
from core.reports.export_cells import ExportFilter
from core.reports.exports import VIEWS, export
from core.start import initialise, may_load_demo
from core.tables import FACT_TABLES
from tests.conftest import Load, new_app

ROOT = Path(__file__).resolve().parents[1]
JUNE = "Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"


@pytest.fixture
def demo(database: Database) -> Database:
    """The shipped plans with the made-up batches, on each engine."""
    load_demo(database)
    return database


def _current(database: Database) -> dict[str, int]:
    with database.read() as session:
        counts = {
            kind: session.scalar(select(func.count()).select_from(table).where(table.is_current))
            for kind, table in FACT_TABLES.items()
        }
    return {kind: count or 0 for kind, count in counts.items()}


def test_every_made_up_file_is_loaded_without_an_error(demo: Database) -> None:
    with demo.read() as session:
        batches = [batch for batch in list_batches(session) if batch.origin == "demo"]
        assert {batch.kind for batch in batches} == {kind for kind, _ in demo_files()}
        assert {batch.justification for batch in batches} == {LABEL}
        assert [finding for finding in audit(session) if not finding.explanation] == []


def test_a_new_database_gets_them_only_when_asked(tmp_path: Path) -> None:
    plain, shown = (open_database(f"sqlite:///{tmp_path / name}.db") for name in ("plain", "shown"))
    initialise(plain)
    initialise(shown, demo=True)
    with plain.read() as without, shown.read() as session:
        assert demo_batches(without) == []
        assert len(demo_batches(session)) == len(list(demo_files()))
    remove_demo(shown, operator("người thử"))
    initialise(shown, demo=True)
    with shown.read() as session:
        assert demo_batches(session) == []


def test_a_configured_database_never_gets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///anything.db")
    assert not may_load_demo()
    monkeypatch.delenv("DATABASE_URL")
    assert may_load_demo()


def test_removing_them_leaves_the_plans_as_they_were(database: Database) -> None:
    before = _current(database)
    load_demo(database)
    assert _current(database) != before
    remove_demo(database, operator("người thử"))
    assert _current(database) == before


def test_a_real_row_is_new_over_a_made_up_one_and_stays_when_they_go(demo: Database, load: Load) -> None:
    """No question of replacing, nothing kept from the made-up row, not even when the figures are the same."""
    outcome = load(demo, JUNE + "Tuy Đức;30/06/2024;16.764;2.445\n", replace_confirmed=False)
    assert (outcome.status, outcome.counts.new, outcome.counts.changed) == ("committed", 1, 0)
    remove_demo(demo, operator("người thử"))
    with demo.read() as session:
        rows = export(session, "poverty-progress", ExportFilter()).rows
    assert [(row[1], row[5], row[6], row[20]) for row in rows] == [("Tuy Đức", "16764", "2445", "")]


def test_taking_the_real_batch_back_does_not_bring_removed_figures_back(demo: Database, load: Load) -> None:
    batch = load(demo, JUNE + "Tuy Đức;30/06/2024;16.764;2.445\n").batch
    remove_demo(demo, operator("người thử"))
    assert batch is not None
    undo(demo, batch, operator("người thử"))
    assert _current(demo)["poverty-progress"] == 0


def test_exports_mark_the_rows_they_are_in(demo: Database, load: Load) -> None:
    load(demo, JUNE + "Tuy Đức;31/12/2024;16.764;1.700\n")
    with demo.read() as session:
        for view in VIEWS:
            assert export(session, view, ExportFilter()).columns[-1] == "demo"
        status = {row[1]: row for row in export(session, "poverty-status", ExportFilter()).rows}
    assert (status["Tuy Đức"][14], status["Tuy Đức"][-1]) == ("chính thức", "")
    assert (status["Cư Jút"][14], status["Cư Jút"][-1]) == ("minh họa", "minh họa")


def test_without_them_exports_have_the_fixed_columns(database: Database) -> None:
    with database.read() as session:
        assert all("demo" not in export(session, view, ExportFilter()).columns for view in VIEWS)


def test_the_banner_is_on_every_screen_until_one_click(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    load_demo(sqlite)
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    st.cache_data.clear()
    st.cache_resource.clear()
    app = new_app().run()
    for page in sorted((ROOT / "pages").glob("*.py")):
        app.switch_page(f"../pages/{page.name}").run()
        assert not app.exception, app.exception[0].value
        assert any(LABEL in str(said.value) for said in app.markdown), page.name
    app.button(key="_demo_banner_remove").click().run()
    assert not any(LABEL in str(said.value) for said in app.markdown)
    with sqlite.read() as session:
        assert demo_batches(session) == []


def test_a_look_into_the_past_still_tells_them_apart(demo: Database) -> None:
    """As known before they were removed: marked in exports, "minh họa" in the status; now gone and without a column."""
    then = datetime.now(UTC)
    remove_demo(demo, operator("người thử"))
    with demo.read() as session:
        past = export(session, "poverty-status", ExportFilter(known_at=then))
        present = export(session, "poverty-status", ExportFilter())
    assert past.columns[-1] == "demo"
    assert {row[14] for row in past.rows} == {"minh họa"}
    assert "demo" not in present.columns


def test_a_real_file_cannot_rest_on_a_made_up_village(demo: Database, load: Load) -> None:
    outcome = load(
        demo,
        "Huyện, thành phố;Xã, phường, thị trấn;Thôn;Danh hiệu;Số quyết định;Ngày quyết định\n"
        "Kon Plông;Đăk Nên;Thôn minh họa 1;thôn NTM;12/QĐ-UBND;01/06/2024\n",
    )
    assert outcome.status == "rejected"
    assert "unknown_village" in {issue.code for issue in outcome.issues}
