"""What is kept back from the public, remembered per state of a database: working it out costs more than most reads."""

from collections import OrderedDict
from threading import Lock
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.access.suppression import Withheld, withheld_from_public
from core.settings import smallest_public_count
from core.tables import Batch, DataVersion

_REMEMBERED = 8
_known: OrderedDict[tuple[Any, ...], Withheld] = OrderedDict()
_turn = Lock()


def withheld_of(session: Session) -> Withheld:
    """`session` hides nothing, and is the reader's own transaction: the state is looked at where the figures are."""
    smallest = smallest_public_count()
    key = (session.get_bind().engine.url, smallest, *_state(session))
    with _turn:
        found = _known.get(key)
    return found if found is not None else _remember(key, withheld_from_public(session, smallest))


def forget() -> None:
    with _turn:
        _known.clear()


def _state(session: Session) -> tuple[Any, ...]:
    """The data's version, and when batches last came and went: a backup put back by hand may repeat a version."""
    version = session.scalar(select(DataVersion.version))
    newest = (func.max(column) for column in (Batch.id, Batch.published_at, Batch.undone_at))
    return (version, *session.execute(select(*newest)).one())


def _remember(key: tuple[Any, ...], found: Withheld) -> Withheld:
    with _turn:
        _known[key] = found
        while len(_known) > _REMEMBERED:
            _known.popitem(last=False)
    return found
