"""From a stored row to what people ask of it: which file, which line, who, when, why, and what stood there before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from core.clock import local_day, today
from core.demo import LABEL
from core.places import all_places
from core.provenance.explanation import SOURCES_SCREEN, Input, written
from core.reference import documents
from core.reports.batches import made_up_batches
from core.reports.brought import PRIVATE, Brought, brought
from core.reports.history import HistoryFilter, StoredFigures, figure_history
from core.reports.once import once
from core.reports.origin import Origin, batches_said, reasons_given

ESTIMATE = "Có số ước, chưa phải số chính thức."
_MOST_FORMER = 3
# How the place of a number in a file begins; of a file that the reader may not know only the number of its batch.
FILE_SAID = ("tệp ", "lô ")


@dataclass(frozen=True)
class Seen:
    """What the screen looks at: values up to `as_of` (None: the latest), as known at `known_at` (None: now)."""

    as_of: date | None = None
    known_at: datetime | None = None

    @property
    def today(self) -> date:
        """The day that what is overdue is judged on."""
        return local_day(self.known_at) if self.known_at else today()


@dataclass(frozen=True)
class Leaf:
    """A stored number: its label and format, and the column of a kind of file that it stands in.

    `plan_number` is said in front of the section for a number that a plan gives.
    """

    label: str
    value: Any
    format: str
    kind: str
    column: str
    unit_code: str | None
    origin: Origin
    plan_number: str = ""
    key: str | None = None


def document_said(number: str) -> str:
    """A plan by its number; one without a number by whose it is."""
    document = next((document for document in documents() if document.number == number), None)
    if document and not document.printed_number:
        return f"Kế hoạch của {all_places().by_code[document.unit].full_name} (văn bản không ghi số)"
    return number or "kế hoạch không nêu số văn bản"


class Sources:
    """Reads batches and histories of one session, each when it is first asked for; as known at a moment."""

    def __init__(self, session: Session, known_at: datetime | None) -> None:
        self._session, self._known_at = session, known_at
        self._reasons = once(session, reasons_given, known_at)
        self._made_up = once(session, made_up_batches)

    def input(self, leaf: Leaf) -> Input:
        origin, batch = leaf.origin, self._batch(leaf.origin.batch)
        file = _place_in_file(batch, origin.row)
        return Input(
            label=leaf.label,
            value=written(leaf.format, leaf.value),
            where=f"{document_said(leaf.plan_number)}, {origin.section}" if origin.section else file,
            file_name=batch.file_name,
            row=origin.row,
            batch=origin.batch,
            by=batch.by,
            at=batch.at,
            reason=self._reason(origin),
            link=SOURCES_SCREEN,
            key=leaf.key,
            is_private=batch.is_private,
        )

    def inputs(self, leaves: Iterable[Leaf]) -> tuple[Input, ...]:
        return tuple(self.input(leaf) for leaf in leaves)

    def _batch(self, number: int) -> Brought:
        return once(self._session, brought, (number,))[number]

    def _reason(self, origin: Origin) -> str | None:
        return self._reasons.get((origin.batch, origin.row))

    def remarks(self, leaves: Iterable[Leaf]) -> list[str]:
        """Made-up numbers, drafts, reasons that were given, numbers that were corrected; each said once."""
        leaves = list(leaves)
        made_up = [LABEL + "."] if any(leaf.origin.batch in self._made_up for leaf in leaves) else []
        drafts = batches_said(leaf.origin for leaf in leaves if leaf.origin.waits)
        waiting = [f"Có số liệu chưa được duyệt: {drafts}."] if drafts else []
        reasons = [
            f"{leaf.label}: được hỏi khi nộp (lô {leaf.origin.batch}, dòng {leaf.origin.row}); lý do: {reason}"
            for leaf in leaves
            if leaf.origin.batch not in self._made_up and (reason := self._reason(leaf.origin))
        ]
        corrected = [said for leaf in leaves for said in self._corrections(leaf)]
        return list(dict.fromkeys([*made_up, *waiting, *reasons, *corrected]))

    def _corrections(self, leaf: Leaf) -> Iterable[str]:
        """What stood before, newest first; neither made-up numbers nor what was taken back."""
        rows = self._history(HistoryFilter(leaf.kind, leaf.unit_code, self._known_at))
        own = next((row for row in rows if (row.batch, row.line) == (leaf.origin.batch, leaf.origin.row)), None)
        former = [row for row in rows if own and row.period == own.period and _was_real(row)]
        changed = [row for row in former if own and row.figures[leaf.column] != own.figures[leaf.column]]
        for row in changed[:_MOST_FORMER]:
            value = written(leaf.format, row.figures[leaf.column])
            yield f"{leaf.label}: đã sửa, trước là {value} (lô {row.batch}, dòng {row.line}); {row.state}."

    def _history(self, chosen: HistoryFilter) -> list[StoredFigures]:
        return once(self._session, figure_history, chosen)


def _place_in_file(batch: Brought, row: int) -> str:
    if batch.is_private:
        return f"lô {batch.id}, dòng {row} (tệp, người nộp và lý do: {PRIVATE})"
    return f"tệp {batch.file_name}, dòng {row} (lô {batch.id})"


def _was_real(row: StoredFigures) -> bool:
    return not row.stands and not row.waits and row.undone_at is None and not row.made_up
