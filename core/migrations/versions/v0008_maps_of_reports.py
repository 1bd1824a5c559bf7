"""made reports keep the map of units that they were written by; those made before it was asked, the first one"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    column = sa.Column("seen_in", sa.String(length=20), nullable=False, server_default="2024")
    op.add_column("made_report", column)
