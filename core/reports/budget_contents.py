"""What several communes that are now one each have a line of: added up by content, natures and sources apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from core.reports.budget import CARRIED_OVER, BudgetLine
from core.reports.frames import EXACT, TEXT, frame
from core.rules.budget import total
from core.text import fold
from core.wording_budget_course import SIGNS

DTYPES = {"name": TEXT, "units": TEXT, "allocated": EXACT, "disbursed": EXACT, "percent": EXACT, "coverage": TEXT}


def content_frame(lines: Iterable[BudgetLine]) -> pd.DataFrame:
    """One row per code, title, nature and source that lines of more than one unit have; in triệu đồng.

    A code alone may mean something else in another unit's plan: the title has to be the same. `disbursed` is missing
    where not all of them have a figure of one day.
    """
    found: dict[tuple[str, ...], list[BudgetLine]] = defaultdict(list)
    for line in lines:
        if line.plan and line.counts:
            found[line.carry_over, line.nature or "", line.line, fold(line.title)].append(line)
    shared = (own for own in found.values() if len({line.place for line in own}) > 1)
    return frame((_cells(own) for own in shared), DTYPES)


def _cells(lines: Sequence[BudgetLine]) -> tuple[Any, ...]:
    first, money = lines[0], total(line.money for line in lines)
    reported = [line for line in lines if line.money.disbursed is not None]
    together = len(reported) == len(lines) and len({line.as_of for line in reported}) == 1
    sign = f"{SIGNS[first.nature]} " if first.nature else ""
    source = f" ({CARRIED_OVER})" if first.carry_over == CARRIED_OVER else ""
    return (
        f"{sign}{first.line} {first.title}{source}",
        ", ".join(dict.fromkeys(line.place.full_name for line in lines)),
        money.allocated,
        *((money.disbursed, money.percent) if together else (None, None)),
        f"{len(reported)}/{len(lines)}",
    )
