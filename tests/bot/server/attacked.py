"""A server under attack: how it does, what it has written, and where it has left files."""

import http.client
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.bot.server.canaries import Canaries
from tests.bot.server.server_process import ServerProcess, server

_PROC = Path("/proc/self/stat")
_MOST_WORK = 300.0  # seconds until it must have nothing to do
_REST = 0.5  # seconds of looking
_REST_COST = 0.04  # of the processor's time in them, of a process that does nothing
measured = pytest.mark.skipif(not _PROC.exists(), reason="measures a process by /proc")


class Attacked:
    """`parlebot chat`, one process for many tests."""

    def __init__(self, home: Path, temporary: Path, canaries: Canaries) -> None:
        self.home = home
        self.temporary = temporary
        self.canaries = canaries
        self._stack = ExitStack()
        self._running: ServerProcess | None = None
        temporary.mkdir()

    @property
    def running(self) -> ServerProcess:
        assert self._running is not None
        return self._running

    @property
    def client(self) -> httpx.Client:
        return self.running.client

    def until_well(self) -> None:
        """Return when it answers; one that does not is ended and another started."""
        if self._running is not None and not is_well(self._running):
            self.end()
        if self._running is None:
            options = ("--rate", "0", "--store-feedback", "--trusted-proxies", "127.0.0.1")
            started = server(self.home, *options, TMPDIR=str(self.temporary))
            self._running = self._stack.enter_context(started)
            self._running.until_ready()
            for _ in range(2):
                self._running.ask()  # what is opened at the first question is open

    def end(self) -> int:
        """End it as its operator would, and return its exit code; kill one that is deaf."""
        process = self.running.process
        if not is_well(self.running):
            process.kill()
        self._stack.close()
        self._running = None
        return process.wait()

    def written_since(self, start: int) -> bytes:
        """Return what it has written from `start` on, with the line of one request more.

        A line is written after its answer: when that of a later request stands there, all do.
        """
        mark = f"id={self.client.get('/page.js').headers['x-request-id']} ".encode()
        end = time.monotonic() + _MOST_WORK
        while mark not in (written := self.running.written()[start:]):
            assert time.monotonic() < end, written[-1_000:]
            time.sleep(0.01)
        return written

    def files_left(self) -> list[str]:
        """Return the files in the folder for temporary ones."""
        return sorted(str(path) for path in self.temporary.rglob("*") if path.is_file())

    def seconds_used(self) -> float:
        """Return the processor's time that it has used."""
        return self.running.served.processor_seconds()

    def until_it_rests(self) -> None:
        """Return when it has nothing to do."""
        last, end = -1.0, time.monotonic() + _MOST_WORK
        while self.seconds_used() - last > _REST_COST:
            assert time.monotonic() < end, "it works on and on"
            last = self.seconds_used()
            time.sleep(_REST)

    def megabytes(self) -> float:
        """Return the memory it has in use, without what it only looks at of the index's files."""
        status = Path(f"/proc/{self.running.process.pid}/status").read_text()
        return int(status.split("RssAnon:")[1].split()[0]) / 1024

    @contextmanager
    def keeps_still(self) -> Iterator[None]:
        """Check after the block that it lives, has touched no canary, left no file, not failed."""
        before = len(self.running.written())
        self.canaries.touched()
        left = self.files_left()
        yield
        faults = [] if is_well(self.running) else ["it does not answer any more"]
        faults += self.canaries.touched()
        faults += [f"{path} was left" for path in self.files_left() if path not in left]
        written = self.running.written()[before:]
        faults += ["a traceback stands in the log"] if b"Traceback" in written else []
        faults += log_faults(written, (self.canaries.word,))
        assert not faults, "; ".join(faults)


def is_well(running: ServerProcess) -> bool:
    """Tell whether a process says, over a connection of its own, that it is alive."""
    place = httpx.URL(running.address)
    connection = http.client.HTTPConnection(place.host, place.port, timeout=120)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (http.client.HTTPException, OSError):
        return False
    finally:
        connection.close()


def log_faults(written: bytes, words: Sequence[str] = ()) -> list[str]:
    """Return the lines of a log that hold what no line may: control characters, or `words`."""
    lines = written.decode("utf-8", "replace").split("\n")
    return [
        repr(line[:300])
        for line in lines
        if not line.isprintable() or "\ufffd" in line or any(word in line for word in words)
    ]
