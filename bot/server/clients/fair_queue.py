"""Whose turn is next: a queue in which asking more questions earns no client more turns.

Clients take turns, one question each, in the order in which they came. When the queue is full, the
client with most questions in it gives up its newest one for a client with fewer; a client that is
alone may fill the queue.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from corpus.text.message import message

PATIENCE = 30.0  # seconds that a question may wait


class ServerBusyError(Exception):
    """A question cannot wait, or has waited too long."""

    def __init__(self) -> None:
        super().__init__(message("the server is busy; try again in a moment"))


class Turns:
    """At most `concurrency` questions at once, and `most_waiting` waiting. One event loop."""

    def __init__(self, concurrency: int, most_waiting: int, patience: float = PATIENCE) -> None:
        self._free = concurrency
        self._most_waiting = most_waiting
        self._patience = patience
        self._lines: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()  # by client
        self.running = 0
        self.waiting = 0

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises ServerBusyError."""
        await self._taken(client)
        try:
            yield
        finally:
            self._give_back()

    async def _taken(self, client: str) -> None:
        if self._free and not self.waiting:
            self._free -= 1
            self.running += 1
            return
        if self.waiting >= self._most_waiting:
            self._make_room_for(client)
        place = asyncio.get_running_loop().create_future()
        self._lines.setdefault(client, deque()).append(place)
        self.waiting += 1
        try:
            async with asyncio.timeout(self._patience):
                await place
        except BaseException as error:
            if place.done() and not place.cancelled() and place.exception() is None:
                self._give_back()  # its turn came in the same instant
            else:
                self._leave(client, place)
            if isinstance(error, TimeoutError):
                raise ServerBusyError from None
            raise

    def _make_room_for(self, client: str) -> None:
        most = max(self._lines, key=lambda name: len(self._lines[name]))
        if len(self._lines[most]) <= len(self._lines.get(client, ())) + 1:
            raise ServerBusyError
        place = self._lines[most][-1]
        self._leave(most, place)
        if not place.done():
            place.set_exception(ServerBusyError())

    def _leave(self, client: str, place: "asyncio.Future[None]") -> None:
        line = self._lines.get(client, deque())
        if place not in line:
            return
        line.remove(place)
        self.waiting -= 1
        if not line:
            del self._lines[client]

    def _give_back(self) -> None:
        self.running -= 1
        self._free += 1
        while self._free and self._lines:
            client, line = next(iter(self._lines.items()))
            place = line[0]
            self._leave(client, place)
            if client in self._lines:
                self._lines.move_to_end(client)  # the others first
            if not place.done():
                place.set_result(None)
                self._free -= 1
                self.running += 1
