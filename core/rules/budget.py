"""Programme budgets: disbursement against allocation, in triệu đồng [KH Tu Mơ Rông 2024, II.2 and III].

Investment (đầu tư) and operating (sự nghiệp) capital are never merged without showing both; capital of the year and
capital carried over are separate lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Money:
    """Allocated and disbursed of one line or of a sum, in triệu đồng; None where nothing was given or reported."""

    allocated: Decimal | None
    disbursed: Decimal | None

    @property
    def percent(self) -> Decimal | None:
        """Tỷ lệ giải ngân = lũy kế giải ngân ÷ kế hoạch vốn × 100, unrounded; None without a plan of more than 0."""
        if not self.allocated or self.disbursed is None:
            return None
        return self.disbursed * HUNDRED / self.allocated

    @property
    def remaining(self) -> Decimal | None:
        """Kế hoạch vốn − lũy kế giải ngân; negative where more was disbursed than planned."""
        if self.allocated is None or self.disbursed is None:
            return None
        return self.allocated - self.disbursed


def total(lines: Iterable[Money]) -> Money:
    """The sum of lines: what was allocated in all; what was disbursed in those that reported (None when none did)."""
    lines = list(lines)
    allocated = [line.allocated for line in lines if line.allocated is not None]
    disbursed = [line.disbursed for line in lines if line.disbursed is not None]
    return Money(sum(allocated, Decimal(0)) if allocated else None, sum(disbursed, Decimal(0)) if disbursed else None)


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part of a whole in per cent: 1.977 of 2.913 is 67,87%."""
    return part * HUNDRED / whole if whole else None
