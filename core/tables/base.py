"""Types and naming that every table shares."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    column,
    select,
    table,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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


_UNITS = table("unit", *(column(name) for name in ("edition", "code", "province")))


def _province_of_row(row: Any) -> str | None:
    """The province of the unit that a row to insert names; empty text, which no unit lies in, for an unknown one."""
    given = row.get_current_parameters()
    if given.get("unit_code") is None:
        return None
    is_it = (_UNITS.c.edition == given.get("edition"), _UNITS.c.code == given["unit_code"])
    return str(row.connection.scalar(select(_UNITS.c.province).where(*is_it)) or "")


def province_of_unit(nullable: bool = False) -> Mapped[Any]:
    """The province that a row's unit lies in: what its table can be divided by among several machines."""
    return mapped_column(String(10), nullable=nullable, default=_province_of_row)


def unit_is_known(name: str) -> ForeignKeyConstraint:
    """A row's unit is one of its edition and lies in the province that the row names."""
    columns = ("edition", "province", "unit_code")
    return ForeignKeyConstraint(columns, ["unit.edition", "unit.province", "unit.code"], name=f"fk_{name}_unit")


def unit_is_known_or_none(name: str) -> tuple[ForeignKeyConstraint, CheckConstraint]:
    none = "(province IS NULL) = (unit_code IS NULL) AND (edition IS NULL) = (unit_code IS NULL)"
    return unit_is_known(name), CheckConstraint(none, "province")
