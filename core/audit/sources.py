"""Where one side of a contradiction stands: a section of a document, lines of stored files, how it was worked out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from core.reference import Statement
from core.tables import Fact

_MOST_LINES = 3


@dataclass(frozen=True)
class Source:
    """`lines` are (batch, line of its file), `files` the names of the batches' files; `how`: where it is worked out."""

    document: str = ""
    section: str = ""
    lines: tuple[tuple[int, int], ...] = ()
    how: str = ""
    files: tuple[tuple[int, str], ...] = ()

    @property
    def batch(self) -> int | None:
        """The batch to look at; of several the newest."""
        return max((batch for batch, _ in self.lines), default=None)

    @property
    def said(self) -> str:
        place = ", ".join(part for part in (self.document, self.section) if part)
        return "; ".join(part for part in (place, *self._said_lines(), self.how) if part)

    def _said_lines(self) -> Iterable[str]:
        names = dict(self.files)
        for batch, lines in groupby(sorted(self.lines), key=lambda line: line[0]):
            of_file = f" của {names[batch]}" if batch in names else ""
            yield f"lô {batch}, dòng {_numbers([row for _, row in lines])}{of_file}"

    def named(self, files: Mapping[int, str]) -> "Source":
        batches = sorted({batch for batch, _ in self.lines if batch in files})
        return replace(self, files=tuple((batch, files[batch]) for batch in batches)) if batches else self

    def as_json(self) -> dict[str, Any]:
        names = dict(self.files)
        lines = [{"batch": batch, "row": row, "file": names.get(batch)} for batch, row in self.lines]
        return {"said": self.said, "document": self.document, "section": self.section, "lines": lines, "how": self.how}


def of_statement(document: str, statement: Statement) -> Source:
    return of_section(document, statement.section)


def of_section(document: str, section: str, how: str = "") -> Source:
    """`II.2.a` is «mục II.2.a»; «Phụ lục», «Nơi nhận» are called by their names."""
    numbered = section[:1] in "IVX" and section[:2].strip("IVX.") == ""
    return Source(document, f"mục {section}" if numbered else f"{section[:1].lower()}{section[1:]}", how=how)


def of_row(row: Fact, document: str = "", section: str | None = None, how: str = "") -> Source:
    return Source(document, section or "", ((row.batch_id, row.row_number),), how)


def of_rows(rows: Iterable[Fact], document: str = "", how: str = "") -> Source:
    return Source(document, "", tuple((row.batch_id, row.row_number) for row in rows), how)


def _numbers(rows: list[int]) -> str:
    """`2, 3, 4` in a row are `2–4`; of many scattered ones the first few."""
    runs: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        runs = [*runs[:-1], (runs[-1][0], row)] if runs and row == runs[-1][1] + 1 else [*runs, (row, row)]
    said = [str(first) if first == last else f"{first}–{last}" for first, last in runs]
    return ", ".join(said[:_MOST_LINES]) + (" …" if len(said) > _MOST_LINES else "")
