"""The log: one event is one line, with the ids of its request, run and batch, and without people and their figures."""

import json
import logging
import os
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from starlette.exceptions import StarletteDeprecationWarning
from streamlit.testing.v1 import AppTest

import app as program
from core import logs
from core.database import Database
from core.observing.ids import about, begin_about, harmless, now_about
from core.settings import ROOT
from tests.conftest import OPERATOR, UPLOAD_1, Load
from tests.signed_in import given
from tests.test_gate import EDITOR, HANH
from ui.frame import report_files, screen_runs

with warnings.catch_warnings():
    # It would rather have httpx2; Streamlit's sign-in brings httpx, and one of them is enough.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient

Lines = Callable[[], list[dict[str, Any]]]
HERE = "http://127.0.0.1:8501"
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
SECRETS = ("hanh@tinh.vn", "Hạnh", "16123", "ghi chú riêng", "mat-khau")


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    """What this process logs as JSON from here on."""
    monkeypatch.setenv("TIENDO_LOG", "json")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    begin_about()
    logs.start()
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    monkeypatch.undo()
    logs.start()


def record(message: str, *given: Any, **extra: Any) -> logging.LogRecord:
    made = logging.LogRecord("tien_do.thu", logging.WARNING, __file__, 1, message, given, None)
    vars(made).update(extra)
    return made


@pytest.mark.parametrize("formatter", [logs.JsonLines(), logs.PlainLines()], ids=["json", "plain"])
@pytest.mark.parametrize(
    "hostile",
    [
        'x\n{"level": "info", "message": "sign-in of the administrator"}',
        "x\r\nWARNING giả",
        "x\u2028y\u2029z\u0085w\x0b\x0c\x1b[2J",
        "đảo \u202e ngược \ud800",
        "%s %d {x} %(x)s",
        "x" * 100_000,
    ],
)
def test_one_event_is_one_line(formatter: logging.Formatter, hostile: str) -> None:
    line = formatter.format(record("said %s", hostile, about={"why": hostile[:50]}))
    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert len(line) < 20_000
    if isinstance(formatter, logs.JsonLines):
        said = json.loads(line)
        assert (said["level"], said["logger"]) == ("warning", "tien_do.thu")
        assert TIME.fullmatch(said["time"])


@pytest.mark.parametrize("formatter", [logs.JsonLines(), logs.PlainLines()], ids=["json", "plain"])
@pytest.mark.parametrize(
    ("message", "gone"),
    [
        ("refused hanh@tinh.vn at the door", "hanh"),
        ("GET /lich/nghia-vu.ics?khoa=MQ.AAAA done", "MQ.AAAA"),
        ('"GET /giam-ngheo?huyen=tuy-duc&ten=Hạnh HTTP/1.1"', "Hạnh"),
        ("mail=<hanh.nguyen@sub.tinh.gov.vn>", "nguyen"),
    ],
)
def test_addresses_and_query_strings_of_anybodys_message_are_left_out(
    formatter: logging.Formatter, message: str, gone: str
) -> None:
    assert gone not in formatter.format(record("%s", message)).encode().decode("unicode_escape")


def test_only_named_fields_are_told() -> None:
    line = json.loads(logs.JsonLines().format(record("x", about={"batch": 3, "name": "Hạnh", "cell": "16123"})))
    assert set(line) == {"time", "level", "logger", "message", "batch"}


@pytest.mark.parametrize("formatter", [logs.JsonLines(), logs.PlainLines()], ids=["json", "plain"])
def test_an_error_tells_kind_and_place_and_nothing_that_was_stored(
    database: Database, formatter: logging.Formatter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A driver's words quote the row: the address of a person that is there already."""
    given(database, HANH, [EDITOR])
    statement = text(
        f"INSERT INTO person (id, email, name, added_at, added_by)"
        f" SELECT 99, '{HANH}', name, added_at, added_by FROM person"
    )
    with pytest.raises(IntegrityError) as raised, database.write() as session:
        session.execute(statement)
    line = formatter.format(record("failed", exc_info=raised._excinfo))
    assert "IntegrityError" in line
    assert "test_logs.py" in line
    assert HANH not in line
    monkeypatch.setenv("TIENDO_LOG_DETAILS", "1")
    detailed = formatter.format(record("failed", exc_info=raised._excinfo))
    assert "INSERT INTO person" in detailed
    assert HANH not in detailed


def test_what_only_the_connection_is_about_is_told() -> None:
    try:
        Database("sqlite:////khong/co/thu-muc/a.db").engine.connect()
    except Exception as error:  # noqa: BLE001
        line = logs.JsonLines().format(record("failed", exc_info=(type(error), error, error.__traceback__)))
    assert "unable to open database file" in json.loads(line)["error"]


# ---- the command line ----


def test_a_commands_log_is_json_on_stderr_and_its_answer_stays_alone_on_stdout(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "Hạnh hanh@tinh.vn.csv"
    file.write_text(
        "Huyện,Ngày số liệu,Tổng số hộ,Số hộ nghèo,Ghi chú\nTuy Đức,30/06/2024,16123,3000,ghi chú riêng\n",
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, "-m", "core", "import", str(file), "--json", "--justify", "Hạnh nói đúng"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": sqlite_url, "TIENDO_LOG": "json"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    answer = json.loads(ran.stdout)
    assert answer["status"] == "committed"
    [commit] = [json.loads(line) for line in ran.stderr.splitlines()]
    assert {name: commit[name] for name in ("deed", "batch", "kind", "outcome", "rows", "level")} == {
        "deed": "commit",
        "batch": answer["batch"],
        "kind": "poverty-progress",
        "outcome": "committed",
        "rows": 1,
        "level": "info",
    }
    assert commit["ms"] > 0
    assert not [secret for secret in SECRETS if secret in ran.stderr.encode().decode("unicode_escape")]


def test_without_being_asked_a_command_says_on_stderr_what_it_always_said(
    sqlite: Database, load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TIENDO_LOG", raising=False)
    logs.start()
    load(sqlite, "Huyện,Ngày số liệu,Tổng số hộ,Số hộ nghèo\nTuy Đức,30/06/2024,16000,3000\n")
    logging.getLogger("tien_do.thu").warning("coi chừng", extra={"about": {"batch": 7}})
    [line] = capsys.readouterr().err.splitlines()
    assert re.fullmatch(rf"{TIME.pattern} WARNING tien_do\.thu: coi chừng \(batch=7\)", line)


FOREIGN = """
import logging, warnings
from streamlit.logger import get_logger
before = get_logger("streamlit.before")
from ui.frame import log_lines
log_lines.start()
before.warning("đường dẫn ?ten=Hạnh\\nhai dòng")
get_logger("streamlit.after").warning("sau")
logging.getLogger("uvicorn.error").warning("của máy chủ")
logging.getLogger("uvicorn.access").warning('%s - "%s %s" %d', "127.0.0.1:1", "GET", "/hanh@tinh.vn", 200)
warnings.warn("coi chừng")
raise RuntimeError("mat-khau")
"""


def test_lines_of_the_server_and_of_streamlit_are_json_too() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FOREIGN],
        cwd=ROOT,
        env={**os.environ, "TIENDO_LOG": "json", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    told = [json.loads(line) for line in ran.stderr.splitlines()]
    names = ["streamlit.before", "streamlit.after", "uvicorn.error", "py.warnings", "tien_do.ended"]
    assert [line["logger"] for line in told] == names
    assert (ran.returncode, told[-1]["error"]) == (1, "RuntimeError")
    assert not [secret for secret in SECRETS if secret in ran.stderr.encode().decode("unicode_escape")]


# ---- requests and runs ----


@pytest.fixture
def client(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    made = TestClient(program.app, base_url=HERE, client=("127.0.0.1", 50000), raise_server_exceptions=False)
    made.get("/healthz?live")  # what Streamlit says about being tested is said before anybody listens
    return made


@pytest.mark.parametrize(
    ("peer", "said", "taken"),
    [
        (("127.0.0.1", 50000), "abc-123", True),
        (("10.0.0.7", 0), "abc-123", True),  # as the server writes an address that the proxy named
        (("10.0.0.7", 50000), "abc-123", False),
        (("127.0.0.1", 50000), "a" * 64, True),
        (("127.0.0.1", 50000), "a" * 65, False),
        (("127.0.0.1", 50000), "", False),
        (("127.0.0.1", 50000), "hanh@tinh.vn", False),
        (("127.0.0.1", 50000), 'x"y', False),
        (("127.0.0.1", 50000), "../../x", False),
    ],
)
def test_a_request_has_one_id_in_its_answer_and_in_the_log(
    client: TestClient, lines: Lines, peer: tuple[str, int], said: str, taken: bool
) -> None:
    client._transport.client = peer  # type: ignore[attr-defined]
    answer = client.get("/khong-co?ten=Hạnh", headers={"x-request-id": said})
    found = answer.headers["x-request-id"]
    assert (found == said) is taken
    assert re.fullmatch(r"[A-Za-z0-9-]{1,64}", found)
    [line] = [line for line in lines() if line["logger"] == "tien_do.requests"]
    assert (line["request"], line["status"], line["place"]) == (found, answer.status_code, "other")
    assert "ten" not in line.values()


@pytest.mark.parametrize(("method", "told"), [("GET", "GET"), ("PROPFIND", "other"), ("X" * 5000, "other")])
def test_a_method_that_is_none_is_not_kept(client: TestClient, lines: Lines, method: str, told: str) -> None:
    client.request(method, "/khong-co")
    [line] = [line for line in lines() if line["logger"] == "tien_do.requests"]
    assert line["method"] == told


def test_an_error_number_stands_in_the_log_with_its_request(
    client: TestClient, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: Any) -> None:
        raise RuntimeError("mat-khau của Hạnh")

    monkeypatch.setattr(report_files, "_found", fails)
    answer = client.get("/tep-bao-cao/1")
    number = answer.text.split("(mã ")[1].split(")")[0]
    [line] = [line for line in lines() if line["logger"] == "tien_do.errors"]
    assert (line["error_number"], line["request"]) == (number, answer.headers["x-request-id"])
    assert line["error"] == "RuntimeError"
    assert line["at"][0].startswith("main/tests/test_logs.py:") or "tests/test_logs.py:" in line["at"][0]
    assert "Hạnh" not in json.dumps(line, ensure_ascii=False)


def test_a_run_of_a_screen_has_an_id_that_its_lines_carry(
    app: AppTest, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.observing.queries.slow_query_seconds", lambda: 0.0)
    app.run()
    app.run()
    told = lines()
    runs = [line for line in told if line["logger"] == "tien_do.screens"]
    assert [(line["screen"], line["outcome"]) for line in runs] == [("tong-quan", "ok")] * 2
    assert len({line["run"] for line in runs}) == 2
    slow = [line for line in told if line["message"] == "slow query"]
    assert {line["run"] for line in slow} <= {line["run"] for line in runs}
    assert {"query", "ms", "run"} <= set(slow[0])


def test_a_thread_without_a_run_is_known_by_its_sessions_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A button's callback, a dialog: Streamlit gives each click a thread of its own."""
    session = type("Context", (), {"session_id": "phien-1"})()
    monkeypatch.setattr(screen_runs, "get_script_run_ctx", lambda suppress_warning: session)
    monkeypatch.setitem(screen_runs._last, "phien-1", {"run": "r1", "screen": "nop-so-lieu"})
    found: list[Any] = []

    def click() -> None:
        with about(deed="commit"):
            found.append(dict(now_about()))

    thread = threading.Thread(target=click)
    thread.start()
    thread.join()
    assert found == [{"run": "r1", "screen": "nop-so-lieu", "deed": "commit"}]


def test_undo_is_a_line_with_its_batch(sqlite: Database, load: Load, lines: Lines) -> None:
    from core.ingest.pipeline import undo

    load(sqlite, "Huyện,Ngày số liệu,Tổng số hộ,Số hộ nghèo\nTuy Đức,30/06/2024,16000,3000\n")
    undo(sqlite, UPLOAD_1, OPERATOR)
    commit, undone = [line for line in lines() if line["logger"] == "tien_do.deeds"]
    assert commit["batch"] == undone["batch"] == UPLOAD_1
    assert (undone["deed"], undone["kind"], undone["outcome"]) == ("undo", "poverty-progress", "ok")


@pytest.mark.parametrize(
    ("said", "taken"), [("abc", "abc"), ("a-1", "a-1"), ("a\n", None), ("á", None), ("a b", None), ("", None)]
)
def test_harmless_ids(said: str, taken: str | None) -> None:
    assert harmless(said) == taken
