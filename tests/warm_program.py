"""The program's commands, and its server, in processes of their own, forked from one that has imported everything.

Starting Python and importing the program takes longer than most commands take. What is run here is a process like any
other: its own environment, output, exit code and connections; it can be killed. It is warm in nothing but its imports
and the units of both maps, which every process reads from the same files of the program.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from select import select
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
_LONGEST_REQUEST = 200_000
_COMMANDS = ("psycopg", "core.__main__", "core.drafts", "core.duty_command", "core.report_command")
# What a server imports by its first visitor, but for the program's own modules of the web: those are as fresh as ever.
_SERVER = ("psycopg", "streamlit.web.cli", "streamlit.web.bootstrap", "uvicorn.main", "uvicorn.protocols.http.auto")
_SERVER += ("pandas.io.formats.style", "plotly.graph_objects", "babel.numbers", "core.official_report.archive")


@dataclass(frozen=True)
class Ended:
    """As subprocess.CompletedProcess: a process that was killed has the signal's number below zero."""

    returncode: int
    stdout: bytes
    stderr: bytes


class Started:
    """One that runs."""

    def __init__(self, status: IO[str], out: IO[bytes], error: IO[bytes]) -> None:
        self._status, self._out, self._error = status, out, error
        self.pid = int(status.readline())

    def kill(self) -> None:
        """Nothing where it has ended by itself."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def end(self) -> Ended:
        """Waits for its end."""
        code = int(self._status.readline())
        self._status.close()
        return Ended(code, _written(self._out), _written(self._error))

    def has_ended(self) -> bool:
        return bool(select([self._status], [], [], 0)[0])


def _written(file: IO[bytes]) -> bytes:
    with file:
        file.seek(0)
        return file.read()


class WarmProgram:
    """The process that others are forked from. It holds no connection and no thread."""

    def __init__(self, line: socket.socket) -> None:
        self._line, self._one_at_a_time = line, Lock()

    def command(self, url: str, *words: object) -> Started:
        """`python -W error -m core WORDS…` on this database, started and not waited for."""
        return self._start({"url": url, "words": [str(word) for word in words]})

    def script(self, text: str, *words: object) -> Started:
        """`python -W error -c TEXT WORDS…`, started and not waited for."""
        return self._start({"script": text, "words": [str(word) for word in words]})

    def server(self, environment: Mapping[str, str], *options: str) -> Started:
        """`python -m streamlit run app.py OPTIONS…`, started and not waited for."""
        return self._start({"environment": dict(environment), "words": ["run", "app.py", *options], "serves": True})

    def _start(self, asked: dict[str, Any]) -> Started:
        out, error = TemporaryFile(), TemporaryFile()  # noqa: SIM115 (closed when what they hold is read)
        reading, writing = os.pipe()
        request = json.dumps({"environment": dict(os.environ), **asked}).encode()
        assert len(request) < _LONGEST_REQUEST
        try:
            with self._one_at_a_time:
                socket.send_fds(self._line, [request], [out.fileno(), error.fileno(), writing])
        finally:
            os.close(writing)
        return Started(os.fdopen(reading, encoding="ascii"), out, error)


@contextmanager
def warm_program(serves: bool = False) -> Iterator[WarmProgram]:
    """For commands, where a warning is an error; or for servers, which import more."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (here, there):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * _LONGEST_REQUEST)
    # Threads of a library that computes would not survive the fork.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    strict = [] if serves else ["-W", "error"]
    command = [sys.executable, *strict, "-m", "tests.warm_program", str(there.fileno())]
    command += _SERVER if serves else _COMMANDS
    process = subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[there.fileno()])
    there.close()
    try:
        yield WarmProgram(here)
    finally:
        here.close()
        process.wait(timeout=60)


def _serve(line: socket.socket) -> None:
    """Until the other end is closed. Who waits for a command is a process too: several run at once."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        request, files, _, _ = socket.recv_fds(line, _LONGEST_REQUEST, 3)
        if not request:
            return
        if os.fork() == 0:
            line.close()
            _wait_for_command(json.loads(request), *files)
        for file in files:
            os.close(file)


def _wait_for_command(asked: dict[str, Any], out: int, error: int, status: int) -> None:
    """Tells the number of the process that does what is asked, and then how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(status)
        os.dup2(out, 1)
        os.dup2(error, 2)
        _leave_with(lambda: _do(asked))
    os.write(status, f"{pid}\n".encode())
    os.write(status, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n".encode())
    os._exit(0)


def _leave_with(work: Callable[[], int]) -> None:
    code = 1
    try:
        code = work()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except BaseException:  # noqa: BLE001 (told as Python itself would tell it)
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _do(asked: dict[str, Any]) -> int:
    os.environ.clear()
    os.environ.update(asked["environment"])
    words: Sequence[str] = asked["words"]
    if "serves" in asked:
        sys.argv = ["streamlit", *words]
        import_module("streamlit.web.cli").main(prog_name="streamlit")
        return 0
    if "script" in asked:
        sys.argv = ["-c", *words]
        exec(compile(asked["script"], "<script>", "exec"), {"__name__": "__main__"})
        return 0
    os.environ["DATABASE_URL"] = asked["url"]
    from core.__main__ import main

    return main(words)


if __name__ == "__main__":
    import gc

    for module in sys.argv[2:]:
        import_module(module)
    for seen_in in ("2024", "2025"):
        import_module("core.places").places_of(seen_in)
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as asking:
        _serve(asking)
