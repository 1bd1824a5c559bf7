"""What tells a backup of Tiến Độ that this program can read from another file."""

from pathlib import Path

from core.errors import NotABackup, SchemaTooNew
from core.schema import known_revisions

# Tables that every version of Tiến Độ has: a file without one of them is another program's.
_OURS = {"alembic_version", "data_version", "edition", "unit", "stored_file", "batch"}


def check_tables(path: Path, names: set[str]) -> None:
    if not names >= _OURS:
        raise NotABackup(f"{path.name} không phải bản sao lưu của Tiến Độ.")


def check_revision(path: Path, revision: str) -> None:
    if revision not in known_revisions():
        raise SchemaTooNew(f"{path.name} có phiên bản {revision}, mới hơn chương trình này.")
