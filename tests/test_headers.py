"""What browsers are told about every answer."""

import base64
import hashlib
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_routes import create_upload_routes

from tests.signed_in import PROVIDER
from tests.test_frame import ask, streamlit_itself
from ui.frame import document, gate_words, headers
from ui.frame.modes import Mode, Running

TOKEN, OTHER_TOKEN = (generate_xsrf_token_string(one * 16) for one in (b"a", b"b"))
SIGN_IN, LOCAL = Running(Mode.SIGN_IN, PROVIDER), Running(Mode.LOCAL)


def policy(running: Running) -> dict[str, str]:
    pairs = (part.strip().split(" ", 1) for part in headers.policy(running).split(";"))
    return dict(pairs)  # type: ignore[arg-type]


@pytest.mark.parametrize("running", [SIGN_IN, LOCAL], ids=["sign-in", "local"])
def test_no_script_runs_but_ours_and_streamlits(running: Running) -> None:
    found = policy(running)
    assert "unsafe" not in found["script-src"]
    assert re.findall(r"https?:|\*|data:|blob:", found["script-src"]) == []
    assert (found["default-src"], found["object-src"], found["frame-ancestors"]) == ("'self'", "'none'", "'none'")
    assert found["base-uri"] == found["form-action"] == "'self'"


def test_the_one_inline_script_is_known_by_its_contents() -> None:
    inline = re.findall(r"<script>(.*?)</script>", document.page().decode("utf-8"), re.DOTALL)
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    assert policy(LOCAL)["script-src"] == f"'self' 'sha256-{digest}'"
    assert not re.search(r"\son\w+=|javascript:", document.page().decode("utf-8"))


def test_another_inline_script_is_another_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = headers.policy(LOCAL)
    monkeypatch.setattr(document, "_words", lambda: [{"kind": "text", "english": "x", "vietnamese": "y"}])
    assert headers.policy(LOCAL) != before


def test_the_websocket_of_ones_own_name_is_named() -> None:
    """Some browsers do not count it among one's own addresses."""
    assert policy(SIGN_IN)["connect-src"] == "'self' wss://tien-do.tinh.vn"


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/media/x.csv"])
def test_every_answer_carries_them_whatever_it_said_itself(path: str) -> None:
    async def careless(scope: Scope, receive: Receive, send: Send) -> None:
        own = [(b"x-frame-options", b"ALLOWALL"), (b"content-security-policy", b"default-src *")]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": b""})

    found = ask(headers.Headers(careless, LOCAL), path).headers
    assert found["x-content-type-options"] == "nosniff"
    assert found["x-frame-options"] == "DENY"
    assert found["referrer-policy"] == "same-origin"
    assert found["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in found["permissions-policy"]
    assert found["content-security-policy"] == headers.policy(LOCAL)
    assert "strict-transport-security" not in ask(headers.Headers(streamlit_itself, SIGN_IN), path).headers


def test_the_pages_before_sign_in_need_no_script_and_no_inline_style() -> None:
    page = gate_words.refused_page("Xin chào <b>").body.decode()
    assert "<script" not in page
    assert "style=" not in page
    assert "&lt;b&gt;" in page
    assert [name for name in re.findall(r'(?:href|src)="/tien-do/([^"?]+)', page) if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    return (document.STATIC / name).is_file()


@pytest.mark.parametrize(
    ("header", "cookie", "status"),
    [
        (None, None, 403),
        (TOKEN, None, 403),
        (None, TOKEN, 403),
        (OTHER_TOKEN, TOKEN, 403),
        (TOKEN, TOKEN, 204),
    ],
    ids=["nothing", "no cookie", "no header", "another", "both"],
)
def test_a_file_is_taken_only_from_our_own_page(header: str | None, cookie: str | None, status: int) -> None:
    """Another site can make a browser send our cookies, but can't know the token in them."""
    files = MemoryUploadedFileManager("/_stcore/upload_file")
    runtime = SimpleNamespace(is_active_session=lambda _session: True)
    app = Starlette(routes=create_upload_routes(runtime, files, ""))  # type: ignore[arg-type]
    given = {"content_type": "multipart/form-data; boundary=b", "host": "127.0.0.1:8501"}
    given |= {"x_xsrftoken": header} if header else {}
    given |= {"cookie": f"_streamlit_xsrf={cookie}"} if cookie else {}
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\na;b\r\n--b--\r\n'
    assert ask(app, "/_stcore/upload_file/phien/tep", method="PUT", body=body, **given).status == status
    assert len(files.file_storage.get("phien", {})) == (1 if status == 204 else 0)
