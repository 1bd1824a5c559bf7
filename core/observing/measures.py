"""The measures of the program, as rows of data, and the one door through which they are recorded.

Every label has few values that are known before: query names, screens, kinds of upload, reasons. Names follow
Prometheus: base units (seconds), counts end in `total`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

# Upper bounds in seconds. A click is felt from 0.1 s on; a long import takes minutes.
_CLICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_STATEMENT = (0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0)
_FILE = (0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0)


@dataclass(frozen=True)
class Measure:
    """A count, or with `bounds` (seconds) a distribution of durations."""

    name: str
    said: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()


QUERY_LOOKUPS = Measure(
    "query_lookups_total", "Reads of a named query, answered from what is kept or not.", ("query", "cache")
)
QUERY = Measure("query_seconds", "Named queries that went to the database.", ("query",), _CLICK)
STATEMENT = Measure("sql_statement_seconds", "SQL statements until their first row.", ("transaction",), _STATEMENT)
DATABASE_ERRORS = Measure("database_errors_total", "Errors of the database, by class.", ("error",))
RETRIES = Measure("transaction_retries_total", "Transactions begun again.", ("why",))
SCREEN = Measure("screen_seconds", "Server time of a screen's script run.", ("screen",), _CLICK)
SCREEN_RUNS = Measure("screen_runs_total", "Script runs of a screen, by how they ended.", ("screen", "outcome"))
REQUEST = Measure("http_request_seconds", "HTTP requests until the end of the answer.", ("place",), _CLICK)
REQUESTS = Measure("http_requests_total", "HTTP requests, by class of status.", ("place", "status"))
CONNECTIONS = Measure("websocket_connections_total", "Websockets that were asked for.")
DEED = Measure("deed_seconds", "Steps of uploads and decisions about them.", ("deed", "kind", "outcome"), _FILE)
ROWS = Measure("upload_rows_total", "Rows of files, by step and what became of the file.", ("deed", "kind", "outcome"))
UPLOADS_REFUSED = Measure("uploads_refused_total", "Files that were not taken in.", ("why",))
SIGN_INS = Measure("sign_ins_total", "Sign-ins that a provider confirmed.", ("outcome",))
ERRORS = Measure("errors_total", "Errors nobody foresaw; people were told a number.", ("where",))

MEASURES = (
    *(QUERY_LOOKUPS, QUERY, STATEMENT, DATABASE_ERRORS, RETRIES),
    *(SCREEN, SCREEN_RUNS, REQUEST, REQUESTS, CONNECTIONS),
    *(DEED, ROWS, UPLOADS_REFUSED, SIGN_INS, ERRORS),
)


class Recorder(Protocol):
    def record(self, measure: Measure, amount: float, labels: Mapping[str, str]) -> None:
        """Add to a count, or one duration to a distribution. Fast, from any thread, never raises."""


class _Nobody:
    def record(self, measure: Measure, amount: float, labels: Mapping[str, str]) -> None:
        """Nobody listens."""


_recorder: Recorder = _Nobody()


def listen(recorder: Recorder) -> None:
    """From here on what happens in this process is told to this recorder."""
    global _recorder  # noqa: PLW0603 -- one process, one recorder
    _recorder = recorder


def record(measure: Measure, amount: float = 1, /, **labels: str) -> None:
    _recorder.record(measure, amount, labels)
