"""A page that stands open outlives its session: the process was restarted, or it stopped and another one answers now.

Nothing is drawn anew then until somebody clicks. That first click comes with values of widgets which the new session
has never drawn. So the session first catches up, unseen: the screen as the link says, which has the filters; then the
click counts. What was in the memory of the process before, a file that was chosen and not confirmed, is gone.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state.session_state import Serialized

_BEGUN, _BROUGHT, _FILES = "_session_begun", "_brought_by_the_browser", "_files_brought"
_FILE = "file_uploader_state_value"


@dataclass(frozen=True)
class _Unseen:
    """In the place of what sends a drawing to the browser."""

    send: Callable[[ForwardMsg], None]

    def __call__(self, message: ForwardMsg) -> None:
        pass


class _EndsTheDrawing(ScriptRequests):
    """In the place of what a run asks of its session while a click waits to count.

    A screen may end early by `st.stop()`. That would end the session's thread too, and with it the run of the click.
    """

    def __init__(self, asked: ScriptRequests) -> None:
        super().__init__()
        self.asked = asked

    def request_stop(self) -> None:
        raise StopException

    def request_rerun(self, new_data: RerunData) -> bool:
        return self.asked.request_rerun(new_data)

    def request_rerun_batch(self, rerun_batch: list[RerunData]) -> bool:
        return self.asked.request_rerun_batch(rerun_batch)


def begin_run() -> None:
    """Called by ui/main.py before any widget is drawn."""
    run = get_script_run_ctx()
    if run is None:
        return
    _as_always()  # the run before may have been broken off for this one
    if st.session_state.get(_BEGUN):
        _end_the_drawing_only()
        return
    st.session_state[_BEGUN] = True
    known = run.session_state._state._new_widget_state
    brought = [one.value for one in known.states.values() if isinstance(one, Serialized)]
    files = [one for one in brought if one.WhichOneof("value") == _FILE]
    if brought:
        known.states.clear()  # its own `clear` leaves what no widget of this session is known for: all of it
        run._enqueue = _Unseen(run._enqueue)
        st.session_state[_BROUGHT] = WidgetStates(widgets=[one for one in brought if one not in files])
        named = tuple(info.name for one in files for info in getattr(one, _FILE).uploaded_file_info)
        st.session_state[_FILES] = named
    _end_the_drawing_only()


@contextmanager
def catching_up() -> Iterator[None]:
    """Around what ui/main.py draws last. Where the session has caught up, the click counts now, in a run of its own."""
    try:
        yield
    except StopException:
        _let_the_click_count()
        raise
    except Exception:
        _as_always()
        st.session_state.pop(_BROUGHT, None)  # what is clicked on what is said then is a click of its own
        raise
    else:
        _let_the_click_count()


def _end_the_drawing_only() -> None:
    run = get_script_run_ctx()
    if run is not None and run.script_requests is not None and _BROUGHT in st.session_state:
        run.script_requests = _EndsTheDrawing(run.script_requests)


def _as_always() -> None:
    run = get_script_run_ctx()
    if run is None:
        return
    if isinstance(run._enqueue, _Unseen):
        run._enqueue = run._enqueue.send
    if isinstance(run.script_requests, _EndsTheDrawing):
        run.script_requests = run.script_requests.asked


def _let_the_click_count() -> None:
    run, brought = get_script_run_ctx(), st.session_state.pop(_BROUGHT, None)
    if run is None or brought is None:
        return
    _as_always()
    raise RerunException(
        RerunData(
            query_string=run.query_string,
            widget_states=brought,
            page_script_hash=run.page_script_hash,
            cached_message_hashes=run.cached_message_hashes,
            context_info=run.context_info,
        )
    )


def widgets_brought() -> Sequence[str]:
    """While the session catches up: the ids of the widgets that the page shows."""
    brought: WidgetStates | None = st.session_state.get(_BROUGHT)
    return [one.id for one in brought.widgets] if brought else []


def files_gone() -> tuple[str, ...]:
    """Names of the files that the page shows as chosen and the session has never had; asked once."""
    found: tuple[str, ...] = st.session_state.pop(_FILES, ())
    return found
