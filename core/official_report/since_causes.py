"""Why a figure of a report is another now: the imports that brought what it rests on, and those taken back."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.official_report.content import Figure
from core.official_report.request import ReportRequest
from core.provenance import explain
from core.reports.changes import Change, changes_between
from core.reports.standing import known, stood
from core.tables import Arrival

NO_BATCH = "không do lần nạp nào: đổi theo ngày tính"
OR_BY_DAY = "hoặc đổi theo ngày tính"
_COUNTED = "đếm"

_Rows = frozenset[tuple[int, int]]


@dataclass(frozen=True)
class Causes:
    """In words (`lô 12, dòng 5`, `thu hồi lô 11`), and the batches that they name."""

    said: tuple[str, ...]
    batches: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.batches)


class WhatCame:
    """Everything that came or went between the moments of two requests, which are otherwise the same."""

    def __init__(self, session: Session, earlier: ReportRequest, later: ReportRequest) -> None:
        self.session, self.earlier, self.later = session, earlier, later

    def causes(self, before: Figure | None, after: Figure | None) -> Causes:
        """What changed the rows that a figure names as its own; of a count, the units that joined or left it.

        A figure that names no row of its own may rest on anything stored of the report's unit.
        """
        kinds = self._kinds(before, after)
        traced = any(figure and (figure.key or figure.batches) for figure in (before, after))
        moved = _moved(before, after)
        tries: list[Callable[[], Causes]] = [
            lambda: self._stored(kinds, moved) if moved else Causes(()),
            lambda: self._own(before, after),
            lambda: Causes(()) if _is_keyed(before, after) else self._stored(kinds),
            lambda: Causes(()) if traced and self._is_another_day else self._stored(frozenset()),
        ]
        found = next((causes for one in tries if (causes := one())), Causes((NO_BATCH,)))
        by_day = bool(found) and not traced and self._is_another_day
        return Causes((*found.said, OR_BY_DAY), found.batches) if by_day else found

    @property
    def _is_another_day(self) -> bool:
        return self.earlier.made_on != self.later.made_on

    def _own(self, before: Figure | None, after: Figure | None) -> Causes:
        """By the rows of files that a figure rests on. A row that stands again came long ago: its cause went."""
        was, is_ = self._rows(self.earlier, before), self._rows(self.later, after)
        came = sorted((batch, row) for batch, row in is_ - was if batch not in self._known_before)
        undone = sorted({batch for batch, _ in was - is_} - self._standing_after)
        said = [f"lô {batch}, dòng {row}" if row else f"lô {batch}" for batch, row in came]
        said += [f"thu hồi lô {batch}" for batch in undone]
        return Causes(tuple(said), tuple(sorted({*(batch for batch, _ in came), *undone})))

    def _rows(self, request: ReportRequest, figure: Figure | None) -> _Rows:
        """0 where it is a whole batch."""
        if figure is None:
            return frozenset()
        found = explain(self.session, figure.key, request.judged_on, request.known_at) if figure.key else None
        inputs = [(one.batch, one.row or 0) for one in found.inputs if one.batch] if found else []
        return frozenset([*inputs, *((batch, 0) for batch in figure.batches)])

    def _stored(self, kinds: Collection[str], units: Collection[str] = ()) -> Causes:
        """By the stored figures that changed, of some kinds of data and some units; empty: of all."""
        return _summed_up(
            change
            for change in self._changes
            if (not kinds or change.kind in kinds)
            and (not units or (change.place and {change.place.full_name, change.place.name} & set(units)))
        )

    def _kinds(self, *figures: Figure | None) -> frozenset[str]:
        """The kinds of data that a figure says it rests on."""
        batches = {batch for figure in figures if figure for batch in figure.batches}
        return frozenset(self.session.scalars(select(Arrival.kind).where(Arrival.id.in_(batches)))) if batches else _ANY

    @cached_property
    def _changes(self) -> list[Change]:
        return changes_between(self.session, self.earlier.known_at, self.later.known_at, self.earlier.unit_code)

    @cached_property
    def _known_before(self) -> frozenset[int]:
        return frozenset(self.session.scalars(select(Arrival.id).where(known(Arrival, self.earlier.known_at))))

    @cached_property
    def _standing_after(self) -> frozenset[int]:
        return frozenset(self.session.scalars(select(Arrival.id).where(stood(Arrival, self.later.known_at))))


_ANY: frozenset[str] = frozenset()


def _is_keyed(*figures: Figure | None) -> bool:
    return any(figure and figure.key for figure in figures)


def _moved(before: Figure | None, after: Figure | None) -> frozenset[str]:
    """The names that a count lists on one side only: `đếm: huyện Cư Jút, huyện Tuy Đức`."""
    return _listed(before) ^ _listed(after)


def _listed(figure: Figure | None) -> frozenset[str]:
    """A name of a village stands before that of its commune: `Thôn 1, xã Hiếu; Thôn 2, xã Hiếu`."""
    if figure is None or not figure.worked.startswith(_COUNTED):
        return frozenset()
    names = figure.worked.partition(":")[2].replace(";", ",").split(",")
    return frozenset(name.strip() for name in names if name.strip())


def _summed_up(changes: Iterable[Change]) -> Causes:
    """One word per batch; with the line where it is only one."""
    lines: dict[tuple[bool, int], set[int]] = {}
    for cause in (change.cause for change in changes if change.cause):
        lines.setdefault((cause.undone, cause.batch), set()).update([cause.line] if cause.line else [])
    said = [_said(undone, batch, rows) for (undone, batch), rows in sorted(lines.items())]
    return Causes(tuple(said), tuple(sorted({batch for _, batch in lines})))


def _said(undone: bool, batch: int, rows: set[int]) -> str:
    if undone:
        return f"thu hồi lô {batch}"
    return f"lô {batch}, dòng {min(rows)}" if len(rows) == 1 else f"lô {batch}"
