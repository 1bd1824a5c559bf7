"""People clicking at once: how many until a click takes a second, on one process of the program and on several.

    python -m tests.bench crowd [--people 25,50,…] [--replicas 1,3] [--seconds 15] [--database URL] [--screens]

Everybody holds one websocket, as a browser does (tests/websocket_visitor.py), thinks 5 s (2.5 to 7.5) and does what
people do: another huyện, xã or kỳ, another screen from the menu, a tab, a link in the text. A click's time is until the
screen's script has finished and all of it has come. People are sent to the replicas in turn and stay there. The plans
shipped and the made-up results, in a SQLite file of its own unless --database names a database that holds them. CPU is
what the processes used, in cores; the clicking people are a process of their own, on the same machine. `--screens`
measures one person alone on every screen instead.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from websockets.exceptions import WebSocketException

from core.database import open_database
from core.start import initialise
from tests.browser.conftest import ROOT, environment, free_port
from tests.websocket_visitor import NotFinished, Visitor

PEOPLE, THINKING, TOO_SLOW, START_SECONDS = (25, 50, 75, 100, 150, 200, 250, 300), 5.0, 1.0, 60
# What a click is, in parts of ten; a screen without such a thing gets another huyện.
CLICKS = ("huyện",) * 3 + ("xã",) * 2 + ("trang",) * 2 + ("kỳ", "thẻ", "liên kết")
LABELS = {"huyện": "Huyện, thành phố", "xã": "Xã, phường, thị trấn", "kỳ": "Kỳ số liệu", "thẻ": ""}
# Where people are: the screens of figures more often than the others.
SCREENS = ("", "", "giam-ngheo", "giam-ngheo", "ngan-sach", "nong-thon-moi", "muc-tieu-nhiem-vu", "nghia-vu-bao-cao")
# What a click may end with instead; anything else is a mistake of this program.
FAILURES = (NotFinished, WebSocketException, OSError, TimeoutError)
_TICK, _PAGE_BYTES = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@dataclass
class Replica:
    """One process of the program."""

    address: str
    process: subprocess.Popen[bytes]

    @property
    def cpu(self) -> float:
        """Seconds of CPU used so far, by threads that ended too."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    @property
    def megabytes(self) -> float:
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * _PAGE_BYTES / 1e6


@dataclass
class Heard:
    """The clicks that ended while they were counted, by what was clicked, in seconds."""

    counted: bool = False
    clicks: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in dict.fromkeys(CLICKS)})
    failed: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        return sorted(seconds for clicks in self.clicks.values() for seconds in clicks)


@contextmanager
def running(url: str, folder: Path) -> Iterator[Replica]:
    """The program on this machine, from its first answer until it is stopped."""
    port = free_port()
    log = folder / f"{port}.log"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(url), stdin=subprocess.DEVNULL, stdout=said, stderr=said
        )
    try:
        replica = Replica(f"http://127.0.0.1:{port}", process)
        _wait_for(replica, log)
        yield replica
    finally:
        process.terminate()
        process.wait()


def _wait_for(replica: Replica, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and replica.process.poll() is None:
        try:
            urllib.request.urlopen(f"{replica.address}/healthz", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{replica.address} does not answer:\n{log.read_text(encoding='utf-8', errors='replace')}")


class Person:
    """One of the crowd; each draws from chance of their own, the same in every run."""

    def __init__(self, number: int, address: str) -> None:
        self.chance, self.visitor = Random(number), Visitor(address)

    async def live(self, heard: Heard, arrives_in: float) -> None:
        await asyncio.sleep(arrives_in)
        await self._open(heard)
        while True:
            await asyncio.sleep(THINKING * self.chance.uniform(0.5, 1.5))
            await self._click(heard)

    async def _open(self, heard: Heard) -> None:
        try:
            await self.visitor.open(self.chance.choice(SCREENS))
        except FAILURES as error:
            heard.failed.append(repr(error))

    async def _click(self, heard: Heard) -> None:
        clicked = self.chance.choice(CLICKS)
        try:
            seconds = await self._do(clicked)
        except FAILURES as error:
            heard.failed.append(repr(error))
            await self._open(heard)
        else:
            if heard.counted:
                heard.clicks[clicked].append(seconds)

    async def _do(self, clicked: str) -> float:
        visitor = self.visitor
        if clicked == "trang":
            return await visitor.go(self.chance.choice(SCREENS))
        if clicked == "liên kết" and (links := visitor.links):
            return await visitor.follow(self.chance.choice(links))
        choice = visitor.choices.get(LABELS.get(clicked, ""))
        if choice is None or not choice.others:
            choice = visitor.choices[LABELS["huyện"]]
        return await visitor.pick(choice, self.chance.choice(choice.others))


@dataclass(frozen=True)
class Step:
    """What so many people saw, and what it cost: cores used, CPU per click in milliseconds, memory of all replicas."""

    people: int
    median: float
    p95: float
    per_second: float
    cores: float
    own_cores: float
    cpu_per_click: float
    megabytes: float
    failed: int


async def grow(replicas: Sequence[Replica], steps: Sequence[int], seconds: float) -> list[Step]:
    """Steps until the median click takes longer than a second."""
    heard, found, crowd = Heard(), list[Step](), list[asyncio.Task[None]]()
    print(HEAD, flush=True)
    async with asyncio.TaskGroup() as living:
        for people in steps:
            arriving = range(len(crowd), people)
            for order, number in enumerate(arriving):
                person = Person(number, replicas[number % len(replicas)].address)
                wait = THINKING * order / len(arriving)
                crowd.append(living.create_task(person.live(heard, wait)))
            await asyncio.sleep(2 * THINKING)
            found.append(await _measured(replicas, heard, people, seconds))
            print(_line(found[-1]), flush=True)
            if found[-1].median > TOO_SLOW:
                break
        for one in crowd:
            one.cancel()
    for said in dict.fromkeys(heard.failed):
        print(f"  {heard.failed.count(said)} × {said}")
    return found


async def _measured(replicas: Sequence[Replica], heard: Heard, people: int, seconds: float) -> Step:
    heard.clicks, failed = Heard().clicks, len(heard.failed)
    cpu, own, begun, heard.counted = sum(one.cpu for one in replicas), time.process_time(), time.perf_counter(), True
    await asyncio.sleep(seconds)
    passed, heard.counted = time.perf_counter() - begun, False
    used = sum(one.cpu for one in replicas) - cpu
    clicks = heard.all or [float("inf")]
    return Step(
        people,
        statistics.median(clicks),
        clicks[int(len(clicks) * 0.95)],
        len(clicks) / passed,
        used / passed,
        (time.process_time() - own) / passed,
        1000 * used / len(clicks),
        sum(one.megabytes for one in replicas),
        len(heard.failed) - failed,
    )


HEAD = (
    f"{'người':>6}{'trung vị':>11}{'95%':>10}{'lượt/giây':>11}{'nhân máy chủ':>14}{'nhân người bấm':>16}"
    f"{'CPU/lượt':>11}{'bộ nhớ':>10}{'lỗi':>5}"
)


def _line(step: Step) -> str:
    return (
        f"{step.people:>6}{step.median * 1000:>8.0f} ms{step.p95 * 1000:>7.0f} ms{step.per_second:>11.1f}"
        f"{step.cores:>14.2f}{step.own_cores:>16.2f}{step.cpu_per_click:>8.1f} ms{step.megabytes:>7.0f} MB"
        f"{step.failed:>5}"
    )


async def alone(replica: Replica, rounds: int) -> None:
    """One person on every screen: CPU of the server for another huyện, in the median and all together."""
    visitor = Visitor(replica.address)
    await visitor.open()
    print(f"{'trang':24}{'CPU/lượt':>11}{'chờ':>9}{'thông điệp':>12}{'KB':>7}")
    for screen in list(visitor.screens):
        await visitor.go(screen)
        choice = visitor.choices.get(LABELS["huyện"])
        if choice is None:
            continue
        for warm in choice.options:
            await visitor.pick(visitor.choices[LABELS["huyện"]], warm)
        begun, messages, size, times = replica.cpu, visitor.messages, visitor.bytes, list[float]()
        for number in range(rounds):
            times.append(await visitor.pick(choice, choice.options[number % len(choice.options)]))
        print(
            f"{screen or 'tong-quan':24}{1000 * (replica.cpu - begun) / rounds:>8.1f} ms"
            f"{statistics.median(times) * 1000:>6.0f} ms{(visitor.messages - messages) / rounds:>12.0f}"
            f"{(visitor.bytes - size) / rounds / 1000:>7.0f}",
            flush=True,
        )
    await visitor.close()


def _report(found: Sequence[Step], replicas: int) -> None:
    fast = [step.people for step in found if step.median < TOO_SLOW / 2]
    grown = found[-1].megabytes - found[0].megabytes
    people = found[-1].people - found[0].people
    print(
        f"{replicas} tiến trình: trung vị dưới 0,5 giây đến {max(fast, default=0)} người;"
        f" thêm một người thêm {grown / people if people else 0:.2f} MB\n",
        flush=True,
    )


def _main(asked: argparse.Namespace) -> None:
    print(f"{os.cpu_count()} nhân; {'PostgreSQL' if 'postgres' in (asked.database or '') else 'SQLite'}")
    with tempfile.TemporaryDirectory() as folder:
        url = asked.database or f"sqlite:///{folder}/app.db"
        initialise(open_database(url), demo=asked.database is None)
        for count in [1] if asked.screens else asked.replicas:
            with ExitStack() as stack:
                replicas = [stack.enter_context(running(url, Path(folder))) for _ in range(count)]
                if asked.screens:
                    asyncio.run(alone(replicas[0], asked.rounds))
                else:
                    _report(asyncio.run(grow(replicas, asked.people, asked.seconds)), count)


def _numbers(said: str) -> list[int]:
    return [int(one) for one in said.split(",")]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=_numbers, default=list(PEOPLE))
    parser.add_argument("--replicas", type=_numbers, default=[1, 3])
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--database")
    parser.add_argument("--screens", action="store_true")
    _main(parser.parse_args())
