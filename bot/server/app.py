"""The application of `parlebot chat`: the page and the API, behind the guard."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.feedback.feedback import Feedback
from bot.parlebot import Parlebot
from bot.server.answering import Answering
from bot.server.api import feedback_routes, probe_routes, question_routes
from bot.server.clients.fair_queue import Turns
from bot.server.errors import KNOWN, refused_by
from bot.server.files import PageFiles
from bot.server.form import form_routes
from bot.server.gate.addresses import EMBED, Address, Addresses
from bot.server.gate.middleware import Guard
from bot.server.gate.refusals import Refusals
from bot.server.operating.log import LibraryLines, Log
from bot.server.operating.metrics import Metrics
from bot.server.operating.settings import ServeSettings
from bot.server.page import ChatPage
from bot.server.readiness import Readiness
from bot.server.saving import saving_routes
from bot.server.standing import standing_routes
from bot.web.publisher import Publisher


def application(
    parlebot: Parlebot,
    settings: ServeSettings,
    publisher: Publisher,
    feedback: Feedback | None = None,
    told: Callable[[str], None] = lambda said: None,
) -> Guard:
    """Return the whole ASGI application. Without `feedback`, no reader is asked for any.

    `told` gets what its operator should know: that it is ready, or why it is not.
    """
    log = Log(settings.log, settings.log_clients)
    logging.basicConfig(handlers=[LibraryLines(log)], level=logging.WARNING, force=True)
    readiness = Readiness(parlebot, log, told)
    turns = Turns(settings.concurrency, settings.queue)
    metrics = Metrics(turns, lambda: readiness.coverage)
    refusals = Refusals(publisher, settings.root_path)
    answering = Answering(turns, settings.concurrency, metrics)
    files = PageFiles(publisher)
    page = ChatPage(
        parlebot, settings, publisher, answering, log, files, asks_if_useful=feedback is not None
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
            *standing_routes(parlebot, answering, publisher, refusals),
            *saving_routes(),
            *page.routes(),
            *form_routes(parlebot, answering, publisher),
            *files.routes(),
        ],
        exception_handlers=dict.fromkeys(KNOWN, refused_by(refusals)),
        lifespan=lifespan,
    )
    others = [*map(Address, files.own), *([EMBED] if settings.embed_hosts else [])]
    return Guard(app, settings, Addresses(files.assets, others), log, metrics, refusals)
