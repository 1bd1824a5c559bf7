"""What was worked out once and is asked for again: shared by all sessions of a process, bounded, handed out as it is.

Streamlit's own cache gives every asker a copy by pickle, and works out a key by hashing: both cost more than most of
what is kept here. Nothing here may be changed by who gets it.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import fields, is_dataclass
from threading import Lock
from typing import Any


class Kept:
    """The latest `most` values, of `most_rows` rows together; what was not asked for longest goes first.

    One value of more rows than that is kept alone: else everybody would wait for it to be made anew.

    Askers of one key wait for the first of them. A value whose making failed is not kept.
    """

    def __init__(self, most: int, most_rows: int) -> None:
        self.most, self.most_rows = most, most_rows
        self._found: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._turns: dict[Hashable, Lock] = {}
        self._rows, self._lock = 0, Lock()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key][0]
            turn = self._turns.setdefault(key, Lock())
        with turn:
            return self._made(key, make)

    def _made(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._lock:
            if key in self._found:
                return self._found[key][0]
        try:
            value = make()
            self._keep(key, value)
        finally:
            with self._lock:
                self._turns.pop(key, None)
        return value

    def _keep(self, key: Hashable, value: Any) -> None:
        rows = rows_in(value)
        with self._lock:
            self._rows += rows - self._found.pop(key, (None, 0))[1]
            self._found[key] = (value, rows)
            while len(self._found) > 1 and (len(self._found) > self.most or self._rows > self.most_rows):
                self._rows -= self._found.popitem(last=False)[1][1]

    def __len__(self) -> int:
        return len(self._found)


def rows_in(value: Any) -> int:
    """How much a value holds, roughly: its rows, those of the lists in it and in its fields."""
    if is_dataclass(value):
        return sum(rows_in(getattr(value, one.name)) for one in fields(value))
    if isinstance(value, Mapping):
        return sum(rows_in(one) for one in value.values()) + 1
    return len(value) if isinstance(value, Collection) and not isinstance(value, str | bytes) else 1
