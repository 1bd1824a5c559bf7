"""What a province's screens cost beside the whole country's figures: CPU and memory at three sizes, on both engines.

    python -m tests.bench growth [--keep FOLDER] [--engines …] [--sizes …] [--screens tong-quan …] [--readers …]
                                 [--rounds 3] [--queries]

Every screen of the menu runs through ui/main.py for Đắk Nông, and the overview for the whole country in its three
parts: cold (nothing read before is kept) and warm (run again). CPU is that of the app and, on PostgreSQL, of its
server, in milliseconds, the median of the rounds; memory is what the cold run's peak adds to the process, in MB. The
country's overview is set beside the province's own. `--queries` prints every query of the screens by its name.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.bench.country import ENGINES, database_of, postgresql
from tests.bench.offices_sent import PROVINCE, SIZES

READERS = ("tỉnh", "cả nước")
OVERVIEW = "tong-quan"
# The overview of the whole country, by the part of it that is opened.
NATIONAL = {"ca-nuoc, giảm nghèo": "", "ca-nuoc, ngân sách": "ngan-sach", "ca-nuoc, nông thôn mới": "nong-thon-moi"}
_TICK = os.sysconf("SC_CLK_TCK")
# They check every stored row that the reader sees: of the whole country a matter of minutes, not of a screen.
_OF_EVERY_ROW = ("audit", "report-view")
Found = dict[str, dict[str, float]]
_PLAN, _TODAY = "97/KH-UBND", date(2024, 12, 31)


def reader_of(name: str) -> Any:
    """Who looks: the administrator of one province, or the person at the keyboard, who sees all."""
    from core.access.rules import Access, Grant, Role

    return Access(name, (Grant(Role.ADMINISTRATOR, PROVINCE if name == READERS[0] else None),))


def cpu_seconds(server: int | None) -> float:
    """This process's and those of the PostgreSQL server and all it started."""
    return time.process_time() + (sum(map(_of_process, _started_by(server))) if server else 0.0)


def _started_by(server: int) -> list[int]:
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    return [server, *map(int, children)]


def _of_process(process: int) -> float:
    try:
        said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return sum(map(int, said[11:15])) / _TICK  # its own, and of what it started and saw end


def _memory(name: str) -> float:
    """VmHWM or VmRSS in MB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


@contextmanager
def _added_memory(found: list[float]) -> Iterator[None]:
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _memory("VmRSS")
    yield
    found.append(max(_memory("VmHWM") - before, 0.0))


class Costs:
    """Median milliseconds and MB of one thing done several times."""

    def __init__(self, rounds: int, server: int | None) -> None:
        self.rounds, self.server = rounds, server

    def of(self, begin: Callable[[], Any], do: Callable[[Any], Any]) -> dict[str, float]:
        spent, added = [], list[float]()
        for _ in range(self.rounds):
            ready = begin()
            with _added_memory(added):
                began = cpu_seconds(self.server)
                do(ready)
                spent.append(cpu_seconds(self.server) - began)
        return {"ms": statistics.median(spent) * 1000, "mb": statistics.median(added)}


@dataclass(frozen=True)
class Link:
    """A screen as a link of the menu opens it."""

    name: str
    slug: str
    province: str
    part: str = ""

    def opened(self) -> Any:
        from streamlit.testing.v1 import AppTest
        from streamlit.util import calc_hash

        from core.settings import ROOT

        app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=300)
        app.query_params["tinh"] = self.province
        if self.part:
            app.query_params["phan"] = self.part
        app._page_hash = calc_hash(self.slug)
        return app


def links() -> list[Link]:
    from core.reference import rows_of
    from core.settings import DATA

    screens = [Link(row["slug"], row["slug"], "dak-nong") for row in rows_of(DATA / "navigation.csv")]
    return [*screens, *(Link(name, OVERVIEW, "ca-nuoc", part) for name, part in NATIONAL.items())]


def screens_measured(costs: Costs, reader: str, wanted: Sequence[str]) -> Found:
    """`ngan-sach, lạnh` → its costs. Only who sees everything opens the whole country's overview."""
    import streamlit as st

    import ui.reader
    from ui.reads import forget_reads

    ui.reader.at_the_keyboard = lambda _where: reader_of(reader)  # type: ignore[assignment,attr-defined]
    opened = [link for link in links() if (not wanted or link.name in wanted) and _is_for(link, reader)]
    for link in opened:  # what a process does once is not counted
        _ran(link.opened(), link)
    forget_reads()
    gc.collect()
    gc.freeze()  # as a server does once it has started (ui/frame/warm.py)
    found: Found = {}
    for link in opened:

        def begin(link: Link = link) -> Any:
            st.cache_data.clear()
            forget_reads()
            return link.opened()

        found[f"{link.name}, lạnh"] = costs.of(begin, lambda app: app.run())
        app = _ran(link.opened(), link)
        found[f"{link.name}, ấm"] = costs.of(lambda app=app: app, lambda app: app.run())  # type: ignore[misc]
    return found


def _is_for(link: Link, reader: str) -> bool:
    return reader == READERS[1] or link.name not in NATIONAL


def _ran(app: Any, link: Link) -> Any:
    app.run()
    if app.exception:
        raise SystemExit(f"{link.name}: {app.exception[0].message}")
    return app


def queries_asked() -> list[tuple[str, Any]]:
    """Every query of the screens that a province's screen asks, as it asks it."""
    from core.reports.budget import BudgetFilter
    from core.reports.changes import ChangesFilter
    from core.reports.criteria import CriteriaFilter
    from core.reports.explanations import ExplanationFilter
    from core.reports.goals import GoalFilter
    from core.reports.history import HistoryFilter
    from core.reports.poverty import PovertyFilter

    goals, before = GoalFilter(_TODAY, unit_code=PROVINCE), datetime(2024, 12, 1, tzinfo=UTC)
    poverty = PovertyFilter(PROVINCE)
    return [
        *(("provinces-with-figures", None), ("result-dates", None), ("demo", None), ("moments", 20)),
        *(("first-moment", None), ("reports-made", None), ("drafts-waiting", None), ("drafts-decided", None)),
        *(("drafts-returned", _TODAY), ("locks", None), ("plans-loaded", None), ("plan-scope", (_PLAN, None))),
        *(("poverty-status", poverty), ("poverty-results", poverty), ("budget", BudgetFilter(PROVINCE))),
        *(("budget-course", BudgetFilter(PROVINCE)), ("criteria", CriteriaFilter(PROVINCE))),
        *(("villages", CriteriaFilter(PROVINCE)), ("goals", goals), ("unit-duties", goals)),
        *(("explanations", ExplanationFilter(PROVINCE)), ("history", HistoryFilter("poverty-progress", PROVINCE))),
        *(("history-kinds", (PROVINCE, None)), ("batches", None), ("changes", ChangesFilter(before, None, PROVINCE))),
        ("report-view", (_PLAN, PROVINCE, "2024", None, _TODAY)),
        *(("poverty-status, lúc trước", PovertyFilter(PROVINCE, None, before)), ("audit", None)),
        ("result-dates, lúc trước", before),
    ]


def queries_measured(costs: Costs, reader: str) -> Found:
    from core.database import open_database
    from ui.reads import QUERIES

    database, access, found = open_database(), reader_of(reader), {}
    for name, chosen in queries_asked():
        if reader == READERS[1] and name in _OF_EVERY_ROW:
            continue
        query, rows = QUERIES[name.split(",")[0]], [0]

        def ask(_: Any, query: Any = query, chosen: Any = chosen, rows: list[int] = rows) -> None:
            with database.read_as(access) as session:
                answer = query(session, chosen)
            rows[0] = len(answer) if hasattr(answer, "__len__") else 1

        ask(None)
        found[name] = {**costs.of(lambda: None, ask), "rows": rows[0]}
    return found


def _measured(url: str, reader: str, asked: argparse.Namespace, server: int | None) -> Found:
    """In a process of its own: one size's memory is not another's."""
    command = [sys.executable, "-m", "tests.bench.growth", "--measure", reader, "--rounds", str(asked.rounds)]
    command += ["--queries"] if asked.queries else []
    command += ["--screens", *asked.screens] if asked.screens else []
    command += ["--server", str(server)] if server else []
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def table(reader: str, engine: str, found: dict[str, Found]) -> Iterator[str]:
    """One line per screen: ms and MB at each size, and how many times the largest is the province alone."""
    yield f"\n{engine}, người xem: {reader} (ms CPU, MB)"
    yield f"{'':34}" + "".join(f"{size:>22}" for size in found) + f"{'lần':>8}"
    alone = found.get(SIZES[1], {})
    largest = next(reversed(found.values()))
    for name, cost in largest.items():
        cells = "".join(_cell(one.get(name)) for one in found.values())
        base = alone.get(_beside(name))
        yield f"{name:34}{cells}" + (f"{cost['ms'] / max(base['ms'], 0.1):>8.2f}" if base else "")


def _beside(name: str) -> str:
    """What a line's last column sets it beside: the country's overview beside the province's own."""
    return f"{OVERVIEW}, {name.rpartition(', ')[2]}" if name.startswith(tuple(NATIONAL)) else name


def _cell(cost: dict[str, float] | None) -> str:
    if cost is None:
        return f"{'–':>22}"
    rows = f"{cost['rows']:>7.0f}" if "rows" in cost else ""
    return f"{cost['ms']:>{9 if rows else 12}.0f}{cost['mb']:>{6 if rows else 10}.1f}{rows}"


def _main(asked: argparse.Namespace, folder: Path) -> None:
    began = time.monotonic()
    with postgresql(folder) if "postgresql" in asked.engines else nullcontext("") as address:
        for engine in asked.engines:
            server = _server(folder) if engine == "postgresql" else None
            urls = {size: database_of(engine, size, folder, address) for size in asked.sizes}
            for reader in asked.readers:
                found = {size: _measured(url, reader, asked, server) for size, url in urls.items()}
                print(*table(reader, engine, found), sep="\n", flush=True)
    print(f"\n{time.monotonic() - began:.0f} giây")


def _server(folder: Path) -> int:
    return int((folder / "postgresql" / "postmaster.pid").read_text(encoding="ascii").split()[0])


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="where the databases stay for the next time")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=SIZES)
    parser.add_argument("--screens", nargs="+", metavar="SCREEN", help="slugs of the menu; else all", default=[])
    parser.add_argument("--readers", nargs="+", choices=READERS, default=READERS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--queries", action="store_true")
    parser.add_argument("--measure", choices=READERS, help=argparse.SUPPRESS)
    parser.add_argument("--server", type=int, help=argparse.SUPPRESS)
    return parser.parse_args(given)


def _measure(asked: argparse.Namespace) -> Found:
    costs = Costs(asked.rounds, asked.server)
    if asked.queries:
        return queries_measured(costs, asked.measure)
    return screens_measured(costs, asked.measure, asked.screens)


if __name__ == "__main__":
    chosen = _arguments(sys.argv[1:])
    if chosen.measure:
        print(json.dumps(_measure(chosen)))
    elif chosen.keep:
        chosen.keep.mkdir(parents=True, exist_ok=True)
        _main(chosen, chosen.keep.resolve())
    else:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
            _main(chosen, Path(made))
