"""HTML of our own, for `st.html`: every text is escaped here, so nothing that files say is markup."""

from collections.abc import Mapping
from html import escape

from core.text import without_unseen
from core.wording import StatusWord


def text(said: str) -> str:
    """Escaped, without signs that nobody sees; line breaks kept."""
    return escape(without_unseen(said)).replace("\n", "<br>")


def element(tag: str, inner: str, **attributes: str | None) -> str:
    """`inner` is markup already; attributes are escaped, those of None are left out (`class_` is class)."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    return f"<{tag}{_attributes(named)}>{inner}</{tag}>"


def _attributes(named: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(without_unseen(value))}"' for name, value in named.items())


def link(said: str, address: str, title: str | None = None) -> str:
    return element("a", text(said), href=address, target="_self", title=title)


def state(word: StatusWord) -> str:
    """A sign and a word, in the colour of its tone."""
    return element("span", text(word.shown), class_=f"td-state tone-{word.tone}", title=word.meaning)
