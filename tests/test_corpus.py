"""The golden corpus: every file is read as an official means it, or refused with a reason a person can act on.

The expected tables (tests/corpus/expected) were written by hand; how the files were made is in tests/corpus/make_files.
Each line of a table is one thing said of the file:

    kind;poverty-progress              what kind of figures it is
    record;2;667;poor=2444;…           line, code of the unit, and every value that is not empty, as in exports
    left out;1;4                       lines that are no data (titles, totals, remarks) and said to be left out
    error;3;Số hộ nghèo;half_grouping  line, column, code; so are `question` and `note`
    refused;xls                        the whole file, which is then read no further
    records;not compared;…             the file is refused for its heading, so that what its rows say means nothing
    most cells;50                      a limit set for this file alone
"""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.database import Database, open_database
from core.errors import UnreadableFile
from core.ingest.issues import Issue, Severity
from core.ingest.pipeline import Preview, preview
from core.text import without_accents
from tests.conftest import OPERATOR

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(path.relative_to(CORPUS / "files") for path in (CORPUS / "files").rglob("*.*"))
TODAY = date(2025, 1, 31)
# Files whose expected table is right and our answer is not: what is missing. Each must fail as long as it stands here.
KNOWN: dict[str, str] = {
    "workbooks/libreoffice-from-utf8-read-as-cp1252.xlsx": "refused: the cells of a workbook lose the no-break space"
    " (half of «à») before their letters are repaired",
}
# Notes that say how a name was read or what a blank means; which unit and which value came out is compared anyway.
_PLAIN_NOTES = ("name_understood", "assumed_official", "assumed_capital_of_year", "row_left_out")
_WORKBOOKS = (".xlsx", ".xlsm")

Line = tuple[str, ...]


@dataclass
class Table:
    """What is expected of a file, or what came of it."""

    kind: str = ""
    refused: str = ""
    records: set[Line] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    issues: set[Line] = field(default_factory=set)
    compares_records: bool = True
    most_cells: int | None = None


def expected_of(path: Path) -> Table:
    table = Table()
    with (CORPUS / "expected" / path.with_name(path.name + ".csv")).open(encoding="utf-8", newline="") as file:
        for what, *said in csv.reader(file, delimiter=";"):
            match what:
                case "kind":
                    table.kind = said[0]
                case "refused":
                    table.refused = said[0]
                case "record":
                    table.records.add((*said[:2], *sorted(said[2:])))
                case "left out":
                    table.left_out.update(said)
                case "records":
                    table.compares_records = False
                case "most cells":
                    table.most_cells = int(said[0])
                case _:
                    assert what in ("error", "question", "note"), what
                    table.issues.add((what, *said))
    return table


def as_exported(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def found_in(found: Preview, compares_records: bool) -> Table:
    table = Table(found.kind, compares_records=compares_records)
    for record in found.checked.records if compares_records else ():
        values = {key: value for key, value in record.values.items() if key not in ("edition", "unit_code")}
        said = [f"{key}={as_exported(value)}" for key, value in values.items() if value not in (None, "")]
        table.records.add((str(record.line), record.place.code if record.place else "", *sorted(said)))
    for issue in found.issues:
        if issue.code == "row_left_out":
            table.left_out.add(str(issue.row))
        elif issue.code not in _PLAIN_NOTES and (compares_records or issue.severity is Severity.ERROR):
            weight = {Severity.ERROR: "error", Severity.QUESTION: "question", Severity.NOTE: "note"}[issue.severity]
            table.issues.add((weight, str(issue.row or ""), issue.column or "", issue.code))
    return table


@pytest.fixture(scope="module")
def shipped(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database with the shipped plans for all files: a preview stores nothing."""
    path = tmp_path_factory.mktemp("corpus") / "app.db"
    shutil.copy(sqlite_template, path)
    opened = open_database(f"sqlite:///{path}")
    yield opened
    opened.engine.dispose()


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.ingest.pipeline.today", lambda: TODAY)


def is_vietnamese(text: str) -> bool:
    return without_accents(text) != text.lower()


def assert_a_person_can_act_on(issue: Issue) -> None:
    """A reason and a remedy in Vietnamese, and the line, the column or the cell it is about."""
    assert is_vietnamese(issue.reason), issue
    assert is_vietnamese(issue.remedy), issue
    quoted = [part for part in (issue.value, issue.column) if part and part in issue.message]
    assert issue.row is not None or quoted or issue.code == "no_rows", issue


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path,
            id=path.as_posix(),
            marks=[pytest.mark.xfail(strict=True, reason=KNOWN[path.as_posix()])] if path.as_posix() in KNOWN else [],
        )
        for path in FILES
    ],
)
def test_a_file_means_what_an_official_meant_or_says_why_not(
    shipped: Database, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    expected = expected_of(path)
    if expected.most_cells is not None:
        monkeypatch.setattr("core.ingest.files.read.upload_max_cells", lambda: expected.most_cells)
    content = (CORPUS / "files" / path).read_bytes()
    if expected.refused:
        with pytest.raises(UnreadableFile) as refused:
            preview(shipped, OPERATOR, content, path.name)
        assert refused.value.code == expected.refused
        assert "Hãy" in str(refused.value)
        return
    found = preview(shipped, OPERATOR, content, path.name)
    expected.most_cells = None
    assert found_in(found, expected.compares_records) == expected
    for issue in (*found.of(Severity.ERROR), *found.of(Severity.QUESTION)):
        assert_a_person_can_act_on(issue)


def test_the_corpus_is_large_and_varied_enough_and_leaves_no_line_unsaid() -> None:
    expected = {path: expected_of(path) for path in FILES}
    ways = {(table.refused or issue[3], issue[0]) for table in expected.values() for issue in table.issues}
    ways |= {(table.refused, "refused") for table in expected.values() if table.refused}
    wrong = {way for way in ways if way[1] != "note"}
    contents = {(CORPUS / "files" / path).read_bytes() for path in FILES}
    assert len(contents) == len(FILES) >= 150
    assert len(wrong) >= 40
    assert sum(path.suffix in _WORKBOOKS for path in FILES) >= 30
    assert len({table.kind for table in expected.values()} - {""}) == 13
    assert max(path.stat().st_size for path in (CORPUS / "files").rglob("*.*")) < 15_000
    # Nothing is expected without being compared: a file is refused, has an error, or gives records.
    for path, table in expected.items():
        erring = any(issue[0] == "error" for issue in table.issues)
        assert table.refused or (table.kind and (table.records or erring)), path
        assert table.compares_records or erring, path
    assert {path.with_name(path.name + ".csv") for path in FILES} == {
        path.relative_to(CORPUS / "expected") for path in (CORPUS / "expected").rglob("*.csv")
    }
