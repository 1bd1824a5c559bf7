"""What people declared about units that were cut when the map changed."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import FixedDecimal
from core.tables.facts import UnitFact, unit_fact_constraints

_WHOLE = 100 * 10**FixedDecimal.PLACES


class UnitShare(UnitFact):
    """One row per cut unit and unit of the other edition that it was cut into: the share (%) of its figures.

    The rows of a cut unit are together 100. `into_province` and `into_commune` are the names as the map has them.
    """

    __tablename__ = "unit_share"
    KEY = ("edition", "unit_code", "into_province", "into_commune")
    __table_args__ = (
        *unit_fact_constraints("unit_share", *KEY),
        ForeignKeyConstraint(["into_edition", "into_code"], ["unit.edition", "unit.code"], name="fk_unit_share_into"),
        CheckConstraint(f"percent >= 0 AND percent <= {_WHOLE}", "percent"),
        CheckConstraint("into_edition <> edition", "other_edition"),
    )
    into_province: Mapped[str] = mapped_column(String(120))
    into_commune: Mapped[str] = mapped_column(String(120))
    into_edition: Mapped[str] = mapped_column(String(20))
    into_code: Mapped[str] = mapped_column(String(10))
    percent: Mapped[Decimal]
    method: Mapped[str] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
