"""Files damaged in every way: refused with a sentence, or stored as what stands in them. Nothing else ever happens."""

import csv
import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from core.__main__ import main
from core.access.rules import operator
from core.database import Database
from core.errors import TienDoError
from core.ingest.issues import Severity
from core.ingest.pipeline import Outcome, commit, preview, undo
from core.reports.units import data_version
from core.tables import FACT_TABLES, Batch, PovertyProgress, StoredFile
from tests.conftest import OPERATOR
from tests.programme_files import SOUND

HUYEN = ("Krông Nô", "Cư Jút", "Đắk Mil", "Đắk Song", "Đắk R'Lấp", "Tuy Đức", "Đắk Glong", "Gia Nghĩa")
HEAD = ("Tỉnh", "Huyện, thành phố", "Ngày số liệu", "Tổng số hộ", "Số hộ nghèo", "Số hộ cận nghèo", "Ghi chú")
ROWS = [
    ("Đắk Nông", name, f"{28 + place % 3}/06/2024", 16_000 + 17 * place, 400 + place, 300 + place, "đã rà soát; xong")
    for place, name in enumerate(HUYEN)
]


def poverty_csv() -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows([*row[:3], f"{row[3]:,}".replace(",", "."), *row[4:]] for row in ROWS)
    return out.getvalue().encode("utf-8-sig")


def poverty_workbook() -> dict[str, bytes]:
    """The members of a workbook of the same rows, numbers and dates as themselves."""
    book = Workbook()
    book.active.append(HEAD)
    for name, *row in ROWS:
        day, month, year = (int(part) for part in str(row[1]).split("/"))
        book.active.append([name, row[0], date(year, month, day), *row[2:]])
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


INSERTED = [b"\x00", b'"', b'""', b";", b",", b"\t", b"|", b"\r", b"\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"'"]
INSERTED += [b"=", b"-", b".", b"\xc2\xa0", b"\xe2\x80\x8b", b"0", b"9", b"sep=,\n", b"NaN", b"1e9", b"\x1a"]


def damaged(chance: random.Random, content: bytes) -> bytes:
    """One to three slips of a disk, a network, an editor or a hand."""
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(content) + 1)
        to = min(len(content), at + chance.randint(1, 60))
        match chance.randrange(7):
            case 0:
                flipped = bytes([content[at] ^ (1 << chance.randrange(8))]) if at < len(content) else b""
                content = content[:at] + flipped + content[at + 1 :]
            case 1:
                content = content[:at]
            case 2:
                content = content[:to] + content[at:]
            case 3:
                content = content[:at] + content[to:]
            case 4:
                place = chance.randrange(len(content) + 1)
                content = content[:place] + content[at:to] + content[place:]
            case 5 | 6:
                content = content[:at] + chance.choice(INSERTED) + content[at:]
    return content


def damaged_csvs(seed: int, number: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    sources = [poverty_csv(), poverty_csv().decode("utf-8-sig").encode("utf-16"), SOUND["disbursement"][0].encode()]
    sources += [SOUND[kind][0].encode() for kind in ("goal-progress", "criteria-status")]
    for turn in range(number):
        yield damaged(chance, sources[turn % 3 and turn % len(sources)])


def damaged_workbooks(seed: int, number: int) -> Iterator[bytes]:
    """Members changed and packed again, so that no checksum stands in the way; some archives damaged as a whole."""
    chance, whole = random.Random(seed), poverty_workbook()
    names = [name for name in whole if name.endswith(".xml") and "theme" not in name and "docProps" not in name]
    for turn in range(number):
        if turn % 5 == 4:
            yield damaged(chance, packed(whole))
        else:
            name = chance.choice([*names, "xl/worksheets/sheet1.xml"])
            yield packed(whole | {name: damaged(chance, whole[name])})


def noise(seed: int, number: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    starts = [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xef\xbb\xbf", b"%PDF", b"sep=;\n"]
    for _ in range(number):
        yield chance.choice(starts) + chance.randbytes(chance.choice([0, 1, 7, 100, 3_000]))


def state(database: Database) -> tuple[Any, ...]:
    """The version and the number of rows of everything that an import could touch."""
    with database.read() as session:
        tables = [Batch, StoredFile, *FACT_TABLES.values()]
        return (data_version(session), *(session.scalar(select(func.count()).select_from(one)) for one in tables))


def offered(database: Database, content: bytes) -> Outcome | None:
    """What becomes of a file that nobody confirms or gives reasons for; None where it can't be read."""
    try:
        found = preview(database, OPERATOR, content, "tep.csv")
    except TienDoError as refused:
        said = str(refused)
    else:
        return commit(database, found, operator("người thử"), "cli", replace_confirmed=False, justification=None)
    assert said
    return None


def as_text(content: bytes) -> str:
    """All that a file says, by plain means: the text of a CSV, or of a workbook's parts."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    return content.decode("utf-16" if utf16 else "utf-8-sig", errors="replace")


def refuse_made_up_figures(database: Database, batch: int, content: bytes) -> None:
    """Every figure stored stands in the file: its digits, but for the signs that group them."""
    text = re.sub(r"(?<=\d)[.,\u00a0 ](?=\d{3})", "", as_text(content))
    with database.read() as session:
        for row in session.scalars(select(PovertyProgress).where(PovertyProgress.batch_id == batch)):
            for figure in (row.households, row.poor, row.near_poor):
                assert figure is None or re.search(rf"(?<!\d)0*{figure}(?!\d)", text), (figure, content)


def accepted(database: Database, files: Iterator[bytes]) -> int:
    """How many of the files were stored; each is taken back, so that every file meets the same data."""
    stored = 0
    for content in files:
        before = state(database)
        outcome = offered(database, content)
        if outcome is None or outcome.status != "committed":
            assert state(database) == before
            assert outcome is None or (outcome.batch is None and (outcome.issues or outcome.status == "no_change"))
            continue
        stored += 1
        assert outcome.batch is not None
        assert {issue.severity for issue in outcome.issues} <= {Severity.NOTE}
        assert outcome.counts.rejected == outcome.counts.changed == 0
        refuse_made_up_figures(database, outcome.batch, content)
        undo(database, outcome.batch, operator("người thử"))
    return stored


def test_undamaged_files_are_accepted(sqlite: Database) -> None:
    """What is damaged below is sound before."""
    assert accepted(sqlite, iter([poverty_csv(), packed(poverty_workbook()), SOUND["disbursement"][0].encode()])) == 3


def test_a_damaged_csv_is_refused_or_stored_as_it_stands(sqlite: Database) -> None:
    assert 10 < accepted(sqlite, damaged_csvs(seed=1, number=500)) < 400


def test_a_damaged_workbook_is_refused_or_stored_as_it_stands(sqlite: Database) -> None:
    assert 10 < accepted(sqlite, damaged_workbooks(seed=2, number=250)) < 200


def test_noise_is_refused(sqlite: Database) -> None:
    assert accepted(sqlite, noise(seed=3, number=300)) == 0


def _files() -> list[bytes]:
    return [*damaged_csvs(4, 110), *damaged_workbooks(5, 50), *noise(6, 40)]


def test_the_command_line_answers_every_damaged_file_with_one_object(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """200 files: exit 0, 1 or 2 as the status says, one JSON object on stdout, nothing on stderr, and a reason."""
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    path, ends = tmp_path / "tep.csv", {"committed": 0, "no_change": 0, "rejected": 1, "unreadable": 2}
    for content in _files():
        path.write_bytes(content)
        before = state(sqlite)
        capsys.readouterr()
        code = main(["import", str(path), "--json"])
        said, errors = capsys.readouterr()
        outcome = json.loads(said)
        assert (code, errors, said.count("\n")) == (ends[outcome["status"]], "", 1)
        assert list(outcome) == ["kind", "status", "batch", "counts", "issues"]
        assert all(issue["message"] for issue in outcome["issues"])
        if outcome["status"] == "committed":
            undo(sqlite, outcome["batch"], operator("người thử"))
        else:
            assert state(sqlite) == before
            assert outcome["batch"] is None
            blocking = [issue for issue in outcome["issues"] if issue["severity"] in ("error", "warning")]
            assert blocking or outcome["status"] == "no_change"
