"""The one cached door for reads: a screen asks by name, and gets what is known already without the database.

The key is the query's name, the frozen filter, the database's URL, the reader's scope, whether drafts count and the
data's version, so one database's rows never answer for another and every change is seen on the next run.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.access.rules import NOBODY, Access
from core.audit import findings_of
from core.clock import now
from core.database import Database, open_database
from core.locks import locks_seen
from core.observing.queries import asked_for, fetched
from core.official_report.archive import kept_reports
from core.official_report.make import report_as_known
from core.official_report.scope import plan_scope
from core.official_report.since import figures_since
from core.plan_units import units_of_plans
from core.provenance import FigureKey, explain
from core.reports.batches import closing_of_batch, demo_batches, list_batches
from core.reports.budget import budget_lines
from core.reports.budget_course import disbursement_course
from core.reports.budget_undivided import budget_undivided
from core.reports.changes import changes_in
from core.reports.criteria import criteria_status
from core.reports.drafts import draft_difference, drafts_decided, drafts_returned, drafts_waiting
from core.reports.explanations import explanations_given
from core.reports.goals import all_goals
from core.reports.history import figure_history, kinds_with_rows
from core.reports.moments import first_moment, latest_moments
from core.reports.national_reads import NATIONAL_READS
from core.reports.plan_numbers import plans_loaded
from core.reports.poverty import poverty_results, poverty_status
from core.reports.poverty_wholes import undivided_of
from core.reports.public_view import public_view
from core.reports.shares import declared_shares
from core.reports.standing import with_drafts
from core.reports.unit_duties import unit_duties, whole_duties
from core.reports.units import data_version, provinces_with_figures, result_dates
from core.reports.village_list import villages
from core.settings import database_url
from core.start import check_ready, initialise, may_load_demo
from ui.frame import modes
from ui.kept import Kept
from ui.reader import reader

QUERIES: dict[str, Callable[..., Any]] = {
    "provinces-with-figures": provinces_with_figures,
    "result-dates": result_dates,
    "poverty-status": poverty_status,
    "poverty-results": poverty_results,
    "undivided-results": undivided_of,
    "budget": budget_lines,
    "budget-course": disbursement_course,
    "budget-undivided": budget_undivided,
    "criteria": criteria_status,
    "villages": villages,
    "goals": all_goals,
    "duties": lambda session, chosen: whole_duties(unit_duties(session, chosen)),
    "unit-duties": unit_duties,
    "explanations": explanations_given,
    "batches": list_batches,
    "batch-closing": closing_of_batch,
    "history": figure_history,
    "history-kinds": lambda session, asked: kinds_with_rows(session, *asked),
    "demo": demo_batches,
    "declared-shares": declared_shares,
    "moments": latest_moments,
    "first-moment": first_moment,
    "changes": changes_in,
    "explanation": lambda session, asked: explain(session, FigureKey.parse(asked[0]), *asked[1:]),
    "plans-loaded": plans_loaded,
    "plan-units": units_of_plans,
    "public-view": public_view,
    "plan-scope": plan_scope,
    "report-view": report_as_known,
    "reports-made": kept_reports,
    "figures-since": lambda session, asked: figures_since(session, (asked[0], asked[1] or now())),
    "audit": findings_of,
    "drafts-waiting": drafts_waiting,
    "drafts-decided": drafts_decided,
    "drafts-returned": drafts_returned,
    "draft-difference": draft_difference,
    "locks": locks_seen,
    **NATIONAL_READS,
}
# What a screen has read for one query is not read again for the next that is worked out from it.
_WORKED_OUT_FROM: dict[str, list[tuple[str, Callable[[Any], Any]]]] = {
    "poverty-status": [("poverty-results", lambda chosen: chosen)],
    "goals": [("poverty-status", lambda chosen: chosen.table)],
}
# Reports, checks and records are of what was published, whatever a screen counts.
_PUBLISHED_ONLY = frozenset(
    {
        *("audit", "batches", "changes", "demo", "figures-since", "first-moment"),
        *("history", "history-kinds", "moments"),
        *("plan-scope", "report-view", "reports-made", "locks", "batch-closing"),
        *("drafts-waiting", "drafts-decided", "drafts-returned", "draft-difference"),
    }
)

_VERSION, _DRAFTS = "_data_version", "_counts_drafts"


@st.cache_resource(show_spinner=False)
def ready_database(url: str) -> Database:
    """The database with its schema and shipped plans in place; prepared once per process and URL.

    The public view, whose account need not be able to write, takes it as it is.
    """
    database, mode = open_database(url), modes.running().mode
    if mode is modes.Mode.PUBLIC:
        check_ready(database)
    else:
        initialise(database, demo=may_load_demo() and mode is modes.Mode.LOCAL)
    return database


def database() -> Database:
    return ready_database(database_url())


def begin_run() -> None:
    """Look once per run which version of the data stands; called by ui/main.py before anything reads."""
    with database().read_as(NOBODY) as session:
        st.session_state[_VERSION] = data_version(session)


def count_drafts(counted: bool) -> None:
    """Whether what is read from here on in this run counts drafts; chosen in ui/drafts.py."""
    st.session_state[_DRAFTS] = counted


def drafts_counted() -> bool:
    return bool(st.session_state.get(_DRAFTS, False))


def read(query: str, chosen: Any = None) -> Any:
    """The rows of a query for a frozen filter, as far as this run's reader may see them. Treat them as read-only."""
    access = reader()
    drafts = drafts_counted() and query not in _PUBLISHED_ONLY
    key = (query, chosen, database_url(), access.scope, st.session_state[_VERSION], drafts)
    with asked_for(query):
        return _kept_reads().get(key, lambda: _read(query, chosen, access, drafts))


@st.cache_resource(show_spinner=False)
def _kept_reads() -> Kept:
    """What this process has read. A row is about a kilobyte."""
    return Kept(most=512, most_rows=200_000)


def forget_reads() -> None:
    """The next read of anything goes to the database: for who measures what that costs."""
    _kept_reads.clear()


def _read(query: str, chosen: Any, access: Access, drafts: bool) -> Any:
    given = [read(name, of(chosen)) for name, of in _WORKED_OUT_FROM.get(query, ())]
    with fetched(query), database().read_as(access) as session, with_drafts(drafts):
        return QUERIES[query](session, chosen, *given)
