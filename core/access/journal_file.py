"""The journal as a file to take along: a CSV as a Vietnamese spreadsheet opens it with a click."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from core.access.journal_reading import Entry
from core.settings import time_zone
from core.text import guarded

HEADINGS = ("Lúc", "Người", "Việc", "Nội dung", "Đơn vị", "Máy")


def cells(entry: Entry) -> tuple[datetime, str, str, str, str, str]:
    """Under HEADINGS, on screen and in files alike."""
    return entry.at, entry.who, entry.said, entry.content, entry.unit, entry.from_where


def csv_lines(found: Iterable[Entry]) -> Iterator[str]:
    """`;` between cells, 30/06/2024 17:05:09 in the time of Vietnam; nothing that a spreadsheet would run."""
    yield _line(HEADINGS)
    for entry in found:
        at, *texts = cells(entry)
        yield _line((f"{at.astimezone(time_zone()):%d/%m/%Y %H:%M:%S}", *(guarded(str(text)) for text in texts)))


def _line(texts: Iterable[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(texts)
    return out.getvalue()
