"""The sets of criteria and when each is in force (data/criteria_sets.csv): the day decides which one a file means.

Files say «xã NTM» in every period. The set of 2026–2030 is another set than that of 2021–2025: its numbers name other
criteria, so nothing is counted, compared or drawn across both.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from core.reference import criteria_set, rows_of
from core.settings import DATA


@dataclass(frozen=True)
class CriteriaSet:
    """One set: `name` is its own, `in_files` what files and titles of decisions call it.

    `link` stands for it in links. Decisions of before `decided_from` are still by the set before it. `names_from` is
    where the names of criteria were read that are not verified; empty where they were recalled.
    """

    name: str
    in_files: str
    of: str
    valid_from: date
    valid_to: date
    decided_from: date
    link: str
    title: str
    source: str
    names_from: str

    @property
    def size(self) -> int:
        return len(criteria_set(self.name))


@cache
def criteria_sets() -> dict[str, CriteriaSet]:
    """By name, in the order of the data file."""
    return {row["set"]: _set(row) for row in rows_of(DATA / "criteria_sets.csv")}


def _set(row: dict[str, str]) -> CriteriaSet:
    valid_from = _day(row["valid_from"], date.min)
    return CriteriaSet(
        name=row["set"],
        in_files=row["in_files"],
        of=row["of"],
        valid_from=valid_from,
        valid_to=_day(row["valid_to"], date.max),
        decided_from=_day(row["decided_from"], valid_from),
        link=row["link"],
        title=row["title"],
        source=row["source"],
        names_from=row["names_from"],
    )


def _day(text: str, missing: date) -> date:
    return date.fromisoformat(text) if text else missing


@cache
def set_in_force(in_files: str, day: date) -> str | None:
    """The set that a file means with its word and the day of an assessment; None where none is in force then."""
    for one in criteria_sets().values():
        if one.in_files == in_files and one.valid_from <= day <= one.valid_to:
            return one.name
    return None


def set_decided_by(title: str, day: date) -> str:
    """The set that a decision of a day recognises a unit by; the title itself where it has no set."""
    found = [one.name for one in criteria_sets().values() if one.in_files == title and one.decided_from <= day]
    return found[-1] if found else title


def sets_of_communes() -> tuple[CriteriaSet, ...]:
    return tuple(one for one in criteria_sets().values() if one.of == "commune")


def later_set(name: str) -> CriteriaSet | None:
    """The set that took the place of another, for what files call the same."""
    own = criteria_sets().get(name)
    later = [one for one in criteria_sets().values() if own and one.in_files == own.in_files]
    return next((one for one in later if own and one.valid_from > own.valid_from), None)
