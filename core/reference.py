"""Reference data that ships with the program: editions of the map with their units, and the documents."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from core.settings import DATA
from core.tables import Edition, Unit

# The map that figures of 2024 belong to. Other editions are added beside it, never in its place.
EDITION = "2024"


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """A data file of ours as dictionaries of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def editions_and_units() -> Iterator[Edition | Unit]:
    """Every edition of the map followed by its units, parents before children."""
    for row in rows_of(DATA / "editions.csv"):
        valid_from, valid_to = date.fromisoformat(row["valid_from"]), _date_or_none(row["valid_to"])
        yield Edition(
            code=row["code"], title=row["title"], valid_from=valid_from, valid_to=valid_to, source=row["source"]
        )
        for unit in rows_of(DATA / row["file"]):
            yield Unit(
                edition=row["code"],
                code=unit["code"],
                parent=unit["parent"] or None,
                level=unit["level"],
                kind=unit["kind"],
                name=unit["name"],
                lat=_float_or_none(unit["lat"]),
                lon=_float_or_none(unit["lon"]),
                children_listed=unit["children_listed"] != "some",
                valid_from=valid_from,
                valid_to=valid_to,
            )


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
class Document:
    """A plan that ships with the program: what it is, the file its figures were transcribed to, its statements."""

    number: str
    title: str
    issuer: str
    issued_on: date | None
    year: int
    unit: str
    kind: str
    path: Path
    statements: tuple[Statement, ...] = field(repr=False)


@cache
def documents(folder: Path = DATA / "plans") -> tuple[Document, ...]:
    paths = sorted(folder.glob("*/document.toml"))
    return tuple(_document(path) for path in paths if "\nfile = " in path.read_text(encoding="utf-8").split("[[")[0])


def _document(path: Path) -> Document:
    about = tomllib.loads(path.read_text(encoding="utf-8"))
    file = path.parent / about.pop("file")
    about.pop("files", None)
    statements = tuple(Statement(*row.values()) for row in rows_of(path.parent / "statements.csv", delimiter=";"))
    return Document(**about, path=file, statements=statements)


def _date_or_none(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _float_or_none(text: str) -> float | None:
    return float(text) if text else None
