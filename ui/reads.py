"""The one cached door for reads: a screen asks by name, and gets what is known already without the database.

The key is the query's name, the frozen filter, the database's URL, the reader's scope and the data's version,
so one database's rows never answer for another and every change is seen on the next run.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlalchemy.orm import Session

from core.audit import audit
from core.database import Database, open_database
from core.provenance import FigureKey, explain
from core.reports.batches import demo_batches, list_batches
from core.reports.budget import budget_lines
from core.reports.budget_course import disbursement_course
from core.reports.criteria import criteria_status, villages
from core.reports.goals import all_duties, all_goals
from core.reports.history import figure_history, kinds_with_rows
from core.reports.poverty import poverty_results, poverty_status
from core.reports.units import data_version, provinces_with_figures, result_dates
from core.settings import database_url
from core.start import initialise, may_load_demo

QUERIES: dict[str, Callable[[Session, Any], Any]] = {
    "provinces-with-figures": provinces_with_figures,
    "result-dates": result_dates,
    "poverty-status": poverty_status,
    "poverty-results": poverty_results,
    "budget": budget_lines,
    "budget-course": disbursement_course,
    "criteria": criteria_status,
    "villages": villages,
    "goals": all_goals,
    "duties": all_duties,
    "batches": list_batches,
    "history": figure_history,
    "history-kinds": kinds_with_rows,
    "demo": demo_batches,
    "explanation": lambda session, asked: explain(session, FigureKey.parse(asked[0]), asked[1]),
    "audit": lambda session, _chosen: audit(session),
}

# Everyone reads everything until sign-in exists; then this is the unit a person may see.
SCOPE = "all"
_VERSION = "_data_version"


@st.cache_resource(show_spinner=False)
def ready_database(url: str) -> Database:
    """The database with its schema and shipped plans in place; prepared once per process and URL."""
    database = open_database(url)
    initialise(database, demo=may_load_demo())
    return database


def database() -> Database:
    return ready_database(database_url())


def begin_run() -> None:
    """Look once per run which version of the data stands; called by ui/main.py before anything reads."""
    with database().read() as session:
        st.session_state[_VERSION] = data_version(session)


def read(query: str, chosen: Any = None) -> Any:
    """The rows of a query for a frozen filter. Treat them as read-only."""
    return _read(query, chosen, database_url(), SCOPE, st.session_state[_VERSION])


@st.cache_data(show_spinner=False, max_entries=512)
def _read(query: str, chosen: Any, url: str, scope: str, version: int) -> Any:
    with ready_database(url).read() as session:
        return QUERIES[query](session, chosen)
