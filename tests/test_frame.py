"""The page around every screen: what it says, what it asks for early, what browsers may keep."""

import asyncio
import gzip
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from core.errors import FrameChanged
from core.reference import rows_of
from core.settings import DATA, ROOT
from ui.components.plain_text import plain
from ui.frame import assets, document, listening
from ui.frame.modes import Mode, Running
from ui.palette import DARK, LIGHT


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def ask(app: Any, path: str, query: str = "", method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    """One request, without a network."""
    answer = Answer()

    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            answer.body += message.get("body", b"")

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": given,
        "root_path": "",
    }
    asyncio.run(app(scope, receive, send))
    return answer


async def streamlit_itself(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"streamlit"})


def test_the_page_is_vietnamese_and_asks_for_charts_and_fonts_with_itself() -> None:
    page = document.page().decode("utf-8")
    assert '<html lang="vi">' in page
    assert "<title>Tiến Độ</title>" in page
    assert "You need to enable JavaScript" not in page
    early = re.findall(r'<link rel="modulepreload" crossorigin href="\./static/js/(PlotlyChart\.[^"]+)">', page)
    assert [(document.STREAMLIT / "static" / "js" / name).is_file() for name in early] == [True]
    assert len(re.findall(r'<link rel="preload" href="\./tien-do/fonts/[^"]+woff2"', page)) == 2
    assert "SourceSans" not in page


def test_everything_the_page_names_of_ours_is_there() -> None:
    page = document.page().decode("utf-8")
    style = (ROOT / "static" / "tien-do.css").read_text(encoding="utf-8")
    named = re.findall(r'\./tien-do/([^"?]+)', page) + re.findall(r'url\("([^"]+)"\)', style)
    assert {"tien-do.css", "tien-do.js", "icon.png"} < set(named)
    assert [name for name in named if not (ROOT / "static" / name).is_file()] == []


def test_nothing_of_ours_is_fetched_from_elsewhere() -> None:
    files = [*(ROOT / "static").glob("*.js"), *(ROOT / "static").glob("*.css")]
    assert len(files) == 3
    assert [path.name for path in files if re.search(r"https?://|//cdn", path.read_text(encoding="utf-8"))] == []


def test_words_cannot_close_the_script_they_are_written_in(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"kind": "text", "english": "x", "vietnamese": "</script><b>"}
    monkeypatch.setattr(document, "_words", lambda: [row])
    assert "</script><b>" not in document._opening_script()


@pytest.mark.parametrize(
    "gone",
    ['<html lang="en">', "<title>Streamlit</title>", "SourceSans", "window.prerenderReady = false", "</head>"],
)
def test_another_streamlit_stops_the_start_with_its_reason(
    gone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(document.STREAMLIT / "static" / "js", tmp_path / "static" / "js")
    html = (document.STREAMLIT / "index.html").read_text(encoding="utf-8")
    assert gone in html
    (tmp_path / "index.html").write_text(html.replace(gone, ""), encoding="utf-8")
    monkeypatch.setattr(document, "STREAMLIT", tmp_path)
    with pytest.raises(FrameChanged, match="phiên bản đã ghim"):
        document.page()


def test_a_missing_chunk_stops_the_start_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "static" / "js").mkdir(parents=True)
    shutil.copy(document.STREAMLIT / "index.html", tmp_path)
    monkeypatch.setattr(document, "STREAMLIT", tmp_path)
    with pytest.raises(FrameChanged, match="PlotlyChart"):
        document.page()


@pytest.mark.parametrize("path", ["/", "/giam-ngheo", "/nguon-kiem-tra"])
def test_every_screen_has_our_page_and_a_second_visit_costs_nothing(path: str) -> None:
    app = document.OurPage(streamlit_itself)
    first = ask(app, path)
    assert (first.status, first.headers["cache-control"]) == (200, "no-cache")
    assert first.body == document.page()
    again = ask(app, path, if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/_stcore/health", "/static/js/index.js", "/media/x.png", "/khong-co"])
def test_all_else_is_streamlits(path: str) -> None:
    assert ask(document.OurPage(streamlit_itself), path).body == b"streamlit"


def test_what_is_sent_to_a_screen_is_not_answered_with_the_page() -> None:
    assert ask(document.OurPage(streamlit_itself), "/giam-ngheo", method="POST").body == b"streamlit"


def test_our_files_may_be_kept_for_ever_where_their_address_changes_with_them() -> None:
    app = Starlette(routes=assets.routes())
    answer = ask(app, "/tien-do/tien-do.css", "v=123")
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]
    assert "immutable" not in ask(app, "/tien-do/fonts/inter-latin-wght-normal.woff2").headers["cache-control"]
    assert document.address_of("tien-do.css") != document.address_of("tien-do.js")
    assert ask(app, "/tien-do/../core/settings.py").status == 404


def test_scripts_and_styles_of_the_frame_travel_compressed() -> None:
    """Streamlit sends them as they are; over an office line that is most of the wait for a first chart."""
    app = assets.PackedFiles(streamlit_itself)
    name = document._chunk("PlotlyChart")
    answer = ask(app, f"/static/js/{name}", accept_encoding="gzip, deflate")
    assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in answer.headers["cache-control"]
    whole = (document.STREAMLIT / "static" / "js" / name).read_bytes()
    assert gzip.decompress(answer.body) == whole
    assert len(answer.body) < len(whole) / 3


@pytest.mark.parametrize(
    ("path", "accepted"),
    [
        ("/static/js/none.js", "gzip"),
        ("/static/js/../../index.html", "gzip"),
        ("/static/media/font.woff2", "gzip"),
        ("/static/js/{plotly}", "identity"),
    ],
)
def test_what_is_not_compressed_goes_on_to_streamlit(path: str, accepted: str) -> None:
    asked = path.replace("{plotly}", document._chunk("PlotlyChart"))
    assert ask(assets.PackedFiles(streamlit_itself), asked, accept_encoding=accepted).body == b"streamlit"


def test_no_word_is_translated_twice_and_every_pattern_is_one() -> None:
    rows = rows_of(DATA / "chrome_words.csv")
    assert {row["kind"] for row in rows} == {"text", "pattern"}
    assert len({row["english"] for row in rows}) == len(rows)
    assert [row for row in rows if row["kind"] == "pattern" and not re.compile(row["english"])] == []
    assert [row for row in rows if not row["vietnamese"]] == []


def _contrast(one: str, other: str) -> float:
    """As WCAG 2 computes it."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_tone_is_readable_on_its_page(palette: Any) -> None:
    """4.5 : 1 is what text needs."""
    words = ("ink", "muted", "plan", "good", "info", "warn", "bad", "late", "none", "investment", "operating")
    assert [name for name in words if _contrast(palette.tone(name), palette.page) < 4.5] == []


def test_charts_tables_and_theme_have_the_same_colours() -> None:
    """Charts take them from ui/palette.py, tables from the stylesheet, Streamlit from its theme."""
    style = (ROOT / "static" / "tien-do.css").read_text(encoding="utf-8")
    given = dict(re.findall(r"--td-(\w+): (light-dark\([^)]+\))", style))
    names = {"text": "ink", "muted": "muted", "line": "grid", "page": "page", "good": "good", "info": "info"}
    names |= {"warn": "warn", "bad": "bad", "late": "late", "none": "none"}
    assert {name: given[name] for name in names} == {
        name: f"light-dark({getattr(LIGHT, role)}, {getattr(DARK, role)})" for name, role in names.items()
    }
    theme = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    for palette in (LIGHT, DARK):
        assert f'backgroundColor = "{palette.page}"' in theme
        assert f'textColor = "{palette.ink}"' in theme


@pytest.mark.parametrize(("path", "refused"), [("", False), ("/", False), (None, False), ("td", True), ("/td/", True)])
def test_below_a_path_the_program_does_not_start(
    path: str | None, refused: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "running", lambda: Running(Mode.LOCAL))
    options = {**listening._FIXED, "server.address": "127.0.0.1", "server.baseUrlPath": path}
    if not refused:
        assert listening.start(options.__getitem__).mode is Mode.LOCAL
        return
    with pytest.raises(SystemExit):
        listening.start(options.__getitem__)
    assert "--server.baseUrlPath" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["https://evil.example/x", "![z](https://evil.example/p.png)", "www.evil.example", "ai@evil.example"]
)
def test_text_of_files_never_looks_like_a_link_to_markdown(text: str) -> None:
    """An unseen joiner stands where the look of a link would begin; all the letters are still there."""
    made = plain(text)
    assert not re.search(r"://\w|www\.|\w@", made.replace("\\", ""))
    assert re.sub(r"[\\\u2060]", "", made) == text
