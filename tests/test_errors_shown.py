"""An error that nobody foresaw: the person gets a sentence with an id, the log has that id and everything else."""

import logging
import re
import tomllib
import warnings
from typing import Any, NoReturn

import pytest
from google.protobuf.json_format import MessageToDict
from starlette.exceptions import StarletteDeprecationWarning
from streamlit.testing.v1 import AppTest, local_script_runner

import app as program
from core.access.rules import Grant, Role
from core.database import Database
from core.errors import AccessRefused
from core.settings import ROOT
from tests.conftest import at_screen
from tests.signed_in import signed_in
from tests.test_revoked_while_open import revoke
from tests.test_typed_text import nodes, strings
from ui import reads
from ui.components import goal_list
from ui.frame import health, report_files

with warnings.catch_warnings():
    # It would rather have httpx2; Streamlit's sign-in brings httpx, and one of them is enough.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient

SECRET = "mat-khau-that"
ADDRESS = f"postgresql://tiendo:{SECRET}@10.0.0.5/tiendo"
SENTENCE = re.compile(
    r"Có lỗi ngoài dự kiến \(mã \*{0,2}(?P<id>[0-9a-f]{8})\*{0,2}\)\. Số liệu đã lưu không bị ảnh hưởng\."
    r" Hãy tải lại trang; nếu còn lỗi, hãy gửi mã này cho người quản trị\."
)


def fails(*_arguments: Any, **_named: Any) -> NoReturn:
    """With a secret in its text, in that of its cause, and on more than one line."""
    try:
        raise ValueError(f"could not connect to\n{ADDRESS}")
    except ValueError as cause:
        raise RuntimeError(f"no answer of {ADDRESS}\nat all") from cause


@pytest.fixture
def running(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The app with the handler that the program really sets (the runner of tests has none of its own)."""
    begin = local_script_runner.LocalScriptRunner.__init__

    def with_the_programs_handler(self: Any, *arguments: Any, **named: Any) -> None:
        begin(self, *arguments, **named)
        self._on_script_error = program.app._on_script_error

    monkeypatch.setattr(local_script_runner.LocalScriptRunner, "__init__", with_the_programs_handler)
    return app


def told(app: AppTest) -> str:
    """The id that the person is told; nothing else of the error is on the screen."""
    messages = [MessageToDict(node.proto) for node in [*nodes(app.main), *nodes(app.sidebar)] if node.proto is not None]
    everything = "\n".join(text for message in messages for _, text in strings(message))
    for word in (SECRET, "10.0.0.5", "RuntimeError", "ValueError", "Traceback", "no answer", ".py"):
        assert word not in everything, word
    assert not app.exception
    [error] = app.error
    found = SENTENCE.fullmatch(str(error.value))
    assert found, error.value
    return found["id"]


def logged(log: pytest.LogCaptureFixture) -> dict[str, str]:
    """By id, the details."""
    ours = [record for record in log.records if record.name == "tien_do.errors"]
    assert all(record.levelno == logging.ERROR and record.exc_info for record in ours)
    formatter = logging.Formatter("%(message)s")
    return {record.getMessage().removeprefix("error "): formatter.format(record) for record in ours}


def matches(number: str, log: pytest.LogCaptureFixture) -> None:
    [(known, details)] = logged(log).items()
    assert known == number
    for part in (f"no answer of {ADDRESS}", f"could not connect to\n{ADDRESS}", "in fails", "Traceback"):
        assert part in details


def test_an_error_in_a_screen(
    running: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    running.run()
    monkeypatch.setattr(goal_list, "_group", fails)
    running.query_params["phan"] = "nhiem-vu"
    running.switch_page("../pages/goals.py").run()
    matches(told(running), caplog)
    assert [title.value for title in running.title] == ["Mục tiêu và nhiệm vụ"]


def test_an_error_in_a_query(
    running: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(reads.QUERIES, "goals", fails)
    running.run()
    matches(told(running), caplog)


def test_an_error_before_anything_is_drawn(
    running: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The database does not open at all."""
    monkeypatch.setattr(reads, "initialise", fails)
    running.run()
    matches(told(running), caplog)


def test_an_error_on_a_click(
    running: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    running.run()
    running.switch_page("../pages/reports.py").run()
    monkeypatch.setattr("ui.components.report_making.make_and_keep", fails)
    next(button for button in running.button if "Word" in button.label).click().run()
    matches(told(running), caplog)


def test_two_errors_have_two_ids(
    running: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(reads.QUERIES, "goals", fails)
    ids = {told(running.run()) for _ in range(3)}
    assert len(ids) == 3
    assert set(logged(caplog)) == ids


@pytest.mark.parametrize(
    ("module", "name", "path"),
    [(report_files, "_found", "/tep-bao-cao/1"), (health, "_version", "/healthz")],
    ids=["report", "health"],
)
def test_an_error_in_a_route(
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    module: Any,
    name: str,
    path: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setattr(module, name, fails)
    client = TestClient(
        program.app, base_url="http://127.0.0.1:8501", raise_server_exceptions=False, client=("127.0.0.1", 50000)
    )
    answer = client.get(path)
    assert answer.status_code == 500
    found = SENTENCE.fullmatch(answer.text)
    assert found, answer.text
    assert SECRET not in str(answer.headers)
    matches(found["id"], caplog)


def test_streamlit_is_told_to_show_nothing_of_its_own() -> None:
    """The second guard, should the handler itself fail."""
    configured = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["client"]
    assert configured["showErrorDetails"] == "none"
    assert configured["showErrorLinks"] is False


def test_what_is_refused_after_access_ended_is_no_error(
    running: AppTest, sqlite: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A callback or a dialog of a page that stood open; somebody who still has access meets a program's mistake."""
    access = signed_in(running, sqlite, "a@tinh.vn", [Grant(Role.ADMINISTRATOR, "67")])
    refusal = AccessRefused("Bạn không được làm việc này.")

    def refused_and_revoked(*_arguments: Any, **_named: Any) -> NoReturn:
        revoke(sqlite, access)
        raise refusal

    monkeypatch.setitem(reads.QUERIES, "goals", refused_and_revoked)
    at_screen(running, "goals.py").run()
    assert not running.exception
    assert not running.error
    assert [warning.value for warning in running.warning] == [
        "Bạn không còn đăng nhập hoặc không còn quyền. Chưa có gì được lưu. Hãy tải lại trang."
    ]
    assert logged(caplog) == {}
