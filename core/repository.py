"""Writing figures, and reading them by key in order to write. Screens read through core.reports instead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, null, select, update
from sqlalchemy.orm import Session, aliased

from core.access.journal import Deed, write_down
from core.access.rules import Access, Action, may
from core.access.writing import RowUnits, refuse_outside
from core.by_key import KEYS_PER_QUERY, key_of, near, replaces
from core.closed_periods import ClosedPeriods, refuse_closed
from core.errors import AccessRefused, UndoRefused, UnknownName
from core.inserting import correct_units, insert_rows, insert_units, provinces_of
from core.leaning import refuse_if_leaned_on
from core.reference import EditionFile, edition_of
from core.settings import acceptance_required
from core.stored import DEMO, FactKey, NewBatch, NewFact, StandingFact
from core.tables import (
    FACT_TABLES,
    UNIT_FACT_TABLES,
    Batch,
    BatchConfirmation,
    DataVersion,
    Edition,
    Fact,
    StoredFile,
    Unit,
    UnitFact,
)
from core.waiting import is_waiting, refuse_second_draft

# Rows of a long file that are on their way to the database at a time.
_ROWS_PER_INSERT = 5_000


class Repository:
    """One session's writes. Call inside `Database.write()`: either everything below happens or nothing."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def take_turn(self) -> None:
        """Lock out other writers until the end of the transaction: what is read from here on stands until then."""
        self._version()

    def raise_version(self, above: int = 0) -> None:
        """Tell readers that something changed; never to a version seen before (`above`)."""
        row = self._version()
        row.version = max(row.version, above) + 1

    @property
    def version(self) -> int:
        """Raised by every write: two reads with one version saw the same state."""
        return self.session.scalars(select(DataVersion.version)).one()

    def _version(self) -> DataVersion:
        return self.session.execute(select(DataVersion).with_for_update()).scalar_one()

    def bring_edition_up_to_date(self, edition: EditionFile, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert the units that are missing and correct the others; a unit that figures stand on never goes away."""
        known = self.session.get(Edition, edition.code)
        if known is not None and known.file_sha256 == edition.sha256:
            return
        names = ("code", "title", "valid_from", "valid_to", "source")
        values = {**{name: getattr(edition, name) for name in names}, "file_sha256": edition.sha256}
        self.session.merge(Edition(**values))
        self.session.flush()
        present = set(self.session.scalars(select(Unit.code).where(Unit.edition == edition.code)))
        rows = list(rows)
        if new := [row for row in rows if row["code"] not in present]:
            insert_units(self.session, new)
        if old := [row for row in rows if row["code"] in present]:
            correct_units(self.session, old)
        self.raise_version()

    def standing(self, kind: str, keys: Iterable[FactKey]) -> dict[FactKey, StandingFact]:
        """The rows that stand now for these keys (in the order of the table's KEY)."""
        table = FACT_TABLES[kind]
        wanted = set(keys)
        by_key = ((key_of(table, fact.values), fact) for fact in self._facts(table, *near(table, wanted)))
        return {key: fact for key, fact in by_key if key in wanted}

    def standing_of_units(self, kind: str, edition: str, codes: Iterable[str]) -> list[StandingFact]:
        """Every row that stands for these units, whatever the rest of its key."""
        table = UNIT_FACT_TABLES[kind]
        wanted = sorted(set(codes))
        rows: list[StandingFact] = []
        for start in range(0, len(wanted), KEYS_PER_QUERY):
            part = wanted[start : start + KEYS_PER_QUERY]
            rows += self._facts(table, table.edition == edition, table.unit_code.in_(part))
        return rows

    def standing_of_kind(self, kind: str) -> list[StandingFact]:
        """Every row of a kind that stands; for short lists such as goals, duties and villages."""
        return list(self._facts(FACT_TABLES[kind]))

    def _facts(self, table: type[Fact], *conditions: ColumnElement[bool]) -> Iterator[StandingFact]:
        """Standing rows as plain values: no object of the session is made for each."""
        columns = list(table.__table__.columns)
        names = [column.name for column in columns]
        demo = self._demo_batches()
        query = select(*columns).where(table.is_current, *conditions)
        for row in self.session.execute(query):
            values = dict(zip(names, row, strict=True))
            yield StandingFact(
                values["id"], values["batch_id"], values["row_number"], values, values["batch_id"] in demo
            )

    def _demo_batches(self) -> frozenset[int]:
        return frozenset(self.session.scalars(select(Batch.id).where(Batch.origin == DEMO)))

    def store(self, batch: NewBatch, facts: Iterable[NewFact]) -> int:
        """Store a batch with its file and rows; what they supersede stands no longer. Returns the batch's number.

        Raises AccessRefused, and then nothing is stored, where one row is outside of what `batch.by` may upload;
        PeriodClosed where one lies in a closed period; ChangedMeanwhile where one already has a draft that waits.
        """
        self.raise_version()
        record = self._add_batch(batch)
        facts = iter(facts)
        while part := list(islice(facts, _ROWS_PER_INSERT)):
            self._refuse(batch, part)
            self._store_part(record, FACT_TABLES[batch.kind], part, stands=not batch.is_draft)
        self.session.flush()
        write_down(
            self.session,
            batch.by,
            Deed.COMMIT,
            f"Lô {record.id}: {batch.file_name}",
            batch.unit_code,
            batch=record.id,
            kind=batch.kind,
            draft=batch.is_draft,
        )
        return record.id

    def _refuse(self, batch: NewBatch, facts: Sequence[NewFact]) -> None:
        rows = [{**fact.values, **fact.unit} for fact in facts]
        units = RowUnits(self.session, batch.kind, batch.by, rows)
        refuse_outside(batch.by, Action.UPLOAD, {units.of(row) for row in rows})
        refuse_closed(self.session, batch.kind, facts, batch.by)
        if batch.is_draft:
            refuse_second_draft(self.session, batch.kind, facts)

    def _store_part(self, record: Batch, table: type[Fact], facts: Sequence[NewFact], stands: bool) -> None:
        superseded = [fact.supersedes for fact in facts if fact.supersedes]
        changed = sum(not fact.demo for fact in superseded)
        record.new_rows += len(facts) - changed
        record.changed_rows += changed
        if stands:
            self.set_current(table, [(fact.id, fact.values.get("province")) for fact in superseded], False)
        columns = _columns_of(table.__table__.columns.keys(), record.id, facts, stands)
        if "unit_code" in columns:
            columns["province"] = provinces_of(self.session, columns["edition"], columns["unit_code"])
        insert_rows(self.session, cast("Table", table.__table__), columns)

    def _add_batch(self, batch: NewBatch) -> Batch:
        if self.session.get(StoredFile, batch.sha256) is None:
            self.session.add(StoredFile(sha256=batch.sha256, content=batch.content))
            self.session.flush()
        now = datetime.now(UTC)
        record = Batch(
            kind=batch.kind,
            file_name=batch.file_name,
            sha256=batch.sha256,
            committed_at=now,
            committed_by=batch.by.who,
            edition=edition_of(batch.unit_code) if batch.unit_code else None,
            unit_code=batch.unit_code,
            published_at=None if batch.is_draft else now,
            published_by=None if batch.is_draft else batch.by.who,
            origin=batch.origin,
            new_rows=0,
            changed_rows=0,
            unchanged_rows=len(batch.unchanged),
            file_columns=list(batch.file_columns),
            understood=dict(batch.understood),
            questions=list(batch.questions),
            justification=batch.justification,
        )
        self.session.add(record)
        self.session.flush()
        self._confirm(record.id, batch.unchanged)
        return record

    def _confirm(self, batch_id: int, unchanged: Sequence[StandingFact]) -> None:
        counts: dict[int, int] = {}
        for fact in unchanged:
            counts[fact.batch_id] = counts.get(fact.batch_id, 0) + 1
        for confirmed, rows in counts.items():
            self.session.add(BatchConfirmation(batch_id=batch_id, confirmed_batch_id=confirmed, row_count=rows))

    def undo(self, batch_id: int, by: Access) -> Batch:
        """Take one batch back: what it had replaced stands again, exactly; a draft's rows just go.

        Raises UnknownName for a number that is no batch or one that this person can't see, AccessRefused, UndoRefused
        when it is taken back already, a later batch replaced or confirmed its rows, or its period was closed. The
        caller holds the turn.
        """
        batch = self.session.get(Batch, batch_id)
        if batch is None or not may(by, Action.SEE_FILES, batch.unit_code):
            raise UnknownName(f"Không có lô số liệu số {batch_id}.")
        self._refuse_undo(batch, by)
        again = [] if is_waiting(batch) else self._standing_before(batch)
        self.set_aside(batch_id, by)
        self.set_current(FACT_TABLES[batch.kind], again, True)
        return batch

    def _refuse_undo(self, batch: Batch, by: Access) -> None:
        refuse_outside(by, Action.UPLOAD, [batch.unit_code])
        if batch.undone_at is not None:
            raise UndoRefused(f"Lô {batch.id} đã được {batch.undone_by} thu hồi trước đó.")
        if not is_waiting(batch):
            if acceptance_required() and not may(by, Action.ACCEPT, batch.unit_code):
                raise AccessRefused(f"Lô {batch.id} đã được duyệt: chỉ người được duyệt số liệu mới thu hồi được.")
            if closed := ClosedPeriods(self.session).of_batch(batch):
                raise UndoRefused(f"Chưa thu hồi được lô {batch.id}: {closed.said}. {closed.remedy(by)}")
        refuse_if_leaned_on(self.session, batch)

    def _standing_before(self, batch: Batch) -> list[tuple[int, str | None]]:
        """The rows whose place a batch took, with their provinces, without those of batches that were taken back."""
        table = FACT_TABLES[batch.kind]
        own, replaced = aliased(table), aliased(table)
        province = replaced.province if issubclass(table, UnitFact) else null()  # type: ignore[attr-defined]
        query = (
            select(replaced.id, province)
            .join(own, replaces(own, replaced))
            .join(Batch, Batch.id == replaced.batch_id)
            .where(own.batch_id == batch.id, Batch.undone_at.is_(None))
        )
        return [(number, of) for number, of in self.session.execute(query)]

    def set_aside(self, batch_id: int, by: Access) -> None:
        """A batch's rows stand no longer, and nothing comes in their place. Raises AccessRefused."""
        batch = self.session.get_one(Batch, batch_id)
        _refuse_setting_aside(batch, by)
        table = FACT_TABLES[batch.kind]
        self.session.execute(update(table).where(table.batch_id == batch_id).values(is_current=False))
        batch.undone_at, batch.undone_by = datetime.now(UTC), by.who
        write_down(self.session, by, Deed.UNDO, f"Lô {batch_id}: {batch.file_name}", batch.unit_code, batch=batch_id)
        self.raise_version()

    def set_current(self, table: type[Fact], rows: Sequence[tuple[int, str | None]], current: bool) -> None:
        """`rows` by id and province, by which a table of units may be divided."""
        for start in range(0, len(rows), KEYS_PER_QUERY):
            part = rows[start : start + KEYS_PER_QUERY]
            found = update(table).where(table.id.in_([number for number, _ in part]))
            if issubclass(table, UnitFact):
                found = found.where(table.province.in_({province for _, province in part}))
            self.session.execute(found.values(is_current=current))

    def has_batches(self) -> bool:
        return self.session.scalars(select(Batch.id).limit(1)).first() is not None

    def stands(self, sha256: str) -> bool:
        """True when a batch of this very file was not taken back."""
        query = select(Batch.id).where(Batch.sha256 == sha256, Batch.undone_at.is_(None)).limit(1)
        return self.session.scalars(query).first() is not None

    def ever_loaded(self, sha256: str) -> bool:
        """True when this very file was committed once, even if it was taken back since."""
        return self.session.scalars(select(Batch.id).where(Batch.sha256 == sha256).limit(1)).first() is not None


def _refuse_setting_aside(batch: Batch, by: Access) -> None:
    refuse_outside(by, Action.UPLOAD, [batch.unit_code])
    if not is_waiting(batch) and acceptance_required() and not may(by, Action.ACCEPT, batch.unit_code):
        raise AccessRefused(f"Lô {batch.id} đã được duyệt: chỉ người được duyệt số liệu mới thu hồi được.")


_BOOKKEEPING = ("id", "batch_id", "row_number", "is_current", "supersedes_id", "province")


def _columns_of(names: Iterable[str], batch: int, facts: Sequence[NewFact], stands: bool) -> dict[str, Sequence[Any]]:
    """The rows to insert, by column."""
    found: dict[str, Sequence[Any]] = {
        name: [fact.unit.get(name) or fact.values.get(name) for fact in facts]
        if name in ("edition", "unit_code")
        else [fact.values.get(name) for fact in facts]
        for name in names
        if name not in _BOOKKEEPING
    }
    return {
        **found,
        "batch_id": [batch] * len(facts),
        "row_number": [fact.row_number for fact in facts],
        "is_current": [stands] * len(facts),
        "supersedes_id": [fact.supersedes.id if fact.supersedes else None for fact in facts],
    }
