"""Text of files and documents without what Markdown would interpret."""

import re

from core.text import clean

# "17. Môi trường" and "- tên" at the start would become lists.
_LIST_OPENING = re.compile(r"^(\s*\d+|\s*)([.)-])(?=\s)")


# Even escaped, Markdown makes links of these by their look alone: an unseen joiner breaks it.
_LOOKS_LIKE_A_LINK = re.compile(r"(?<=://)|(?<=\bwww)(?=\.)|(?=@)", re.IGNORECASE)
_JOINER = "\u2060"


def plain(text: str) -> str:
    """Neither markup nor a link, nor a second line, whatever the text says."""
    text = _LOOKS_LIKE_A_LINK.sub(_JOINER, clean(text))
    escaped = "".join(f"\\{char}" if char in r"\`*_{}[]()<>#+!|~$:&" else char for char in text)
    return _LIST_OPENING.sub(r"\1\\\2", escaped)
