"""Warm start: what the first visitor would wait for is done before the first visitor."""

import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool

from core.errors import DatabaseFailed
from core.settings import database_url
from ui.frame import assets, listening, log_lines, modes
from ui.frame.sockets import answer_at_once

_log = logging.getLogger("tien_do.start")
# Modules that screens import; together two to three seconds on a cold process.
_HEAVY = ("pandas", "pandas.io.formats.style", "plotly.graph_objects", "babel.numbers", "ui.charts.poverty", "ui.reads")


def _warm_up() -> None:
    for module in _HEAVY:
        importlib.import_module(module)
    try:
        importlib.import_module("ui.reads").ready_database(database_url())
    except DatabaseFailed:
        _log.warning("started without the database: every screen says so until it answers")
    assets.pack_early()


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Import, prepare the database, and take what will live forever out of the collector's rounds."""
    answer_at_once()
    log_lines.start()  # once more: a server may have set up its own log since
    await run_in_threadpool(_warm_up)
    gc.collect()
    gc.freeze()
    listening.say_running(modes.running(), st.get_option)
    yield
