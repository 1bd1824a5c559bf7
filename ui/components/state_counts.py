"""How many rows are in each state, on top of a list, each a link that shows these alone; what the states mean."""

from collections import Counter
from collections.abc import Mapping, Sequence

import streamlit as st

from core import formats
from core.text import slug
from core.wording import StatusWord
from ui import markup
from ui.components.linked import address_with, linked_several

STATE_PARAM = "trang-thai"


def state_counts(words: Mapping[str, StatusWord], states: Sequence[str]) -> frozenset[str]:
    """One figure per state, a state that no row is in counts 0; returns the states that the link asks for, or all."""
    # Links say what stands before a comma: `qua-han`.
    slugs = {slug(word.label.partition(",")[0]): state for state, word in words.items()}
    asked = linked_several(STATE_PARAM, list(slugs))
    counts = Counter(states)
    items = [_item(words[state], counts[state], name, asked) for name, state in slugs.items()]
    if asked:
        items.append(markup.element("li", markup.link("Mọi trạng thái", address_with(STATE_PARAM, ""))))
    st.html(markup.element("ul", "".join(items), class_="td-counts", aria_label="Số dòng theo trạng thái"))
    return frozenset(slugs[name] for name in asked) or frozenset(words)


def _item(word: StatusWord, count: int, name: str, asked: Sequence[str]) -> str:
    figure = markup.element("b", formats.count(count))
    said = f"{markup.state(word)} {figure}"
    if not count and name not in asked:
        return markup.element("li", said)
    others = [one for one in asked if one != name]
    wanted = others if name in asked else [*others, name]
    shown = markup.element(
        "a",
        said,
        href=address_with(STATE_PARAM, ".".join(wanted)),
        target="_self",
        aria_current="true" if name in asked else None,
        title=f"{'Thôi chỉ xem' if name in asked else 'Chỉ xem'}: {word.label}",
    )
    return markup.element("li", shown)


def state_legend(words: Mapping[str, StatusWord]) -> None:
    meanings = "".join(
        markup.element("li", f"{markup.state(word)}: {markup.text(word.meaning)}.") for word in words.values()
    )
    summary = markup.element("summary", "Trạng thái nghĩa là gì?")
    st.html(markup.element("details", summary + markup.element("ul", meanings, class_="td-list"), class_="td-fold"))
