"""Making a database ready: schema, units, and the plans that ship with the program."""

import hashlib
from dataclasses import dataclass

from core.database import Database, open_database
from core.errors import ChangedMeanwhile
from core.ingest.pipeline import commit, preview
from core.reference import Document, documents, editions_and_units
from core.repository import Repository
from core.schema import upgrade

SHIPPED = "cùng chương trình"


@dataclass(frozen=True)
class LoadedPlan:
    """What became of one shipped plan: committed, no_change, rejected, or `known` when it was loaded before."""

    document: Document
    status: str
    batch: int | None = None


def prepare(url: str | None = None) -> Database:
    """The database, with its schema, units and plans in place. Idempotent; safe from several processes."""
    database = open_database(url)
    initialise(database)
    return database


def initialise(database: Database) -> list[LoadedPlan]:
    """Upgrade, add units, load plans never loaded before.

    A plan that somebody took back stays taken back, and one that would replace an office's own figures is left
    to people: its file can be imported by hand.
    """
    upgrade(database)
    with database.write() as session:
        repository = Repository(session)
        repository.take_turn()
        if not repository.editions():
            repository.add_reference(editions_and_units())
    return [_load(database, document) for document in documents()]


def _load(database: Database, document: Document) -> LoadedPlan:
    content = document.path.read_bytes()
    with database.read() as session:
        if Repository(session).ever_loaded(hashlib.sha256(content).hexdigest()):
            return LoadedPlan(document, "known")
    found = preview(database, content, f"{document.path.parent.name}/{document.path.name}", document.kind)
    try:
        outcome = commit(database, found, by=SHIPPED, origin="shipped", replace_confirmed=False)
    except ChangedMeanwhile:  # another process starting at the same moment loaded it first
        return LoadedPlan(document, "known")
    return LoadedPlan(document, outcome.status, outcome.batch)
