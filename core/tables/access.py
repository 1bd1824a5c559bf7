"""Who may see and change what, what was done by whom, and which periods are closed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.tables.base import Base, BigKey, province_of_unit, unit_is_known, unit_is_known_or_none


class Person(Base):
    """One person who was ever given access. `email` is in lower case.

    `subject` is who the sign-in provider says it is (issuer and subject), kept from the first sign-in on: an address
    that the provider gives to somebody else later does not bring the access along.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(Text)


class AccessGrant(Base):
    """One role of one person for one unit and what is below it; without a unit for the whole country."""

    __tablename__ = "access_grant"
    __table_args__ = (
        *unit_is_known_or_none("access_grant"),
        CheckConstraint("role IN ('viewer', 'editor', 'administrator')", "role"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", "revoked"),
        CheckConstraint("(edition IS NULL) = (unit_code IS NULL)", "unit"),
        Index(
            "uq_access_grant_current",
            "person_id",
            "unit_code",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    edition: Mapped[str | None] = mapped_column(String(20))
    unit_code: Mapped[str | None] = mapped_column(String(10))
    province: Mapped[str | None] = province_of_unit(nullable=True)
    granted_at: Mapped[datetime]
    granted_by: Mapped[str] = mapped_column(Text)
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None] = mapped_column(Text)


class SignIn(Base):
    """One sign-in that the provider confirmed. The provider's cookie can't be revoked; this row can be ended."""

    __tablename__ = "sign_in"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    signed_in_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    from_where: Mapped[str] = mapped_column(Text)


class JournalEntry(Base):
    """Something that was done: by whom, when, from where, what, for which unit. The database lets no row be changed."""

    __tablename__ = "journal_entry"
    __table_args__ = (
        *unit_is_known_or_none("journal_entry"),
        Index("ix_journal_entry_unit", "unit_code", "at"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    from_where: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(40), index=True)
    what: Mapped[str] = mapped_column(Text)
    edition: Mapped[str | None] = mapped_column(String(20))
    unit_code: Mapped[str | None] = mapped_column(String(10))
    province: Mapped[str | None] = province_of_unit(nullable=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class PeriodLock(Base):
    """The figures of a unit and what is below it, up to and including a day, are closed (chốt sổ) until reopened."""

    __tablename__ = "period_lock"
    __table_args__ = (
        unit_is_known("period_lock"),
        CheckConstraint(
            "(reopened_at IS NULL) = (reopened_by IS NULL) AND (reopened_at IS NULL) = (reopen_reason IS NULL)",
            "reopened",
        ),
        Index("ix_period_lock_unit", "edition", "unit_code"),
    )
    id: Mapped[int] = mapped_column(BigKey, primary_key=True)
    edition: Mapped[str] = mapped_column(String(20))
    unit_code: Mapped[str] = mapped_column(String(10))
    province: Mapped[str] = province_of_unit()
    until: Mapped[date]
    locked_at: Mapped[datetime]
    locked_by: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    reopened_at: Mapped[datetime | None]
    reopened_by: Mapped[str | None] = mapped_column(Text)
    reopen_reason: Mapped[str | None] = mapped_column(Text)
