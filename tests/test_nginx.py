"""The shipped files for a server (deploy/) as a province would use them: real nginx, TLS, Canaille and Chromium."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import expect, sync_playwright
from sqlalchemy import select

from core.access.keyboard import THIS_MACHINE
from core.access.people import give
from core.access.rules import Role
from core.database import Database, open_database
from core.errors import ListeningRefused
from core.reference import rows_of
from core.settings import DATA
from core.tables import JournalEntry
from tests.browser.conftest import CHROMIUM, free_port, serving, streamlit
from tests.browser.provider import (
    Account,
    Provider,
    give_name_and_password,
    providing,
    sign_in_settings,
    sign_in_without_a_browser,
)
from tests.conftest import OPERATOR
from ui.frame import stopping
from ui.frame.modes import Mode, decide

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
HOST = "tien-do.tinh.example"
ORIGIN = f"https://{HOST}"
PERSON = Account("huyen-tuy-duc", "Nguyễn Thị Hạnh", "hanh@tinh.example")
TUY_DUC = "667"
# Where somebody is, as nginx sees it; where they say they are; and an address of loopback that is not nginx's.
OFFICE_PC, MADE_UP, NOT_THE_PROXY = "198.51.100.20", "203.0.113.7", "127.0.0.2"
UPLOAD_LIMIT = 21 * 1024 * 1024


@dataclass(frozen=True)
class Site:
    """nginx before the program. `direct` is the program itself, which nobody outside of the machine reaches."""

    secure_port: int
    plain_port: int
    direct: str
    certificate: Path
    folder: Path
    database: Database
    settings: Mapping[str, str]

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


def nginx_program() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    assert found, "nginx is missing: run `bash tests/run`, which installs it"
    return found


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this test for HOST, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    certificate, private = folder / "fullchain.pem", folder / "privkey.pem"
    certificate.write_bytes(built.public_bytes(pem))
    private.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    return certificate, private


def replaced(text: str, changes: dict[str, str]) -> str:
    """Every change must find its place: a file that was reworded is not tested by accident."""
    for old, new in changes.items():
        assert old in text, f"{old!r} is not in the shipped file"
        text = text.replace(old, new)
    return text


def before_replicas(shipped: str, apps: Sequence[int]) -> str:
    """The shipped file in front of processes at these ports, the first and as many of the others as are needed."""
    for shown, port in zip(("8501", "8511", "8512"), apps, strict=False):
        comment = "" if shown == "8501" else "#"
        changes = {
            f"    {comment}server 127.0.0.1:{shown} ": f"    server 127.0.0.1:{port} ",
            f"    {comment}{shown}    127.0.0.1:{shown};": f"    {port} 127.0.0.1:{port};",
        }
        shipped = replaced(shipped, changes)
    return shipped


def configuration(folder: Path, secure: int, plain: int, apps: Sequence[int], beside: str = "") -> str:
    """The shipped file with this test's ports and files, inside of the least that nginx needs around it.

    `beside`: another file of the same folder of nginx.
    """
    certificate, key = make_certificate(folder)
    shipped = replaced(
        before_replicas((DEPLOY / "nginx.conf").read_text(encoding="utf-8"), apps),
        {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl": f"listen 127.0.0.1:{secure} ssl",
            "/etc/ssl/tien-do/fullchain.pem": str(certificate),
            "/etc/ssl/tien-do/privkey.pem": str(key),
            "/var/log/nginx/tien-do.log": str(folder / "access.log"),
        },
    )
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    around = f"pid {folder}/nginx.pid;\nerror_log stderr warn;\ndaemon off;\nevents {{}}\n"
    # Everybody in this test is on loopback; one of them is taken to be in an office.
    afar = f"set_real_ip_from {NOT_THE_PROXY};\nreal_ip_header X-From;"
    return f"{around}http {{\naccess_log {folder}/other.log;\n{afar}\n{temporary}\n{shipped}\n{beside}}}\n"


@contextmanager
def proxying(folder: Path, *apps: int) -> Iterator[tuple[int, int]]:
    """nginx until the end of the block; yields its ports for https and http."""
    secure, plain = free_port(), free_port()
    written = folder / "nginx.conf"
    written.write_text(configuration(folder, secure, plain, apps), encoding="utf-8")
    if os.geteuid() == 0:
        # Its workers run as another account.
        for above in (folder, *folder.parents[:2]):
            above.chmod(above.stat().st_mode | 0o011)
    command = [nginx_program(), "-e", "stderr", "-c", str(written)]
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _wait_for_port(process, secure, folder / "nginx.log")
        yield secure, plain
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for_port(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"nginx did not start ({process.poll()}):\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with providing(tmp_path_factory.mktemp("provider"), free_port(), ORIGIN, (PERSON,)) as running:
        yield running


@pytest.fixture(scope="module")
def site(provider: Provider, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, port = tmp_path_factory.mktemp("site"), free_port()
    shutil.copy(sqlite_template, folder / "app.db")
    url = f"sqlite:///{folder / 'app.db'}"
    database = open_database(url)
    give(database, OPERATOR, PERSON.email or "", PERSON.name, Role.EDITOR, TUY_DUC)
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            settings = sign_in_settings(provider, ORIGIN)
            for name, value in settings.items():
                patch.setenv(name, value)
            command = streamlit("--server.port", str(port))
            direct = stack.enter_context(serving(command, port, url, folder / "app.log"))
        secure, plain = stack.enter_context(proxying(folder, port))
        yield Site(secure, plain, direct, folder / "fullchain.pem", folder, database, settings)
    database.engine.dispose()


class _AsResolved(httpx.HTTPTransport):
    """Finds HOST where a name server would say that it is; everything else where its address says."""

    def __init__(self, site: Site, local_address: str, found_at: dict[str, str]) -> None:
        super().__init__(verify=site.tls(), local_address=local_address)
        self._found_at = found_at

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != HOST:
            return super().handle_request(request)
        found = httpx.URL(self._found_at[request.url.scheme])
        address = request.url.copy_with(scheme=found.scheme, host=found.host, port=found.port)
        extensions = {**request.extensions, "sni_hostname": HOST}
        moved = httpx.Request(
            request.method, address, headers=request.headers, stream=request.stream, extensions=extensions
        )
        return super().handle_request(moved)


def visiting(site: Site, local_address: str, found_at: dict[str, str], **headers: str) -> httpx.Client:
    """Somebody who says to be at MADE_UP."""
    transport = _AsResolved(site, local_address, found_at)
    return httpx.Client(transport=transport, headers={"X-Forwarded-For": MADE_UP, **headers}, timeout=60)


@pytest.fixture
def client(site: Site) -> Iterator[httpx.Client]:
    """Somebody in an office, by way of nginx."""
    nginx = {"https": f"https://127.0.0.1:{site.secure_port}", "http": f"http://127.0.0.1:{site.plain_port}"}
    with visiting(site, NOT_THE_PROXY, nginx, **{"X-From": OFFICE_PC}) as visitor:
        yield visitor


def asked_for_websocket(site: Site, cookies: str, origin: str = ORIGIN) -> str:
    """The first line of the answer to a browser that wants a websocket."""
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {HOST}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Origin: {origin}",
        f"Cookie: {cookies}",
    ]
    with (
        socket.create_connection(("127.0.0.1", site.secure_port), timeout=20) as plain,
        site.tls().wrap_socket(plain, server_hostname=HOST) as secured,
    ):
        secured.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return secured.recv(4096).decode("latin-1").split("\r\n")[0]


def cookies_of(client: httpx.Client) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar if one.domain.strip(".") == HOST)


def journal(site: Site, action: str) -> list[JournalEntry]:
    with site.database.read() as session:
        query = select(JournalEntry).where(JournalEntry.action == action).order_by(JournalEntry.id)
        return list(session.scalars(query))


def test_plain_http_leads_to_https(client: httpx.Client) -> None:
    """Whatever host the visitor names, it leads to our own."""
    answer = client.get(f"http://{HOST}/giam-ngheo?huyen=tuy-duc", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (301, f"{ORIGIN}/giam-ngheo?huyen=tuy-duc")


def test_headers(client: httpx.Client) -> None:
    answer = client.get(f"{ORIGIN}/")
    assert answer.status_code == 401
    assert "Đăng nhập" in answer.text
    assert answer.headers.get_list("strict-transport-security") == ["max-age=63072000"]
    assert answer.headers["server"] == "nginx"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("version", "welcome"),
    [(ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_only_modern_tls(site: Site, version: ssl.TLSVersion, welcome: bool) -> None:
    context = site.tls()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", site.secure_port), timeout=20) as plain:
        try:
            context.wrap_socket(plain, server_hostname=HOST).close()
        except (ssl.SSLError, ConnectionError):
            assert not welcome
        else:
            assert welcome


def test_signed_in_from_where(site: Site, client: httpx.Client) -> None:
    """The journal has the address that nginx saw, not the one that the visitor made up; cookies are for https alone."""
    answer = sign_in_without_a_browser(client, ORIGIN, PERSON.login, "/giam-ngheo")
    assert (answer.status_code, str(answer.url)) == (200, f"{ORIGIN}/giam-ngheo")
    assert [entry.from_where for entry in journal(site, "sign-in")][-1:] == [OFFICE_PC]
    kept = [one for one in client.cookies.jar if one.name.startswith("_streamlit_user")]
    assert kept
    assert all(one.secure for one in kept)


def test_websocket_passes(site: Site, client: httpx.Client) -> None:
    assert "403" in asked_for_websocket(site, "")
    sign_in_without_a_browser(client, ORIGIN, PERSON.login)
    assert asked_for_websocket(site, cookies_of(client)) == "HTTP/1.1 101 Switching Protocols"


def test_websocket_of_another_site_is_refused(site: Site, client: httpx.Client) -> None:
    sign_in_without_a_browser(client, ORIGIN, PERSON.login)
    assert "101" not in asked_for_websocket(site, cookies_of(client), "https://evil.example")


@pytest.mark.parametrize(("comes_from", "written"), [(NOT_THE_PROXY, THIS_MACHINE), ("127.0.0.1", MADE_UP)])
def test_program_believes_only_the_proxy(site: Site, comes_from: str, written: str) -> None:
    """On the program's own port, where somebody says to be counts from 127.0.0.1 alone: that is nginx."""
    with visiting(site, comes_from, {"https": site.direct}) as visitor:
        assert sign_in_without_a_browser(visitor, ORIGIN, PERSON.login).status_code == 200
    assert [entry.from_where for entry in journal(site, "sign-in")][-1] == written


@pytest.mark.parametrize(("size", "refused"), [(UPLOAD_LIMIT - 1, False), (UPLOAD_LIMIT + 1, True)])
def test_upload_larger_than_the_limit(client: httpx.Client, size: int, refused: bool) -> None:
    """nginx refuses what is over its limit by the announced size alone; below it the program decides."""
    try:
        answer = client.put(f"{ORIGIN}/_stcore/upload_file/nobody/file", content=b"0" * size)
    except httpx.WriteError:
        assert refused
    else:
        assert (answer.status_code, answer.headers["server"]) == (413 if refused else 401, "nginx")


def test_long_cookies_pass(client: httpx.Client) -> None:
    """Tokens of some providers are longer than the 8 KB that nginx takes by itself."""
    for part in range(3):
        client.cookies.set(f"padding_{part}", "x" * 4000, domain=HOST)
    assert client.get(f"{ORIGIN}/").status_code == 401


def test_signing_in_has_a_rate(client: httpx.Client) -> None:
    """Last of those from this address: 30 at once, then one a second."""
    answers = [client.get(f"{ORIGIN}/auth/login").status_code for _ in range(60)]
    assert answers[0] == 302
    assert answers[-1] == 429


def written_by_nginx(site: Site, expected: str) -> str:
    """The log once this stands in it: nginx writes after it has answered."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        log = (site.folder / "access.log").read_text(encoding="utf-8")
        if expected in log:
            return log
        time.sleep(0.05)
    pytest.fail(f"{expected} is not in the log:\n{log}")


def test_log_has_no_codes(site: Site, client: httpx.Client) -> None:
    client.get(f"{ORIGIN}/lich/nghia-vu.ics?khoa=bi-mat")
    log = written_by_nginx(site, "/lich/nghia-vu.ics")
    assert "bi-mat" not in log
    assert "code=" not in log


@pytest.mark.browser
def test_sign_in_through_the_proxy(site: Site) -> None:
    """A browser that finds the host at nginx signs in, keeps its deep link and has its screen drawn over wss."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: run `bash tests/run`, which installs it"
    resolve = f"--host-resolver-rules=MAP {HOST}:443 127.0.0.1:{site.secure_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*CHROMIUM, resolve])
        page = browser.new_context(locale="vi-VN", ignore_https_errors=True).new_page()
        complaints: list[str] = []
        page.on(
            "console",
            lambda said: (
                complaints.append(f"{said.location.get('url')}: {said.text}") if said.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(f"{ORIGIN}: {error}"))
        page.goto(f"{ORIGIN}/giam-ngheo?huyen=tuy-duc")
        complaints.clear()  # Chromium complains about the 401 that asks to sign in.
        page.get_by_role("link", name="Đăng nhập").click()
        give_name_and_password(page, PERSON)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Giảm nghèo")
        assert page.url == f"{ORIGIN}/giam-ngheo?huyen=tuy-duc"
        assert [said for said in complaints if said.startswith(ORIGIN)] == []
        browser.close()


@contextmanager
def second_process(site: Site) -> Iterator[str]:
    """Another process of the same program, with the same settings on the same database."""
    port = free_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in site.settings.items():
            patch.setenv(name, value)
        command = streamlit("--server.port", str(port))
        with serving(command, port, site.database.url, site.folder / "second.log") as address:
            yield address


class _Apart(httpx.HTTPTransport):
    """What begins a sign-in goes to one process, all else to the other: as where the first one stopped meanwhile."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__()
        self._first, self._second = httpx.URL(first), httpx.URL(second)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == HOST:
            to = self._first if request.url.path in ("/dang-nhap", "/auth/login") else self._second
            address = request.url.copy_with(scheme=to.scheme, host=to.host, port=to.port)
            headers = {**request.headers, "x-forwarded-proto": "https"}
            request = httpx.Request(request.method, address, headers=headers, stream=request.stream)
        return super().handle_request(request)


def test_a_sign_in_begun_in_one_process_ends_in_another(site: Site) -> None:
    with second_process(site) as second, httpx.Client(transport=_Apart(site.direct, second)) as visitor:
        answer = sign_in_without_a_browser(visitor, ORIGIN, PERSON.login, "/giam-ngheo")
        assert (answer.status_code, str(answer.url)) == (200, f"{ORIGIN}/giam-ngheo")


def settings_in(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_example_settings_are_refused_until_replaced() -> None:
    """As shipped, and with any one placeholder left."""
    shipped = settings_in(DEPLOY / "env.example")
    with pytest.raises(ListeningRefused):
        decide(shipped, {})
    real = {
        "TIENDO_AUTH_CLIENT_ID": "tien-do",
        "TIENDO_AUTH_CLIENT_SECRET": os.urandom(16).hex(),
        "TIENDO_AUTH_METADATA_URL": "https://sso.tinh.gov.vn/realms/tinh/.well-known/openid-configuration",
        "TIENDO_AUTH_REDIRECT_URI": "https://tien-do.tinh.gov.vn/oauth2callback",
        "TIENDO_AUTH_COOKIE_SECRET": os.urandom(32).hex(),
    }
    assert real.keys() == {
        name for name, value in shipped.items() if "THAY-" in value or name.startswith("TIENDO_AUTH_")
    }
    assert decide({**shipped, **real}, {}).mode is Mode.SIGN_IN
    for name in real:
        with pytest.raises(ListeningRefused):
            decide({**shipped, **real, name: shipped[name]}, {})


def test_both_files_for_nginx_go_together(tmp_path: Path) -> None:
    """That of the program and that of Canaille, in one folder of nginx, as on one machine."""
    certificate, key = make_certificate(tmp_path)
    paths = {"/etc/ssl/dang-nhap/fullchain.pem": str(certificate), "/etc/ssl/dang-nhap/privkey.pem": str(key)}
    beside = replaced((DEPLOY / "canaille" / "nginx.conf").read_text(encoding="utf-8"), paths)
    written = tmp_path / "nginx.conf"
    written.write_text(configuration(tmp_path, free_port(), free_port(), (8501,), beside), encoding="utf-8")
    command = [nginx_program(), "-e", "stderr", "-t", "-c", str(written)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_the_public_view_stands_beside_the_program(tmp_path: Path) -> None:
    """Its file for nginx together with that of the program; its port and its settings are the same in all its files."""
    certificate, key = make_certificate(tmp_path)
    paths = {
        "/etc/ssl/cong-khai/fullchain.pem": str(certificate),
        "/etc/ssl/cong-khai/privkey.pem": str(key),
        "/var/log/nginx/cong-khai.log": str(tmp_path / "public.log"),
        "server 127.0.0.1:8502;": "server 127.0.0.1:8502;",
    }
    beside = replaced((DEPLOY / "nginx-cong-khai.conf").read_text(encoding="utf-8"), paths)
    written = tmp_path / "nginx.conf"
    written.write_text(configuration(tmp_path, free_port(), free_port(), (8501,), beside), encoding="utf-8")
    command = [nginx_program(), "-e", "stderr", "-t", "-c", str(written)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr
    assert "    location /metrics {\n        return 404;\n    }\n" in beside
    service = (DEPLOY / "tien-do-cong-khai.service").read_text(encoding="utf-8")
    assert "--server.port 8502" in service
    assert "EnvironmentFile=/etc/tien-do/cong-khai.env" in service
    assert "StateDirectory" not in service
    shipped = settings_in(DEPLOY / "public.env.example")
    assert decide(shipped, {}).mode is Mode.PUBLIC
    assert shipped["DATABASE_URL"].startswith("postgresql+psycopg://tien_do_doc:")


def test_the_command_runs_with_the_settings_of_the_service(sqlite: Database, tmp_path: Path) -> None:
    """From any folder: it finds the person in the database that the settings name."""
    give(sqlite, OPERATOR, PERSON.email or "", PERSON.name, Role.EDITOR, TUY_DUC)
    settings, program = tmp_path / "tien-do.env", tmp_path / "tien-do"
    settings.write_text(f"# Ghi chú\nDATABASE_URL={sqlite.url}\nTIENDO_LOG=json\n", encoding="utf-8")
    changes = {
        "/etc/tien-do/tien-do.env": str(settings),
        "/opt/tien-do/.venv/bin/python": sys.executable,
        "/opt/tien-do": str(DEPLOY.parent),
    }
    program.write_text(replaced((DEPLOY / "tien-do").read_text(encoding="utf-8"), changes), encoding="utf-8")
    command = ["sh", str(program), "access", "list"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert f"{PERSON.name} <{PERSON.email}>" in done.stdout.decode()


@pytest.mark.parametrize(("asked", "log"), [({}, ""), ({"TIENDO_LOG": "json"}, "json")], ids=["plain", "json"])
def test_a_command_speaks_to_whoever_runs_it(tmp_path: Path, asked: dict[str, str], log: str) -> None:
    """However the service logs."""
    settings, program = tmp_path / "tien-do.env", tmp_path / "tien-do"
    settings.write_text("TIENDO_LOG=json\n", encoding="utf-8")
    changes = {"/etc/tien-do/tien-do.env": str(settings), "/opt/tien-do/.venv/bin/python": "printenv TIENDO_LOG #"}
    program.write_text(replaced((DEPLOY / "tien-do").read_text(encoding="utf-8"), changes), encoding="utf-8")
    environment = {"PATH": os.environ["PATH"], **asked}
    done = subprocess.run(["sh", str(program), "init"], env=environment, capture_output=True, timeout=60, check=True)
    assert done.stdout.decode() == f"{log}\n"


class _Echo(BaseHTTPRequestHandler):
    """Says back for which host it was asked."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write((self.headers["Host"] or "").encode())

    def log_message(self, format: str, *args: Any) -> None:
        """On stderr it would say every request."""


@pytest.mark.parametrize("host", [HOST, f"{HOST}:8443"])
def test_the_program_is_asked_for_the_host_that_the_browser_wrote(tmp_path: Path, host: str) -> None:
    """With its port: websockets are compared with the address that the page has."""
    with (
        HTTPServer(("127.0.0.1", 0), _Echo) as echo,
        proxying(tmp_path, echo.server_port) as (secure, _),
    ):
        threading.Thread(target=echo.serve_forever, daemon=True).start()
        said = httpx.get(f"https://127.0.0.1:{secure}/giam-ngheo", headers={"Host": host}, verify=False)
        echo.shutdown()
    assert said.text == host


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("AxiosError: Request failed with status code 503", "Tệp chưa tới máy chủ: kết nối bị ngắt. Chưa lưu gì; hãy"),
        ("AxiosError: Network Error", "Tệp chưa tới máy chủ: kết nối bị ngắt. Chưa lưu gì; hãy chọn lại tệp."),
        ("AxiosError: Request failed with status code 413", "Tệp quá lớn nên không được nhận. Chưa lưu gì."),
        ("Request failed with status code 429", "Đang có quá nhiều tệp được tải lên. Chưa lưu gì; hãy chờ ít phút"),
        ("AxiosError: Request failed with status code 403", "Tệp không được nhận (mã 403). Chưa lưu gì; hãy tải lại"),
        ("Connection failed with status 503.", "Máy chủ của Tiến Độ đang khởi động lại hoặc không trả lời."),
        ("Connection failed with status 502, and response:", "Máy chủ của Tiến Độ đang khởi động lại hoặc không"),
        ("Connection failed with status 418.", "Không kết nối được (mã 418). Hãy tải lại trang;"),
    ],
)
def test_what_the_page_says_when_nobody_answers_is_for_people(english: str, vietnamese: str) -> None:
    """The first rule that fits counts, as in static/tien-do.js."""
    rules = [row for row in rows_of(DATA / "chrome_words.csv") if row["kind"] == "pattern"]
    rule = next(row for row in rules if re.search(row["english"], english))
    said = re.sub(rule["english"], re.sub(r"\$(\d)", r"\\\1", rule["vietnamese"]), english)
    assert said.startswith(vietnamese)
    assert said.endswith(".")


def test_nobody_changes_their_own_address_at_canaille() -> None:
    """The address says who somebody is: whoever could write another one would come in as somebody else."""
    shipped = tomllib.loads((DEPLOY / "canaille" / "canaille.toml").read_text(encoding="utf-8"))
    assert shipped["CANAILLE"]["ACL"]["DEFAULT"]["WRITE"] == ["password"]
    assert shipped["CANAILLE"]["ENABLE_REGISTRATION"] is False


def test_service_runs_where_the_settings_say() -> None:
    """Port of nginx, folder of the database and file of the settings are the same in all shipped files.

    Each waits longer for a process to stop than the process for what it writes.
    """
    service = (DEPLOY / "tien-do.service").read_text(encoding="utf-8")
    assert "--server.port 8501" in service
    assert "StateDirectory=tien-do\n" in service
    assert "EnvironmentFile=/etc/tien-do/tien-do.env" in service
    assert settings_in(DEPLOY / "env.example")["DATABASE_URL"].startswith("sqlite:////var/lib/tien-do/")
    of_many = (DEPLOY / "tien-do@.service").read_text(encoding="utf-8")
    assert "--server.port %i" in of_many
    assert "EnvironmentFile=/etc/tien-do/tien-do.env" in of_many
    assert "StateDirectory" not in of_many
    for unit in (service, of_many):
        assert int(unit.split("TimeoutStopSec=")[1].split()[0]) > stopping.LONGEST_SECONDS
