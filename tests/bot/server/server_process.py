"""A real server process for tests: `parlebot chat` on a free port."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.server_process import Served, started


class ServerProcess:
    """A server that runs, and a client of it."""

    def __init__(self, served: Served, client: httpx.Client) -> None:
        self.served = served
        self.client = client

    @property
    def address(self) -> str:
        return self.served.address

    @property
    def process(self) -> "subprocess.Popen[str]":
        return self.served.process

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
        return self.served.log.read_text("utf-8")

    def written(self) -> bytes:
        """What `said` gives, byte for byte."""
        return self.served.log.read_bytes()


@contextmanager
def server(
    home: Path, *options: str, open_files: int = 0, **variables: str
) -> Iterator[ServerProcess]:
    """Run `parlebot chat` with `options` and `variables` of the environment; ends it after.

    With `open_files` it may open no more than so many.
    """
    limit = ["sh", "-c", 'ulimit -n "$0" && exec "$@"', str(open_files)] if open_files else []
    variables = {"LC_ALL": "C.UTF-8"} | variables
    with (
        started(home, *options, before=limit, **variables) as running,
        httpx.Client(base_url=running.address, timeout=120) as client,
    ):
        process = ServerProcess(running, client)
        end = time.monotonic() + 120
        while True:  # it listens before it answers
            try:
                client.get("/health")
                break
            except httpx.TransportError:
                assert time.monotonic() < end, process.said()
        yield process
