"""a batch's questions know their rows"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_BATCH = sa.table("batch", sa.column("id", sa.BigInteger), sa.column("questions", sa.JSON))


def upgrade() -> None:
    """Questions were sentences alone; what row they were about is not known any more."""
    connection = op.get_bind()
    for batch, questions in connection.execute(sa.select(_BATCH.c.id, _BATCH.c.questions)).all():
        asked = json.loads(questions) if isinstance(questions, str) else questions
        if asked:
            told = [{"row": None, "reason": one} if isinstance(one, str) else one for one in asked]
            connection.execute(_BATCH.update().where(_BATCH.c.id == batch).values(questions=told))
