"""Text of files and documents without what Markdown would interpret."""

import re

# "17. Môi trường" and "- tên" at the start would become lists.
_LIST_OPENING = re.compile(r"^(\s*\d+|\s*)([.)-])(?=\s)")


def plain(text: str) -> str:
    escaped = "".join(f"\\{char}" if char in r"\`*_{}[]()<>#+!|~$:" else char for char in text)
    return _LIST_OPENING.sub(r"\1\\\2", escaped)
