"""Choices of one screen that stand in its link as slugs: `?ke-hoach=97-kh-ubnd&co-quan=so-tai-chinh`.

Only what differs from the first choice is written. A value that means nothing here is said, and left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from core.text import clean, slug
from ui.boxes import alone, choose, chosen, pick_box, text_box
from ui.components.plain_text import plain
from ui.filters import PARAMS, current, on_screen
from ui.followed import forget, is_to_follow, note_written, tell
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
    box = _box(name)
    if (asked := _to_follow(name, options, first, chosen(box))) is not None:
        choose(box, asked)
    with alone(box):
        picked = pick_box(box, label, list(options), format_func=lambda slug_: format_func(options[slug_]), help=help)
    _write(name, picked, first, options)
    return options[picked]


def linked_tabs(name: str, labels: Sequence[str], forgets: Sequence[str] = ()) -> Sequence[Any]:
    """Tabs of which only the open one is worked out (`.open`); `forgets` are parameters of one tab alone."""
    options = slugged(labels)
    first = next(iter(options))
    key = _box(name)
    present = next((slug_ for slug_, label in options.items() if label == st.session_state.get(key)), None)
    if (asked := _to_follow(name, options, first, present)) is not None:
        st.session_state[key] = options[asked]
    tabs = st.tabs(list(labels), key=key, on_change="rerun")
    opened = next((slug_ for slug_, tab in zip(options, tabs, strict=True) if tab.open), first)
    if opened != st.query_params.get(name, first) and st.query_params.get(name, first) in options:
        for other in forgets:
            st.query_params.pop(other, None)
            forget(_box(other))
    _write(name, opened, first, options)
    return tabs


def linked_text(
    name: str,
    label: str,
    longest: int,
    placeholder: str | None = None,
    help: str | None = None,
    read: Callable[[str], str] = str,
    written: Callable[[str], str] = str,
) -> str:
    """What is typed to search by; it stands in the link, so that what was found can be sent.

    `written` says what is typed as links have it, `read` the other way.
    """
    box, asked = _box(name), st.query_params.get(name, "")
    if is_to_follow(box, asked):
        choose(box, read(clean(asked)[:longest]))
    with alone(box):
        typed = clean(text_box(box, label, max_chars=longest, placeholder=placeholder, help=help))
    if note_written(box, said := written(typed), asked):
        tell(name, said)
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


def _box(name: str) -> str:
    return f"_linked_{on_screen()}_{name}"


def _to_follow(name: str, options: Mapping[str, Any], first: str, present: str | None) -> str | None:
    """What the link says, where that is not what was written last; None where what is present stays."""
    asked = st.query_params.get(name, "")
    if asked and asked not in options:
        _say_unknown(name, asked)
    was_first = st.session_state.get(f"{_box(name)}_first")
    st.session_state[f"{_box(name)}_first"] = first
    is_new = is_to_follow(_box(name), asked) or was_first != first or present not in options
    return (asked if asked in options else first) if is_new else None


def _say_unknown(name: str, asked: str) -> None:
    said = plain(asked[:_LONGEST_SAID])
    st.warning(
        f"Liên kết nhắc tới {plain(name)}=«{said}», không có ở đây; đang xem tất cả.", icon=":material/link_off:"
    )


def _write(name: str, chosen: str, first: str, options: Mapping[str, Any]) -> None:
    asked = said = st.query_params.get(name, "")
    if chosen not in (asked, first):
        said = chosen
    elif chosen != asked and asked in options:
        said = ""
    if note_written(_box(name), said, asked):
        tell(name, said)
