"""indexes for a whole country's rows: by unit, by day, by plan; batches by where they come from and when"""

from alembic import op

revision = "0006"
down_revision = "0005"

_OF_A_UNIT = (
    *("poverty_plan", "poverty_progress", "budget_plan", "disbursement", "criterion_status", "recognition", "village"),
    *("obligation_done_unit", "shortfall_explanation"),
)
_WITH_DAYS = ("poverty_progress", "disbursement", "criterion_status", "shortfall_explanation")
_WITH_PLANS = ("poverty_plan", "budget_plan")


def upgrade() -> None:
    for table in _OF_A_UNIT:
        op.create_index(f"ix_{table}_unit", table, ["edition", "unit_code"])
    for table in _WITH_DAYS:
        op.create_index(f"ix_{table}_as_of", table, ["as_of"])
    for table in _WITH_PLANS:
        op.create_index(f"ix_{table}_plan_number", table, ["plan_number"])
    op.create_index("ix_batch_origin", "batch", ["origin"])
    op.create_index("ix_batch_published_at", "batch", ["published_at", "undone_at"])
    op.create_index("ix_batch_undone_at", "batch", ["undone_at"])
