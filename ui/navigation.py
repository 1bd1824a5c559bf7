"""The screens, as rows of data/navigation.csv."""

from functools import cache

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.access.rules import Action
from core.reference import rows_of
from core.settings import DATA, ROOT
from ui.reader import may_do, reader

_REFUSED = "_refused_screen"


@cache
def screens() -> list[dict[str, str]]:
    return rows_of(DATA / "navigation.csv")


def choose() -> StreamlitPage:
    """Draw the menu of what this reader may open and return the screen to run.

    A link to another one opens the first, and `refused` says so: without a page there the browser would show its own
    English message.
    """
    rows = [row for row in screens() if may_do(Action(row["needs"]))]
    others = [row for row in screens() if row not in rows]
    # All of the menu: below it stands who is signed in, for which Streamlit would fold its end away.
    asked = st.navigation([*map(_page, rows), *map(_refused_page, others)], expanded=True)
    refused = next((row["title"] for row in others if asked.url_path == row["slug"]), None)
    if refused:
        st.session_state[_REFUSED] = refused
        st.switch_page(path_of(next(row["slug"] for row in rows if row["default"] == "yes")))
    return asked


def _page(row: dict[str, str]) -> StreamlitPage:
    return st.Page(
        ROOT / "pages" / row["file"],
        title=row["title"],
        icon=f":material/{row['icon']}:",
        url_path=row["slug"],
        default=row["default"] == "yes",
        help=row["help"],
    )


def _refused_page(row: dict[str, str]) -> StreamlitPage:
    """In nobody's menu; nothing of the screen is behind it."""
    return st.Page(_nothing, title=row["title"], url_path=row["slug"], visibility="hidden")


def _nothing() -> None:
    pass


def say_refused() -> None:
    """Once, on the screen that was opened instead."""
    if title := st.session_state.pop(_REFUSED, None):
        reason = (
            "không có ở trang xem công khai"
            if reader().is_public
            else "cần thêm quyền; hãy hỏi người quản trị của tỉnh"
        )
        st.warning(f"Trang «{title}» {reason}.", icon=":material/lock:")


def may_open(slug: str) -> bool:
    return any(row["slug"] == slug and may_do(Action(row["needs"])) for row in screens())


@cache
def bar_of(slug: str) -> tuple[str, ...]:
    """What of the bar on top a screen shows, by the names that links have; the first screen is asked for by ""."""
    shown = (row["bar"] for row in screens() if slug in (row["slug"], "" if row["default"] else None))
    return tuple(next(shown, "").split())


def path_of(slug: str) -> str:
    """The file of a screen, for `st.page_link`."""
    return str(ROOT / "pages" / next(row["file"] for row in screens() if row["slug"] == slug))
