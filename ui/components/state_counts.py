"""How many rows are in each state, on top of a list; what the states mean, for whoever asks."""

from collections import Counter
from collections.abc import Iterable, Mapping

import streamlit as st

from core import formats
from core.wording import StatusWord


def state_counts(words: Mapping[str, StatusWord], states: Iterable[str]) -> None:
    """One figure per state, all states; a state that no row is in counts 0."""
    counts = Counter(states)
    with st.container(horizontal=True):
        for state, word in words.items():
            st.metric(word.shown, formats.count(counts[state]), border=True, width="content", help=word.meaning)


def state_legend(words: Mapping[str, StatusWord]) -> None:
    with st.popover("Trạng thái nghĩa là gì?", icon=":material/help:"):
        for word in words.values():
            st.markdown(f"**{word.shown}**: {word.meaning}.")
