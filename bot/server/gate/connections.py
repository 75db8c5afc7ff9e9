"""Limits on connections: how many, how long one may stay silent, how slowly one may read.

uvicorn limits none of these. A connection being answered is left alone, unless its client stops
reading, or holds more connections than any other when there is no room.
"""

import asyncio
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.server.operating.listening_socket import BACKLOG

_HEAD_SECONDS = 10.0  # for the head of a request to arrive, the first one or the next
_READ_SECONDS = 30.0  # within which a client must continue reading
_SPARE_FILES = 64  # for other uses by the server: an index, its successor, logs
_MOST, _FEWEST = 2_000, 16


class Connections:
    """The open connections. One event loop."""

    def __init__(self, most: int, turned_away: Callable[[], None]) -> None:
        """`turned_away` is called for each connection closed to stay within the limits."""
        self.turned_away = turned_away
        self._most = most
        self._open: dict[BoundedProtocol, str] = {}  # the peer's address, oldest first
        self._by_peer: Counter[str] = Counter()

    def add(self, protocol: "BoundedProtocol", peer: str) -> None:
        """Add a new connection; if there are too many, close one.

        It is one of the peer that holds most: the oldest that is not being answered, or, where
        another peer is coming in, simply the oldest.
        """
        self._open[protocol] = peer
        self._by_peer[peer] += 1
        if len(self._open) <= self._most:
            return
        greediest = self._by_peer.most_common(1)[0][0]
        own = [held for held, holder in self._open.items() if holder == greediest]
        last = protocol if greediest == peer else own[0]
        victim = next((held for held in own if not held.is_answering), last)
        self.turned_away()
        self.remove(victim)
        victim.transport.abort()

    def remove(self, protocol: "BoundedProtocol") -> None:
        """Forget a connection that has ended."""
        peer = self._open.pop(protocol, None)
        if peer is not None:
            self._by_peer[peer] -= 1
            if not self._by_peer[peer]:
                del self._by_peer[peer]


class BoundedProtocol(H11Protocol):
    """uvicorn's connection, closed if its client is silent or does not read."""

    def __init__(self, *args: Any, connections: Connections, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self._all = connections
        self._head_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None

    @property
    def is_answering(self) -> bool:
        """Return whether a request has arrived in full and its answer has not ended."""
        return self._has_head and not self.cycle.more_body

    @property
    def _has_head(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for a request."""
        super().connection_made(transport)
        # asyncio sets this only on sockets that name their protocol, which accepted ones do not:
        # an answer in two parts then waited 40 ms for the client's acknowledgement of the first.
        raw = transport.get_extra_info("socket")
        if raw is not None and raw.family != socket.AF_UNIX:
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wait_for_head()
        self._all.add(self, self.client[0] if self.client else "")

    def data_received(self, data: bytes) -> None:
        """Continue reading."""
        super().data_received(data)
        self._wait_for_head()
        # With a second request behind one that is costly, reading is paused, and nobody would see
        # that the client has gone. No browser does that.
        is_costly = self.is_answering and self.scope["method"] == "POST"
        if is_costly and self.conn.trailing_data[0].strip():
            self._give_up()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._all.turned_away()
        super().send_400_response(msg)

    def _should_upgrade(self) -> bool:
        return False  # uvicorn would tell the operator at each such request what to install

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._wait_for_head()

    def pause_writing(self) -> None:
        """Wait for a client that reads more slowly than it is answered."""
        super().pause_writing()
        self._read_timer = self.loop.call_later(_READ_SECONDS, self._give_up)

    def resume_writing(self) -> None:
        """Continue writing."""
        super().resume_writing()
        self._stop_read_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._all.remove(self)
        self._stop_head_timer()
        self._stop_read_timer()
        super().connection_lost(exc)

    def _wait_for_head(self) -> None:
        if self._has_head:
            self._stop_head_timer()
        elif self._head_timer is None:  # also when it is closing: it may have to be torn off
            is_being_read = self.transport.get_write_buffer_size() > 0
            seconds = _READ_SECONDS if is_being_read else _HEAD_SECONDS
            self._head_timer = self.loop.call_later(seconds, self._give_up)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_read_timer(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None

    def _give_up(self) -> None:
        self._all.turned_away()
        self.transport.abort()


def most_connections() -> int:
    """Return how many connections the limit of open files leaves room for.

    The limit is raised first, as far as the system lets this process.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return _MOST
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST + BACKLOG + _SPARE_FILES + _open_files()
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return _MOST
    return max(_FEWEST, min(_MOST, soft - BACKLOG - _SPARE_FILES - _open_files()))


def _open_files() -> int:
    try:
        return len(list(Path("/proc/self/fd").iterdir()))
    except OSError:  # no Linux: as many as a started server has
        return 64
