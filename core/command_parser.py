"""The command line in Vietnamese: argparse writes its own headings and errors in English."""

import argparse
import re
import sys
from collections.abc import Mapping
from functools import cache
from typing import Any, NoReturn

from core.reference import rows_of
from core.settings import DATA

_HEADINGS: Mapping[str | None, str] = {
    "positional arguments": "tham số",
    "options": "tùy chọn",
}
_USAGE = "cách dùng: "


class Parser(argparse.ArgumentParser):
    """What is added below one is one too."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{**named, "add_help": False, "formatter_class": _Help})
        self.add_argument("-h", "--help", action="help", help="in cách dùng rồi thôi")

    def add_argument_group(self, *arguments: Any, **named: Any) -> Any:
        title, *others = arguments or (named.pop("title", None),)
        return super().add_argument_group(_HEADINGS.get(title, title), *others, **named)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: lỗi: {said(message)}\n")


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, _USAGE if prefix is None else prefix)


def said(message: str) -> str:
    """One of argparse's own sentences in Vietnamese; ours, and what is not known, as it is."""
    for pattern, vietnamese in _sentences():
        if found := pattern.fullmatch(message):
            return vietnamese.format(*map(_part, found.groups("")))
    return message


def _part(message: str) -> str:
    """A list of choices has no quotation marks."""
    translated = said(message)
    return translated if translated != message else message.replace("'", "")


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    rows = rows_of(DATA / "command_words.csv")
    return [(re.compile(row["english"], re.DOTALL), row["vietnamese"]) for row in rows]
