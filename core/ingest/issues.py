"""Bad data is a list of values: where, what, why and what to do. Only an unreadable file raises."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.ingest.kinds import Kind
from core.text import without_unseen


class Severity(StrEnum):
    """An error rejects; a question (`warning`) rejects unless justified; a note never blocks."""

    ERROR = "error"
    QUESTION = "warning"
    NOTE = "note"


# Nothing is wrong in the file: its rows can't be stored for now.
_HELD_BACK = ("period_closed", "waiting_draft")


@dataclass(frozen=True)
class Issue:
    """One remark on a file. `row` is the line as the person sees it, `column` the heading of the template."""

    severity: Severity
    code: str
    reason: str
    remedy: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None

    def __post_init__(self) -> None:
        """A cell that is quoted may hold signs that nobody sees, which is often what is wrong with it."""
        for name in ("reason", "remedy", "column", "value"):
            if text := getattr(self, name):
                object.__setattr__(self, name, without_unseen(text))

    @property
    def is_held_back(self) -> bool:
        """An error that goes away without the file being mended: a period is reopened, a draft decided."""
        return self.code in _HELD_BACK

    @property
    def message(self) -> str:
        return f"{self.reason} {self.remedy}".strip()

    def as_json(self) -> dict[str, object]:
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "severity": self.severity.value,
            "value": self.value,
            "message": self.message,
        }


def ask(
    kind: Kind, code: str, line: int | None, key: str, value: Any, reason: str, remedy: str = "Nếu đúng, hãy ghi lý do."
) -> Issue:
    """A question about the figure of one column, named by its key."""
    shown = None if value is None else str(value)
    return Issue(Severity.QUESTION, code, reason, remedy, line, kind.by_key[key].header, shown)


def in_file_order(issues: list[Issue]) -> tuple[Issue, ...]:
    """Errors first, then questions, then notes; each in the order of the file's lines."""
    weight = {Severity.ERROR: 0, Severity.QUESTION: 1, Severity.NOTE: 2}
    return tuple(sorted(issues, key=lambda issue: (weight[issue.severity], issue.row or 0)))
