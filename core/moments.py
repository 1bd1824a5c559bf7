"""Moments that figures are looked at «như đã biết lúc …»: how people and links write them, and back."""

from datetime import UTC, date, datetime, time, timedelta

from core import formats
from core.ingest.values.dates import understand_date
from core.settings import time_zone


def understand_moment(text: str) -> datetime | None:
    """An ISO moment, in Vietnam's time unless it says otherwise; a bare date is the end of that day. None: neither."""
    if ":" not in text and isinstance(day := understand_date(text), date):
        return end_of(day)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return _in_vietnam(moment)


def end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, time_zone())


def month_ends(first: date, today: date, most: int) -> list[date]:
    """The last days of months from `first` on that have passed, at most so many, the newest first."""
    found: list[date] = []
    day = today.replace(day=1) - timedelta(days=1)
    while day >= first and len(found) < most:
        found.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return found


def _in_vietnam(moment: datetime) -> datetime | None:
    """None for a moment too far off to be told in another zone."""
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=time_zone())
        return aware.astimezone(UTC).astimezone(time_zone())
    except OverflowError:
        return None


def written_moment(moment: datetime) -> str:
    """As links have it: `2024-07-01T12:00`, with seconds where it has any; the end of a day is its date alone."""
    local = moment.astimezone(time_zone()).replace(tzinfo=None)
    if local.time() == time.max:
        return local.date().isoformat()
    return local.isoformat(timespec="auto" if local.second or local.microsecond else "minutes")


def said_moment(moment: datetime) -> str:
    """`01/07/2024 12:00`, with seconds where it has any, `hết ngày 01/07/2024`."""
    local = moment.astimezone(time_zone())
    if local.time() == time.max:
        return f"hết ngày {formats.day(local.date())}"
    return f"{formats.moment(local)}:{local:%S}" if local.second else formats.moment(local)


def with_moment(said: str, known_at: datetime | None) -> str:
    """What a picture or a file says of its figures, and that they are those known at a past moment."""
    if known_at is None:
        return said
    known = f"Như đã biết lúc {said_moment(known_at)}."
    return f"{said} {known}" if said else known
