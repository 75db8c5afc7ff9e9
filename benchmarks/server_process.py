"""A server process of its own, for benchmarks and tests: `parlebot chat`, and what it takes.

What it takes of the machine is read from /proc, which only Linux has.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

_START_SECONDS = 120.0
_END_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    process: "subprocess.Popen[str]"
    address: str
    log: Path  # what it has written to standard error

    @property
    def port(self) -> int:
        """Return where it listens, on 127.0.0.1."""
        return httpx.URL(self.address).port or 80

    def megabytes(self) -> float:
        """Return its resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def processor_seconds(self) -> float:
        """Return the processor's time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def log_bytes(self) -> int:
        """Return how much it has written to standard error."""
        return self.log.stat().st_size


@contextmanager
def served(home: Path, *options: str) -> Iterator[Served]:
    """Run `parlebot chat` over `home` on a free port; gives it once it is ready, ends it after."""
    with started(home, *options) as server:
        _until_ready(server.address)
        yield server


@contextmanager
def started(
    home: Path, *options: str, before: Sequence[str] = (), **variables: str
) -> Iterator[Served]:
    """Run `parlebot chat` over `home` on a free port; gives it when it has one, ends it after.

    `before` is a command that runs what follows it; `variables` are of the environment. Raises
    SystemExit, with what the server wrote, when it does not start.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [*before, sys.executable, "-m", "bot", "chat", "--port", "0", *options],
                env=os.environ | {"PARLEBOT_HOME": str(home)} | variables,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            if found is None:
                raise SystemExit(f"the server did not start: {log.read_text('utf-8')}")
            yield Served(process, found[0], log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@cache
def largest_asset() -> str:
    """Return the path of the largest file that the page of a server loads."""
    found = importlib.util.find_spec("gradio")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "templates" / "frontend" / "assets"
    return f"/assets/{max(folder.iterdir(), key=lambda path: path.stat().st_size).name}"


def _until_ready(address: str) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}ready").status_code == 200:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        time.sleep(0.1)
    raise SystemExit("the server did not get ready")
