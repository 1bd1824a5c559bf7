"""Reference data that ships with the program: editions of the map with their units, and the documents."""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from core.settings import DATA

# The edition whose units are asked for where nobody says which. Others are beside it, never in its place.
EDITION = "2024"


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """A data file of ours as dictionaries of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


@dataclass(frozen=True)
class EditionFile:
    """One edition of the map and its file; `sha256` tells whether a database holds the file's present content.

    Codes are reused for other territory: `code_prefix` stands before a unit's official code in all that is kept, so
    that a unit's code names one territory only (docs/adr/0013).
    """

    code: str
    title: str
    valid_from: date
    valid_to: date | None
    code_prefix: str
    source: str
    path: Path
    sha256: str


@cache
def editions() -> tuple[EditionFile, ...]:
    return tuple(
        EditionFile(
            code=row["code"],
            title=row["title"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=_date_or_none(row["valid_to"]),
            code_prefix=row["code_prefix"],
            source=row["source"],
            path=DATA / row["file"],
            sha256=hashlib.sha256((DATA / row["file"]).read_bytes()).hexdigest(),
        )
        for row in rows_of(DATA / "editions.csv")
    )


def unit_rows(edition: EditionFile) -> Iterator[dict[str, Any]]:
    """The units of an edition under the columns of the table `unit`, parents before children."""
    province: dict[str, str] = {}
    prefix = edition.code_prefix
    for unit in rows_of(edition.path):
        province[unit["code"]] = province[unit["parent"]] if unit["parent"] else unit["code"]
        yield {
            "edition": edition.code,
            "code": prefix + unit["code"],
            "parent": prefix + unit["parent"] if unit["parent"] else None,
            "province": prefix + province[unit["code"]],
            "level": unit["level"],
            "kind": unit["kind"],
            "name": unit["name"],
            "lat": _float_or_none(unit["lat"]),
            "lon": _float_or_none(unit["lon"]),
            "children_listed": unit["children_listed"] != "some",
            "valid_from": edition.valid_from,
            "valid_to": edition.valid_to,
        }


def edition_of(unit_code: str) -> str:
    """The edition that a unit's code is of."""
    return next((one.code for one in editions() if one.code_prefix and unit_code.startswith(one.code_prefix)), EDITION)


def edition_on(day: date) -> EditionFile:
    """The edition that was in force on a day; of the days before the first one, the first."""
    return next((one for one in reversed(editions()) if one.valid_from <= day), editions()[0])


@dataclass(frozen=True)
class UnitMap:
    """A way of looking at the country: the units of an edition, perhaps grouped by those of an older one."""

    code: str
    title: str
    short: str
    edition: str
    groups_from: str | None


@cache
def unit_maps() -> Mapping[str, UnitMap]:
    """By code, as in links and on the command line; the first one is meant where nobody says which."""
    rows = rows_of(DATA / "unit_maps.csv")
    return {
        row["code"]: UnitMap(row["code"], row["title"], row["short"], row["edition"], row["groups_from"] or None)
        for row in rows
    }


@dataclass(frozen=True)
class Statement:
    """A figure that a document's text states: section, unit as known and as printed, measure, qualifier, value."""

    section: str
    unit: str
    printed_unit: str
    measure: str
    qualifier: str
    printed_value: str


@dataclass(frozen=True)
class DocumentFile:
    """Figures transcribed from a document into a file of one kind."""

    kind: str
    path: Path


@dataclass(frozen=True)
class Promise:
    """Something a section announces and the document does not give."""

    section: str
    promised: str
    given: str


@dataclass(frozen=True)
class Reading:
    """One unit that one section states a goal for, where sections disagree about the units."""

    goal: str
    section: str
    unit: str


@dataclass(frozen=True)
class Citation:
    """A document that a plan cites: the sections that do, its kind and number as printed, date if any, subject."""

    section: str
    cited: str
    issued_on: date | None
    subject: str


@dataclass(frozen=True)
class Document:
    """A plan that ships with the program: what it is, the files it was transcribed to, what its text states.

    `printed_number` is empty where the document has none; `cites_on` is the date of a document it refers to.
    """

    number: str
    title: str
    issuer: str
    issued_on: date | None
    year: int
    unit: str
    files: tuple[DocumentFile, ...]
    printed_number: str
    cites_on: date | None
    promises: tuple[Promise, ...] = field(repr=False)
    readings: tuple[Reading, ...] = field(repr=False)
    citations: tuple[Citation, ...] = field(repr=False)
    statements: tuple[Statement, ...] = field(repr=False)

    def has(self, kind: str) -> bool:
        return any(file.kind == kind for file in self.files)


@cache
def documents(folder: Path = DATA / "plans") -> tuple[Document, ...]:
    """All shipped documents, the oldest first; an undated one comes last."""
    found = [_document(path) for path in folder.glob("*/document.toml")]
    return tuple(sorted(found, key=lambda document: (document.issued_on or date.max, document.number)))


def _document(path: Path) -> Document:
    about = tomllib.loads(path.read_text(encoding="utf-8"))
    files = tuple(DocumentFile(file["kind"], path.parent / file["file"]) for file in about.pop("files"))
    promises = tuple(Promise(**promise) for promise in about.pop("promises", ()))
    readings, citations = path.parent / "readings.csv", path.parent / "citations.csv"
    optional = {"issued_on": None, "cites_on": None, "printed_number": about["number"]}
    return Document(
        **{**optional, **about},
        files=files,
        promises=promises,
        readings=tuple(Reading(*row.values()) for row in rows_of(readings, ";")) if readings.exists() else (),
        citations=tuple(_citation(row) for row in rows_of(citations, ";")) if citations.exists() else (),
        statements=tuple(Statement(*row.values()) for row in rows_of(path.parent / "statements.csv", ";")),
    )


def _citation(row: dict[str, str]) -> Citation:
    issued_on = datetime.strptime(row["Ngày"], "%d/%m/%Y").date() if row["Ngày"] else None
    return Citation(row["Mục"], row["Văn bản"], issued_on, row["Nội dung"])


@dataclass(frozen=True)
class Criterion:
    """One criterion of a set. `verified` is False where its name was recalled and not read in the set's own text."""

    set: str
    number: int
    name: str
    indicators: int | None
    verified: bool


@cache
def criteria_set(name: str) -> tuple[Criterion, ...]:
    """The criteria of one set in their order; empty for an unknown set."""
    return tuple(
        Criterion(
            row["set"], int(row["number"]), row["name"], int(row["indicators"] or 0) or None, row["verified"] == "yes"
        )
        for row in rows_of(DATA / "criteria.csv")
        if row["set"] == name
    )


@dataclass(frozen=True)
class ReachedStatement:
    """A unit that a plan says has reached a standard, without a decision number (data/plans/*/reached.csv)."""

    unit_name: str
    title: str
    according_to: str
    section: str


@cache
def reached_statements(number: str) -> tuple[ReachedStatement, ...]:
    folder = next((document.files[0].path.parent for document in documents() if document.number == number), None)
    path = folder / "reached.csv" if folder else None
    if path is None or not path.exists():
        return ()
    return tuple(ReachedStatement(*row.values()) for row in rows_of(path, delimiter=";"))


def _date_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _float_or_none(text: str) -> float | None:
    return float(text) if text else None
