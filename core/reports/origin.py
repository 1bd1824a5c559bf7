"""Where a figure comes from."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """Its batch and the line of its file; for a plan, the section of the document."""

    batch: int
    row: int
    section: str | None = None

    @property
    def said(self) -> str:
        return self.section or f"lô {self.batch}, dòng {self.row}"
