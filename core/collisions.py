"""Two writers that cross: the database gives up one of them, whose whole unit of work then runs again."""

from collections.abc import Callable
from secrets import SystemRandom
from time import sleep
from typing import TypeVar

from core.database_failures import LOG
from core.errors import WritersCrossed
from core.observing import measures

T = TypeVar("T")
# The wait is drawn anew each time, from nothing up to a bound that doubles: who crossed does not cross again.
TRIES = 12
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.05, 1.0
_random = SystemRandom()


def until_alone(attempt: Callable[[], T]) -> T:
    """What an attempt returns, the first that crosses nobody. Raises WritersCrossed after TRIES of them."""
    for number in range(1, TRIES):
        try:
            return attempt()
        except WritersCrossed:
            LOG.info("writers crossed, try %s of %s", number, TRIES)
            measures.record(measures.RETRIES, why="crossed")
            sleep(_random.uniform(0, min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**number)))
    return attempt()
