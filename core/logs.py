"""The lines of the log on stderr: one event, one line, and nothing of it about a person.

`TIENDO_LOG=json` gives one object a line, for programs; plain text otherwise. Text of errors can quote what people
typed or a file said, so only kind and place of an error are told; `TIENDO_LOG_DETAILS=1` adds the text.
"""

import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.observing.ids import FIELDS, Value, now_about
from core.settings import ROOT

_PROGRAM = "tien_do"
_E_MAIL = re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:]+")
_QUERY_STRING = re.compile(r"\?[^\s\"'<>]*=[^\s\"'<>]*")
# Whatever some program takes for the end of a line, or turns the reading direction.
_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST, _MOST_PLACES = 2000, 40
# What the drivers say of a connection quotes machines, users and databases, never rows.
_OF_THE_CONNECTION = ("OperationalError", "InterfaceError", "ConnectionTimeout")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def start() -> None:
    """Take over what is logged in this process. Idempotent."""
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, ToStderr)]:
        root.removeHandler(old)
    handler = ToStderr()
    handler.setFormatter(JsonLines() if as_json() else PlainLines())
    root.addHandler(handler)
    logging.getLogger(_PROGRAM).setLevel(logging.INFO if as_json() else logging.WARNING)
    if as_json():
        sys.excepthook = _ended_by
        threading.excepthook = _thread_ended_by


def as_json() -> bool:
    return os.environ.get("TIENDO_LOG", "").strip().lower() == "json"


def _with_details() -> bool:
    return os.environ.get("TIENDO_LOG_DETAILS", "").strip() == "1"


class ToStderr(logging.Handler):
    """Where stderr is now, in one write: lines of several threads never mix."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 -- what can't be logged must not stop the program
            self.handleError(record)


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": _time_of(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_people(record.getMessage()),
            **fields_of(record),
            **error_of(record.exc_info),
        }
        # Only ASCII: no sign in it ends a line for anybody, and no locale can fail to write it.
        return json.dumps(said, default=str)


class PlainLines(logging.Formatter):
    """`2026-11-22T08:15:30.123Z WARNING tien_do.gate: sentence (name=value …)`, with where an error arose below."""

    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={_one_line(str(value))}" for name, value in fields_of(record).items())
        said = _one_line(without_people(record.getMessage()))
        line = f"{_time_of(record)} {record.levelname} {record.name}: {said}{f' ({fields})' if fields else ''}"
        error = error_of(record.exc_info)
        below = [f"    {_one_line(str(error['error']))}", *(f"    {at}" for at in error["at"])] if error else []
        return "\n".join([line, *below])


def _time_of(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def fields_of(record: logging.LogRecord) -> dict[str, Value]:
    """What is known of request, run and batch, and what the event itself adds; no other fields than those named."""
    own: Mapping[str, Value] = getattr(record, "about", {})
    all_of_it = {**now_about(), **own}
    return {name: all_of_it[name] for name in FIELDS if all_of_it.get(name) is not None}


def without_people(message: str) -> str:
    """Without e-mail addresses and what stands behind a «?» in an address, whoever logged it."""
    short = message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…"
    return _E_MAIL.sub("<e-mail>", _QUERY_STRING.sub("?<…>", short))


def _one_line(text: str) -> str:
    return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def error_of(raised: Any) -> dict[str, Any]:
    """Kinds of an error and of its causes, and the places in the code it came through, the last first."""
    error = raised[1] if raised else None
    if error is None:
        return {}
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    at = [place for one in reversed(chain) for place in _places(one)]
    return {"error": " <- ".join(_said_of(one) for one in chain), "at": at[:_MOST_PLACES]}


def _places(error: BaseException) -> list[str]:
    """Where it was raised, then where it came through our own code, the last first."""
    walked = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)][::-1]
    kept = [one for number, one in enumerate(walked) if number == 0 or _is_ours(one[0].co_filename)]
    return [f"{_short(code.co_filename)}:{line} {code.co_name}" for code, line in kept]


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(ROOT) and "site-packages" not in file


def _short(file: str) -> str:
    """The last three parts say which file it is."""
    return "/".join(Path(file).parts[-3:])


def _said_of(error: BaseException) -> str:
    name = type(error).__name__
    if _with_details():
        return f"{name}: {without_people(str(error))}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    if (state := getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)) is not None:
        name = f"{name} {state}"
    of_a_driver = type(error).__module__.partition(".")[0] in ("psycopg", "psycopg_pool", "sqlite3")
    if not of_a_driver or name.split()[0] not in _OF_THE_CONNECTION:
        return name
    return f"{name}: {_QUOTED.sub('«…»', without_people(str(error)))}"


def _ended_by(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger(f"{_PROGRAM}.ended").critical("ended by an error", exc_info=(kind, error, trace))


def _thread_ended_by(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        raised = (given.exc_type, given.exc_value, given.exc_traceback)
        logging.getLogger(f"{_PROGRAM}.ended").error("a thread ended by an error", exc_info=raised)
