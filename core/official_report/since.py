"""What changed since a report was made: its figures then and now, and the batches that made the difference."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from sqlalchemy.orm import Session

from core import formats
from core.errors import UnknownName
from core.official_report.content import Figure
from core.official_report.make import make_report
from core.official_report.request import ReportRequest
from core.official_report.since_causes import NO_BATCH, Causes, WhatCame
from core.provenance import explain

__all__ = ["NO_BATCH", "FigureChange", "figures_since"]


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
_Pair = tuple[Figure | None, Figure | None]
_Figures = Mapping[_Name, Sequence[Figure]]


def figures_since(session: Session, asked: tuple[ReportRequest, datetime]) -> list[FigureChange]:
    """`asked` is what was made, and a later moment to compare with; what stayed is left out.

    The report's own unit first, then the others in the order in which the report comes to them.
    """
    request, now = asked
    later = replace(request, known_at=now)
    before, after = _by_name(session, request), _by_name(session, later)
    came = WhatCame(session, request, later)
    pairs = [_completed(session, pair, (request, later)) for pair in _pairs(before, after)]
    found = [_change(pair, came.causes(*pair)) for pair in pairs if _text(pair[0]) != _text(pair[1])]
    order = list(dict.fromkeys([request.place.full_name, *(of for _, of in [*before, *after])]))
    return sorted(_once(found), key=lambda one: order.index(one.of))


def _by_name(session: Session, request: ReportRequest) -> _Figures:
    """A name may be that of several figures: the dates of groups of units."""
    found: dict[_Name, list[Figure]] = defaultdict(list)
    for figure in _figures(session, request):
        found[str(figure.key) if figure.key else figure.label, figure.of].append(figure)
    return found


def _figures(session: Session, request: ReportRequest) -> Sequence[Figure]:
    """None where nothing is left to report on: the plan was taken back."""
    try:
        return make_report(session, request).figures
    except UnknownName:
        return ()


def _pairs(before: _Figures, after: _Figures) -> Iterator[_Pair]:
    """Figures that are written otherwise, each beside what it is now."""
    for name in dict.fromkeys([*before, *after]):
        was, is_ = before.get(name, ()), after.get(name, ())
        yield from zip_longest(_without(was, is_), _without(is_, was))


def _without(figures: Sequence[Figure], others: Sequence[Figure]) -> list[Figure]:
    texts = {other.text for other in others}
    return [figure for figure in figures if figure.text not in texts]


def _completed(session: Session, pair: _Pair, requests: tuple[ReportRequest, ReportRequest]) -> _Pair:
    """A figure that one of the reports does not mention is not lost for that: it is what «từ đâu?» says of it."""
    before, after = pair
    return before or _unsaid(session, after, requests[0]), after or _unsaid(session, before, requests[1])


def _unsaid(session: Session, figure: Figure | None, request: ReportRequest) -> Figure | None:
    """None where nothing of it is known."""
    key = figure.key if figure else None
    found = explain(session, key, request.judged_on, request.known_at) if key else None
    return replace(figure, text=found.value) if figure and found and found.value != formats.MISSING else None


def _text(figure: Figure | None) -> str | None:
    return figure.text if figure else None


def _change(pair: _Pair, causes: Causes) -> FigureChange:
    figure = pair[1] or pair[0]
    assert figure is not None
    return FigureChange(figure.label, figure.of, _text(pair[0]), _text(pair[1]), causes.said, causes.batches)


def _once(found: Iterable[FigureChange]) -> Iterator[FigureChange]:
    """A figure of the text that an annex repeats under another key is one, with the causes of both."""
    alike: dict[tuple[str, str, str | None, str | None], list[FigureChange]] = defaultdict(list)
    for one in found:
        alike[one.label, one.of, one.then, one.now].append(one)
    for group in alike.values():
        said = dict.fromkeys(cause for one in group for cause in one.causes if cause != NO_BATCH)
        batches = sorted({batch for one in group for batch in one.batches})
        yield replace(group[0], causes=tuple(said) or (NO_BATCH,), batches=tuple(batches))
