"""The process: serves, and shuts down in order."""

import time
from functools import partial
from types import FrameType

import uvicorn
from starlette.middleware.gzip import GZipMiddleware

from bot.server.gate.connections import BoundedProtocol, Connections, most_connections
from bot.server.gate.middleware import Guard
from bot.server.operating.listening_socket import BACKLOG

_WORTH_COMPRESSING = 1_000  # bytes of an answer; below, it fits a packet as it is
_STOP_SECONDS = 30  # for the questions in flight; then they are cut off
_CLOSE_SECONDS = 3  # for connections to close after that


class Server(uvicorn.Server):
    """Shuts down in order: accepts no more questions, lets those in flight end, then closes.

    `run(sockets=[...])` returns after SIGTERM or SIGINT, when those in flight have their answers.
    """

    def __init__(self, guard: Guard) -> None:
        connections = Connections(most_connections(), guard.turned_away)
        super().__init__(
            uvicorn.Config(
                GZipMiddleware(guard, minimum_size=_WORTH_COMPRESSING),
                http=partial(BoundedProtocol, connections=connections),  # type: ignore[arg-type]
                backlog=BACKLOG,
                log_config=None,  # bot.server.operating.log takes what it says
                access_log=False,
                proxy_headers=False,  # Guard decides whom to believe
                server_header=False,
                ws="none",
                timeout_graceful_shutdown=_CLOSE_SECONDS,
            )
        )
        self._guard = guard
        self._stopped_at = 0.0

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Start shutting down; a second signal stops at once."""
        if self._guard.is_stopping:
            self.should_exit = self.force_exit = True
        self._guard.stop()
        self._stopped_at = time.monotonic()

    async def on_tick(self, counter: int) -> bool:
        """Check, ten times a second, whether it is time to close."""
        if self._guard.is_stopping:
            is_late = time.monotonic() - self._stopped_at > _STOP_SECONDS
            self.should_exit |= self._guard.is_drained or is_late
        return await super().on_tick(counter)
