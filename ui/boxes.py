"""Boxes whose choice the program sets too: a link does, a step back, a box beside it.

Streamlit says once, with one drawing, that the program set a value. Where the next drawing follows before the browser
got round to that one, it is lost: the box shows its first option, and brings it with the next click as if somebody had
picked it. So nothing is set in a box. What it shows is its first choice, said with every drawing; a box that the
program sets to something else is another one, by a number at the end of its key; and what the browser still brings of
the one before counts for nothing.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.text import slug
from ui.reconnected import widgets_brought

_TURN, _DRAWN, _SAID = "turn", "drawn", "said"


Option = TypeVar("Option")


def chosen(name: str) -> Any:
    """What a box holds; None before anything was chosen."""
    return st.session_state.get(name)


def choose(name: str, value: object) -> None:
    """Set a box, drawn or not."""
    if name in st.session_state and st.session_state[name] != value:
        _become_another(name)
    st.session_state[name] = value


def pick_box(
    name: str,
    label: str,
    options: Sequence[Option],
    on_pick: Callable[[], None] | None = None,
    format_func: Callable[[Option], str] = str,
    **shown: Any,
) -> Option:
    """Draw a box of options; returns what it holds: one of them, or None where that was chosen before."""
    value: Option = chosen(name)
    # The browser knows options by what is said of them: with other words it is another box.
    key = _key(name, said := _told_apart([format_func(option) for option in options]))
    st.selectbox(
        label,
        options,
        index=options.index(value) if value in options else None,
        format_func=dict(zip(options, said, strict=True)).__getitem__,
        key=key,
        on_change=_picked,
        args=(name, key, on_pick),
        **shown,
    )
    return value


def text_box(name: str, label: str, **shown: Any) -> str:
    """Draw a box to type in; returns what it holds."""
    value, key = chosen(name) or "", _key(name)
    st.text_input(label, value, key=key, on_change=_picked, args=(name, key), **shown)
    return value


def _told_apart(said: Sequence[str]) -> list[str]:
    """Two that are called the same would be one: a number after the second."""
    times, apart = Counter[str](), []
    for one in said:
        times[one] += 1
        apart.append(f"{one} ({times[one]})" if times[one] > 1 else one)
    return apart


def alone(name: str) -> DeltaGenerator:
    """A place for one box. Where that became another the browser has both until all is drawn, and shows the new one."""
    return st.container(key=f"td_box_{slug(name)}")


def _picked(name: str, key: str, on_pick: Callable[[], None] | None = None) -> None:
    brought = st.session_state[key]
    if key != st.session_state[_of(name, _DRAWN)] or brought == chosen(name):
        return
    st.session_state[name] = brought
    if on_pick:
        on_pick()


def _key(name: str, said: Sequence[str] = ()) -> str:
    if st.session_state.setdefault(_of(name, _SAID), said) != said:
        _become_another(name)
    st.session_state[_of(name, _SAID)] = said
    key = st.session_state[_of(name, _DRAWN)] = f"{name}#{_turn(name)}"
    return key


def _become_another(name: str) -> None:
    st.session_state[_of(name, _TURN)] = _turn(name) + 1


def _turn(name: str) -> int:
    """How often the box became another one; where a page outlived its session, it has the box of the session before."""
    if (kept := _of(name, _TURN)) not in st.session_state:
        before = (one.rpartition(f"-{name}#")[2] for one in widgets_brought() if f"-{name}#" in one)
        st.session_state[kept] = next((int(turn) for turn in before if turn.isdecimal()), 0)
    turn: int = st.session_state[kept]
    return turn


def _of(name: str, what: str) -> str:
    return f"{name}:{what}"
