"""the shares that people declare for units which were cut when the map changed"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "unit_share",
        sa.Column("into_province", sa.String(length=120), nullable=False),
        sa.Column("into_commune", sa.String(length=120), nullable=False),
        sa.Column("into_edition", sa.String(length=20), nullable=False),
        sa.Column("into_code", sa.String(length=10), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("province", sa.String(length=10), nullable=False),
        sa.Column("supersedes_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("percent >= 0 AND percent <= 100000000", name=op.f("ck_unit_share_percent")),
        sa.CheckConstraint("into_edition <> edition", name=op.f("ck_unit_share_other_edition")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_unit_share_batch_id_batch")),
        sa.ForeignKeyConstraint(
            ["edition", "province", "unit_code"],
            ["unit.edition", "unit.province", "unit.code"],
            name="fk_unit_share_unit",
        ),
        sa.ForeignKeyConstraint(
            ["into_edition", "into_code"], ["unit.edition", "unit.code"], name="fk_unit_share_into"
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["unit_share.id"], name=op.f("fk_unit_share_supersedes_id_unit_share")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_share")),
    )
    for columns in (["batch_id"], ["supersedes_id"]):
        op.create_index(op.f(f"ix_unit_share_{columns[0]}"), "unit_share", columns)
    op.create_index("ix_unit_share_unit", "unit_share", ["edition", "unit_code"])
    op.create_index(
        "uq_unit_share_current",
        "unit_share",
        ["edition", "unit_code", "into_province", "into_commune"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
