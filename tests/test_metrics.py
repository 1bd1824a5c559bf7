"""What the program tells of itself: `/metrics` for this machine only, counts that move, `/healthz` that looks."""

import socket
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import StarletteDeprecationWarning
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

import app as program
from core.access import sign_ins
from core.access.rules import Grant, Role
from core.database import Database
from core.drafts import accept
from core.errors import AcceptanceRefused, SignInRefused
from core.ingest.pipeline import undo
from core.observing import database_state, measures
from core.observing.measures import MEASURES, Measure, record
from core.settings import upload_max_bytes
from tests.conftest import OPERATOR, UPLOAD_1, Load
from tests.signed_in import PROVIDER, begun, claims_of
from tests.test_gate import EDITOR, HANH, SIGN_IN, UPLOAD, USER, browser, signed
from ui.frame import gate, headers, health, listening, metrics
from ui.frame.modes import Mode, Running

with warnings.catch_warnings():
    # It would rather have httpx2; Streamlit's sign-in brings httpx, and one of them is enough.
    warnings.simplefilter("ignore", StarletteDeprecationWarning)
    from starlette.testclient import TestClient

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]
HERE = "http://127.0.0.1:8501"
KEY = "Huyện,Ngày số liệu,Tổng số hộ,Số hộ nghèo\nTuy Đức,30/06/2024,16000,3000\n"


@pytest.fixture
def client(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """Somebody at this machine, before the program as it is served."""
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setattr(health, "looks", health._Looks())
    return TestClient(program.app, base_url=HERE, client=("127.0.0.1", 50000))


def samples(said: str) -> Samples:
    return {
        (one.name, frozenset(one.labels.items())): one.value
        for family in text_string_to_metric_families(said)
        for one in family.samples
    }


@pytest.fixture
def moved() -> Callable[..., float]:
    """By how much a count rose since the test began."""
    before = _now()

    def since(name: str, **labels: str) -> float:
        key = (f"tien_do_{name}", frozenset(labels.items()))
        return _now().get(key, 0.0) - before.get(key, 0.0)

    return since


def _now() -> Samples:
    """Of what is counted, without a look at any database."""
    recorder: Any = measures._recorder
    kept = [kept for one in recorder._kept.values() for kept in one.collect()]
    return {(one.name, frozenset(one.labels.items())): one.value for family in kept for one in family.samples}


# ---- /metrics ----


def test_the_text_is_prometheus_and_has_every_measure(client: TestClient) -> None:
    for one in MEASURES:
        record(one, 1, **dict.fromkeys(one.labels, "thu"))
    answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    wanted = {
        f"tien_do_{one.name.removesuffix('_total')}": "histogram" if one.bounds else "counter" for one in MEASURES
    }
    assert {name: families[name].type for name in wanted} == wanted
    assert [name for name in families if not name.startswith("tien_do_")] == []
    assert [name for name in families if name.endswith(("_ms", "_created", "_minutes", "_mb"))] == []
    assert all(family.documentation for family in families.values())


def test_process_build_and_database_are_told_as_they_are(client: TestClient) -> None:
    found = samples(client.get("/metrics").text)
    plain = {name: value for (name, labels), value in found.items() if not labels}
    assert plain["tien_do_process_resident_memory_bytes"] > 10_000_000
    assert plain["tien_do_process_open_fds"] > 2
    assert plain["tien_do_process_start_time_seconds"] > 1_700_000_000
    assert (plain["tien_do_database_up"], plain["tien_do_database_writable"]) == (1, 1)
    assert plain["tien_do_data_version"] >= 1
    assert plain["tien_do_database_disk_free_bytes"] > 0
    assert {name: value for (name, labels), value in found.items() if ("version", "0.1.0") in labels} == {
        "tien_do_build_info": 1
    }
    assert found["tien_do_schema_info", frozenset({("revision", metrics.known_schema())})] == 1


async def inside(_request: Any) -> PlainTextResponse:
    return PlainTextResponse("inside")


@pytest.mark.parametrize("running", [SIGN_IN, Running(Mode.PUBLIC), Running(Mode.LOCAL)], ids=str)
@pytest.mark.parametrize(
    ("peer", "host", "given", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8501", {}, 200),
        ("127.0.0.1", "localhost", {}, 200),
        ("::1", "[::1]:8501", {}, 200),
        ("10.0.0.7", "127.0.0.1", {}, 404),
        ("127.0.0.1", "127.0.0.1", {"x-forwarded-for": "10.0.0.7"}, 404),
        ("127.0.0.1", "127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 404),
        ("127.0.0.1", "127.0.0.1", {"x-forwarded-for": ""}, 404),
        ("127.0.0.1", "127.0.0.1", {"forwarded": "for=10.0.0.7"}, 404),
        ("127.0.0.1", "127.0.0.1", {"via": "1.1 proxy"}, 404),
        ("127.0.0.1", "127.0.0.1", {"x-forwarded": "10.0.0.7"}, 404),
        ("127.0.0.1", "127.0.0.1", {"x-forwarded-proto": "https"}, 404),
        ("127.0.0.1", "127.0.0.1", {"x-client-ip": "10.0.0.7"}, 404),
        ("127.0.0.1", "127.0.0.1", {"cf-connecting-ip": "10.0.0.7"}, 404),
        ("127.0.0.1", "tien-do.tinh.vn", {}, 404),
        ("127.0.0.1", "evil.example", {}, 404),
    ],
)
def test_only_this_machine_itself_is_told(
    client: TestClient, running: Running, peer: str, host: str, given: dict[str, str], status: int
) -> None:
    app = Starlette(
        routes=[Route("/{path:path}", inside)],
        middleware=[
            *headers.middleware(running),
            *metrics.middleware(),
            *listening.middleware(running),
            *gate.middleware(running),
        ],
    )
    asking = TestClient(app, base_url=HERE, client=(peer, 50000))
    answer = asking.get("/metrics", headers={"host": host, **given})
    assert answer.status_code == status
    assert ("tien_do_" in answer.text) is (status == 200)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert asking.post("/metrics", headers={"host": host, **given}).status_code == 404


def test_a_flood_of_labels_stays_bounded() -> None:
    registry = CollectorRegistry()
    recorder = metrics.Prometheus(registry)
    for number in range(2000):
        recorder.record(measures.RETRIES, 1, {"why": f"người {number}@tinh.vn\n"})
    found = [one for family in registry.collect() for one in family.samples if "why" in one.labels]
    found = [one for one in found if one.name == "tien_do_transaction_retries_total"]
    assert sum(one.value for one in found) == 2000
    assert len(found) <= metrics._MOST_SERIES + 1


# ---- counts that move ----


def test_screens_and_queries_are_counted_with_what_was_kept(app: AppTest, moved: Callable[..., float]) -> None:
    app.run()
    assert moved("screen_runs_total", screen="tong-quan", outcome="ok") == 1
    assert moved("screen_seconds_count", screen="tong-quan") == 1
    assert moved("query_lookups_total", query="goals", cache="miss") == moved("query_seconds_count", query="goals") >= 1
    before = moved("query_lookups_total", query="goals", cache="hit")
    app.run()
    assert moved("query_lookups_total", query="goals", cache="hit") > before
    assert moved("sql_statement_seconds_count", transaction="read") > 10


def test_a_screen_that_fails_is_counted_as_such(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, moved: Callable[..., float]
) -> None:
    def fails(*_given: Any) -> None:
        raise ValueError

    monkeypatch.setitem(__import__("ui.reads").reads.QUERIES, "goals", fails)
    app.run()
    assert moved("screen_runs_total", screen="tong-quan", outcome="error") == 1


def test_files_are_counted_from_reading_to_undo(database: Database, load: Load, moved: Callable[..., float]) -> None:
    load(database, KEY)
    kind = "poverty-progress"
    assert moved("deed_seconds_count", deed="read", kind="none", outcome="ok") == 1
    assert moved("deed_seconds_count", deed="check", kind=kind, outcome="ok") == 1
    assert moved("deed_seconds_count", deed="commit", kind=kind, outcome="committed") == 1
    assert moved("upload_rows_total", deed="commit", kind=kind, outcome="committed") == 1
    load(database, KEY)
    assert moved("deed_seconds_count", deed="commit", kind=kind, outcome="no_change") == 1
    with pytest.raises(AcceptanceRefused):
        accept(database, UPLOAD_1, OPERATOR)
    assert moved("deed_seconds_count", deed="accept", kind=kind, outcome="AcceptanceRefused") == 1
    undo(database, UPLOAD_1, OPERATOR)
    assert moved("deed_seconds_count", deed="undo", kind=kind, outcome="ok") == 1
    assert moved("sql_statement_seconds_count", transaction="write") > 3


def test_errors_of_the_database_are_counted_by_class(database: Database, moved: Callable[..., float]) -> None:
    with pytest.raises(SQLAlchemyError), database.read() as session:
        session.execute(text("SELECT khong_co FROM batch"))
    risen = {
        one.labels["error"]: moved("database_errors_total", error=one.labels["error"])
        for family in measures._recorder._kept["database_errors_total"].collect()  # type: ignore[attr-defined]
        for one in family.samples
    }
    expected = "OperationalError" if database.sqlite_file else "ProgrammingError"
    assert {name: rise for name, rise in risen.items() if rise} == {expected: 1}


def test_refused_sign_ins_and_uploads_are_counted_by_reason(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, moved: Callable[..., float]
) -> None:
    assert PROVIDER is not None
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    with pytest.raises(SignInRefused):
        sign_ins.begin(sqlite, claims_of("la@tinh.vn"), PROVIDER.client_id, PROVIDER.issuer, "máy thử")
    assert moved("sign_ins_total", outcome="unknown_person") == 1
    begun(sqlite, HANH, [EDITOR])
    assert moved("sign_ins_total", outcome="begun") == 1
    hanh = browser(SIGN_IN, **{USER: signed(claims_of(HANH))})
    assert hanh.put(UPLOAD, content=b"x" * (upload_max_bytes() + 100_000)).status_code == 413
    assert moved("uploads_refused_total", why="too_large") == 1
    begun(sqlite, HANH, [Grant(Role.VIEWER, "667")])
    assert hanh.put(UPLOAD, content=b"x").status_code == 403
    assert moved("uploads_refused_total", why="may_not") == 1


def test_requests_are_counted_by_place_never_by_what_was_typed(client: TestClient, moved: Callable[..., float]) -> None:
    client.get("/giam-ngheo?huyen=tuy-duc", headers={"accept": "text/html"})
    client.get("/hanh@tinh.vn/67")
    assert moved("http_requests_total", place="giam-ngheo", status="2xx") == 1
    assert [key for key in _now() if any("hanh" in value for _, value in key[1])] == []
    assert moved("http_request_seconds_count", place="other") == 1


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.name)
def test_measures_are_named_as_prometheus_wants(measure: Measure) -> None:
    assert measure.name.endswith("_seconds" if measure.bounds else "_total")
    assert list(measure.bounds) == sorted(set(measure.bounds))
    assert measure.said.endswith(".")


# ---- /healthz ----


def test_health_says_what_runs_here(client: TestClient) -> None:
    answer = client.get("/healthz")
    said = answer.json()
    assert answer.status_code == 200
    assert {name: said[name] for name in ("status", "database", "schema")} == {
        "status": "ok",
        "database": "ok",
        "schema": metrics.known_schema(),
    }
    assert set(said) == {"status", "database", "version", "schema", "uptime_seconds", "replica", "pid"}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("peer", "given"),
    [("10.0.0.7", {}), ("127.0.0.1", {"x-forwarded-for": "10.0.0.7"}), ("127.0.0.1", {"host": "tien-do.tinh.vn"})],
)
def test_others_learn_only_whether_it_is_healthy(client: TestClient, peer: str, given: dict[str, str]) -> None:
    app = Starlette(routes=health.routes())
    asking = TestClient(app, base_url=HERE, client=(peer, 50000))
    assert set(asking.get("/healthz", headers=given).json()) == {"status", "database", "version"}
    assert set(asking.get("/healthz?live", headers=given).json()) == {"status"}


@pytest.mark.parametrize(
    ("name", "server", "said"),
    [
        ("", ("127.0.0.1", 8511), "vm:8511"),
        ("", None, "vm"),
        ("tinh-1", ("127.0.0.1", 8511), "tinh-1"),
        ("tên có dấu", ("127.0.0.1", 8512), "vm:8512"),
    ],
)
def test_processes_of_one_machine_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, name: str, server: tuple[str, int] | None, said: str
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "vm")
    monkeypatch.setenv("TIENDO_REPLICA", name)
    assert health.replica({"type": "http", "server": server}) == said


def test_a_database_that_may_only_be_read_is_degraded_and_screens_go_on(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, client: TestClient
) -> None:
    opened = Database(postgresql_url)
    name = postgresql_url.rsplit("/", 1)[1]
    with opened.write() as session:
        session.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    opened.engine.dispose()
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (200, "degraded", "read-only")
    assert samples(client.get("/metrics").text)["tien_do_database_writable", frozenset()] == 0


def test_a_disk_without_room_for_one_file_is_degraded(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_state, "upload_max_bytes", lambda: 10**18)
    assert client.get("/healthz").json()["status"] == "degraded"


@pytest.fixture
def silent_server() -> Iterator[int]:
    """A port where somebody listens and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        yield listener.getsockname()[1]
    for one in threading.enumerate():
        if one.name == "health":
            one.join()


def test_a_database_that_hangs_is_told_in_time_and_holds_one_thread(
    client: TestClient, silent_server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert health.WITHIN_SECONDS < 2
    monkeypatch.setattr(health, "WITHIN_SECONDS", 0.2)
    monkeypatch.setenv(
        "DATABASE_URL", f"postgresql+psycopg://tien_do:mat-khau@127.0.0.1:{silent_server}/x?connect_timeout=2"
    )
    begun_at, before = monotonic(), _health_threads()
    for _ in range(3):
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["database"]) == (503, "hanging")
        assert "mat-khau" not in answer.text
    assert _health_threads() - before == 1
    assert samples(client.get("/metrics").text)["tien_do_database_up", frozenset()] == 0
    assert client.get("/healthz?live").json()["status"] == "alive"
    assert monotonic() - begun_at < 10


def _health_threads() -> int:
    return sum(one.name == "health" for one in threading.enumerate())


def test_a_database_that_is_not_there_is_told_at_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    monkeypatch.setenv("DATABASE_URL", f"postgresql+psycopg://tien_do@127.0.0.1:{port}/x")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (503, "error", "unreachable")
