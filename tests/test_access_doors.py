"""What is read for somebody is read through the one door that knows who they are; looked for in the source."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

_ASKING = ("core/reports", "core/provenance", "core/audit", "core/official_report", "ui", "pages")
# A session or connection that hides nothing, and statements that are not narrowed by table.
_UNLIMITED = {"read", "write", "writing", "write_connection", "engine", "connection", "get_bind", "exec_driver_sql"}
_NAMES = {"text", "literal_column", "insert", "update", "delete", "sessionmaker", "create_engine"}
_OPENING = {"open_database", "ready_database", "prepare"}
# Who may, and why; a new line here is a decision.
ALLOWED = {
    ("core/official_report/files/word.py", "read"),  # a file inside the document
    ("core/official_report/files/workbook.py", "write"),  # a cell
    ("core/official_report/archive.py", "writing"),  # keeps a report that was made; says who may first
    ("ui/reads.py", "open_database"),
    ("ui/reads.py", "ready_database"),
    ("ui/reader.py", "open_database"),  # looks up who signed in
    ("ui/reader.py", "read"),
    ("ui/frame/looking_up.py", "open_database"),  # looks up who signed in
    ("ui/frame/looking_up.py", "read"),
    ("ui/frame/signing_in.py", "open_database"),
    ("ui/frame/health.py", "open_database"),  # whether the database answers
    ("ui/frame/health.py", "read"),
    ("ui/frame/calendar.py", "open_database"),  # reads as somebody
    ("ui/frame/report_files.py", "open_database"),  # reads as somebody
    ("ui/frame/gate.py", "open_database"),  # whom to ask
    ("ui/frame/calendar_key.py", "open_database"),  # whose key it is
    ("ui/frame/calendar_key.py", "read"),
    ("ui/frame/listening.py", "open_database"),  # whether a public view's database is ready
    ("ui/frame/warm.py", "ready_database"),
    ("ui/frame/metrics.py", "open_database"),  # how many connections, how much room on the disk
    ("ui/frame/stopping.py", "open_database"),  # whether somebody still works with it
}


def _files() -> list[str]:
    return [str(path.relative_to(ROOT)) for folder in _ASKING for path in sorted((ROOT / folder).rglob("*.py"))]


def _used(path: Path) -> set[str]:
    """Unlimited ways in that a file calls or imports."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and node.attr in _UNLIMITED and not _is_of_a_file(node):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            found |= {alias.name for alias in node.names} & _NAMES
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & (_OPENING | {"Session", "Database"})
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found |= {node.func.attr} & _OPENING
    return found


def _is_of_a_file(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("file", "out", "stream", "buffer", "archive")


@pytest.mark.parametrize("name", _files())
def test_nothing_is_read_around_the_reader(name: str) -> None:
    assert {(name, used) for used in _used(ROOT / name)} <= ALLOWED


def test_the_exceptions_are_still_needed() -> None:
    assert {(name, used) for name in _files() for used in _used(ROOT / name)} == ALLOWED


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("with database.read() as session: pass", {"read"}),
        ("with database().write() as session: pass", {"write"}),
        ("session.connection().execute(x)", {"connection"}),
        ("from sqlalchemy import select, text", {"text"}),
        ("open_database().read_as(x)", {"open_database"}),
        ("importlib.import_module('ui.reads').ready_database(url)", {"ready_database"}),
        ("Session(engine)", {"Session"}),
        ("with database.read_as(reader()) as session: pass", set()),
        ("from sqlalchemy.orm import Session", set()),
    ],
)
def test_the_search_finds_what_it_looks_for(tmp_path: Path, source: str, found: set[str]) -> None:
    path = tmp_path / "x.py"
    path.write_text(source, encoding="utf-8")
    assert _used(path) == found
