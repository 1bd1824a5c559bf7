"""A unit's own result beside the sum of the units below it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.reports.poverty import Result, result_of_year
from core.rules.poverty import printed_rate


@dataclass(frozen=True)
class PartsBesideWhole:
    """A unit's own result beside the sum of the units below it at the same date.

    `reported` of `expected` units have a figure at that date; `households` and `poor` are their sums, in hộ.
    """

    as_of: date
    own: Result | None
    reported: int
    expected: int
    households: int
    poor: int

    @property
    def rate(self) -> Decimal | None:
        return printed_rate(self.poor, self.households) if self.households else None

    @property
    def difference(self) -> int | None:
        """Own poor households − sum of the parts, only when every part has reported."""
        return self.own.poor - self.poor if self.own and self.reported == self.expected else None


def parts_beside_whole(own: Iterable[Result], parts: Sequence[list[Result]], year: int) -> PartsBesideWhole | None:
    """Both at the date the unit is judged by where any part has it, else at the parts' latest; None without parts."""
    own = list(own)
    judged = result_of_year(own, year)
    dates = {result.as_of for results in parts for result in results if result.as_of.year == year}
    if not dates:
        return None
    as_of = judged.as_of if judged and judged.as_of in dates else max(dates)
    judged = next((result for result in own if result.as_of == as_of), None)
    same_day = [result for results in parts for result in results if result.as_of == as_of]
    return PartsBesideWhole(
        as_of=as_of,
        own=judged,
        reported=len(same_day),
        expected=len(parts),
        households=sum(result.households for result in same_day),
        poor=sum(result.poor for result in same_day),
    )
