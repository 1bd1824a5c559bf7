"""A few choices as one row of links: which part of a screen one sees."""

from collections.abc import Sequence

from ui import markup


def segments(label: str, choices: Sequence[tuple[str, str, bool]]) -> str:
    """(what it says, where it leads, whether it is what one sees) as one row of links."""
    links = [
        markup.element("a", markup.text(said), href=to, target="_self", aria_current="true" if seen else None)
        for said, to, seen in choices
    ]
    head = markup.element("span", markup.text(f"{label}:"))
    return markup.element("nav", head + "".join(links), class_="td-segments", aria_label=label)
