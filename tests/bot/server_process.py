"""A real server process for tests: `parlebot chat` on a free port."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


class ServerProcess:
    """The process, its address, and a client of it."""

    def __init__(self, process: "subprocess.Popen[str]", address: str, log: Path) -> None:
        self.process = process
        self.client = httpx.Client(base_url=address, timeout=120)
        self.address = address
        self._log = log

    def ask(
        self, question: str = "Qui paie les fauteuils roulants ?", **others: object
    ) -> httpx.Response:
        return self.client.post("/api/ask", json={"question": question}, **others)  # type: ignore[arg-type]

    def until_ready(self) -> None:
        end = time.monotonic() + 120
        while self.client.get("/ready").status_code != 200:
            assert time.monotonic() < end, self.client.get("/ready").text
            time.sleep(0.1)

    def said(self) -> str:
        return self._log.read_text("utf-8")

    def written(self) -> bytes:
        """What `said` gives, byte for byte."""
        return self._log.read_bytes()


@contextmanager
def server(
    home: Path, *options: str, open_files: int = 0, **variables: str
) -> Iterator[ServerProcess]:
    """Run `parlebot chat` with `options` and `variables` of the environment; ends it after.

    With `open_files` it may open no more than so many.
    """
    limit = ["sh", "-c", 'ulimit -n "$0" && exec "$@"', str(open_files)] if open_files else []
    environment = {**os.environ, "PARLEBOT_HOME": str(home), "LC_ALL": "C.UTF-8", **variables}
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [*limit, sys.executable, "-m", "bot", "chat", "--port", "0", *options],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found, log.read_text("utf-8")
            running = ServerProcess(process, found[0], log)
            end = time.monotonic() + 120
            while True:  # it listens before it answers
                try:
                    running.client.get("/health")
                    break
                except httpx.TransportError:
                    assert time.monotonic() < end, log.read_text("utf-8")
            yield running
            running.client.close()
        finally:
            process.terminate()
            try:
                process.wait(timeout=120)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
