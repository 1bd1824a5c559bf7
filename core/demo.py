"""Made-up figures, so that every screen has something to look at on a new office PC. Never in a configured database.

They are batches of their own (`origin = "demo"`), labelled wherever they show, and go away with one click. A real file
always counts as new over them: they never ask to be replaced, and nothing of them is kept in a real row.
"""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from core.access.rules import Access, Action, operator
from core.access.writing import refuse_outside
from core.database import Database
from core.ingest.pipeline import commit, preview
from core.reports.batches import demo_batches
from core.repository import Repository
from core.settings import DATA
from core.stored import DEMO

LABEL = "Số liệu minh họa, không phải số liệu thực"
_BY = operator("số liệu minh họa")
# Villages first: assessments and recognitions name them.
_ORDER = (
    *("poverty-progress", "disbursement", "villages", "criteria-status", "recognition"),
    *("goal-progress", "obligation-done"),
)


def demo_files() -> Iterator[tuple[str, Path]]:
    yield from ((kind, DATA / "demo" / f"{kind}.csv") for kind in _ORDER)


def load_demo(database: Database) -> list[int]:
    """One batch per kind; returns their numbers."""
    batches = []
    for kind, path in demo_files():
        found = preview(database, _BY, path.read_bytes(), f"minh-hoa/{path.name}", kind, made_up=True)
        outcome = commit(database, found, _BY, DEMO, replace_confirmed=True, justification=LABEL)
        if outcome.batch is not None:
            batches.append(outcome.batch)
    return batches


def remove_demo(database: Database, by: Access) -> list[int]:
    """Take all made-up batches back at once; real figures that replaced some of theirs stay as they are.

    They are of every unit: raises AccessRefused for whoever may not change all.
    """
    refuse_outside(by, Action.UPLOAD, [None])

    def work(session: Session) -> list[int]:
        repository = Repository(session)
        repository.take_turn()
        batches = demo_batches(session)
        for batch in reversed(batches):
            repository.set_aside(batch, by)
        return batches

    return database.writing(work)
