"""Files on their way in: not larger, not more, not faster and not more at once than data/settings.toml allows."""

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.types import Message, Receive, Scope

from core.settings import UploadLimits, upload_limits, upload_max_bytes, uploads_at_once
from ui.frame.hosts import header

# What a browser writes around the file.
_AROUND = 64 * 1024
_MINUTE, _HOUR = 60, 3600


class TooLarge(Exception):
    """More came than one file may have."""


class TooMany(Exception):
    """The sentence says what is too many."""


class Intake:
    """Counts by person, in this process; `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.limits: UploadLimits = upload_limits()
        self.taken: dict[str, deque[tuple[float, int]]] = defaultdict(deque)
        self.under_way: dict[str, int] = defaultdict(int)

    @contextmanager
    def place(self, who: str) -> Iterator[list[int]]:
        """A place for one file, given back at the end; the list's one number counts its bytes. Raises TooMany."""
        self._check(who)
        counted = [0]
        self.under_way[who] += 1
        try:
            yield counted
        finally:
            self.under_way[who] -= 1
            if not self.under_way[who]:
                del self.under_way[who]
            self.taken[who].append((self.clock(), counted[0]))

    def _check(self, who: str) -> None:
        """A file on its way counts as taken."""
        self._forget_old()
        kept, own = self.taken.get(who, deque()), self.under_way.get(who, 0)
        last_minute = sum(at > self.clock() - _MINUTE for at, _ in kept) + own
        if sum(self.under_way.values()) >= uploads_at_once() or own >= self.limits.at_once:
            raise TooMany("Đang có nhiều tệp được tải lên cùng lúc. Hãy chờ ít phút rồi thử lại.")
        if last_minute >= self.limits.per_minute:
            raise TooMany(f"Mỗi người tải lên nhiều nhất {self.limits.per_minute} tệp một phút. Hãy chờ rồi thử lại.")
        if len(kept) + own >= self.limits.per_hour or sum(size for _, size in kept) >= self.limits.bytes_per_hour:
            raise TooMany("Đã tải lên quá nhiều trong một giờ qua. Hãy chờ rồi thử lại.")

    def _forget_old(self) -> None:
        oldest = self.clock() - _HOUR
        for who in list(self.taken):
            kept = self.taken[who]
            while kept and kept[0][0] <= oldest:
                kept.popleft()
            if not kept:
                del self.taken[who]


def check_announced(scope: Scope) -> None:
    """Before anything is read. Raises TooLarge for what says itself that it is."""
    said = header(scope["headers"], b"content-length")
    if said and (not said.isdigit() or int(said) > _most()):
        raise TooLarge


def counting(receive: Receive, counted: list[int]) -> Receive:
    """The same body, stopped by TooLarge where it grows beyond what it may, whatever it announced."""

    async def received() -> Message:
        message = await receive()
        counted[0] += len(message.get("body", b""))
        if counted[0] > _most():
            raise TooLarge
        return message

    return received


def _most() -> int:
    return upload_max_bytes() + _AROUND
