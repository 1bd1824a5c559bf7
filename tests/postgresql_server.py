"""A PostgreSQL server of a test's own, which it may stop, kill and start again; and a line to it that can be cut."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.conftest import _as_server_user, _postgresql_programs


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """Its data in `folder`, on one loopback port for all its life."""

    folder: Path
    connections: int = 20
    port: int = field(default_factory=free_port)

    def create(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(self._data), "-U", "tien_do", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        options += f" -c max_connections={self.connections} -c max_worker_processes=0 -c max_wal_senders=0"
        self._control("-w", "-o", options, "-l", f"{self.folder}/log", "start")

    def stop(self, how: str = "immediate") -> None:
        """`immediate`: as if it were killed; `fast`: it closes every connection and ends."""
        self._control("-w", "-m", how, "stop")

    def restart(self) -> None:
        self.stop("fast")
        self.start()

    def is_running(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def url(self, name: str, port: int | None = None) -> str:
        return f"postgresql+psycopg://tien_do@127.0.0.1:{port or self.port}/{name}"

    def run(self, *statements: str, name: str = "postgres") -> list[tuple[object, ...]]:
        """The rows of the last statement; each is a transaction of its own."""
        with self.connection(name) as connection:
            found = [connection.execute(one) for one in statements]  # type: ignore[call-overload]
            return found[-1].fetchall() if found[-1].description else []

    def connection(self, name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"postgresql://tien_do@127.0.0.1:{self.port}/{name}", autocommit=True)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", "-D", str(self._data), *arguments)

    def _run(self, program: str, *arguments: str) -> None:
        command = _as_server_user([str(_postgresql_programs() / program), *arguments])
        # A server keeps what it is given to write to: nothing that somebody reads to its end.
        quiet = subprocess.DEVNULL
        subprocess.run(command, check=True, cwd="/", stdout=quiet, stderr=quiet, timeout=60)


class Line:
    """A TCP line to a server that is cut when the word COMMIT is sent along it. `heard`: after it arrived."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.cuts_at_commit, self.heard, self.answers_again = False, False, True
        self._open: list[socket.socket] = []
        self._unheard: socket.socket | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._cut([self._listening, *self._open])

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._open += [near, far]
                threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, outward: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self._unheard is source:
                    break
                if outward and self.cuts_at_commit and b"COMMIT\0" in data and not self._goes_on(target):
                    break
                target.sendall(data)
        self._cut([source, target])

    def _goes_on(self, server: socket.socket) -> bool:
        """Whether the last word still arrives; its answer never does."""
        self.cuts_at_commit = False
        self._unheard = server
        if not self.answers_again:
            self._cut([self._listening])
        return self.heard

    @staticmethod
    def _cut(ends: list[socket.socket]) -> None:
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@contextmanager
def line_to(server: Server) -> Iterator[Line]:
    line = Line(server.port)
    try:
        yield line
    finally:
        line.close()
