"""The server of `parlebot chat`: page and API in one process, started and stopped in order."""

import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from bot.bad_input import BadInputError
from bot.feedback import Feedback
from bot.guard import Guard
from bot.health import Readiness
from bot.http_api import feedback_routes, probe_routes, question_routes
from bot.pipeline import Pipeline
from bot.publisher import Publisher
from bot.serve_settings import ServeSettings
from bot.web import mount_page

_STOP_SECONDS = 30  # for the questions in flight; then they are cut off
_BACKLOG = 256  # connections that wait to be accepted
_WORTH_COMPRESSING = 1_000  # bytes of an answer; below, it fits a packet as it is


def application(
    pipeline: Pipeline,
    settings: ServeSettings,
    publisher: Publisher,
    feedback: Feedback | None = None,
) -> Guard:
    """Return the whole ASGI application. Without `feedback`, no reader is asked for any."""
    readiness = Readiness(pipeline)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        readiness.start()
        yield
        readiness.stop()

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    for routes in (
        probe_routes(readiness),
        question_routes(pipeline, settings),
        feedback_routes(feedback),
    ):
        app.include_router(routes)
    mount_page(app, pipeline, settings, publisher, asks_if_useful=feedback is not None)
    return Guard(app, settings)


def serve(guard: Guard, settings: ServeSettings) -> None:
    """Serve until SIGTERM or SIGINT, and return when the questions in flight have their answers.

    Raises BadInputError when the address cannot be listened on.
    """
    listening = _listen(settings)
    host, port = listening.getsockname()[:2]  # port 0 is known only now
    sys.stdout.write(f"http://{f'[{host}]' if ':' in host else host}:{port}/\n")
    sys.stdout.flush()
    Server(guard).run(sockets=[listening])


class Server(uvicorn.Server):
    """Ends in order: takes no more questions, lets those in flight end, then closes."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(
            uvicorn.Config(
                GZipMiddleware(guard, minimum_size=_WORTH_COMPRESSING),
                log_level="warning",
                access_log=False,  # an address may hold a question
                proxy_headers=False,  # Guard decides whom to believe
                server_header=False,
                ws="none",
                timeout_graceful_shutdown=_STOP_SECONDS,
            )
        )
        self._guard = guard

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second signal stops at once."""
        if self._guard.is_stopping:
            self.should_exit = self.force_exit = True
        self._guard.is_stopping = True

    async def on_tick(self, counter: int) -> bool:
        """Look, ten times a second, whether it is time to close."""
        if self._guard.is_stopping and self._guard.is_drained:
            self.should_exit = True
        return await super().on_tick(counter)


def _listen(settings: ServeSettings) -> socket.socket:
    """Return a socket that listens. Raises BadInputError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=_BACKLOG)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInputError(
            f"cannot listen on {settings.host} port {settings.port}: {reason}"
        ) from None
