"""Choices of one screen that stand in its link as slugs: `?ke-hoach=97-kh-ubnd&co-quan=so-tai-chinh`.

Only what differs from the first choice is written. A value that means nothing here is said, and left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from core.text import clean, slug
from ui.components.plain_text import plain
from ui.filter_state import came_of_a_pick, note_pick
from ui.filters import PARAMS, current, on_screen
from ui.links import ORIGIN, view

Option = TypeVar("Option")
_LONGEST_SAID = 60


def slugged(
    options: Iterable[Option], said: Callable[[Option], str] = str, empty: str = "khong-so"
) -> dict[str, Option]:
    """Each option under its own slug; two that would have the same one are numbered, in the order given."""
    made: dict[str, Option] = {}
    for option in options:
        name = slug(said(option)) or empty
        number = sum(known == name or known.startswith(f"{name}~") for known in made)
        made[f"{name}~{number + 1}" if number else name] = option
    return made


def linked_choice(
    name: str,
    label: str,
    options: Mapping[str, Option],
    first: str,
    format_func: Callable[[Option], str] = str,
    help: str | None = None,
) -> Option:
    """A selectbox whose choice is in the link; `options` are by slug, `first` is the slug of no parameter at all."""
    key = _follow(name, options, first)
    shown = list(options.values())
    picked = st.selectbox(label, shown, format_func=format_func, key=key, help=help, on_change=note_pick)
    chosen = next((slug_ for slug_, option in options.items() if option == picked), first)
    _write(name, chosen, first, options)
    return options[chosen]


def linked_tabs(name: str, labels: Sequence[str], forgets: Sequence[str] = ()) -> Sequence[Any]:
    """Tabs of which only the open one is worked out (`.open`); `forgets` are parameters of one tab alone."""
    options = slugged(labels)
    first = next(iter(options))
    key = _follow(name, options, first)
    tabs = st.tabs(list(labels), key=key, on_change="rerun")
    opened = next((slug_ for slug_, tab in zip(options, tabs, strict=True) if tab.open), first)
    if opened != st.query_params.get(name, first) and st.query_params.get(name, first) in options:
        for other in forgets:
            st.query_params.pop(other, None)
    _write(name, opened, first, options)
    return tabs


def linked_text(name: str, label: str, longest: int, placeholder: str | None = None, help: str | None = None) -> str:
    """What is typed to search by; it stands in the link, so that what was found can be sent."""
    key, state = f"_linked_{on_screen()}_{name}", st.session_state
    asked = clean(st.query_params.get(name, ""))[:longest]
    if key not in state or asked != state.get(f"{key}_followed"):
        state[key] = asked
    typed = clean(st.text_input(label, key=key, max_chars=longest, placeholder=placeholder, help=help) or "")
    if typed:
        st.query_params[name] = typed
    else:
        st.query_params.pop(name, None)
    state[f"{key}_followed"] = typed
    return typed


def linked_several(name: str, slugs: Sequence[str]) -> tuple[str, ...]:
    """The ones of these that the link names, joined by full stops: `?trang-thai=qua-han.khong-dat`."""
    asked = [part for part in st.query_params.get(name, "").split(".") if part]
    for unknown in (part for part in asked if part not in slugs):
        _say_unknown(name, unknown)
    return tuple(one for one in slugs if one in asked)


def address_with(name: str, value: str) -> str:
    """This view with one parameter of the screen's own changed, or left out where the value is empty."""
    own = {other: said for other, said in st.query_params.items() if other not in (*PARAMS, ORIGIN, name)}
    return view(on_screen(), current().place, **own, **({name: value} if value else {}))


def _follow(name: str, options: Mapping[str, Any], first: str) -> str:
    """Take over what the link says where it is not what was written last; returns the widget's key.

    A pick right after another comes with the link of before the first: what was picked then stays.
    """
    key = f"_linked_{on_screen()}_{name}"
    asked, state = st.query_params.get(name, ""), st.session_state
    present = state.get(key)
    followed = state.get(f"{key}_followed", (asked, None))
    is_new = key not in state or followed[1] != first or (followed[0] != asked and not came_of_a_pick())
    if is_new or present not in options.values():
        state[key] = options[asked if asked in options else first]
    if asked and asked not in options:
        _say_unknown(name, asked)
    return key


def _say_unknown(name: str, asked: str) -> None:
    said = plain(asked[:_LONGEST_SAID])
    st.warning(
        f"Liên kết nhắc tới {plain(name)}=«{said}», không có ở đây; đang xem tất cả.", icon=":material/link_off:"
    )


def _write(name: str, chosen: str, first: str, options: Mapping[str, Any]) -> None:
    asked = st.query_params.get(name, "")
    if chosen not in (asked, first):
        st.query_params[name] = chosen
    elif chosen != asked and asked in options:
        del st.query_params[name]
    st.session_state[f"_linked_{on_screen()}_{name}_followed"] = (st.query_params.get(name, ""), first)
