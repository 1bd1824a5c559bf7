"""Which units owe a duty, and which uploads show that they did it (data/duty_units.csv, data/duty_evidence.csv).

`units` is "districts of <code>", "communes of <code>", "rural communes of <code>" (xã alone) or codes. A duty that is
not in the table is owed by the agency that the document names, and marked by hand.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from core.places import Place, all_places
from core.reference import rows_of
from core.settings import DATA

_RURAL = "Xã"


@dataclass(frozen=True)
class OwedBy:
    """One duty of several units. `period` names the reporting period it closes, empty for none.

    `evidence` are kinds of data/duty_evidence.csv, figures of `first_day` to `last_day` count; none: by hand alone.
    """

    plan_number: str
    obligation: str
    units: tuple[Place, ...]
    period: str
    evidence: tuple[str, ...]
    first_day: date | None
    last_day: date | None


@dataclass(frozen=True)
class EvidenceWord:
    """What makes up one report, in words, and what is taken as one."""

    parts: str
    said: str


@cache
def owed_by_units() -> dict[tuple[str, str], OwedBy]:
    return {(row["plan_number"], row["obligation"]): _owed(row) for row in rows_of(DATA / "duty_units.csv")}


@cache
def evidence_words() -> dict[str, EvidenceWord]:
    rows = rows_of(DATA / "duty_evidence.csv")
    return {row["evidence"]: EvidenceWord(row["parts"], row["said"]) for row in rows}


def _owed(row: dict[str, str]) -> OwedBy:
    return OwedBy(
        plan_number=row["plan_number"],
        obligation=row["obligation"],
        units=_units(row["units"]),
        period=row["period"],
        evidence=tuple(row["evidence"].split()),
        first_day=_day(row["first_day"]),
        last_day=_day(row["last_day"]),
    )


def _units(text: str) -> tuple[Place, ...]:
    places = all_places()
    which, of, code = text.rpartition(" of ")
    if not of:
        return tuple(places.by_code[one] for one in text.split())
    below = places.children(places.by_code[code])
    return tuple(place for place in below if which != "rural communes" or place.kind == _RURAL)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
