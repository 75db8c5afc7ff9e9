"""How the server gives answers: a parsed body, a turn in the queue, work that can be abandoned."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from starlette.requests import Request as HttpRequest

from bot.question.bad_input import BadInputError
from bot.requests.request import read_json
from bot.server.clients.fair_queue import Turns
from bot.server.gate.visit import Visit
from bot.server.operating.metrics import Metrics

_Answer = TypeVar("_Answer")


class AbandonedError(Exception):
    """Nobody is waiting for the answer any more."""


class Abandonable:
    """Work that stops at its next step once nobody waits for it. Safe for several threads."""

    def __init__(self) -> None:
        self._is_abandoned = threading.Event()

    def abandon(self) -> None:
        """Make `check` raise from now on."""
        self._is_abandoned.set()

    def check(self) -> None:
        """Raise AbandonedError if nobody is waiting any more."""
        if self._is_abandoned.is_set():
            raise AbandonedError


class Answering:
    """A server's one queue, shared by its page and its API, and what it counts."""

    def __init__(self, turns: Turns, concurrency: int, metrics: Metrics) -> None:
        self._turns = turns
        self._metrics = metrics
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="answer")

    @property
    def is_idle(self) -> bool:
        """Return whether nobody waits, and no question but the one that asks this is answered."""
        return self._turns.waiting == 0 and self._turns.running <= 1

    @asynccontextmanager
    async def turn(self, visit: Visit) -> AsyncIterator[None]:
        """Wait for the turn of a visit's client, and hold it. Raises ServerBusyError."""
        began = time.monotonic()
        async with self._turns.turn(visit.client.key):
            self._metrics.waited(time.monotonic() - began)
            yield

    async def work(self, make: Callable[[Callable[[], None]], _Answer]) -> _Answer:
        """Return the result of `make`, run in a thread; the caller must hold a turn.

        When this is cancelled, the function that `make` gets raises AbandonedError, and only when
        `make` has come to that is the turn free: work that nobody waits for takes no place of
        another's.
        """
        work = Abandonable()
        making = asyncio.get_running_loop().run_in_executor(self._threads, make, work.check)
        try:
            return await asyncio.shield(making)
        except asyncio.CancelledError:
            work.abandon()
            await until_done(making)
            raise

    def answered(self, visit: Visit, outcome: str, timings_ms: Mapping[str, float]) -> None:
        """Record the outcome of a question."""
        visit.outcome = outcome
        self._metrics.answer(outcome, timings_ms)


async def until_done(work: "asyncio.Future[_Answer]") -> None:
    """Wait until `work` has ended, however often this is cancelled in the meantime."""
    while not work.done():
        try:
            await asyncio.wait((work,))
        except asyncio.CancelledError:
            continue
    if not work.cancelled():
        work.exception()  # retrieved, or asyncio reports it as lost


async def json_of(request: HttpRequest) -> object:
    """Return the JSON of a request. Raises BadInputError."""
    # Another site's page can send a form unasked, but not this type.
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise BadInputError("the request is not of the type {type}", type="application/json")
    return read_json(await request.body())
