"""What changed since a report was made: its figures then and now, and the batches that made the difference."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.official_report.content import Figure
from core.official_report.make import make_report
from core.official_report.request import ReportRequest
from core.provenance import explain
from core.reports.standing import known
from core.tables import Batch

NO_BATCH = "không do lần nạp nào: đổi theo ngày tính"


@dataclass(frozen=True)
class FigureChange:
    """One figure of the report: as it was written then and as it would be now (None: not in that report).

    `causes` are the imports that brought its new numbers (`lô 12, dòng 5`) and those taken back (`thu hồi lô 11`).
    """

    label: str
    of: str
    then: str | None
    now: str | None
    causes: tuple[str, ...]
    batches: tuple[int, ...] = ()


_Name = tuple[str, str]
_Rows = frozenset[tuple[int, int]]


def figures_since(session: Session, asked: tuple[ReportRequest, datetime]) -> list[FigureChange]:
    """`asked` is what was made, and the moment to compare with. In the order of the report; what stayed is left out."""
    request, now = asked
    later = replace(request, known_at=now)
    before, after = _by_name(session, request), _by_name(session, later)
    names = dict.fromkeys([*before, *after])
    return [
        _change(session, name, (request, before.get(name)), (later, after.get(name)))
        for name in names
        if _text(before.get(name)) != _text(after.get(name))
    ]


def _by_name(session: Session, request: ReportRequest) -> dict[_Name, Figure]:
    return {_name(figure): figure for figure in make_report(session, request).figures}


def _name(figure: Figure) -> _Name:
    return (str(figure.key) if figure.key else figure.label, figure.of)


def _text(figure: Figure | None) -> str | None:
    return figure.text if figure else None


_Side = tuple[ReportRequest, Figure | None]


def _change(session: Session, _name: _Name, before: _Side, after: _Side) -> FigureChange:
    figure = after[1] or before[1]
    assert figure is not None
    came, went = _rows(session, after) - _rows(session, before), _rows(session, before) - _rows(session, after)
    undone = sorted({batch for batch, _ in went} - _standing(session, after[0].known_at))
    causes = [f"lô {batch}, dòng {row}" if row else f"lô {batch}" for batch, row in sorted(came)]
    causes += [f"thu hồi lô {batch}" for batch in undone]
    batches = sorted({*(batch for batch, _ in came), *undone})
    said = tuple(causes or [NO_BATCH])
    return FigureChange(figure.label, figure.of, _text(before[1]), _text(after[1]), said, tuple(batches))


def _rows(session: Session, side: _Side) -> _Rows:
    """The rows of files that a figure rests on; 0 where it is a whole batch."""
    request, figure = side
    if figure is None:
        return frozenset()
    found = explain(session, figure.key, request.judged_on, request.known_at) if figure.key else None
    inputs = [(one.batch, one.row or 0) for one in found.inputs if one.batch] if found else []
    return frozenset([*inputs, *((batch, 0) for batch in figure.batches)])


def _standing(session: Session, moment: datetime) -> set[int]:
    """The batches that were not taken back at a moment."""
    not_undone = Batch.undone_at.is_(None) | (Batch.undone_at > moment)
    return set(session.scalars(select(Batch.id).where(known(Batch, moment), not_undone)))
