"""The reads of one report, each made once, by the functions that the screens use."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from core.audit import Finding, audit
from core.official_report.content import Annex, ReportTable
from core.official_report.request import Period, ReportRequest
from core.places import Place, Places
from core.reference import Document, documents
from core.reports.budget import BudgetFilter, BudgetLine, budget_lines
from core.reports.criteria import CriteriaFilter, SetStatus, criteria_status
from core.reports.goals import GoalFilter, GoalRow, all_goals
from core.reports.once import once
from core.reports.poverty import PlanStatus, PovertyFilter, Result, poverty_results, poverty_status
from core.reports.unit_duties import UnitDuty, unit_duties
from core.reports.village_list import villages


@dataclass(frozen=True)
class Chapter:
    """A part of a report: its text template, what that may speak of, its tables by name, and annexes of its own.

    `of_results` is False for a part that every plan has: by itself it makes no report.
    """

    template: str
    context: dict[str, object]
    tables: tuple[ReportTable, ...] = ()
    annexes: tuple[Annex, ...] = ()
    of_results: bool = True


def _owed(row: UnitDuty) -> tuple[str, str, str]:
    return (*row.key, row.place.code if row.place else "")


class Material:
    """What is known for a request at its moment, up to the last day of its period."""

    def __init__(self, session: Session, request: ReportRequest) -> None:
        self.session, self.request = session, request
        self.place: Place = request.place
        self.period: Period = request.period
        self.plan_number: str = request.plan_number
        self.places: Places = request.places

    @cached_property
    def province(self) -> Place:
        """Of the map; the unit itself where it lies in several of them."""
        return self.places.ancestors(self.place)[0] or self.place

    @cached_property
    def unit_codes(self) -> frozenset[str]:
        """The unit and all that lies in it, of whichever edition."""
        return frozenset(self.places.codes_within(self.place.code))

    @cached_property
    def document(self) -> Document | None:
        """The plan's document, where it ships with the program."""
        return next((document for document in documents() if document.number == self.plan_number), None)

    @cached_property
    def statuses(self) -> list[PlanStatus]:
        """Poverty: every row of the province under every plan, judged up to the period's last day."""
        return once(self.session, poverty_status, self._poverty)

    @cached_property
    def results(self) -> dict[str, list[Result]]:
        return once(self.session, poverty_results, self._poverty)

    @property
    def _poverty(self) -> PovertyFilter:
        return PovertyFilter(self.province.code, self.request.judged_on, self.request.known_at, self.map_of_province)

    @property
    def map_of_province(self) -> str:
        """As filters name it: nothing where it is that of the province's own edition."""
        return "" if self.province.edition == self.request.seen_in else self.request.seen_in

    @cached_property
    def lines(self) -> list[BudgetLine]:
        """Budget lines of the unit and all below it, every plan and year."""
        asked = self.request
        chosen = BudgetFilter(self.place.code, asked.judged_on, asked.known_at, asked.asked_map)
        return list(budget_lines(self.session, chosen))

    @cached_property
    def criteria(self) -> list[SetStatus]:
        return list(criteria_status(self.session, self._criteria))

    @cached_property
    def villages(self) -> Sequence[object]:
        return list(villages(self.session, self._criteria))

    @property
    def _criteria(self) -> CriteriaFilter:
        asked = self.request
        return CriteriaFilter(self.place.code, asked.judged_on, asked.known_at, asked.asked_map)

    @cached_property
    def goals(self) -> list[GoalRow]:
        """The plan's goals of the unit and all below it; for the plan's own unit, those that name no unit too."""
        return [row for row in all_goals(self.session, self._goals) if self._is_asked(row)]

    def _is_asked(self, row: GoalRow) -> bool:
        of_unit = row.place is None or row.place.code in self.unit_codes
        return row.plan_number == self.plan_number and of_unit

    @cached_property
    def unit_duties(self) -> list[UnitDuty]:
        """Every duty of every plan, one row per unit that owes it.

        What fell due by the end of the period, as it was known when the report was made; later deadlines are ahead.
        """
        made_on, known_at = self.request.made_on, self.request.known_at
        later = unit_duties(self.session, self._goals)
        by_now = {
            _owed(row): row
            for row in unit_duties(self.session, GoalFilter(made_on, None, known_at, seen_in=self.request.asked_map))
        }
        return [
            by_now.get(_owed(row), row) if row.last_day and row.last_day <= self.request.judged_on else row
            for row in later
        ]

    @property
    def _goals(self) -> GoalFilter:
        asked = self.request
        return GoalFilter(asked.judged_on, asked.judged_on, asked.known_at, self.place.code, asked.asked_map)

    @cached_property
    def findings(self) -> list[Finding]:
        """What the audit says of the plan, and of stored figures of the unit and what lies below it."""
        # Of the whole province: what stands in its documents may be about a unit below their own.
        found = audit(self.session, known_at=self.request.known_at, unit_code=self.province.code)
        return [finding for finding in found if self._concerns(finding)]

    def _concerns(self, finding: Finding) -> bool:
        of_plan = finding.document == self.plan_number
        of_unit = finding.unit_code in self.unit_codes if finding.unit_code else of_plan
        in_period = finding.as_of is None or finding.as_of <= self.request.judged_on
        return of_unit and in_period and finding.document in ("", self.plan_number)
