"""The screens, as rows of data/navigation.csv."""

from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.access.rules import Action
from core.reference import rows_of
from core.settings import DATA, ROOT
from ui.reader import may_do


@cache
def screens() -> list[dict[str, str]]:
    return rows_of(DATA / "navigation.csv")


def choose() -> StreamlitPage:
    """Draw the menu of what this reader may open and return the screen to run."""
    return st.navigation(
        [
            st.Page(
                ROOT / "pages" / row["file"],
                title=row["title"],
                icon=f":material/{row['icon']}:",
                url_path=row["slug"],
                default=row["default"] == "yes",
                help=row["help"],
            )
            for row in screens()
            if may_do(Action(row["needs"]))
        ]
    )


def path_of(slug: str) -> str:
    """The file of a screen, for `st.page_link`."""
    return str(ROOT / "pages" / next(row["file"] for row in screens() if row["slug"] == slug))
