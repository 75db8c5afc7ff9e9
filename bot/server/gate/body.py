"""The body of a request, read whole within bounds of size and time, before anything is done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.types import Receive

from corpus.text.message import message

MAX_BODY = 256 * 1024  # bytes: a long conversation has some 30 KB
_MOST_READ = 8 * MAX_BODY  # bytes of a body that is refused
_SMALL = 8 * 1024  # bytes of any body that are always held
_MOST_HELD = 64 * 2**20  # bytes of all bodies at one time, beyond the small part of each
_LENGTH_DIGITS = 12  # no body has more bytes than that
_BODY_SECONDS = 15.0  # for all of it to arrive


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason why a request is not answered."""

    status: int
    reason: str  # a word for logs and metrics
    message: str  # English; said in the reader's language
    headers: dict[str, str] = field(default_factory=dict)


_CLOSE = {"connection": "close"}
_TOO_LARGE = Refusal(
    413, "size", message("the request has more than {count} bytes", count=MAX_BODY), _CLOSE
)
_TOO_SLOW = Refusal(408, "slow", message("the request took too long to arrive"), _CLOSE)
_TOO_MANY = Refusal(
    503,
    "bodies",
    message("the server is busy; try again in a moment"),
    {**_CLOSE, "retry-after": "5"},
)


class ClientGoneError(Exception):
    """The client left before sending the whole body."""


class Bodies:
    """The bodies held in memory at any one time. One event loop."""

    def __init__(self, most: int = _MOST_HELD) -> None:
        self._left = most

    @asynccontextmanager
    async def body(self, receive: Receive, headers: Headers) -> AsyncIterator[bytes | Refusal]:
        """Yield the body of a request, or why it is refused. Raises ClientGoneError.

        What is somewhat too large is read to its end and dropped: a client that is still sending
        when the connection closes never sees why. A small body is always read: who sends many
        large ones keeps no reader from asking.
        """
        if not _may_be_read(headers):
            yield _TOO_LARGE
            return
        reading = _Reading(self)
        try:
            yield await reading.whole(receive)
        finally:
            self._left += reading.held

    def take(self, size: int) -> bool:
        """Reserve `size` more bytes, or reserve nothing and return False."""
        if size > self._left:
            return False
        self._left -= size
        return True


class _Reading:
    """A body as it arrives."""

    def __init__(self, bodies: Bodies) -> None:
        self.held = 0  # bytes of the room that all bodies share
        self._bodies = bodies
        self._body = bytearray()
        self._size = 0

    async def whole(self, receive: Receive) -> bytes | Refusal:
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                while self._size <= _MOST_READ:
                    event = await receive()
                    if event["type"] == "http.disconnect":
                        raise ClientGoneError
                    if not self._keep(event.get("body", b"")):
                        return _TOO_MANY
                    if not event.get("more_body"):
                        return _TOO_LARGE if self._size > MAX_BODY else bytes(self._body)
        except TimeoutError:
            return _TOO_SLOW
        return _TOO_LARGE

    def _keep(self, part: bytes) -> bool:
        self._size += len(part)
        if self._size > MAX_BODY:
            self._body.clear()
            return True
        more = max(0, self._size - _SMALL) - self.held
        if not self._bodies.take(more):
            return False
        self.held += more
        self._body += part
        return True


def _may_be_read(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    # Not isdecimal alone, which takes Arabic digits too.
    is_number = length.isascii() and length.isdecimal() and len(length) <= _LENGTH_DIGITS
    return is_number and int(length) <= _MOST_READ
