"""What stands in the HTML tables of a screen, as frames of texts."""

from html.parser import HTMLParser

import pandas as pd
from streamlit.testing.v1 import AppTest


class _Reader(HTMLParser):
    """Body rows as lists of texts, the lowest line of headings, addresses by text."""

    def __init__(self) -> None:
        super().__init__()
        self.head: dict[int, str] = {}
        self.rows: list[list[str]] = []
        self.links: list[tuple[str, str]] = []
        self._in_body, self._text, self._href, self._place = False, [""], "", -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "tbody":
            self._in_body = True
        elif tag == "tr" and self._in_body:
            self.rows.append([])
        elif tag in ("td", "th"):
            self._text, self._place = [], -1
        elif tag == "span" and given.get("data-place"):
            self._place = int(given["data-place"] or 0)
        elif tag == "br":
            self._text.append("\n")
        elif tag == "a":
            self._href = given.get("href") or ""

    def handle_data(self, data: str) -> None:
        self._text.append(data)
        if self._href:
            self.links.append((data, self._href))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._href = ""
        elif tag in ("td", "th") and self._in_body:
            self.rows[-1].append("".join(self._text))
        elif tag == "th" and self._place >= 0:
            self.head[self._place] = "".join(self._text)


def _read(body: str) -> _Reader:
    reader = _Reader()
    reader.feed(body)
    return reader


def html_of(app: AppTest) -> list[str]:
    """Every block of HTML on the screen."""
    return [element.proto.body for element in app.get("html")]


def tables_of(app: AppTest) -> list[pd.DataFrame]:
    """One frame per table, its columns named by their own headings (not by the groups above them)."""
    read = [_read(body) for body in html_of(app) if "<table" in body]
    return [pd.DataFrame(one.rows, columns=[one.head[place] for place in sorted(one.head)]) for one in read]


def links_of(app: AppTest) -> list[tuple[str, str]]:
    """(text, address) of every link in the screen's HTML."""
    return [link for body in html_of(app) for link in _read(body).links]


def texts_of(app: AppTest) -> str:
    """All that is said in HTML blocks, without markup."""

    class Texts(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.said: list[str] = []

        def handle_data(self, data: str) -> None:
            self.said.append(data)

    texts = Texts()
    for body in html_of(app):
        texts.feed(body)
        texts.said.append("\n")
    return "".join(texts.said)
