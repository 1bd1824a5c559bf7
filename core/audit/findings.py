"""One contradiction, both sides of it with both sources, and whether it is explained."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.audit.sources import Source
from core.reference import rows_of
from core.text import capitalised

MADE_UP = "số liệu minh họa"


class Weight(StrEnum):
    """An error can't be right; a question may be; rounding follows from how figures are printed."""

    ERROR = "error"
    QUESTION = "question"
    ROUNDING = "rounding"


@dataclass(frozen=True)
class Finding:
    """`unit` is a name, `measure` a figure's key; `left` is what is written, `right` what it should follow from.

    `unit_code` is the unit that the finding is shown under, `level` that of the unit (data/audit_topics.csv);
    `as_of` the day of the figures that it is about, None for those of a plan.
    """

    code: str
    weight: Weight
    document: str
    unit: str
    measure: str
    left: str
    right: str
    message: str
    left_source: Source
    right_source: Source
    unit_code: str = ""
    level: str = ""
    explanation: str | None = None
    made_up: bool = False
    as_of: date | None = None

    @property
    def source(self) -> str:
        """Where what is written stands, in words."""
        return self.left_source.said

    def as_json(self, topic: str) -> dict[str, Any]:
        """Everything by name; a source as its words with its parts."""
        sides = {"left_source": self.left_source.as_json(), "right_source": self.right_source.as_json()}
        as_of = self.as_of and self.as_of.isoformat()
        return {**vars(self), "as_of": as_of, "source": self.source, "topic": topic, **sides}


def explained(findings: Iterable[Finding], plans_folder: Path) -> list[Finding]:
    """The findings with the explanations kept beside their documents (by code and unit; an empty unit is any)."""
    known: dict[tuple[str, str, str], str] = {}
    for path in plans_folder.glob("*/explanations.csv"):
        for row in rows_of(path):
            known[row["document"], row["code"], row["unit"]] = row["explanation"]
    return [
        replace(finding, explanation=known.get((finding.document, finding.code, finding.unit), finding.explanation))
        for finding in findings
    ]


def with_files(findings: Iterable[Finding], files: Mapping[int, str], made_up: Collection[int]) -> list[Finding]:
    """The names of the files on both sides; whatever rests on made-up figures says so."""
    return [_with_files(finding, files, made_up) for finding in findings]


def _with_files(finding: Finding, files: Mapping[int, str], made_up: Collection[int]) -> Finding:
    left, right = finding.left_source.named(files), finding.right_source.named(files)
    if not any(batch in made_up for source in (left, right) for batch, _ in source.lines):
        return replace(finding, left_source=left, right_source=right)
    message = f"{finding.message} ({MADE_UP})"
    said = finding.explanation or f"{capitalised(MADE_UP)}, không phải số liệu thực."
    return replace(finding, left_source=left, right_source=right, message=message, explanation=said, made_up=True)
