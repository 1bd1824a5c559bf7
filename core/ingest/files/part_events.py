"""The long parts of a workbook are read as XML events, never held as a whole: what they have in common, and texts."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from openpyxl.xml.constants import SHEET_MAIN_NS

from core.errors import UnreadableFile
from core.text import one_line

_CHUNK = 1 << 16
_DEEPEST = 100  # expat remembers every element that is open
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_COPY_THE_TABLE = "Hãy chép riêng bảng cần nộp sang tệp Excel mới rồi nộp lại."

Attributes = dict[str, str]


class NotAWorkbook(ValueError):
    """A part that no spreadsheet program writes so. It never leaves the reader of workbooks."""


@dataclass
class Allowance:
    """How many cells the rest of the workbook may have; those that only fill a row up count too."""

    cells: int

    def take(self, cells: int) -> None:
        self.cells -= cells
        if self.cells < 0:
            raise too_large("Tệp có quá nhiều ô, hoặc có ô lẻ nằm rất xa bảng.")


def too_large(reason: str) -> UnreadableFile:
    return UnreadableFile("too_large", f"{reason} {_COPY_THE_TABLE}")


def text_of(raw: str) -> str:
    """A cell as one line. Excel writes a control character as _x000D_, an underscore that looks like one as _x005F_."""
    return one_line(_ESCAPED.sub(_unescaped, raw) if "_x" in raw else raw)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code) if code >= 0x20 else " "


def _refuse_entity(*declaration: object) -> None:
    raise NotAWorkbook("a workbook declares no XML entities")


class Part:
    """A part read event by event: `starts` and `ends` say what each element does, `heard` is the text between."""

    def __init__(self, root: str) -> None:
        self.starts: dict[str, Callable[[Attributes], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.heard: list[str] = []
        self._hears = self._is_reading_aid = self._has_root = False
        self._depth = 0
        self.on(root, start=self._see_root)
        self.on("rPh", start=lambda _: self._aid(True), end=lambda: self._aid(False))
        self.on("t", start=self._listen, end=self._stop)

    def on(
        self, tag: str, start: Callable[[Attributes], None] | None = None, end: Callable[[], None] | None = None
    ) -> None:
        if start:
            self.starts[f"{SHEET_MAIN_NS} {tag}"] = start
        if end:
            self.ends[f"{SHEET_MAIN_NS} {tag}"] = end

    def read(self, stream: IO[bytes]) -> None:
        """To the last byte, where zipfile compares the checksum."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.EntityDeclHandler = _refuse_entity
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._hear
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        if not self._has_root:
            raise NotAWorkbook("the part is of another kind or namespace")

    def new_text(self, _: Attributes) -> None:
        self.heard = []

    def _start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotAWorkbook("elements within elements without end")
        if handle := self.starts.get(tag):
            handle(attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if handle := self.ends.get(tag):
            handle()

    def _hear(self, text: str) -> None:
        if self._hears:
            self.heard.append(text)

    def _listen(self, _: Attributes) -> None:
        self._hears = not self._is_reading_aid

    def _stop(self) -> None:
        self._hears = False

    def _aid(self, inside: bool) -> None:
        """Pronunciation written above East Asian text is no part of it."""
        self._is_reading_aid = inside

    def _see_root(self, _: Attributes) -> None:
        self._has_root = True


class SharedTexts(Part):
    """The texts that cells name by number, each cleaned once."""

    def __init__(self, allowance: Allowance) -> None:
        super().__init__("sst")
        self.texts: list[str] = []
        self._most = allowance.cells
        self.on("si", start=self.new_text, end=self._keep)

    def _keep(self) -> None:
        self.texts.append(text_of("".join(self.heard)))
        if len(self.texts) > self._most:
            raise too_large("Tệp có quá nhiều ô chữ.")
