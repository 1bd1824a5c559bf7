"""What an entry of the journal says to people: what was done, with its reason, its note, or that it waits."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from core.access.journal import Deed
from core.reference import rows_of
from core.settings import DATA

WAITS = "chờ duyệt"
# Who brought the plans that ship (core.start): the program itself, on no machine of anybody.
SHIPPED_BY, PROGRAM = "cùng chương trình", "chương trình"


@cache
def deed_words() -> dict[str, str]:
    """Vietnamese by deed, in the order of the file."""
    return {row["deed"]: row["label"] for row in rows_of(DATA / "journal_deeds.csv")}


@cache
def refusal_words() -> dict[str, str]:
    """Why somebody was not let in, by the reason of core.access.sign_ins."""
    return {row["reason"]: row["label"] for row in rows_of(DATA / "journal_refusals.csv")}


def content(deed: str, what: str, details: Mapping[str, Any]) -> str:
    """`Lô 12: thang6.csv; lý do: sai cột`."""
    return "; ".join([what, *_further(deed, details)])


def _further(deed: str, details: Mapping[str, Any]) -> Iterator[str]:
    if deed == Deed.COMMIT and details.get("draft"):
        yield WAITS
    if reason := str(details.get("reason") or ""):
        yield f"lý do: {refusal_words().get(reason, reason) if deed == Deed.SIGN_IN_REFUSED else reason}"
    if note := str(details.get("note") or ""):
        yield f"ghi chú: {note}"


def who_and_where(who: str, from_where: str) -> tuple[str, str]:
    """As they are shown: the program has no name and no address."""
    return (PROGRAM, from_where or PROGRAM) if who == SHIPPED_BY else (who, from_where)
