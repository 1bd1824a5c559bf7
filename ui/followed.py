"""Whether what a run's link says is to be taken over, or is only where the browser stood when it asked.

The program writes what was picked into the link. The browser gets that late: what is clicked meanwhile comes with the
link of before. It is told apart from a link that was followed, or gone back to, by what Streamlit says of the run, and
by what the browser may still show.
"""

from typing import TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

Said = TypeVar("Said")


def is_to_follow(part: str, said: object) -> bool:
    """Asked once per run and part of the link (`part`, any name of it); `said` is what the link says of that part."""
    may_show = _may_show(part)
    known = said in may_show
    if known:
        last = len(may_show) - 1 - may_show[::-1].index(said)
        st.session_state[_state(part)] = may_show[last:]
    return may_show[-1:] != [said] and (_came_by_a_link() or not known)


def last_written(part: str, otherwise: Said) -> Said:
    """What was written last; `otherwise` before the first."""
    may_show = _may_show(part)
    return may_show[-1] if may_show else otherwise  # type: ignore[return-value]


def note_written(part: str, said: object, came_with: object) -> bool:
    """Note what the link is to say now; returns whether the browser is to be told.

    It is told what it came with, too, where an earlier link may be on its way: that one would come after.
    """
    on_its_way = _may_show(part)[1:]
    told = said != came_with or bool(on_its_way)
    st.session_state[_state(part)] = [came_with, *on_its_way, said] if told else [said]
    return told


def forget(part: str) -> None:
    """What comes next of a part is taken over, whatever was written before."""
    st.session_state.pop(_state(part), None)


def tell(name: str, value: str) -> None:
    """Write one parameter, or none where it is empty, and the link whether or not that changes it."""
    link = {other: st.query_params.get_all(other) for other in st.query_params if other != name}
    st.query_params.from_dict({**link, **({name: [value]} if value else {})})


def _may_show(part: str) -> list[object]:
    """What the browser may show: what it came with last, then what it was told since."""
    found: list[object] = st.session_state.get(_state(part), [])
    return found


def _state(part: str) -> str:
    return f"_followed_{part}"


def _came_by_a_link() -> bool:
    """A link within the program, or a step back or forward: Streamlit calls both so (static/tien-do.js)."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation
