"""The application of `parlebot chat`: the page and the API, behind the guard."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.feedback.feedback import Feedback
from bot.parlebot import Parlebot
from bot.server.answering import Answering
from bot.server.api import feedback_routes, probe_routes, question_routes
from bot.server.clients.fair_queue import Turns
from bot.server.errors import KNOWN, refused
from bot.server.gate.addresses import Addresses
from bot.server.gate.middleware import Guard
from bot.server.operating.log import LibraryLines, Log
from bot.server.operating.metrics import Metrics
from bot.server.operating.settings import ServeSettings
from bot.server.page import ChatPage
from bot.server.readiness import Readiness
from bot.web.publisher import Publisher


def application(
    parlebot: Parlebot,
    settings: ServeSettings,
    publisher: Publisher,
    feedback: Feedback | None = None,
) -> Guard:
    """Return the whole ASGI application. Without `feedback`, no reader is asked for any."""
    log = Log(settings.log, settings.log_clients)
    logging.basicConfig(handlers=[LibraryLines(log)], level=logging.WARNING, force=True)
    readiness = Readiness(parlebot, log)
    turns = Turns(settings.concurrency, settings.queue)
    metrics = Metrics(turns, lambda: readiness.coverage)
    answering = Answering(turns, settings.concurrency, metrics)
    page = ChatPage(
        parlebot, settings, publisher, answering, log, asks_if_useful=feedback is not None
    )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        readiness.start()
        async with page.gradio.running():
            yield
        readiness.stop()
        log.close()

    app = Starlette(
        routes=[
            *probe_routes(readiness, metrics),
            *question_routes(parlebot, answering),
            *feedback_routes(feedback),
            *page.routes(),
        ],
        exception_handlers=dict.fromkeys(KNOWN, refused),
        lifespan=lifespan,
    )
    return Guard(app, settings, Addresses(page.assets), log, metrics)
