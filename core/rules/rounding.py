"""Rounding as Vietnamese offices do it."""

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: Decimal, places: int) -> Decimal:
    """0,125 → 0,13, never to even."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
