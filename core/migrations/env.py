"""Alembic's entry: always on a connection handed over by core.schema, never on a URL of its own."""

from alembic import context

from core.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
context.run_migrations()
