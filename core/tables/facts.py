"""What every stored figure has, and the constraints that hold for all of them."""

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from core.tables.base import Base, BigKey, province_of_unit, unit_is_known


class Fact(Base):
    """What every stored figure has: its batch, its line in the file, what it superseded, whether it stands now."""

    __abstract__ = True
    KEY: ClassVar[tuple[str, ...]]
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    row_number: Mapped[int]
    is_current: Mapped[bool]

    def as_values(self) -> dict[str, Any]:
        """Every column by name, without the province: the unit says it."""
        names = (column.name for column in self.__table__.columns)
        return {name: getattr(self, name) for name in names if name != "province"}

    @declared_attr
    @classmethod
    def supersedes_id(cls) -> Mapped[int | None]:
        return mapped_column(BigKey, ForeignKey(f"{cls.__tablename__}.id"), index=True)


class UnitFact(Fact):
    """A figure of one administrative unit of one edition."""

    __abstract__ = True
    edition: Mapped[str] = mapped_column(String(20))
    unit_code: Mapped[str] = mapped_column(String(10))

    @declared_attr
    @classmethod
    def province(cls) -> Mapped[str]:
        return province_of_unit()


def fact_constraints(table: str, *key: str) -> tuple[Any, ...]:
    return (
        Index(
            f"uq_{table}_current",
            *key,
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )


def unit_fact_constraints(table: str, *key: str) -> tuple[Any, ...]:
    """Whatever is asked about a unit is asked of its rows alone, also of those that stand no longer."""
    of_unit = Index(f"ix_{table}_unit", "edition", "unit_code")
    by_day = [Index(f"ix_{table}_as_of", "as_of")] if "as_of" in key else []
    return unit_is_known(table), of_unit, *by_day, *fact_constraints(table, *key)


def not_negative(*columns: str) -> tuple[CheckConstraint, ...]:
    return tuple(CheckConstraint(f"{column} >= 0", f"{column}_not_negative") for column in columns)
