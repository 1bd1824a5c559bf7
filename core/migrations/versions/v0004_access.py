"""people and what they were given, sign-ins, the journal, closed periods; drafts, and whose unit a batch is of"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_MOMENT = sa.DateTime(timezone=True)
_PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _people()
    _journal()
    _locks()
    _units()
    _batches()


def _key() -> sa.Column:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)


def _unit_of(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["edition", "unit_code"], ["unit.edition", "unit.code"], name=f"fk_{table}_unit")


def _people() -> None:
    op.create_table(
        "person",
        _key(),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text()),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("email", name="uq_person_email"),
    )
    op.create_table(
        "access_grant",
        _key(),
        sa.Column("person_id", _PERSON, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("edition", sa.String(20)),
        sa.Column("unit_code", sa.String(10)),
        sa.Column("granted_at", _MOMENT, nullable=False),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.Column("revoked_by", sa.Text()),
        sa.CheckConstraint("role IN ('viewer', 'editor', 'administrator')", name=op.f("ck_access_grant_role")),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_access_grant_revoked")),
        sa.CheckConstraint("(edition IS NULL) = (unit_code IS NULL)", name=op.f("ck_access_grant_unit")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_access_grant_person_id_person"),
        _unit_of("access_grant"),
        sa.PrimaryKeyConstraint("id", name="pk_access_grant"),
    )
    op.create_index("ix_access_grant_person_id", "access_grant", ["person_id"])
    op.create_index(
        "uq_access_grant_current",
        "access_grant",
        ["person_id", "unit_code"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person_id", _PERSON, nullable=False),
        sa.Column("signed_in_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("from_where", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_sign_in_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])


def _journal() -> None:
    op.create_table(
        "journal_entry",
        _key(),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("person_id", _PERSON),
        sa.Column("from_where", sa.Text(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("edition", sa.String(20)),
        sa.Column("unit_code", sa.String(10)),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_journal_entry_person_id_person"),
        _unit_of("journal_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_journal_entry"),
    )
    for name, columns in (("at", ["at"]), ("action", ["action"]), ("person_id", ["person_id"])):
        op.create_index(f"ix_journal_entry_{name}", "journal_entry", columns)
    op.create_index("ix_journal_entry_unit", "journal_entry", ["unit_code", "at"])
    _append_only()


def _append_only() -> None:
    """Whoever writes to the database through the program can't change or take away what was written down."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_entry_no_{change.lower()} BEFORE {change} ON journal_entry"
                " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )
        # INSERT OR REPLACE takes a row away without its DELETE trigger.
        op.execute(
            "CREATE TRIGGER journal_entry_no_replace BEFORE INSERT ON journal_entry"
            " WHEN EXISTS (SELECT 1 FROM journal_entry WHERE id = NEW.id)"
            " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
        )
        return
    if op.get_bind().dialect.name != "postgresql":  # engines that speak PostgreSQL but know no such triggers
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION journal_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION journal_entry_append_only()"
    )


def _locks() -> None:
    op.create_table(
        "period_lock",
        _key(),
        sa.Column("edition", sa.String(20), nullable=False),
        sa.Column("unit_code", sa.String(10), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("locked_at", _MOMENT, nullable=False),
        sa.Column("locked_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reopened_at", _MOMENT),
        sa.Column("reopened_by", sa.Text()),
        sa.Column("reopen_reason", sa.Text()),
        sa.CheckConstraint(
            "(reopened_at IS NULL) = (reopened_by IS NULL) AND (reopened_at IS NULL) = (reopen_reason IS NULL)",
            name=op.f("ck_period_lock_reopened"),
        ),
        _unit_of("period_lock"),
        sa.PrimaryKeyConstraint("id", name="pk_period_lock"),
    )
    op.create_index("ix_period_lock_unit", "period_lock", ["edition", "unit_code"])


def _units() -> None:
    """A unit's province stands in its row: the unit itself, its parent, or its parent's parent."""
    # SQLite adds a column without making the table anew, which figures refer to, only where it has a default.
    op.add_column("unit", sa.Column("province", sa.String(10), nullable=False, server_default=""))
    op.execute("UPDATE unit SET province = code WHERE parent IS NULL")
    for _ in ("district", "commune"):
        op.execute(
            "UPDATE unit SET province = (SELECT above.province FROM unit AS above"
            " WHERE above.edition = unit.edition AND above.code = unit.parent) WHERE province = ''"
        )
    op.create_index("ix_unit_province", "unit", ["edition", "province"])


_UNIT_KINDS = {
    "poverty-plan": "poverty_plan",
    "poverty-progress": "poverty_progress",
    "budget-plan": "budget_plan",
    "disbursement": "disbursement",
    "criteria-status": "criterion_status",
    "recognition": "recognition",
    "villages": "village",
    "obligation-done-unit": "obligation_done_unit",
    "explanation": "shortfall_explanation",
}
_PLAN_KINDS = {
    "goal": "goal",
    "goal-progress": "goal_progress",
    "obligation": "obligation",
    "obligation-done": "obligation_done",
}
# Where the rows of a plan say which units it is about.
_PLANS = ("poverty_plan", "budget_plan", "goal")


def _batches() -> None:
    """What had come before drafts existed was published when it came; its unit is the smallest that holds its rows."""
    for name, kind in (
        ("edition", sa.String(20)),
        ("unit_code", sa.String(10)),
        ("published_at", _MOMENT),
        ("published_by", sa.Text()),
        ("returned_reason", sa.Text()),
    ):
        op.add_column("batch", sa.Column(name, kind))
    op.create_index("ix_batch_unit", "batch", ["unit_code"])
    op.execute("UPDATE batch SET published_at = committed_at, published_by = committed_by")
    _say_the_units_of_batches()


def _say_the_units_of_batches() -> None:
    bind = op.get_bind()
    chains = _chains(bind.execute(sa.text("SELECT edition, code, parent FROM unit")))
    of_plan: dict[str, set[tuple[str, str]]] = {}
    for table in _PLANS:
        rows = bind.execute(sa.text(f"SELECT DISTINCT plan_number, edition, unit_code FROM {table}"))
        for number, edition, unit in rows:
            if number and unit:
                of_plan.setdefault(number, set()).add((edition, unit))
    for batch, kind in list(bind.execute(sa.text("SELECT id, kind FROM batch"))):
        found = _common([chains[unit] for unit in _units_of(bind, batch, kind, of_plan)])
        if found:
            bind.execute(
                sa.text("UPDATE batch SET edition = :edition, unit_code = :code WHERE id = :id"),
                {"edition": found[0], "code": found[1], "id": batch},
            )


def _units_of(
    bind: sa.Connection, batch: int, kind: str, of_plan: dict[str, set[tuple[str, str]]]
) -> set[tuple[str, str]]:
    if kind in _UNIT_KINDS:
        statement = f"SELECT DISTINCT edition, unit_code FROM {_UNIT_KINDS[kind]} WHERE batch_id = :id"
        return {(edition, unit) for edition, unit in bind.execute(sa.text(statement), {"id": batch})}
    statement = f"SELECT DISTINCT plan_number FROM {_PLAN_KINDS[kind]} WHERE batch_id = :id"
    numbers = [number for (number,) in bind.execute(sa.text(statement), {"id": batch})]
    if not all(number in of_plan for number in numbers):
        return set()
    return {unit for number in numbers for unit in of_plan[number]}


def _chains(units: Iterable[tuple[str, str, str | None]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Every unit with those above it, the province first."""
    parents = {(edition, code): parent for edition, code, parent in units}

    def chain(edition: str, code: str) -> list[tuple[str, str]]:
        parent = parents[edition, code]
        return [*(chain(edition, parent) if parent else []), (edition, code)]

    return {unit: chain(*unit) for unit in parents}


def _common(chains: list[list[tuple[str, str]]]) -> tuple[str, str] | None:
    shared = [level[0] for level in zip(*chains) if len(set(level)) == 1]
    return shared[-1] if shared else None
