"""The log of the whole program, the server's and Streamlit's own lines among it (core/logs.py)."""

import logging
from collections.abc import MutableMapping

from streamlit import logger as streamlits

from core import logs

_SERVERS = ("uvicorn", "uvicorn.error", "uvicorn.asgi", "websockets", "websockets.server")
_ACCESS = "uvicorn.access"


def start() -> None:
    """As JSON every line goes our way; as plain text the others keep their look, and tell no query string."""
    logs.start()
    access = logging.getLogger(_ACCESS)
    if _without_query not in access.filters:
        access.addFilter(_without_query)
    if logs.as_json():
        logging.captureWarnings(True)
        access.disabled = True  # each request has a line of ours (ui/frame/tracing.py), without what was typed
        for name in {*_SERVERS, *_loggers()} - {_ACCESS}:
            _give_up_own(logging.getLogger(name))
        # For the loggers that Streamlit makes from here on.
        setattr(streamlits, "setup_formatter", _give_up_own)  # noqa: B010 -- it has no setting for this


def _loggers() -> MutableMapping[str, logging.Logger]:
    return streamlits._loggers


def _give_up_own(log: logging.Logger) -> None:
    for handler in list(log.handlers):
        log.removeHandler(handler)
    log.propagate = True


def _without_query(record: logging.LogRecord) -> bool:
    """The server logs (peer, method, address, version, status)."""
    if isinstance(record.args, tuple):
        record.args = tuple(one.split("?", 1)[0] if isinstance(one, str) else one for one in record.args)
    return True
