"""The colours of charts, light and dark. Tables and words take the same ones from static/tien-do.css by tone.

The tones (good, info, warn, bad, late, none) differ for colour-blind eyes, and always stand beside a sign or a word.
"""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Palette:
    """One colour per role; `good` to `none` are the tones of states in data/*states.csv."""

    page: str
    ink: str
    muted: str
    grid: str
    soft: str
    plan: str
    investment: str
    operating: str
    good: str
    info: str
    warn: str
    bad: str
    late: str
    none: str

    def tone(self, name: str) -> str:
        colour: str = getattr(self, name)
        return colour


LIGHT = Palette(
    page="#ffffff",
    ink="#16232e",
    muted="#526370",
    grid="#d5dde3",
    soft="#e4ebef",
    plan="#155e75",
    investment="#155e75",
    operating="#8a5200",
    good="#17693a",
    info="#1f5c99",
    warn="#8a5200",
    bad="#b3261e",
    late="#a83a0a",
    none="#57636e",
)
DARK = Palette(
    page="#10181f",
    ink="#e6edf2",
    muted="#a3b3bf",
    grid="#34444f",
    soft="#22303a",
    plan="#7fd0ea",
    investment="#5fb6d1",
    operating="#f0b45c",
    good="#6fd08c",
    info="#8cbcf0",
    warn="#f0b45c",
    bad="#ff9a8f",
    late="#ffab80",
    none="#a3b3bf",
)


def palette_in_use() -> Palette:
    """Of the appearance the person looks at; light where it is not known yet."""
    return DARK if st.context.theme.type == "dark" else LIGHT
