"""The public view on an account of PostgreSQL that may only read (docs/van-hanh.md, section 11)."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError
from streamlit.testing.v1 import AppTest

from core.database import Database
from core.errors import DatabaseNotReady
from core.settings import ROOT
from core.start import check_ready
from tests.conftest import at_screen
from tests.signed_in import public_view
from ui.frame import listening

OPENED = ["overview.py", "poverty.py", "budget.py", "rural.py", "goals.py", "duties.py"]


@pytest.fixture
def reading_url(postgresql_url: str) -> Iterator[str]:
    """The account as the guide says to make it, word for word."""
    guide = (ROOT / "docs" / "van-hanh.md").read_text(encoding="utf-8")
    found = re.search(r"```sql\n(.*?)```", guide, re.DOTALL)
    assert found
    server, name = postgresql_url.rsplit("/", 1)
    statements = found[1].replace("DATABASE tien_do ", f"DATABASE {name} ")
    plain = postgresql_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statements.encode())
    yield f"{server.replace('//tien_do@', '//tien_do_doc@')}/{name}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("DROP OWNED BY tien_do_doc")
        connection.execute("DROP ROLE tien_do_doc")


def test_the_account_may_not_write(reading_url: str) -> None:
    engine = create_engine(reading_url)
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text("UPDATE data_version SET version = version + 1"))
    engine.dispose()


@pytest.mark.parametrize("page", OPENED)
def test_every_public_screen_is_read_by_an_account_that_may_only_read(
    page: str, reading_url: str, app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", reading_url)
    public_view(app)
    at_screen(app, page).run()
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert app.title or app.header or app.get("html")


def test_a_database_that_nobody_made_ready_stops_the_public_view(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite: Database
) -> None:
    check_ready(sqlite)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'trong.db'}")
    with pytest.raises(DatabaseNotReady, match="tien-do init"):
        listening.check_database()
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://ai@127.0.0.1:1/khong")
    with pytest.raises(DatabaseNotReady, match="Không đọc được cơ sở dữ liệu"):
        listening.check_database()
