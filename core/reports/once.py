"""One read of one session, made once: what explains a whole report asks the same again for every figure."""

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from core.reports.standing import drafts_count

Asked = ParamSpec("Asked")
Found = TypeVar("Found")
_KEPT = "made_once"


def once(
    session: Session,
    read: Callable[Concatenate[Session, Asked], Found],
    *asked: Asked.args,
    **named: Asked.kwargs,
) -> Found:
    """Only in sessions that read (`Database.read()`): they see one state from their first read on.

    What counts drafts is another read.
    """
    kept: dict[Any, Any] = session.info.setdefault(_KEPT, {})
    key = (read, asked, tuple(sorted(named.items())), drafts_count())
    if key not in kept:
        kept[key] = read(session, *asked, **named)
    found: Found = kept[key]
    return found
