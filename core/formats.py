"""How figures are written for people: 1.234,5 · 3,78% · 30/06/2024. One format everywhere."""

from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from functools import lru_cache

from babel.numbers import format_decimal

from core.rules.rounding import half_up
from core.settings import language, time_zone

MISSING = "—"
_TARGET = Decimal(100)


def count(value: int | None) -> str:
    """`8838` → `8.838`; a missing figure is a dash, never 0."""
    return MISSING if value is None else _written(value, None, language())


def decimal(value: Decimal | None, places: int) -> str:
    """`Decimal("3.7")` with two places → `3,70`, rounded half up as officials do (Babel alone rounds half to even)."""
    if value is None:
        return MISSING
    shown = half_up(value, places) + 0  # no "-0,0"
    return _written(shown, f"#,##0.{'0' * places}" if places else "#,##0", language())


# Screens say the same figures again and again, and Babel takes its time.
@lru_cache(maxsize=20_000)
def _written(value: int | Decimal, pattern: str | None, locale: str) -> str:
    return format_decimal(value, format=pattern, locale=locale)


def rate(value: Decimal | None) -> str:
    """A rate in per cent with two decimals, as printed in plans: `3,78%`."""
    return MISSING if value is None else f"{decimal(value, 2)}%"


def points(value: Decimal | None) -> str:
    """A fall in percentage points as a plan gives it: one decimal, more where it has more."""
    if value is None:
        return MISSING
    exponent = value.normalize().as_tuple().exponent
    return decimal(value, max(1, -exponent if isinstance(exponent, int) else 1))


def amount(value: Decimal | None) -> str:
    """An amount in triệu đồng or in a goal's own measure: `1.977`, `850,5`; as many decimals as it has."""
    if value is None:
        return MISSING
    exponent = value.normalize().as_tuple().exponent
    return decimal(value, max(0, -exponent if isinstance(exponent, int) else 0))


def percent_of_plan(value: Decimal | None) -> str:
    """One decimal (`132,5%`); a shortfall never rounds up to look like 100%."""
    if value is None:
        return MISSING
    shown = value.quantize(Decimal("0.1"), ROUND_DOWN) if Decimal("99.9") <= value < _TARGET else value
    return f"{decimal(shown, 1)}%"


def day(value: date | None) -> str:
    return MISSING if value is None else f"{value:%d/%m/%Y}"


def moment(value: datetime | None) -> str:
    """A moment in Vietnam's time: `30/06/2024 14:05`."""
    return MISSING if value is None else f"{value.astimezone(time_zone()):%d/%m/%Y %H:%M}"
