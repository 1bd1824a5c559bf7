"""Ways to write a file: plain text in an encoding, openpyxl, and LibreOffice from its flat XML."""

import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

FILES = Path(__file__).resolve().parents[1] / "files"
PROGRESS = "Huyện;Ngày số liệu;Tổng số hộ;Số hộ nghèo"
COMMUNES = "Huyện;Xã;Ngày số liệu;Tổng số hộ;Số hộ nghèo"
SPENT = "Huyện;Xã;Năm vốn;Mã nội dung;Ngày số liệu;Lũy kế giải ngân (triệu đồng)"
BUDGET = "Huyện;Xã;Năm vốn;Mã nội dung;Nội dung;Tính chất;Kế hoạch vốn (triệu đồng)"
PLAN = "Huyện;Năm;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm"


def put(name: str, content: bytes) -> None:
    path = FILES / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def text(name: str, *lines: str, encoding: str = "utf-8", end: str = "\n") -> None:
    """A text file of these lines, each with its end."""
    put(name, "".join(line + end for line in lines).encode(encoding))


def cells(*lines: str) -> list[list[str]]:
    return [line.split(";") for line in lines]


def saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def saved_rows(rows: Iterable[Sequence[Any]], finish: Callable[[Worksheet], None] | None = None) -> bytes:
    """A workbook of openpyxl with one sheet; `finish` merges, formats and hides."""
    made = Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(list(row))
    if finish:
        finish(sheet)
    return saved(made)


def book(name: str, rows: Iterable[Sequence[Any]], finish: Callable[[Worksheet], None] | None = None) -> None:
    put(name, saved_rows(rows, finish))


def edited(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """A workbook with one part of its archive changed."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data.decode()) if member == part else data)
    return target.getvalue()


def libreoffice(source: bytes, ending: str, wanted: str, infilter: str | None = None) -> bytes:
    """What `soffice --convert-to` makes of a file; its profile is its own: an open one is left alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tep.{ending}"
        path.write_bytes(source)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", wanted]
        command += [f"--infilter={infilter}"] if infilter else []
        subprocess.run([*command, "--outdir", f"{folder}/out", str(path)], check=True, capture_output=True)
        (made,) = Path(folder, "out").iterdir()
        return made.read_bytes()


_FLAT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>{styles}</office:automatic-styles>
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document>"""


def cell(value: Any, style: str = "", formula: str = "", across: int = 1, down: int = 1) -> str:
    """One cell of LibreOffice's flat XML: a number, a text, or an ISO date "=2024-06-30"; a formula is calculated."""
    said = f' table:style-name="{style}"' if style else ""
    said += f' table:formula="of:={formula}"' if formula else ""
    said += f' table:number-columns-spanned="{across}" table:number-rows-spanned="{down}"' if across * down > 1 else ""
    after = f'<table:covered-table-cell table:number-columns-repeated="{across - 1}"/>' if across > 1 else ""
    if isinstance(value, int | float):
        return f'<table:table-cell{said} office:value-type="float" office:value="{value}"/>{after}'
    if value is None:
        return f"<table:table-cell{said}/>{after}"
    if re.fullmatch(r"=\d{4}-\d\d-\d\d", value):
        return f'<table:table-cell{said} office:value-type="date" office:date-value="{value[1:]}"/>{after}'
    inside = f"<text:p>{value.replace('&', '&amp;')}</text:p>"
    return f'<table:table-cell{said} office:value-type="string">{inside}</table:table-cell>{after}'


def row(*written: Any, hidden: bool = False) -> str:
    """A row of the flat XML; what is not a cell yet becomes one without a style."""
    parts = (part if isinstance(part, str) and part.startswith("<table:") else cell(part) for part in written)
    said = ' table:visibility="collapse"' if hidden else ""
    return f"<table:table-row{said}>{''.join(parts)}</table:table-row>"


def table(*rows: str, name: str = "Bảng", columns: str = "", style: str = "") -> str:
    said = f' table:style-name="{style}"' if style else ""
    return f'<table:table table:name="{name}"{said}>{columns}{"".join(rows)}</table:table>'


def flat(*tables: str, styles: str = "") -> bytes:
    return _FLAT.format(styles=styles, tables="".join(tables)).encode()


def office_book(name: str, *tables: str, styles: str = "", wanted: str = "xlsx") -> None:
    """A workbook that LibreOffice saved."""
    put(name, libreoffice(flat(*tables, styles=styles), "fods", wanted))


def number_style(name: str, inside: str, kind: str = "number") -> str:
    """A cell style of the flat XML with its number format."""
    return (
        f'<number:{kind}-style style:name="N{name}">{inside}</number:{kind}-style>'
        f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name="N{name}"/>'
    )
