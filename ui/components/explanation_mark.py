"""The short mark beside the figure of a unit that is behind: explained since when and until when, or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.access.rules import Action
from core.reports.behind import is_behind_plan
from core.reports.explanations import POVERTY, ExplanationFilter, GivenExplanation, about, latest_by_unit
from core.reports.frames import shown_state
from core.reports.poverty import PlanStatus
from core.wording import status_words
from core.wording_explanations import NOT_EXPLAINED, mark_said
from core.wording_overview import state_said
from ui import markup
from ui.filters import current
from ui.reader import may_do
from ui.reads import read

Given = Mapping[str, GivenExplanation]


def given(unit_code: str | None = None) -> list[GivenExplanation]:
    """All that stand for a unit and below it, as known at the moment looked at.

    The chosen period does not cut them: an explanation comes after the figures that it explains.
    """
    found: list[GivenExplanation] = read("explanations", _asked(unit_code))
    return found


def _asked(unit_code: str | None) -> ExplanationFilter:
    return ExplanationFilter(unit_code, known_at=current().known_at, seen_in=current().seen_in)


def standing(subject: str, plans: Sequence[str] = (), since: date | None = None) -> Given:
    """The one that counts now, by unit."""
    return latest_by_unit(given(), subject, plans, since)


def of_plan(row: PlanStatus, found: Sequence[GivenExplanation]) -> GivenExplanation | None:
    """What a unit that is behind said of this plan, in its year or later."""
    if not is_behind_plan(row):
        return None
    own = [one for one in found if one.place == row.place]
    return next(iter(about(own, POVERTY, (row.plan_number,), date(row.year, 1, 1))), None)


def linked_mark(found: GivenExplanation, address: str, tag: str = "span") -> str:
    """It leads to where the explanation stands."""
    linked = markup.link(mark_said(found), address, f"{found.place.full_name}: xem giải trình")
    return markup.element(tag, linked, class_="td-below td-explained")


def mark(found: GivenExplanation | None, address: str) -> str:
    """The same as a line of its own; nothing without an explanation."""
    return f"<br>{linked_mark(found, address)}" if found else ""


def mark_or_none(found: GivenExplanation | None, address: str, unit_code: str) -> str:
    """The same where it has to be seen that there is none, by those who may see the unit's explanations."""
    if not may_do(Action.SEE_FILES, unit_code):
        return ""
    return mark(found, address) or f"<br>{markup.element('span', NOT_EXPLAINED, class_='td-below')}"


def plan_state(row: PlanStatus, found: GivenExplanation | None, address: str) -> str:
    """The state under a plan, on what it rests where that is not final, and the mark."""
    word = status_words()[shown_state(row)]
    said = markup.state(replace(word, label=state_said(row))) + mark(found, address)
    return markup.element("span", said)
