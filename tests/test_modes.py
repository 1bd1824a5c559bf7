"""What a process is, from its settings: one PC, sign-in, or public view; and what it refuses to start with."""

import logging
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core import secrets_command
from core.access.known_secrets import weakness
from core.database import Database, open_database
from core.errors import ListeningRefused
from core.settings import ROOT
from core.start import refuse_newer_schema
from ui.frame import listening, modes
from ui.frame.hosts import is_loopback, name_of
from ui.frame.modes import Mode

GOOD = "Vq3rN8w-Lk2xT9pZ_b6YhC1mJ5sD7fGa"
SECTION = {
    "client_id": "tien-do",
    "client_secret": "mat-khau-cua-ung-dung",
    "server_metadata_url": "https://dang-nhap.tinh.vn/realms/tinh/.well-known/openid-configuration",
    "redirect_uri": "https://tien-do.tinh.vn/oauth2callback",
    "cookie_secret": GOOD,
}
ENVIRONMENT = {
    "TIENDO_AUTH_CLIENT_ID": "tien-do",
    "TIENDO_AUTH_CLIENT_SECRET": "mat-khau-cua-ung-dung",
    "TIENDO_AUTH_METADATA_URL": SECTION["server_metadata_url"],
    "TIENDO_AUTH_REDIRECT_URI": SECTION["redirect_uri"],
    "TIENDO_AUTH_COOKIE_SECRET": GOOD,
}


def refusal(environment: dict[str, str], section: dict[str, Any]) -> str:
    with pytest.raises(ListeningRefused) as refused:
        modes.decide(environment, section)
    return str(refused.value)


@pytest.mark.parametrize(
    ("environment", "section", "expected"),
    [
        ({}, {}, Mode.LOCAL),
        ({"TIENDO_PUBLIC_VIEW": "0"}, {}, Mode.LOCAL),
        ({"TIENDO_PUBLIC_VIEW": "1"}, {}, Mode.PUBLIC),
        (ENVIRONMENT, {}, Mode.SIGN_IN),
        ({}, SECTION, Mode.SIGN_IN),
        ({"TIENDO_PUBLIC_VIEW": "0"}, SECTION, Mode.SIGN_IN),
    ],
)
def test_one_mode_for_each_configuration(environment: dict[str, str], section: dict[str, Any], expected: Mode) -> None:
    found = modes.decide(environment, section)
    assert found.mode is expected
    assert (found.provider is not None) == (expected is Mode.SIGN_IN)


def test_the_environment_wins_over_the_file_name_by_name() -> None:
    found = modes.decide({"TIENDO_AUTH_CLIENT_ID": "ten-khac"}, SECTION).provider
    assert found is not None
    assert found.section() == {**SECTION, "client_id": "ten-khac"}


def test_what_the_provider_calls_itself_is_known_from_its_description() -> None:
    found = modes.decide({}, SECTION).provider
    other = modes.decide({}, {**SECTION, "issuer": "https://ngoai.tinh.vn"}).provider
    plain = modes.decide({}, {**SECTION, "server_metadata_url": "https://dang-nhap.tinh.vn/mo-ta"}).provider
    assert [one and one.issuer for one in (found, other, plain)] == [
        "https://dang-nhap.tinh.vn/realms/tinh",
        "https://ngoai.tinh.vn",
        None,
    ]


@pytest.mark.parametrize("name", SECTION)
def test_what_is_missing_is_named_with_the_command_that_makes_it(name: str) -> None:
    said = refusal({}, {one: value for one, value in SECTION.items() if one != name})
    assert f"({name})" in said
    assert "TIENDO_AUTH_" in said
    assert "python -m core secrets" in said


@pytest.mark.parametrize("variable", ENVIRONMENT)
def test_one_variable_alone_is_half_a_configuration(variable: str) -> None:
    said = refusal({variable: ENVIRONMENT[variable]}, {})
    assert said.count("TIENDO_AUTH_") == 4
    assert variable not in said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cookie_secret": "ngan"}, "ngắn hơn 32 ký tự"),
        ({"cookie_secret": GOOD[:31]}, "ngắn hơn 32 ký tự"),
        ({"cookie_secret": "a" * 64}, "lặp lại"),
        ({"cookie_secret": "abcd" * 16}, "lặp lại"),
        ({"cookie_secret": "changeme"}, "giá trị mẫu"),
        ({"cookie_secret": "CHANGE-ME" * 5}, "giá trị mẫu"),
        ({"cookie_secret": "1234567890" * 4}, "giá trị mẫu"),
        ({"cookie_secret": "a-strong-randomly-generated-secret"}, "giá trị mẫu"),
        ({"cookie_secret": "REPLACE_WITH_RANDOM_SECRET"}, "giá trị mẫu"),
        ({"cookie_secret": "THAY-CHUOI-NGAU-NHIEN"}, "giá trị mẫu"),
        ({"cookie_secret": GOOD, "client_secret": GOOD}, "trùng"),
        ({"cookie_secret": GOOD, "client_id": GOOD}, "trùng"),
        ({"client_id": secrets_command.CLIENT_ID}, "giá trị mẫu: client_id"),
        ({"client_secret": secrets_command.CLIENT_SECRET}, "giá trị mẫu: client_secret"),
        ({"server_metadata_url": secrets_command.METADATA}, "giá trị mẫu: server_metadata_url"),
        ({"redirect_uri": secrets_command.REDIRECT}, "giá trị mẫu: redirect_uri"),
        ({"client_secret": "xxx"}, "giá trị mẫu: client_secret"),
        ({"redirect_uri": "http://tien-do.tinh.vn/oauth2callback"}, "không mã hóa"),
        ({"redirect_uri": "http://127.0.0.1.tinh.vn/oauth2callback"}, "không mã hóa"),
        ({"server_metadata_url": "http://dang-nhap.tinh.vn/.well-known/openid-configuration"}, "không mã hóa"),
        ({"redirect_uri": "https://tien-do.tinh.vn"}, "thêm /oauth2callback"),
        ({"redirect_uri": "https://tien-do.tinh.vn/td/oauth2callback"}, "thêm /oauth2callback"),
        ({"redirect_uri": "https://tien-do.tinh.vn/oauth2callback?a=1"}, "thêm /oauth2callback"),
        ({"redirect_uri": "tien-do.tinh.vn/oauth2callback"}, "địa chỉ đầy đủ"),
        ({"client_id": 12}, "không phải chữ"),
        ({"client_kwargs": "openid"}, "không phải chữ"),
        ({"expose_tokens": ["id", "access"]}, "expose_tokens"),
        ({"google": {"client_id": "x"}}, "google"),
    ],
    ids=str,
)
def test_what_would_not_protect_is_refused(changed: dict[str, Any], said: str) -> None:
    assert said in refusal({}, {**SECTION, **changed})


def test_every_placeholder_of_the_shipped_environment_is_known() -> None:
    lines = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line.startswith("TIENDO_AUTH_"))
    assert len(given) == len(SECTION)
    assert [name for name, value in given.items() if weakness(value) != "là giá trị mẫu mà ai cũng biết"] == []


@pytest.mark.parametrize(
    ("mode", "address", "said"),
    [
        (Mode.LOCAL, "127.0.0.1", "ở http://127.0.0.1:8501, chế độ một máy, không đăng nhập."),
        (Mode.LOCAL, "::1", "ở http://[::1]:8501, chế độ một máy, không đăng nhập."),
        (Mode.PUBLIC, "0.0.0.0", "ở http://0.0.0.0:8501, chế độ xem công khai."),
        (
            Mode.SIGN_IN,
            "127.0.0.1",
            "ở http://127.0.0.1:8501, chế độ đăng nhập; người dùng mở https://tien-do.tinh.vn.",
        ),
    ],
)
def test_where_the_program_runs_is_said_when_it_runs(
    mode: Mode, address: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "streamlit.web.bootstrap", sys)
    found = modes.Running(mode, modes.decide({}, SECTION).provider if mode is Mode.SIGN_IN else None)
    listening.say_running(found, {"server.address": address, "server.port": 8501}.__getitem__)
    assert capsys.readouterr().out == f"Tiến Độ đang chạy {said}\n"


def test_where_the_log_is_json_that_is_a_line_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TIENDO_LOG", "json")
    with caplog.at_level(logging.INFO, "tien_do.listening"):
        listening.say_running(modes.Running(Mode.LOCAL), {"server.port": 8511}.__getitem__)
    assert capsys.readouterr().out == ""
    assert caplog.messages == ["running on port 8511, mode local"]


@pytest.mark.parametrize("log", ["", "json"])
def test_on_a_newer_schema_the_program_says_so_and_does_not_start(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], log: str
) -> None:
    with sqlite.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    monkeypatch.setenv("TIENDO_LOG", log)
    monkeypatch.setattr(listening, "running", lambda: modes.Running(Mode.LOCAL))
    options = {"server.address": "127.0.0.1", **listening._FIXED}
    with pytest.raises(SystemExit) as ended:
        listening.start(options.get)
    assert ended.value.code == 1
    [sentence] = capsys.readouterr().err.split("\n")[1:-2]
    assert sentence.startswith("Tiến Độ không khởi động: cơ sở dữ liệu đã được nâng cấp bởi phiên bản mới hơn")


@pytest.mark.parametrize("url", ["sqlite:////khong/co/app.db", "postgresql+psycopg://x@127.0.0.1:1/x"])
def test_a_database_that_is_not_there_is_for_later(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    refuse_newer_schema(open_database())


def test_a_secret_is_never_said() -> None:
    weak = "matkhaubimat12"
    assert weak not in refusal({}, {**SECTION, "cookie_secret": weak})
    assert GOOD not in repr(modes.decide({}, SECTION))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_without_encryption_on_this_machine_only(host: str) -> None:
    given = {
        "redirect_uri": f"http://{host}:8501/oauth2callback",
        "server_metadata_url": f"http://{host}:5000/.well-known/openid-configuration",
    }
    found = modes.decide({}, {**SECTION, **given}).provider
    assert found is not None
    assert (found.origin, found.is_https) == (f"http://{host}:8501", False)


@pytest.mark.parametrize(
    ("ours", "opened", "is_another"),
    [
        ("localhost:8501", "127.0.0.1:8501", True),
        ("127.0.0.1:8501", "localhost:8501", True),
        ("127.0.0.1:8501", "127.0.0.1:8501", False),
        ("tien-do.tinh.vn", "127.0.0.1:8501", False),
    ],
)
def test_two_names_of_this_machine_are_two_places(ours: str, opened: str, is_another: bool) -> None:
    scheme = "https" if "tinh" in ours else "http"
    found = modes.decide({}, {**SECTION, "redirect_uri": f"{scheme}://{ours}/oauth2callback"}).provider
    assert found is not None
    said = modes.other_loopback(found, opened)
    assert (said is not None) == is_another
    assert said is None or found.origin in said


@pytest.mark.parametrize("others", [ENVIRONMENT, {"TIENDO_AUTH_CLIENT_ID": "tien-do"}])
def test_public_and_signed_in_at_once_is_neither(others: dict[str, str]) -> None:
    assert "một trong hai" in refusal({"TIENDO_PUBLIC_VIEW": "1", **others}, {})


def test_a_declaration_is_said_clearly() -> None:
    assert "«yes»" in refusal({"TIENDO_PUBLIC_VIEW": "yes"}, {})


@pytest.mark.parametrize(
    "text", ["[auth", "auth = 3", "auth = 'x'", "\udcff"], ids=["broken", "number", "text", "bytes"]
)
def test_a_settings_file_that_cannot_be_read_stops_the_start(text: str, tmp_path: Path) -> None:
    path = tmp_path / "secrets.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ListeningRefused, match=re.escape(str(path))):
        modes._section([path])


def test_the_later_settings_file_counts(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[auth]\nclient_id = "a"\nclient_secret = "a"\n')
    (tmp_path / "b.toml").write_text('[auth]\nclient_id = "b"\n')
    (tmp_path / "c.toml").write_text('DATABASE_URL = "sqlite:///c.db"\n')
    files = [tmp_path / name for name in ("a.toml", "b.toml", "none.toml", "c.toml")]
    assert modes._section(files) == {"client_id": "b"}


def test_the_command_makes_a_section_that_lacks_only_what_the_office_knows() -> None:
    one, other = (tomllib.loads(secrets_command.section())["auth"] for _ in range(2))
    assert set(one) == set(SECTION)
    assert weakness(one["cookie_secret"]) is None
    assert one["cookie_secret"] != other["cookie_secret"]
    assert "giá trị mẫu: client_id, client_secret, server_metadata_url, redirect_uri" in refusal({}, one)
    filled = {**SECTION, "cookie_secret": one["cookie_secret"]}
    assert modes.decide({}, filled).mode is Mode.SIGN_IN


@pytest.mark.parametrize(
    ("mode", "address", "accepted"),
    [
        (Mode.LOCAL, "127.0.0.1", True),
        (Mode.LOCAL, "localhost", True),
        (Mode.LOCAL, "::1", True),
        (Mode.LOCAL, "0.0.0.0", False),
        (Mode.LOCAL, "192.168.1.4", False),
        (Mode.LOCAL, "", False),
        (Mode.LOCAL, None, False),
        (Mode.SIGN_IN, "0.0.0.0", True),
        (Mode.SIGN_IN, None, True),
        (Mode.PUBLIC, "0.0.0.0", True),
    ],
)
def test_other_machines_only_with_sign_in_or_on_purpose(mode: Mode, address: str | None, accepted: bool) -> None:
    if accepted:
        listening.check_address(mode, address)
        return
    with pytest.raises(ListeningRefused) as refused:
        listening.check_address(mode, address)
    assert "python -m core secrets" in str(refused.value)
    assert "TIENDO_PUBLIC_VIEW=1" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server.enableXsrfProtection", False),
        ("server.enableCORS", False),
        ("server.trustedUserHeaders", {"X-User": "email"}),
        ("server.enableAgentApi", True),
        ("server.enableStaticServing", True),
    ],
)
def test_an_option_that_opens_what_the_gate_closes_stops_the_start(name: str, value: Any) -> None:
    kept = {**listening._FIXED, "server.trustedUserHeaders": None}
    listening.check_options(lambda one: kept[one])
    with pytest.raises(ListeningRefused, match=name):
        listening.check_options(lambda one: value if one == name else kept[one])


@pytest.mark.parametrize(
    ("host", "name", "is_this_machine"),
    [
        ("localhost:8501", "localhost", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("[::1]:8501", "[::1]", True),
        ("[::1]", "[::1]", True),
        ("Tien-Do.tinh.vn:443", "tien-do.tinh.vn", False),
        ("127.0.0.1.tinh.vn", "127.0.0.1.tinh.vn", False),
        ("", "", False),
    ],
)
def test_names_of_machines(host: str, name: str, is_this_machine: bool) -> None:
    assert name_of(host) == name
    assert is_loopback(name_of(host)) is is_this_machine


@pytest.mark.parametrize(
    ("environment", "options", "said"),
    [
        ({}, ["--server.address", "0.0.0.0"], "TIENDO_PUBLIC_VIEW=1"),
        ({"TIENDO_AUTH_CLIENT_ID": "tien-do"}, [], "còn thiếu: TIENDO_AUTH_CLIENT_SECRET"),
        ({"TIENDO_PUBLIC_VIEW": "1"}, ["--server.enableXsrfProtection", "false"], "server.enableXsrfProtection"),
    ],
    ids=["open", "half", "loosened"],
)
def test_the_program_itself_does_not_start(environment: dict[str, str], options: list[str], said: str) -> None:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "0", *options]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": "", "HOME": "/nonexistent", "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert re.findall(r"(?i)streamlit app|browser|error", done.stderr) == []
