"""`/metrics` in Prometheus' text format, for this machine only; each process tells of itself (docs/van-hanh.md).

The measures are those of core.observing.measures; what is not counted but is so (sessions, memory, the database) is
looked up when it is asked for.
"""

import platform
import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import TimeoutError as TooLate
from functools import cache
from time import perf_counter

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime

from core.database import open_database
from core.observing.database_state import free_bytes, pool_of
from core.observing.measures import MEASURES, Measure, listen
from core.schema import known_revisions
from core.settings import ROOT
from ui.frame import health
from ui.frame.hosts import asked_here

PATH, _PREFIX = "/metrics", "tien_do"
# Series of one measure; labels are few by design, and this is what holds should one not be.
_MOST_SERIES, _MORE = 400, "other"


class Prometheus:
    """Keeps what is recorded, as Prometheus wants it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._add: dict[tuple[str, ...], Callable[[float], None]] = {}
        self._series: dict[str, int] = dict.fromkeys((measure.name for measure in MEASURES), 0)
        self._kept = {measure.name: _kept(measure, registry) for measure in MEASURES}

    def record(self, measure: Measure, amount: float, labels: Mapping[str, str]) -> None:
        key = (measure.name, *(labels.get(name, "") for name in measure.labels))
        add = self._add.get(key) or self._new_series(key)
        add(amount)

    def _new_series(self, key: tuple[str, ...]) -> Callable[[float], None]:
        name, *values = key
        is_full = self._series[name] >= _MOST_SERIES
        kept = self._kept[name].labels(*([_MORE] * len(values) if is_full else values)) if values else self._kept[name]
        add = kept.observe if isinstance(kept, Histogram) else kept.inc
        if not is_full:
            self._series[name] += 1
            self._add[key] = add
        return add


def _kept(measure: Measure, registry: CollectorRegistry) -> Counter | Histogram:
    given = (measure.name, measure.said, measure.labels, _PREFIX)
    if measure.bounds:
        return Histogram(*given, buckets=measure.bounds, registry=registry)
    return Counter(*given, registry=registry)


class AsItIs(Collector):
    """Sessions, database and build, at this moment. Takes at most as long as a look at the database may."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("build_info", "Version of the program.", 1, version=_version(), python=platform.python_version())
        yield _gauge("schema_info", "Schema that the program brings.", 1, revision=known_schema())
        if runtime.exists():
            stats = runtime.get_instance().stats_mgr.get_stats(["active_sessions"])
            open_now = sum(getattr(one, "value", 0) for found in stats.values() for one in found)
            yield _gauge("sessions_open", "Pages that stand open in browsers.", open_now)
        yield from _of_the_database()


def _of_the_database() -> Iterator[Metric]:
    begun = perf_counter()
    try:
        found = health.looks.ask().result(health.WITHIN_SECONDS)
    except TooLate as late:
        found = late
    yield _gauge("database_look_seconds", "How long a look at the database took.", perf_counter() - begun)
    is_up = isinstance(found, health.Found)
    yield _gauge("database_up", "1 when the database answered.", is_up)
    if isinstance(found, health.Found):
        yield _gauge("data_version", "Rises with every change of the data.", found.version)
        if found.writable is not None:
            yield _gauge("database_writable", "1 when the database would take a file.", found.writable)
        if (free := free_bytes(open_database())) is not None:
            yield _gauge("database_disk_free_bytes", "Room on the disk of an embedded database.", free)
    if (pool := pool_of(open_database())) is not None:
        yield _gauge("database_connections_in_use", "Connections that are used now.", pool.in_use)
        yield _gauge("database_connections_most", "Connections that this process may open.", pool.most)


def _gauge(name: str, said: str, value: float, **labels: str) -> GaugeMetricFamily:
    made = GaugeMetricFamily(f"{_PREFIX}_{name}", said, labels=list(labels))
    made.add_metric(list(labels.values()), float(value))
    return made


@cache
def _version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


@cache
def known_schema() -> str:
    return known_revisions()[0]


@cache
def start() -> CollectorRegistry:
    """From here on this process keeps count; once per process."""
    prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()
    ProcessCollector(_PREFIX, registry=registry)
    registry.register(AsItIs())
    listen(Prometheus(registry))
    return registry


class OnThisMachine:
    """Answers `/metrics` before anything else is asked, and only who asks from this machine, through no proxy."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.registry = app, start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        answer: Response = PlainTextResponse("Không có trang này.", 404)
        if asked_here(scope) and scope["method"] in ("GET", "HEAD"):
            text = await run_in_threadpool(generate_latest, self.registry)
            answer = Response(text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4, "Cache-Control": "no-store"})
        await answer(scope, receive, send)


def middleware() -> list[Middleware]:
    return [Middleware(OnThisMachine)]
