"""What day it is for the offices that use Tiến Độ."""

from datetime import date, datetime

from core.settings import time_zone


def today() -> date:
    """Today in Vietnam."""
    return datetime.now(time_zone()).date()
