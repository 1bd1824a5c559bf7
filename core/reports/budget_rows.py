"""One commune's budget as it is read: đầu tư, then sự nghiệp, each with its lines; what was carried over after them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core import formats
from core.reports.budget import CARRIED_OVER, OF_THE_YEAR, BudgetLine
from core.reports.budget_pace import Pace, paces
from core.reports.frames import DAY, EXACT, TEXT, frame
from core.reports.origin import WAITING
from core.wording_budget_course import SIGNS, capital_label
from core.wording_budget_parts import counted_said

OFFICIAL = "chính thức"


@dataclass(frozen=True)
class BudgetGroup:
    """The lines of one source and nature under their sum; `pace` is None for lines that are in no sum."""

    pace: Pace | None
    lines: tuple[BudgetLine, ...]


def groups(lines: Iterable[BudgetLine], year: int) -> list[BudgetGroup]:
    """Capital of the year before what was carried over, đầu tư before sự nghiệp, the unplanned last.

    After these what was given again to the unit that now holds theirs.
    """
    of_year = [line for line in lines if line.budget_year == year]
    anew = tuple(line for line in of_year if not line.counts)
    lines = [line for line in of_year if line.counts]
    planned = [line for line in lines if line.plan]
    found = [BudgetGroup(pace, _within(pace, planned)) for pace in paces(planned, year)]
    unplanned = sorted((line for line in lines if not line.plan), key=lambda line: line.carry_over != OF_THE_YEAR)
    return [*found, *(BudgetGroup(None, rest) for rest in (tuple(unplanned), anew) if rest)]


def _within(pace: Pace, lines: Iterable[BudgetLine]) -> tuple[BudgetLine, ...]:
    return tuple(line for line in lines if (line.carry_over, line.nature) == (pace.carry_over, pace.nature))


ROW_DTYPES = {
    "name": TEXT,
    "nature": TEXT,
    "carry_over": TEXT,
    "allocated": EXACT,
    "disbursed": EXACT,
    "remaining": EXACT,
    "advance": EXACT,
    "percent": EXACT,
    "is_least": "boolean",
    "year_gone": EXACT,
    "distance": EXACT,
    "as_of": DAY,
    "remark": TEXT,
    "is_sum": "boolean",
}


def row_frame(found: Iterable[BudgetGroup]) -> pd.DataFrame:
    """One row per sum of a source and nature (`is_sum`), its lines below it; `is_least`: its share is a lower bound."""
    return frame((cells for group in found for cells in _group_cells(group)), ROW_DTYPES)


def _group_cells(group: BudgetGroup) -> list[tuple[Any, ...]]:
    own = [_line_cells(line) for line in group.lines]
    return own if group.pace is None else [_pace_cells(group.pace), *own]


def _pace_cells(pace: Pace) -> tuple[Any, ...]:
    money = pace.money
    return (
        f"{SIGNS[pace.nature]} {capital_label(pace.carry_over, pace.nature)}",
        *(pace.nature, pace.carry_over),
        *(money.allocated, money.disbursed, money.remaining, None, money.percent, pace.is_least),
        *(pace.year_gone[0] if len(pace.year_gone) == 1 else None, pace.distance),
        *(pace.dates[0][0] if len(pace.dates) == 1 else None, _pace_remark(pace), True),
    )


def _pace_remark(pace: Pace) -> str:
    """How many lines the sum has figures of, and what that makes of its share."""
    said = [f"{pace.part.reported}/{pace.part.lines} nội dung có số"]
    if pace.is_least:
        said.append("tỷ lệ là ít nhất")
    if len(pace.dates) > 1:
        said.append(f"số của các ngày {' – '.join(formats.day(pace.dates[place][0]) for place in (0, -1))}")
    return "; ".join(said)


def _line_cells(line: BudgetLine) -> tuple[Any, ...]:
    money = line.money
    return (
        line_name(line),
        *(line.nature, line.carry_over),
        *(money.allocated, money.disbursed, money.remaining, line.advance, money.percent, False),
        *(line.year_gone, line.distance, line.as_of, _line_remark(line), False),
    )


def line_name(line: BudgetLine) -> str:
    """`■ 2.1 Hạ tầng (kéo dài)`: its nature and source stand in the name, wherever a table is sorted to.

    So does its unit, where that is not one of the map: `■ 2.1 xã Đăk Hà (cũ): Hạ tầng`.
    """
    sign = f"{SIGNS[line.nature]} " if line.nature else ""
    source = f" ({CARRIED_OVER})" if line.carry_over == CARRIED_OVER else ""
    unit = f"{line.place.full_name}: " if line.place.is_guest else ""
    return f"{sign}{line.line} {unit}{line.title}{source}"


def _line_remark(line: BudgetLine) -> str | None:
    """`ước; vượt kế hoạch`: what is not plain about the figures. An official figure says nothing."""
    kind = line.value_type if line.value_type != OFFICIAL else None
    remark = line.remark if line.plan else None  # the title of an unplanned line says it
    waits = WAITING if any(origin and origin.waits for origin in (line.plan, line.result)) else None
    return "; ".join(filter(None, (*counted_said(line), kind, waits, remark))) or None
