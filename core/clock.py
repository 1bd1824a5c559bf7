"""What day it is for the offices that use Tiến Độ."""

from datetime import UTC, date, datetime

from core.settings import time_zone


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)


def today() -> date:
    """Today in Vietnam."""
    return datetime.now(time_zone()).date()


def local_day(moment: datetime) -> date:
    """The day that it was in Vietnam at a moment."""
    return moment.astimezone(time_zone()).date()
