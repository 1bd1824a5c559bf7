"""One contradiction, both sides of it, and whether it is explained."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from core.reference import rows_of


class Weight(StrEnum):
    """An error can't be right; a question may be; rounding follows from how figures are printed."""

    ERROR = "error"
    QUESTION = "question"
    ROUNDING = "rounding"


@dataclass(frozen=True)
class Finding:
    """`unit` is a name, `measure` a figure's key; `left` is what is written, `right` what it should follow from."""

    code: str
    weight: Weight
    document: str
    unit: str
    measure: str
    left: str
    right: str
    message: str
    source: str
    explanation: str | None = None


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
