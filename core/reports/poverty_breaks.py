"""Where no honest line joins two figures of one unit: another standard, a contradicted start, nothing in between."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from core import formats
from core.reference import rows_of
from core.settings import DATA

BASELINE = "số gốc của kế hoạch"
# A yearly report that comes a month late still joins the one before it.
_MONTHS_APART = 13


@dataclass(frozen=True)
class Standard:
    """A poverty standard and the first day it counts by; `verified` is False where no text of it was at hand."""

    code: str
    title: str
    valid_from: date
    source: str
    verified: bool

    @property
    def said(self) -> str:
        return f"{self.title}{f' ({self.source})' if self.source else ''}{'' if self.verified else ', chưa kiểm chứng'}"


@cache
def standards() -> tuple[Standard, ...]:
    """Oldest first (data/poverty_standards.csv)."""
    return tuple(
        Standard(
            row["standard"],
            row["title"],
            date.fromisoformat(row["valid_from"]),
            row["source"],
            row["verified"] == "yes",
        )
        for row in rows_of(DATA / "poverty_standards.csv")
    )


def standard_on(day: date) -> Standard | None:
    """None before the first standard of the list."""
    return next((found for found in reversed(standards()) if found.valid_from <= day), None)


@dataclass(frozen=True)
class CoursePoint:
    """One figure of the actual course: a result, or a plan's baseline where nobody reported that day.

    `year` is the one it speaks of: a baseline of 31/12/2023 belongs to the plan and the standard of 2024. `carried`:
    the sum of figures of another map's units; `estimated`: not final, or by declared shares.
    """

    as_of: date
    year: int
    households: int | None
    poor: int
    rate: Decimal | None
    value_type: str
    source: str
    poor_start: int | None = None
    carried: bool = False
    estimated: bool = False

    @property
    def is_baseline(self) -> bool:
        return self.value_type == BASELINE


def why_apart(a: CoursePoint, b: CoursePoint, baselines: Mapping[int, Mapping[int, str]]) -> list[str]:
    """In words; empty where a line may join the two. `baselines`: year → hộ its plans start from → the plan."""
    found = (_other_standard(a, b), _too_far(a, b), _contradicted(a, b, baselines.get(b.as_of.year, {})))
    return [reason for reason in found if reason]


def _other_standard(a: CoursePoint, b: CoursePoint) -> str | None:
    before, after = standard_on(date(a.year, 12, 31)), standard_on(date(b.year, 12, 31))
    if before == after:
        return None
    said = [standard.said if standard else "chuẩn nghèo trước đó" for standard in (before, after)]
    days = f"{formats.day(a.as_of)} với {formats.day(b.as_of)}"
    return f"Không nối {days}: hai chuẩn nghèo khác nhau, {said[0]} và {said[1]}."


def _too_far(a: CoursePoint, b: CoursePoint) -> str | None:
    months = (b.as_of.year - a.as_of.year) * 12 + b.as_of.month - a.as_of.month
    if (months, b.as_of.day) <= (_MONTHS_APART, a.as_of.day):
        return None
    return (
        f"Không nối {formats.day(a.as_of)} với {formats.day(b.as_of)}: cách nhau hơn {_MONTHS_APART} tháng,"
        " ở giữa không có số liệu."
    )


def _contradicted(a: CoursePoint, b: CoursePoint, planned: Mapping[int, str]) -> str | None:
    """đầu kỳ of a year must be cuối kỳ of the year before: of the later report, or of every plan of that year."""
    if a.as_of != date(b.as_of.year - 1, 12, 31):
        return None
    by = f"theo kế hoạch {a.source}" if a.is_baseline else f"({a.value_type})"
    end = f"cuối năm {a.as_of.year} là {formats.count(a.poor)} hộ {by}"
    opening = f"Không nối {formats.day(a.as_of)} với {formats.day(b.as_of)}: {end}"
    if b.poor_start is not None and b.poor_start != a.poor:
        return f"{opening}, báo cáo ngày {formats.day(b.as_of)} ghi đầu kỳ {formats.count(b.poor_start)} hộ."
    if planned and a.poor not in planned:
        said = "; ".join(f"kế hoạch {plan} lấy số gốc {formats.count(poor)} hộ" for poor, plan in planned.items())
        return f"{opening}, {said}."
    return None
