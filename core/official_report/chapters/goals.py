"""Chapter of the report: the plan's goals beside the poverty table, by state; those of the table stand with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core import formats
from core.official_report.chapters.goals_tables import (
    annex_table,
    goals_table,
    is_of_the_poverty_table,
    latest_figure,
    target_cell,
)
from core.official_report.content import Annex, Cell, Figure, ReportTable, figure
from core.official_report.material import Chapter, Material
from core.provenance.sources import document_said
from core.reports.batches import made_up_batches
from core.reports.goal_sources import goal_sources
from core.reports.goals import GoalRow
from core.rules.goals import GoalState
from core.wording_goals import NO_BASELINE, goal_words

_FEWEST_WORDS = 8
# A comma between digits is that of a decimal.
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d)|[;(]")
_NAMED, _MOST_NAMED = (GoalState.MET, GoalState.MISSED, GoalState.OVERDUE), 6


def chapter(material: Material) -> Chapter | None:
    """None where the plan has no goal of the unit but those of the poverty table."""
    rows = [row for row in material.goals if not is_of_the_poverty_table(row)]
    if not rows:
        return None
    context = {
        "until": formats.day(material.request.judged_on),
        "plan": _plan_said(material),
        "place": material.place.full_name,
        "has_below": any(row.place and row.place != material.place for row in rows),
        "total": _count(rows, "Số mục tiêu của kế hoạch", material),
        "has_table": any(is_of_the_poverty_table(row) for row in material.goals),
        "states": [view for state in goal_words() if (view := _state_view(GoalState(state), rows, material))],
        "no_baseline": [_named(row) for row in rows if not row.has_baseline],
        "ranges": [_goal_view(row, "") for row in rows if row.value_upper is not None],
    }
    return Chapter("goals.txt", context, (_table(rows, material),), _annexes(rows, material))


def _plan_said(material: Material) -> str:
    """That a document has no number is said once, where the report begins."""
    if material.document and not material.document.printed_number:
        return "Kế hoạch"
    said = document_said(material.plan_number)
    return said if said.lower().startswith("kế hoạch") else f"Kế hoạch {said}"


def _table(rows: Sequence[GoalRow], material: Material) -> ReportTable:
    return goals_table(rows, [bool(_made_up(row, material)) for row in rows])


def _annexes(rows: Sequence[GoalRow], material: Material) -> tuple[Annex, ...]:
    """A plan with a poverty table has that as its own appendix; the others have their list of goals."""
    if any(status.plan_number == material.plan_number for status in material.statuses):
        return ()
    table: ReportTable = annex_table(rows, [_remark(row, material) for row in rows])
    return (Annex("Mục tiêu của kế hoạch và kết quả thực hiện", (table,)),)


def _remark(row: GoalRow, material: Material) -> str:
    return "; ".join(filter(None, ("" if row.has_baseline else NO_BASELINE, _made_up(row, material))))


def _made_up(row: GoalRow, material: Material) -> str:
    """A reported value by its own batch; one that is counted, where what it may count holds made-up results."""
    made_up = made_up_batches(material.session)
    if row.origin:
        return "minh họa" if row.origin.batch in made_up else ""
    return "minh họa" if row.latest is not None and made_up & _counted_batches(row, material) else ""


def _counted_batches(row: GoalRow, material: Material) -> set[int]:
    source = goal_sources().get((row.plan_number, row.goal))
    counted = [status for status in material.criteria if source and status.set == source.set]
    assessed = {cell.latest.origin.batch for status in counted for cell in status.cells if cell.latest}
    return assessed | {decided.origin.batch for status in counted for decided in status.recognitions}


@dataclass(frozen=True)
class GoalView:
    """One goal by name; `has_value`: there is a latest value to say, and `remark` what is not plain about it."""

    name: str
    target: Cell
    latest: Figure
    has_value: bool
    remark: str


@dataclass(frozen=True)
class StateView:
    """The goals in one state; `named` are those of a state that is settled or late, where they are few."""

    label: str
    count: Figure
    is_named: bool
    named: tuple[GoalView, ...]


def _state_view(state: GoalState, rows: Sequence[GoalRow], material: Material) -> StateView | None:
    own = [row for row in rows if row.state == state]
    if not own:
        return None
    label = goal_words()[state].label
    return StateView(
        label=label,
        count=_count(own, f"Số mục tiêu {label.lower()}", material),
        is_named=state in _NAMED,
        named=tuple(_goal_view(row, _made_up(row, material)) for row in own) if len(own) <= _MOST_NAMED else (),
    )


def _count(rows: Sequence[GoalRow], label: str, material: Material) -> Figure:
    sections = ", ".join(dict.fromkeys(row.source or "không nêu mục" for row in rows))
    worked = f"đếm được {formats.count(len(rows))} mục tiêu, ở mục {sections}"
    source = document_said(material.plan_number)
    return figure(len(rows), "count", label, material.place.full_name, worked=worked, source=source)


def _goal_view(row: GoalRow, remark: str) -> GoalView:
    return GoalView(_named(row), target_cell(row), latest_figure(row), row.latest is not None, remark)


def _named(row: GoalRow) -> str:
    """`«Duy trì 100% đường xã» (mục III.1.a)`."""
    return f"«{short_title(row.title)}» (mục {row.source or 'không nêu'})"


def short_title(title: str) -> str:
    """The first clause that has some words to it; the whole title stands in the table."""
    ends = [found.start() for found in _CLAUSE_END.finditer(title)]
    clauses = [title[:end].strip() for end in ends]
    return next((clause for clause in clauses if len(clause.split()) >= _FEWEST_WORDS), title.rstrip(" .;"))
