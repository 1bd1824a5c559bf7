"""What is kept beside the figures: units, editions of the map, batches, their files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import Base, BigKey, province_of_unit, unit_is_known, unit_is_known_or_none


class DataVersion(Base):
    """One row: every write locks and raises it, so writers take turns and readers know when to read again."""

    __tablename__ = "data_version"
    __table_args__ = (CheckConstraint("id = 1", "one_row"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)


class Edition(Base):
    """One map of administrative units, valid for a while. Codes are reused across editions."""

    __tablename__ = "edition"
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(String(64))


class Unit(Base):
    """One administrative unit of one edition. `children_listed` says whether all units below it are known here.

    `province` is the code of the province it lies in, its own for a province; within an edition it never changes,
    and what names a unit names both (core.tables.base).
    """

    __tablename__ = "unit"
    __table_args__ = (
        ForeignKeyConstraint(["edition", "parent"], ["unit.edition", "unit.code"]),
        CheckConstraint("level IN ('province', 'district', 'commune')", "level"),
        CheckConstraint("(level = 'province') = (parent IS NULL)", "parent"),
        Index("ix_unit_parent", "edition", "parent"),
        Index("uq_unit_province", "edition", "province", "code", unique=True),
    )
    edition: Mapped[str] = mapped_column(ForeignKey("edition.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    parent: Mapped[str | None] = mapped_column(String(10))
    province: Mapped[str] = mapped_column(String(10))
    level: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(Text)
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    children_listed: Mapped[bool]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class StoredFile(Base):
    """The bytes of an uploaded file, once per content."""

    __tablename__ = "stored_file"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


def _next_number(row: Any) -> int:
    """Numbers without gaps in the order of commits, on any engine: whoever stores a batch holds the writers' turn."""
    return int(row.connection.scalar(select(func.coalesce(func.max(Batch.id), 0)))) + 1


class Batch(Base):
    """One confirmed import. `understood` keeps how the file was read; `file_columns` which columns it had.

    `questions` are what was asked: {"row": line of the file or null, "reason": the question}. `unit_code` is the
    smallest unit that all of its rows lie in; empty where that can't be told. Until `published_at` its rows are drafts
    that wait to be accepted; `returned_reason` says why a draft was not.
    """

    __tablename__ = "batch"
    __table_args__ = (
        *unit_is_known_or_none("batch"),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", "undone"),
        Index("ix_batch_unit", "unit_code"),
        Index("ix_batch_origin", "origin"),
        # Drafts that wait have neither moment.
        Index("ix_batch_published_at", "published_at", "undone_at"),
        Index("ix_batch_undone_at", "undone_at"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False, default=_next_number)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    committed_at: Mapped[datetime]
    committed_by: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(10))
    new_rows: Mapped[int]
    changed_rows: Mapped[int]
    unchanged_rows: Mapped[int]
    file_columns: Mapped[list[str]] = mapped_column(JSON)
    understood: Mapped[dict[str, str]] = mapped_column(JSON)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    justification: Mapped[str | None] = mapped_column(Text)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(Text)
    edition: Mapped[str | None] = mapped_column(String(20))
    unit_code: Mapped[str | None] = mapped_column(String(10))
    province: Mapped[str | None] = province_of_unit(nullable=True)
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(Text)
    returned_reason: Mapped[str | None] = mapped_column(Text)


# What a reader of figures may know of an import: none of its file, its people, or what they wrote. A table of its own
# kind, so that what readers see of it is decided apart from the batch (core.access.narrowing).
ARRIVED = "arrival"
_PUBLIC_PART = ("id", "kind", "committed_at", "origin", "undone_at", "edition", "unit_code", "province", "published_at")
_arrived = Table(
    Batch.__tablename__,
    MetaData(),
    *(
        Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable)
        for one in Batch.__table__.columns
        if one.name in _PUBLIC_PART
    ),
    info={"shows": ARRIVED},
)


class Arrival(Base):
    """The same import without its file, its people and what they wrote: what a reader of its figures may know of it."""

    __table__ = _arrived.alias(ARRIVED)
    id: Mapped[int]
    kind: Mapped[str]
    committed_at: Mapped[datetime]
    origin: Mapped[str]
    undone_at: Mapped[datetime | None]
    edition: Mapped[str | None]
    unit_code: Mapped[str | None]
    province: Mapped[str | None]
    published_at: Mapped[datetime | None]


class BatchConfirmation(Base):
    """`batch_id` brought rows that said just what `confirmed_batch_id` had stored: it leans on that batch."""

    __tablename__ = "batch_confirmation"
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    confirmed_batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True, index=True)
    row_count: Mapped[int]


class MadeReport(Base):
    """One official report that was made: what was asked for, and the file as it was then.

    `period` is written as on the command line; figures are those known at `known_at`, `judged_on` decides what was
    overdue. The same request with the same two moments makes the same report again; `seen_in` is the map of units
    that it was written by (data/unit_maps.csv).
    """

    __tablename__ = "made_report"
    __table_args__ = (unit_is_known("made_report"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(Text)
    plan_number: Mapped[str] = mapped_column(String(80))
    edition: Mapped[str] = mapped_column(String(20))
    unit_code: Mapped[str] = mapped_column(String(10))
    province: Mapped[str] = province_of_unit()
    seen_in: Mapped[str] = mapped_column(String(20), server_default="2024")
    period: Mapped[str] = mapped_column(String(20))
    known_at: Mapped[datetime]
    judged_on: Mapped[date]
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
