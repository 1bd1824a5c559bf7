"""Schema migrations (Alembic). `python -m core init` and every start bring a database to the newest revision."""
