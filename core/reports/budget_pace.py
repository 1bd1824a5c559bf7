"""Each nature and source of capital beside the share of the year gone; sources and natures are never added up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.reports.budget import (
    ESTIMATE,
    INVESTMENT,
    MADE_UP,
    OPERATING,
    BudgetLine,
    BudgetSum,
    distance_between,
    time_gone,
)
from core.reports.budget_views import capitals
from core.rules.budget import Money


@dataclass(frozen=True)
class Pace:
    """The planned lines of one nature and source of capital of one year, by their latest figures, in triệu đồng.

    `dates` counts the lines reported as of each cut-off date; `year_gone` holds the share of the year gone on the
    first and the last of them, once where they are the same. Between two shares there is no distance.
    """

    budget_year: int
    carry_over: str
    nature: str
    part: BudgetSum
    dates: tuple[tuple[date, int], ...]
    year_gone: tuple[Decimal, ...]
    estimates: int
    made_up: int

    @property
    def money(self) -> Money:
        return self.part.money

    @property
    def is_least(self) -> bool:
        """Some lines have not reported: what was disbursed, its share and a distance upwards are the least there is."""
        return 0 < self.part.reported < self.part.lines

    @property
    def distance(self) -> Decimal | None:
        """Điểm % above (negative: below) the share of the year gone, where that is one for all figures."""
        return distance_between(self.money.percent, self.year_gone[0]) if len(self.year_gone) == 1 else None


def paces(lines: Iterable[BudgetLine], year: int) -> list[Pace]:
    """Capital of the year before what was carried over, đầu tư before sự nghiệp; those that have a planned line."""
    own = [line for line in lines if line.budget_year == year and line.counts]
    planned = [line for line in own if line.money.allocated is not None]
    return [
        _pace(year, capital.carry_over, nature, part, planned)
        for capital in capitals(planned)
        for nature, part in ((INVESTMENT, capital.investment), (OPERATING, capital.operating))
        if part.lines
    ]


def _pace(year: int, carry_over: str, nature: str, part: BudgetSum, planned: Sequence[BudgetLine]) -> Pace:
    own = [line for line in planned if (line.carry_over, line.nature) == (carry_over, nature) and line.as_of]
    gone = [time_gone(day, year, carry_over) for day in part.dates]
    known = [share for share in gone if share is not None] if None not in gone else []
    counts = Counter(line.as_of for line in own if line.as_of)
    return Pace(
        budget_year=year,
        carry_over=carry_over,
        nature=nature,
        part=part,
        dates=tuple(sorted(counts.items())),
        year_gone=tuple(dict.fromkeys((known[0], known[-1]))) if known else (),
        estimates=sum(line.value_type == ESTIMATE for line in own),
        made_up=sum(line.value_type == MADE_UP for line in own),
    )
