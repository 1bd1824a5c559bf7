"""every row of a unit names its province, which the unit guarantees; batch numbers come from no sequence"""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# Tables whose rows each have a unit, and those whose rows may have none.
_OF_A_UNIT = (
    *("poverty_plan", "poverty_progress", "budget_plan", "disbursement", "criterion_status", "recognition", "village"),
    *("obligation_done_unit", "shortfall_explanation", "made_report", "period_lock"),
)
_PERHAPS = ("goal", "batch", "journal_entry", "access_grant")
# The foreign keys to units until now, by the tables where their name is not the usual one; batches had none.
_FORMER = {"made_report": "fk_made_report_edition_unit", "batch": None}

_NONE = "(province IS NULL) = (unit_code IS NULL) AND (edition IS NULL) = (unit_code IS NULL)"
_KNOWN = "FOREIGN KEY (edition, province, unit_code) REFERENCES unit (edition, province, code)"
_OF_UNIT = "(SELECT unit.province FROM unit WHERE unit.edition = {0}.edition AND unit.code = {0}.unit_code)"


def upgrade() -> None:
    op.drop_index("ix_unit_province", "unit")
    op.create_index("uq_unit_province", "unit", ["edition", "province", "code"], unique=True)
    change = _make_anew if op.get_bind().dialect.name == "sqlite" else _alter
    for table in (*_OF_A_UNIT, *_PERHAPS):
        change(table, _former(table), _constraints(table))
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE batch ALTER COLUMN id DROP DEFAULT")
        op.execute("DROP SEQUENCE IF EXISTS batch_id_seq")


def _former(table: str) -> str | None:
    return _FORMER.get(table, f"fk_{table}_unit")


def _constraints(table: str) -> list[str]:
    none = [f"CONSTRAINT ck_{table}_province CHECK ({_NONE})"] if table in _PERHAPS else []
    return [f"CONSTRAINT fk_{table}_unit {_KNOWN}", *none]


def _alter(table: str, former: str | None, constraints: Iterable[str]) -> None:
    append_only = table == "journal_entry" and _has_trigger()
    op.execute(f"ALTER TABLE {table} ADD COLUMN province VARCHAR(10)")
    if append_only:
        op.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_append_only")
    op.execute(f"UPDATE {table} SET province = {_OF_UNIT.format(table)} WHERE unit_code IS NOT NULL")
    if append_only:
        op.execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_append_only")
    if table in _OF_A_UNIT:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN province SET NOT NULL")
    if former:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {former}")
    for constraint in constraints:
        op.execute(f"ALTER TABLE {table} ADD {constraint}")


def _has_trigger() -> bool:
    """Engines without triggers keep the journal by what the program's user may do (docs/van-hanh.md)."""
    return op.get_bind().dialect.name == "postgresql"


def _make_anew(table: str, former: str | None, constraints: Iterable[str]) -> None:
    """SQLite adds no constraint to a table: it is made again with its rows, indexes and triggers.

    What refers to it is not checked meanwhile, and all of it is before the end (core.schema).
    """
    bind = op.get_bind()
    made = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    parts = [(kind, sql) for kind, sql in bind.execute(made, {"table": table})]
    columns = ", ".join(f'"{column["name"]}"' for column in sa.inspect(bind).get_columns(table))
    (wanted,) = (sql for kind, sql in parts if kind == "table")
    bind.exec_driver_sql(_with_province(wanted, table, former, constraints))
    bind.exec_driver_sql(
        f"INSERT INTO new_{table} ({columns}, province) SELECT {columns}, {_OF_UNIT.format(table)} FROM {table}"
    )
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE new_{table} RENAME TO {table}")
    for kind, sql in parts:
        if kind != "table":
            bind.exec_driver_sql(sql)


def _with_province(sql: str, table: str, former: str | None, constraints: Iterable[str]) -> str:
    """The statement that made a table, with the column behind its columns and the constraints at its end."""
    sql = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE new_{table}", sql)
    if former:
        sql, dropped = re.subn(rf",\s*CONSTRAINT {former} FOREIGN KEY\([^)]*\) REFERENCES unit \([^)]*\)", "", sql)
        assert dropped == 1
    province = "province VARCHAR(10)" + (" NOT NULL" if table in _OF_A_UNIT else "")
    sql, added = re.subn(r",(\s*CONSTRAINT )", lambda found: f", {province},{found[1]}", sql, count=1)
    assert added == 1
    body, closing, _ = sql.rpartition(")")
    assert closing
    return f"{body.rstrip()}, {', '.join(constraints)})"
