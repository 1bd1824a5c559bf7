"""What a person says where the file alone does not: which sheet, and how a figure such as «1.977» is read.

Nothing is chosen beforehand. What was asked stays in sight, so that an answer can be changed until the file is stored.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core import formats
from core.ingest.pipeline import Choices, Preview
from ui.components.plain_text import plain

_AMBIGUOUS = "ambiguous_number"
_GROUPED = re.compile(r"([1-9]\d{0,2})([.,])(\d{3})", re.ASCII)
_OTHER = {".": ",", ",": "."}
_NAMES = {".": "dấu chấm", ",": "dấu phẩy"}


@dataclass(frozen=True)
class Ambiguous:
    """A column whose figures can be read two ways: its first such cell, that cell's line, and how many there are."""

    key: str
    header: str
    cell: str
    line: int
    cells: int

    def reading(self, mark: str) -> str:
        """The cell's figure as the person would say it: 1977, or 1,977."""
        whole, sign, rest = self._parts
        return f"{whole},{rest}" if sign == mark else f"{whole}{rest}"

    def said(self, mark: str) -> str:
        sign = self._parts[1]
        role = "là dấu thập phân" if sign == mark else "ngăn hàng nghìn"
        return f"{self.reading(mark)} ({_NAMES[sign]} {role})"

    @property
    def marks(self) -> tuple[str, str]:
        """The decimal marks to choose from: thousands first."""
        sign = self._parts[1]
        return _OTHER[sign], sign

    @property
    def _parts(self) -> tuple[str, str, str]:
        match = _GROUPED.search(self.cell)
        assert match, self.cell
        return match[1], match[2], match[3]


def ambiguities(found: Preview) -> tuple[Ambiguous, ...]:
    """One per column, in the order of the file."""
    issues = [issue for issue in found.issues if issue.code == _AMBIGUOUS and issue.row and issue.value]
    counts = Counter(issue.column or "" for issue in issues)
    keys = {column.header: column.key for column in found.checked.table.kind.columns}
    first = {issue.column or "": issue for issue in reversed(issues)}
    return tuple(
        Ambiguous(keys[header], header, first[header].value or "", first[header].row or 0, counts[header])
        for header in counts
    )


def choose_sheet(names: Sequence[str], file_id: str) -> str | None:
    """None until the person has said which."""
    return st.radio(
        "Chọn trang tính",
        names,
        format_func=plain,
        index=None,
        key=f"_choice_sheet_{file_id}",
        help="Mỗi lần nộp một trang tính; trang khác nộp thành lần khác.",
    )


def choose_marks(asked: Sequence[Ambiguous], file_id: str, sheet: str | None) -> dict[str, str]:
    """The decimal marks of the columns that were answered; an answer holds for the whole column."""
    answers = {column.key: _choose_mark(column, f"_choice_mark_{file_id}_{sheet}_{column.key}") for column in asked}
    return {key: mark for key, mark in answers.items() if mark}


def _choose_mark(column: Ambiguous, key: str) -> str | None:
    thousands, decimal = column.marks
    return st.radio(
        f"Cột «{plain(column.header)}», dòng {column.line}: «{plain(column.cell)}» là {column.reading(thousands)}"
        f" hay {column.reading(decimal)}?",
        [thousands, decimal],
        format_func=column.said,
        index=None,
        horizontal=True,
        key=key,
        help=f"Cách đọc này dùng cho cả cột ({formats.count(column.cells)} ô viết như vậy), và được ghi lại cùng lô.",
    )


def same(one: Choices, other: Choices) -> bool:
    return one.sheet == other.sheet and dict(one.marks) == dict(other.marks)
