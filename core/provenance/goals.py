"""The latest value of a goal: reported, counted from stored results, or a row of the poverty table."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core import formats
from core.provenance.explanation import Explanation, Input, formulas, unit_said
from core.provenance.keys import GOAL, FigureKey, of_count, of_criterion, of_goal
from core.provenance.plans import explain_row, plan_rows
from core.provenance.sources import Leaf, Seen, Sources, document_said
from core.reports.criteria import SetStatus
from core.reports.goal_sources import (
    COMMUNES_REACHED,
    CRITERIA_MET,
    VILLAGES_SHARE,
    GoalSource,
    counting_for,
    ethnic_villages,
    goal_sources,
    stated_villages,
    stored_results,
)
from core.reports.goals import GoalFilter, GoalRow, all_goals, listed_goals
from core.reports.once import once
from core.reports.origin import origin_of
from core.reports.standing import visible
from core.rules.criteria import CriterionState
from core.tables import Goal
from core.territory import pieces_of, within
from core.text import fold_village
from core.wording_goals import latest_said, target_said
from core.wording_rural import criterion_name

_POVERTY_GOAL = "giam-ngheo-"
_OF_POVERTY = {"ho": "reduced", "diem": "fall"}
_NO_BASELINE = "Kế hoạch không nêu số gốc: chưa có số gốc, không tính là 0."


def explain_goal(session: Session, key: FigureKey, seen: Seen) -> Explanation | None:
    found = [row for row in _goals_near(session, key, seen) if of_goal(row) == key]
    if len(found) != 1:
        return None
    row = found[0]
    if row.goal.startswith(_POVERTY_GOAL) and row.place and (said := _of_poverty(session, row, seen)):
        return said
    return _of_results(session, row, seen) if row.derived_by else _reported(session, row, seen)


def _goals_near(session: Session, key: FigureKey, seen: Seen) -> Sequence[GoalRow]:
    """Of the poverty tables only those of the unit that a goal of theirs is named after."""
    code = key.rest.rpartition(f".{_POVERTY_GOAL}")[2].rpartition("-")[0]
    unit = code if pieces_of(code) else None
    chosen = GoalFilter(seen.today, seen.as_of, seen.known_at, unit)
    return once(session, all_goals, chosen) if unit else once(session, listed_goals, chosen)


def _of_poverty(session: Session, goal: GoalRow, seen: Seen) -> Explanation | None:
    """None for an uploaded goal that only has such a name."""
    assert goal.place is not None
    name = _OF_POVERTY.get(goal.goal.removeprefix(f"{_POVERTY_GOAL}{goal.place.code}-"))
    rows = [
        row
        for row in plan_rows(session, goal.place.code, seen)
        if row.status.plan_number == goal.plan_number and goal.due and row.status.year == goal.due.year
    ]
    if name is None or len(rows) != 1:
        return None
    said = explain_row(session, seen, replace(rows[0], fall=goal.latest), name)
    return replace(said, title=goal.title, value=latest_said(goal))


def _reported(session: Session, row: GoalRow, seen: Seen) -> Explanation:
    sources, measure = Sources(session, seen.known_at), f" ({row.measure})" if row.measure else ""
    label = f"Giá trị báo cáo{measure}"
    leaves = (
        [Leaf(label, row.latest, "amount", "goal-progress", "value", None, row.origin)]
        if row.origin and row.latest is not None
        else []
    )
    formula = formulas()[GOAL if leaves else f"{GOAL}.none"]
    target = _target(session, row, seen)
    return _explanation(row, formula.words, None, (*sources.inputs(leaves), *target), sources.remarks(leaves))


def _explanation(
    row: GoalRow, words: str, worked: str | None, inputs: Iterable[Input], remarks: Iterable[str]
) -> Explanation:
    days = [f"Số liệu đến ngày {formats.day(row.as_of)}"] if row.as_of else []
    return Explanation(
        title=row.title,
        unit=unit_said(row.place),
        value=latest_said(row),
        formula=words,
        worked=worked,
        inputs=tuple(inputs),
        remarks=(*([] if row.has_baseline else [_NO_BASELINE]), *remarks),
        context=(f"Kế hoạch {document_said(row.plan_number).removeprefix('Kế hoạch ')}", *days),
    )


def _target(session: Session, row: GoalRow, seen: Seen) -> tuple[Input, ...]:
    return Sources(session, seen.known_at).inputs(
        Leaf(
            "Mức phải đạt",
            target_said(row),
            "text",
            "goal",
            "value",
            None,
            origin_of(goal, section=f"mục {goal.source}" if goal.source else None),
            goal.plan_number,
        )
        for goal in session.scalars(_asking(row, seen))
    )


def _asking(row: GoalRow, seen: Seen) -> Select[Goal]:
    """The goal as its plan gives it."""
    same = Goal.plan_number == row.plan_number, Goal.goal == row.goal
    return select(Goal).where(visible(Goal, seen.known_at), *same)


def _of_results(session: Session, row: GoalRow, seen: Seen) -> Explanation:
    counted = _Counted(session, row, seen)
    words = formulas()[f"{GOAL}.{row.derived_by}"].words
    inputs = (*counted.inputs, *_target(session, row, seen))
    return _explanation(row, words, counted.worked, inputs, counted.remarks)


class _Counted:
    """What a goal's value was counted from, under the same conditions as core.reports.goal_sources."""

    def __init__(self, session: Session, row: GoalRow, seen: Seen) -> None:
        assert row.place is not None
        self.row, self.sources = row, Sources(session, seen.known_at)
        self.source: GoalSource = goal_sources()[row.plan_number, row.goal]
        known = once(session, stored_results, seen.as_of, seen.known_at, row.place.code)
        goal = session.scalars(_asking(row, seen)).first()
        self.results = (counting_for(goal, known) if goal else None) or known
        self.below = within(row.place.code)

    @cached_property
    def counting(self) -> list[SetStatus]:
        """The communes or villages that count; for criteria the communes whose criteria do."""
        within = [row for row in self.results.statuses if row.set == self.source.set and row.place.code in self.below]
        if self.source.rule == COMMUNES_REACHED:
            return [row for row in within if not row.village and row.reached]
        if self.source.rule == CRITERIA_MET:
            return [row for row in within if not row.village]
        of_villages = self.source.rule.startswith("villages")
        recognised = [row for row in within if row.recognised and bool(row.village) == of_villages]
        return [row for row in recognised if not of_villages or self._is_meant(row)]

    def _is_meant(self, row: SetStatus) -> bool:
        if self.source.village and fold_village(row.village) != fold_village(self.source.village):
            return False
        elsewhere = {(one.place.code, one.village) for one in self.results.villages if one.ethnic_area == "không"}
        return self.source.set != "thôn NTM" or (row.place.code, row.village) not in elsewhere

    @property
    def leaves(self) -> list[Leaf]:
        """What is stored of it: assessments where criteria are counted, decisions elsewhere."""
        by_criteria = {CRITERIA_MET, COMMUNES_REACHED}
        criteria = [leaf for row in self.counting for leaf in _criteria(row) if self.source.rule in by_criteria]
        return [*criteria, *(_decision(row) for row in self.counting if row.recognised and not row.count.reached)]

    @property
    def inputs(self) -> tuple[Input, ...]:
        if self.source.rule == CRITERIA_MET:
            return self.sources.inputs(leaf for row in self.counting for leaf in _criteria(row))
        return (*(self._input(row) for row in self.counting), *self._whole())

    def _input(self, row: SetStatus) -> Input:
        """A commune that has met every criterion opens its count; else its decision, else the plan's own words."""
        if self.source.rule == COMMUNES_REACHED and row.count.reached:
            said = f"đạt {row.count.met}/{row.count.size} tiêu chí"
            return Input(row.place.full_name, "đạt chuẩn", said, key=str(of_count(row)))
        if row.recognised:
            return self.sources.input(_decision(row))
        assert row.stated is not None
        where = f"{document_said(row.stated.plan_number)}, mục {row.stated.statement.section}"
        return Input(row.place.full_name, "đạt chuẩn", where)

    def _whole(self) -> Sequence[Input]:
        """What a share is a share of."""
        if self.source.rule != VILLAGES_SHARE:
            return ()
        stated = stated_villages(self.source.plan_number)
        plan = f"{document_said(self.source.plan_number)} nêu {formats.count(stated)} thôn"
        where = plan if self.whole == stated else f"danh sách thôn đã nạp ({plan})"
        return (Input("Số thôn vùng đồng bào DTTS", formats.count(self.whole), where),)

    @property
    def whole(self) -> int:
        listed = [row for row in self.results.villages if row.place.code in self.below]
        return ethnic_villages(self.source.plan_number, listed)

    @property
    def worked(self) -> str:
        if self.source.rule == VILLAGES_SHARE:
            return f"{formats.count(len(self.counting))} ÷ {formats.count(self.whole)} × 100 = {latest_said(self.row)}"
        return f"đếm được {formats.count(int(self.row.latest or 0))}"

    @property
    def remarks(self) -> list[str]:
        return self.sources.remarks(self.leaves)


def _criteria(row: SetStatus) -> list[Leaf]:
    return [
        Leaf(
            criterion_name(cell.criterion),
            cell.state,
            "text",
            "criteria-status",
            "status",
            row.place.code,
            cell.latest.origin,
            key=str(of_criterion(row, cell.criterion.number)),
        )
        for cell in row.cells
        if cell.latest and cell.state == CriterionState.MET
    ]


def _decision(row: SetStatus) -> Leaf:
    decided = row.recognitions[-1]
    return Leaf(
        f"{row.village}, {row.place.full_name}" if row.village else row.place.full_name,
        f"{decided.decision_number} ngày {formats.day(decided.decision_date)}",
        "text",
        "recognition",
        "decision_number",
        row.place.code,
        decided.origin,
    )
