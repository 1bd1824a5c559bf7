"""The tables. Facts are append-only: a later batch supersedes a row, taking it back lets the row stand again.

Grain and units are in each class's docstring; what can't be is a constraint here, not a hope elsewhere.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

BigKey = BigInteger().with_variant(Integer, "sqlite")  # SQLite autoincrements INTEGER only


class FixedDecimal(TypeDecorator[Decimal]):
    """An exact decimal with six places, kept as a scaled integer: SQLite has no exact decimals of its own."""

    impl = BigInteger
    cache_ok = True
    PLACES = 6

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Raises ValueError where a seventh decimal would be lost."""
        if value is None:
            return None
        scaled = value.scaleb(self.PLACES)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.PLACES} decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.PLACES).normalize() + 0


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC; SQLite would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else (value if value.tzinfo else value.replace(tzinfo=UTC))


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {Decimal: FixedDecimal, datetime: UtcDateTime, int: Integer}


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


class Unit(Base):
    """One administrative unit of one edition. `children_listed` says whether all units below it are known here."""

    __tablename__ = "unit"
    __table_args__ = (
        ForeignKeyConstraint(["edition", "parent"], ["unit.edition", "unit.code"]),
        CheckConstraint("level IN ('province', 'district', 'commune')", "level"),
        CheckConstraint("(level = 'province') = (parent IS NULL)", "parent"),
        Index("ix_unit_parent", "edition", "parent"),
    )
    edition: Mapped[str] = mapped_column(ForeignKey("edition.code"), primary_key=True)
    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    parent: Mapped[str | None] = mapped_column(String(10))
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


class Batch(Base):
    """One confirmed import. `understood` keeps how the file was read; `file_columns` which columns it had."""

    __tablename__ = "batch"
    __table_args__ = (CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", "undone"),)
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
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
    questions: Mapped[list[str]] = mapped_column(JSON)
    justification: Mapped[str | None] = mapped_column(Text)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(Text)


class BatchConfirmation(Base):
    """`batch_id` brought rows that said just what `confirmed_batch_id` had stored: it leans on that batch."""

    __tablename__ = "batch_confirmation"
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True)
    confirmed_batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), primary_key=True, index=True)
    row_count: Mapped[int]


class Fact(Base):
    """What every stored figure has: its batch, its line in the file, what it superseded, whether it stands now."""

    __abstract__ = True
    KEY: ClassVar[tuple[str, ...]]
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    row_number: Mapped[int]
    is_current: Mapped[bool]
    edition: Mapped[str] = mapped_column(String(20))
    unit_code: Mapped[str] = mapped_column(String(10))

    def as_values(self) -> dict[str, Any]:
        """Every column by name."""
        return {column.name: getattr(self, column.name) for column in self.__table__.columns}

    @declared_attr
    @classmethod
    def supersedes_id(cls) -> Mapped[int | None]:
        return mapped_column(BigKey, ForeignKey(f"{cls.__tablename__}.id"), index=True)


def _fact_constraints(table: str, *key: str) -> tuple[Any, ...]:
    return (
        ForeignKeyConstraint(["edition", "unit_code"], ["unit.edition", "unit.code"], name=f"fk_{table}_unit"),
        Index(
            f"uq_{table}_current",
            *key,
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )


def _not_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(CheckConstraint(f"{column} >= 0", f"{column}_not_negative") for column in columns)


class PovertyPlan(Fact):
    """One row per unit, year and plan. Households (hộ), except rates in per cent and falls in percentage points.

    `printed_*` are figures that follow from the others, kept as the document prints them so that the audit can
    set the two beside each other. `plan_owner` and `plan_number` are empty text where the file gives none.
    """

    __tablename__ = "poverty_plan"
    KEY = ("edition", "unit_code", "year", "plan_number", "plan_owner")
    __table_args__ = (
        *_fact_constraints("poverty_plan", *KEY),
        *_not_negative("poor_start", "poor_reduction", "near_poor_start", "near_poor_reduction", "rate_reduction"),
        CheckConstraint("poor_start <= households_start", "poor_within_households"),
        CheckConstraint("poor_reduction <= poor_start", "reduction_within_poor"),
        CheckConstraint("households_start > 0", "households_start_positive"),
        CheckConstraint("households_planned > 0", "households_planned_positive"),
        CheckConstraint("rate_reduction_upper >= rate_reduction", "range_in_order"),
        CheckConstraint(
            "rate_reduction IS NOT NULL OR (poor_reduction IS NOT NULL AND poor_start IS NOT NULL"
            " AND households_start IS NOT NULL)",
            "has_a_target",
        ),
    )
    year: Mapped[int]
    plan_owner: Mapped[str] = mapped_column(String(40))
    plan_number: Mapped[str] = mapped_column(String(80))
    households_start: Mapped[int | None]
    poor_start: Mapped[int | None]
    households_planned: Mapped[int | None]
    poor_reduction: Mapped[int | None]
    near_poor_start: Mapped[int | None]
    near_poor_reduction: Mapped[int | None]
    rate_reduction: Mapped[Decimal | None]
    rate_reduction_upper: Mapped[Decimal | None]
    printed_rate_start: Mapped[Decimal | None]
    printed_poor_planned: Mapped[int | None]
    printed_rate_planned: Mapped[Decimal | None]
    source: Mapped[str | None] = mapped_column(Text)


class PovertyProgress(Fact):
    """One row per unit and date, in households (hộ). A figure that was not reported is NULL, never 0."""

    __tablename__ = "poverty_progress"
    KEY = ("edition", "unit_code", "as_of")
    __table_args__ = (
        *_fact_constraints("poverty_progress", *KEY),
        *_not_negative("poor", "near_poor", "poor_start", "escaped_to_near_poor", "escaped", "other_decrease"),
        *_not_negative("near_poor_to_poor", "relapsed", "newly_poor", "other_increase"),
        *_not_negative("ethnic_households", "ethnic_poor", "indigenous_households", "indigenous_poor"),
        CheckConstraint("households > 0", "households_positive"),
        CheckConstraint("poor <= households", "poor_within_households"),
        CheckConstraint("poor + near_poor <= households", "near_poor_within_households"),
        CheckConstraint("ethnic_households <= households", "ethnic_within_households"),
        CheckConstraint("ethnic_poor <= ethnic_households", "ethnic_poor_within_ethnic"),
        CheckConstraint("ethnic_poor <= poor", "ethnic_poor_within_poor"),
        CheckConstraint("indigenous_households <= households", "indigenous_within_households"),
        CheckConstraint("indigenous_poor <= indigenous_households", "indigenous_poor_within_indigenous"),
        CheckConstraint("indigenous_poor <= poor", "indigenous_poor_within_poor"),
        CheckConstraint("value_type IN ('chính thức', 'ước')", "value_type"),
    )
    as_of: Mapped[date]
    value_type: Mapped[str] = mapped_column(String(20))
    households: Mapped[int]
    poor: Mapped[int]
    near_poor: Mapped[int | None]
    poor_start: Mapped[int | None]
    escaped_to_near_poor: Mapped[int | None]
    escaped: Mapped[int | None]
    other_decrease: Mapped[int | None]
    near_poor_to_poor: Mapped[int | None]
    relapsed: Mapped[int | None]
    newly_poor: Mapped[int | None]
    other_increase: Mapped[int | None]
    ethnic_households: Mapped[int | None]
    ethnic_poor: Mapped[int | None]
    indigenous_households: Mapped[int | None]
    indigenous_poor: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)


FACT_TABLES: dict[str, type[Fact]] = {
    "poverty-plan": PovertyPlan,
    "poverty-progress": PovertyProgress,
}
