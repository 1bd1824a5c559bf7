"""Several processes of the program on one database, behind the nginx that we ship, and people who hand in files there.

A person here speaks what a browser speaks: the cookies, the websocket with Streamlit's messages, the upload beside it.
"""

import json
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import cast

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from core.access.rules import Grant
from core.database import Database
from tests.browser.conftest import ROOT, environment, free_port, streamlit
from tests.signed_in import PROVIDER, begun, claims_of

assert PROVIDER is not None
ORIGIN, HOST = PROVIDER.origin, PROVIDER.host
SETTINGS = {
    "TIENDO_AUTH_CLIENT_ID": PROVIDER.client_id,
    "TIENDO_AUTH_CLIENT_SECRET": PROVIDER.client_secret,
    "TIENDO_AUTH_METADATA_URL": PROVIDER.server_metadata_url,
    "TIENDO_AUTH_REDIRECT_URI": PROVIDER.redirect_uri,
    "TIENDO_AUTH_COOKIE_SECRET": PROVIDER.cookie_secret,
}
USER, REPLICA, XSRF = "_streamlit_user", "tien_do_nhanh", "_streamlit_xsrf"
START_SECONDS, ANSWER_SECONDS = 180, 60
# What a person meets while the process that they were at is gone.
Gone = (WebSocketException, OSError, httpx.TransportError, EOFError)


@dataclass
class Replica:
    """One process of the program; what it says goes to `log`."""

    port: int
    url: str
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        with self.log.open("ab") as written:
            self.process = subprocess.Popen(
                streamlit("--server.port", str(self.port)),
                cwd=ROOT,
                env={**environment(self.url), **SETTINGS},
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
            )

    def wait_until_it_answers(self) -> None:
        """Several start at once, on the cores that one would have for itself."""
        assert self.process is not None
        until, wait = time.monotonic() + START_SECONDS, threading.Event()
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.version()
            except OSError:
                wait.wait(0.1)
            else:
                return
        raise AssertionError(f"{self.process.poll()}:\n{self.log.read_text(encoding='utf-8', errors='replace')}")

    def end(self, how: signal.Signals) -> int:
        """What it ended with."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(timeout=ANSWER_SECONDS)

    def version(self) -> int:
        with urllib.request.urlopen(f"{self.address}/healthz", timeout=ANSWER_SECONDS) as answer:
            found: int = json.load(answer)["version"]
            return found


@contextmanager
def running_together(url: str, folder: Path, how_many: int) -> Iterator[list[Replica]]:
    """All started at once, from the moment that all of them answer."""
    replicas = [Replica(free_port(), url, folder / f"{number}.log") for number in range(how_many)]
    try:
        for one in replicas:
            one.begin()
        for one in replicas:
            one.wait_until_it_answers()
        yield replicas
    finally:
        for one in replicas:
            if one.process is not None:
                one.process.kill()
                one.process.wait()


def cookie_of(database: Database, email: str, grant: Grant) -> str:
    """Somebody who has signed in: the cookie that their browser got then."""
    begun(database, email, [grant])
    claims = {**claims_of(email), "origin": ORIGIN, "is_logged_in": True}
    return create_signed_value(SETTINGS["TIENDO_AUTH_COOKIE_SECRET"], USER, json.dumps(claims)).decode()


@dataclass
class Screen:
    """What a run of a screen drew; `buttons` are labels by id."""

    texts: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    uploader: str = ""

    def add(self, element: Element) -> None:
        match element.WhichOneof("type"):
            case "alert":
                self.texts.append(element.alert.body)
            case "markdown":
                self.texts.append(element.markdown.body)
            case "exception":
                self.texts.append(f"exception: {element.exception.message}")
            case "button":
                self.buttons[element.button.id] = element.button.label
            case "file_uploader":
                self.uploader = element.file_uploader.id

    def says(self, words: str) -> bool:
        return any(words in text for text in self.texts)


class Tab:
    """A browser tab on one screen, at nginx. `screen` is what it shows."""

    def __init__(self, port: int, user: str, page: str = "nop-so-lieu") -> None:
        self.page, self.cookies = page, {USER: user}
        self.screen = Screen()
        self._states: dict[str, WidgetState] = {}
        self._session = ""
        self._trust = ssl.create_default_context()
        self._trust.check_hostname, self._trust.verify_mode = False, ssl.CERT_NONE
        self._port = port
        self._http = httpx.Client(verify=self._trust, timeout=ANSWER_SECONDS, headers={"Host": HOST})
        self._open, self._socket = ExitStack(), cast(ClientConnection | None, None)

    @property
    def at(self) -> int:
        """The port of the process that the tab's websocket leads to."""
        return int(self.cookies[REPLICA])

    def close(self) -> None:
        self._open.close()
        self._http.close()

    def open(self) -> "Tab":
        """The page, then its websocket, then the first run; again after the process was gone, as a browser does."""
        self._open.close()
        if XSRF not in self.cookies:
            self._remember(self._ask("GET", "/_stcore/health").headers.get_list("set-cookie"))
        words = ["streamlit", self.cookies[XSRF], *([self._session] if self._session else [])]
        plain = socket.create_connection(("127.0.0.1", self._port), timeout=ANSWER_SECONDS)
        secured = self._open.enter_context(self._trust.wrap_socket(plain, server_hostname=HOST))
        connecting = connect(
            f"ws://{HOST}/_stcore/stream",  # over what is secured already
            sock=secured,
            origin=Origin(ORIGIN),
            subprotocols=[Subprotocol(word) for word in words],
            additional_headers={"Cookie": self._cookie_line()},
            compression=None,
            max_size=None,
            proxy=None,
            open_timeout=ANSWER_SECONDS,
        )
        self._socket = self._open.enter_context(connecting)
        assert self._socket.response is not None
        self._remember(self._socket.response.headers.get_all("set-cookie"))
        self.run()
        return self

    def _ask(self, method: str, path: str, **given: object) -> httpx.Response:
        headers = {"Cookie": self._cookie_line(), "Origin": ORIGIN, "X-Xsrftoken": self.cookies.get(XSRF, "")}
        request = self._http.build_request(
            method,
            f"https://127.0.0.1:{self._port}{path}",
            headers=headers,
            **given,  # type: ignore[arg-type]
        )
        return self._http.send(request)

    def _cookie_line(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _remember(self, lines: list[str]) -> None:
        for line in lines:
            jar: SimpleCookie = SimpleCookie(line)
            self.cookies |= {name: morsel.value for name, morsel in jar.items() if morsel.value}

    def _send(self, message: BackMsg) -> None:
        assert self._socket is not None
        self._socket.send(message.SerializeToString())

    def _messages(self) -> Iterator[ForwardMsg]:
        assert self._socket is not None
        while True:
            raw = self._socket.recv(timeout=ANSWER_SECONDS)
            assert isinstance(raw, bytes)
            yield ForwardMsg.FromString(raw)

    def run(self, *pressed: str) -> Screen:
        """The screen anew, with a button pressed; what it shows when the run has ended."""
        asked = BackMsg()
        run = asked.rerun_script
        run.page_name, run.context_info.url = self.page, f"{ORIGIN}/{self.page}"
        run.widget_states.widgets.extend(self._states.values())
        run.widget_states.widgets.extend(WidgetState(id=one, trigger_value=True) for one in pressed)
        self._send(asked)
        for message in self._messages():
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self._session, self.screen = message.new_session.initialize.session_id, Screen()
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self.screen.add(message.delta.new_element)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self._states = {key: one for key, one in self._states.items() if key == self.screen.uploader}
                return self.screen
        raise AssertionError("unreachable")

    def choose(self, name: str, content: bytes) -> Screen:
        """The file is sent beside the websocket, then the screen shows how it was read."""
        asked = BackMsg()
        request = asked.file_urls_request
        request.request_id, request.session_id = name, self._session
        request.file_names.append(name)
        self._send(asked)
        answers = (one.file_urls_response for one in self._messages() if one.WhichOneof("type") == "file_urls_response")
        urls = next(answers).file_urls[0]
        answer = self._ask("PUT", urls.upload_url, files={"file": (name, content, "text/csv")})
        if answer.status_code != 204:
            raise EOFError(f"{answer.status_code} {answer.text[:200]}")
        state = WidgetState(id=self.screen.uploader)
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.name, info.size, info.file_id = name, len(content), urls.file_id
        info.file_urls.CopyFrom(urls)
        self._states[state.id] = state
        return self.run()

    def confirm(self) -> Screen:
        return self.run(next(key for key, label in self.screen.buttons.items() if label.startswith("Xác nhận")))

    def hand_in(self, name: str, content: bytes) -> Screen:
        """Chosen and confirmed."""
        self.choose(name, content)
        return self.confirm()


def come_back(tab: Tab, tries: int = 40) -> Tab:
    """Until the tab has a websocket again."""
    for _ in range(tries):
        try:
            return tab.open()
        except Gone as error:
            said = error
    raise AssertionError(f"nobody answered: {said!r}")
