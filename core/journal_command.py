"""`python -m core journal`: who did what, when, from where; one line each, as JSON, or as a file."""

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from core import formats
from core.access.journal_file import csv_lines
from core.access.journal_reading import Entry, JournalFilter, every_entry
from core.access.journal_words import deed_words
from core.access.keyboard import acting
from core.errors import UnknownName
from core.start import prepare
from core.text import slug
from core.unit_names import HOW, unit_named


def add(parser: argparse.ArgumentParser, day: Callable[[str], date]) -> None:
    parser.add_argument("--since", type=day, metavar="NGÀY", help="từ ngày này")
    parser.add_argument("--until", type=day, metavar="NGÀY", help="đến hết ngày này")
    parser.add_argument("--who", metavar="TÊN", help="chỉ người có chữ này trong tên hoặc địa chỉ thư")
    parser.add_argument("--deed", metavar="VIỆC", help=f"{', '.join(deed_words())}")
    parser.add_argument("--unit", metavar="TÊN", help=f"chỉ đơn vị này và cấp dưới: tên, {HOW}")
    where = "nội dung, người, đơn vị, máy"
    parser.add_argument("--text", metavar="CHỮ", help=f"chỉ dòng có các chữ này ({where}), có dấu hay không")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path, metavar="TỆP", help="ghi CSV ra tệp")


def run(options: argparse.Namespace) -> int:
    """Prints, the newest first. Raises UnknownName for a unit or deed that is not there, AccessRefused."""
    found = every_entry(prepare(), acting(options), _filter(options))
    if options.out:
        with options.out.open("w", encoding="utf-8-sig", newline="") as file:
            file.writelines(csv_lines(found))
        print(f"Đã ghi nhật ký vào {options.out}.")
    elif options.json:
        print(json.dumps({"entries": [as_json(entry) for entry in found]}, ensure_ascii=False))
    else:
        number = 0
        for number, entry in enumerate(found, 1):  # noqa: B007
            print(said(entry))
        print(f"{formats.count(number)} dòng.")
    return 0


def _filter(options: argparse.Namespace) -> JournalFilter:
    return JournalFilter(
        text=options.text or "",
        deed=_deed(options.deed),
        person=options.who or "",
        unit=unit_named(options.unit).code if options.unit else None,
        since=options.since,
        until=options.until,
    )


def _deed(text: str | None) -> str:
    """By its name in data/journal_deeds.csv or its Vietnamese label."""
    if not text:
        return ""
    for deed, label in deed_words().items():
        if slug(text) in (slug(deed), slug(label)):
            return deed
    known = ", ".join(f"{deed} ({label})" for deed, label in deed_words().items())
    raise UnknownName(f"Không có việc «{text}». Các việc: {known}.")


def said(entry: Entry) -> str:
    """`30/06/2024 17:05 · Nguyễn Văn A (a@…) · Nạp số liệu · Lô 12: thang6.csv · huyện Tuy Đức · 10.0.0.7`."""
    parts = (formats.moment(entry.at), entry.who, entry.said, entry.content, entry.unit, entry.from_where)
    return " · ".join(part for part in parts if part)


def as_json(entry: Entry) -> dict[str, Any]:
    """The moment in ISO, UTC."""
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "deed": entry.deed,
        "what": entry.what,
        "content": entry.content,
        "unit_code": entry.unit_code,
        "unit": entry.unit or None,
        "from": entry.from_where,
        "details": entry.details,
    }
