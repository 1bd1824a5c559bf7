"""What needs attention on the poverty screens, in sentences somebody can act on, each with the screen it opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from core import formats
from core.places import Place
from core.reference import rows_of
from core.reports.freshness import Freshness, freshness
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_movement import MovementView, movement_view
from core.rules.poverty import Status
from core.rules.poverty_pace import Measure, Pace, pace
from core.settings import DATA, attention_limits
from core.wording import StatusWord, disagreement
from core.wording_distance import asks_for_nothing, distance_said, is_unfinished

POVERTY, UPLOAD = "giam-ngheo", "nop-so-lieu"


class AttentionKind(StrEnum):
    """In the order of a list: what came back, what is wanting, what is not known, what does not fit together."""

    RETURNED = "returned"
    SHORT = "short"
    GAP = "gap"
    SLIPPED = "slipped"
    OVERDUE = "overdue"
    DUE = "due"
    RESIDUAL = "residual"
    DISAGREE = "disagree"


_ORDER = {kind: number for number, kind in enumerate(AttentionKind)}


@dataclass(frozen=True)
class Attention:
    """One sentence about a unit; `slug` is the screen that its link opens at `place`.

    `weight` orders sentences of one kind, the heaviest first: households short of the planned path (hộ), capital short
    of the year gone (triệu đồng), days of age or overdue, households unexplained.
    """

    place: Place
    sentence: str
    slug: str
    weight: Decimal
    kind: AttentionKind


def in_order(found: Sequence[Attention]) -> list[Attention]:
    """By kind, then the heaviest first; equals stay as they came."""
    return sorted(found, key=lambda one: (_ORDER[one.kind], -one.weight))


@cache
def quality_words() -> dict[str, StatusWord]:
    """How the quality of a unit's figures is said and shown."""
    return _words("freshness.csv", "quality")


@cache
def attention_words() -> dict[str, StatusWord]:
    """How the kind of a sentence is said and shown before it."""
    return _words("attention_kinds.csv", "kind")


def _words(file: str, name: str) -> dict[str, StatusWord]:
    return {
        row[name]: StatusWord(row["label"], row["symbol"], row["tone"], row["meaning"]) for row in rows_of(DATA / file)
    }


def poverty_attention(rows: Sequence[PlanStatus], today: date) -> list[Attention]:
    """`rows` are units beside each other under one plan year; each is measured on the date of its own figures."""
    ages = freshness(rows, today)
    return in_order([found for row, age in zip(rows, ages, strict=True) for found in _of_unit(row, age, today)])


def _of_unit(row: PlanStatus, age: Freshness, today: date) -> Iterator[Attention]:
    wanting, gap = _wanting(row, today), _gap(row, age, today)
    if wanting and is_unfinished(row, today):
        gap = None  # said already
    yield from (found for found in (wanting, gap, _unexplained(row), _disagreeing(row)) if found)


def _wanting(row: PlanStatus, today: date) -> Attention | None:
    """Units that are behind by their status, or by households although the points are on the path."""
    found = pace(row.target, row.result)
    if found is None or row.result is None:
        return _risen(row)
    if row.assessment.status is Status.MET or not _is_behind(row, found):
        return None
    said = f"{row.place.name}: {distance_said(row, today)} ({figures_said(row.result)})"
    return Attention(row.place, said, POVERTY, _in_households(found, row.result), AttentionKind.SHORT)


def _risen(row: PlanStatus) -> Attention | None:
    """More poor households than at the start, where the plan asks for no fall that they could be measured by."""
    rise = -(row.assessment.reduced or 0)
    if row.result is None or rise <= 0 or not asks_for_nothing(row.target):
        return None
    said = f"{row.place.name}: tăng {formats.count(rise)} hộ nghèo, kế hoạch không giao giảm hộ nào"
    return Attention(row.place, f"{said} ({figures_said(row.result)})", POVERTY, Decimal(rise), AttentionKind.SHORT)


def _is_behind(row: PlanStatus, found: Pace) -> bool:
    return row.assessment.status in (Status.MISSED, Status.BEHIND, Status.WATCH) or found.short > 0


def _in_households(found: Pace, result: Result) -> Decimal:
    """Points are weighed as the households they are of the unit's own."""
    if found.measure is Measure.HOUSEHOLDS:
        return found.short
    return found.short * result.households / 100


def figures_said(result: Result) -> str:
    """`số liệu 30/06/2024`; an estimate and made-up figures say that they are."""
    kind = "" if result.value_type == "chính thức" else f"{result.value_type} "
    return f"số liệu {kind}{formats.day(result.as_of)}"


def _gap(row: PlanStatus, age: Freshness, today: date) -> Attention | None:
    said = _gap_said(row, age, today)
    newest = age.as_of or date(row.year - 1, 12, 31)  # without figures, the plan's baseline is the last that is known
    return Attention(row.place, said, UPLOAD, Decimal((today - newest).days), AttentionKind.GAP) if said else None


def _gap_said(row: PlanStatus, age: Freshness, today: date) -> str | None:
    name, since = row.place.name, formats.day(age.as_of)
    if age.as_of is None:
        return f"{name}: chưa có số liệu thực hiện của kế hoạch {row.year}"
    if age.old_because and is_unfinished(row, today):
        return f"{name}: {age.old_because} (số liệu mới nhất {since})"
    if age.old_because:
        return f"{name} chưa có số liệu từ {since} ({age.old_because})"
    if row.assessment.status is Status.NO_DATA and not asks_for_nothing(row.target):
        return f"{name}: chưa so được với kế hoạch {row.year}, kế hoạch thiếu số đầu năm"
    return None


def _unexplained(row: PlanStatus) -> Attention | None:
    view = movement_view(row.result)
    if view is None or not _is_large(view):
        return None
    said = (
        f"{row.place.name}: biến động đến {formats.day(view.as_of)} không khớp, chênh lệch chưa giải thích"
        f" {'+' if view.residual > 0 else ''}{formats.count(view.residual)} hộ"
    )
    return Attention(row.place, said, POVERTY, Decimal(abs(view.residual)), AttentionKind.RESIDUAL)


def _is_large(view: MovementView) -> bool:
    limits, residual, start = attention_limits(), abs(view.residual), view.rows[0].households or 0
    return bool(residual) and (
        residual >= limits.residual_households or residual * 100 >= start * limits.residual_percent
    )


def _disagreeing(row: PlanStatus) -> Attention | None:
    said = disagreement(row)
    if said is None:
        return None
    sentence = f"{row.place.name}: {said.removesuffix('.')}"
    return Attention(row.place, sentence, POVERTY, Decimal(0), AttentionKind.DISAGREE)
