"""The name of one figure in a link: short, ASCII, safe in a URL.

`ngheo.66460.2024.97-kh-ubnd_tinh.percent_points` is a figure of a unit's row under one plan. Names of plans, lines,
goals and villages are slugs; one that two of them share finds nothing rather than the wrong figure. The code of a
budget line is spelled out instead: small letters and digits stand, all else is `~` and the two digits of each byte.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.reports.budget import CARRIED_OVER, INVESTMENT, OF_THE_YEAR, OPERATING, BudgetLine
from core.reports.criteria import ADVANCED, BASIC, BASIC_2026, VILLAGE_SET, SetStatus
from core.reports.goals import GoalRow
from core.reports.poverty import PlanStatus
from core.text import slug

POVERTY, RESULT, LINE, SUM = "ngheo", "ketqua", "von", "tongvon"
CRITERION, COUNT, GOAL = "tieuchi", "sotieuchi", "muctieu"

PLAN_FIGURES = (
    *("households_start", "poor_start", "rate_start", "households_planned", "poor_planned", "rate_planned"),
    *("poor_reduction", "rate_reduction", "households", "poor", "rate", "reduced"),
    *("percent_points", "percent_households", "should_be", "short", "left", "per_month"),
)
RESULT_FIGURES = ("households", "poor", "rate", "near_poor")
LINE_FIGURES = ("allocated", "disbursed", "advance", "remaining", "percent")
SUM_FIGURES = ("allocated", "disbursed", "remaining", "percent", "share")

SOURCES = {"vn": OF_THE_YEAR, "kd": CARRIED_OVER}
NATURES: Mapping[str, str | None] = {"dt": INVESTMENT, "sn": OPERATING, "all": None}
SETS = {"ntm": BASIC, "ntm26": BASIC_2026, "nc": ADVANCED, "thon": VILLAGE_SET}

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_UNIT, _YEAR = r"(?P<unit>(?:[0-9]{4}-)?[0-9]{1,10})", r"(?P<year>[1-9][0-9]{3})"
_PLAN = rf"(?P<plan>(?:{_SLUG})?(?:_(?:{_SLUG})?)?)"
_SOURCE = f"(?P<source>{'|'.join(SOURCES)})"
_VILLAGE = rf"(?:\.(?P<village>{_SLUG}))?"
# A code, or its slug as links had it before: `2~2e1`, `2-1`.
_LINE = rf"(?:(?:[a-z0-9]|~[0-9a-f]{{2}})+|{_SLUG})"
# A code of 40 signs of three bytes each is 360 when it is spelled out.
_LONGEST, _LONGEST_LINE = 300, 420


def _one_of(name: str, words: tuple[str, ...] | Mapping[str, object]) -> str:
    return f"(?P<{name}>{'|'.join(words)})"


_FORMS = {
    POVERTY: rf"{_UNIT}\.{_YEAR}\.{_PLAN}\.{_one_of('name', PLAN_FIGURES)}",
    RESULT: rf"{_UNIT}\.(?P<day>[1-9][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}})\.{_one_of('name', RESULT_FIGURES)}",
    LINE: rf"{_UNIT}\.{_YEAR}\.(?P<line>{_LINE})\.{_SOURCE}\.{_one_of('name', LINE_FIGURES)}",
    SUM: rf"{_UNIT}\.{_YEAR}\.{_SOURCE}\.{_one_of('nature', NATURES)}\.{_one_of('name', SUM_FIGURES)}",
    CRITERION: rf"{_UNIT}\.{_one_of('set', SETS)}\.(?P<number>[1-9][0-9]{{0,2}}){_VILLAGE}",
    COUNT: rf"{_UNIT}\.{_one_of('set', SETS)}{_VILLAGE}",
    GOAL: rf"(?P<plan>(?:{_SLUG})?)\.(?P<goal>{_SLUG})",
}
_PATTERNS = {kind: re.compile(form, re.ASCII) for kind, form in _FORMS.items()}


@dataclass(frozen=True)
class FigureKey:
    """The kind of figure, and the rest of its name. Printed, it is what `parse` reads."""

    kind: str
    rest: str

    def __str__(self) -> str:
        return f"{self.kind}.{self.rest}"

    @classmethod
    def parse(cls, text: str) -> "FigureKey | None":
        """None for anything that is not the name of a figure; whether there is such a figure is another question."""
        kind, _, rest = text.partition(".")
        longest = _LONGEST_LINE if kind == LINE else _LONGEST
        if len(text) > longest or kind not in _PATTERNS or not _PATTERNS[kind].fullmatch(rest):
            return None
        key = cls(kind, rest)
        return None if kind == RESULT and key.day is None else key

    def part(self, name: str) -> str:
        """A named part, empty where this one has none."""
        found = _PATTERNS[self.kind].fullmatch(self.rest)
        return (found.groupdict().get(name) or "") if found else ""

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat(self.part("day"))
        except ValueError:
            return None


def of_status(row: PlanStatus, name: str) -> FigureKey:
    """`name` is one of PLAN_FIGURES."""
    return FigureKey(POVERTY, f"{row.place.code}.{row.year}.{plan_part(row)}.{name}")


def plan_part(row: PlanStatus) -> str:
    """A plan by its number and whose it is, for one number may stand for two owners: `97-kh-ubnd_tinh`."""
    return f"{slug(row.plan_number)}_{slug(row.plan_owner)}"


def of_result(unit_code: str, as_of: date, name: str) -> FigureKey:
    """`name` is one of RESULT_FIGURES."""
    return FigureKey(RESULT, f"{unit_code}.{as_of.isoformat()}.{name}")


def of_line(line: BudgetLine, name: str) -> FigureKey:
    """`name` is one of LINE_FIGURES."""
    source = _short(SOURCES, line.carry_over)
    return FigureKey(LINE, f"{line.place.code}.{line.budget_year}.{line_part(line)}.{source}.{name}")


def line_part(line: BudgetLine) -> str:
    """`2.1` → `2~2e1`: no two codes of one unit share it, and it has neither the full stop nor the hyphen of a slug."""
    return "".join(_spelled(letter) for letter in line.line)


def _spelled(letter: str) -> str:
    plain = letter.isascii() and (letter.islower() or letter.isdigit())
    return letter if plain else "".join(f"~{byte:02x}" for byte in letter.encode())


def of_sum(unit_code: str, year: int, carry_over: str, nature: str | None, name: str) -> FigureKey:
    """The planned lines of a unit and all below it; `nature` None is both. `name` is one of SUM_FIGURES."""
    part = f"{_short(SOURCES, carry_over)}.{_short(NATURES, nature)}"
    return FigureKey(SUM, f"{unit_code}.{year}.{part}.{name}")


def of_criterion(status: SetStatus, number: int) -> FigureKey:
    return FigureKey(CRITERION, f"{status.place.code}.{_short(SETS, status.set)}.{number}{_village(status)}")


def of_count(status: SetStatus) -> FigureKey:
    return FigureKey(COUNT, f"{status.place.code}.{_short(SETS, status.set)}{_village(status)}")


def of_goal(row: GoalRow) -> FigureKey:
    return FigureKey(GOAL, f"{slug(row.plan_number)}.{slug(row.goal)}")


def _village(status: SetStatus) -> str:
    return f".{slug(status.village)}" if status.village else ""


def _short(words: Mapping[str, str | None], word: str | None) -> str:
    return next(short for short, long in words.items() if long == word)
