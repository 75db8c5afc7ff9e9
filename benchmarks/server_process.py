"""A server process of its own for benchmarks: `parlebot chat`, and what it takes of the machine.

Linux only: it is measured by /proc.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs."""

    address: str
    pid: int
    log: Path

    @property
    def port(self) -> int:
        """Return where it listens, on 127.0.0.1."""
        return httpx.URL(self.address).port or 80

    def megabytes(self) -> float:
        """Return its resident memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def processor_seconds(self) -> float:
        """Return the processor's time that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def log_bytes(self) -> int:
        """Return how much it has written to standard error."""
        return self.log.stat().st_size


@contextmanager
def served(home: Path, *options: str) -> Iterator[Served]:
    """Run `parlebot chat` over `home` on a free port; gives it once it is ready, ends it after."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "chat", "--port", "0", *options],
                env=os.environ | {"PARLEBOT_HOME": str(home)},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            if found is None:
                raise SystemExit(f"the server did not start: {log.read_text('utf-8')}")
            _until_ready(found[0])
            yield Served(found[0], process.pid, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


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
