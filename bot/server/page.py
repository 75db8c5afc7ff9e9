"""The page's addresses: the page itself, its contents, and its questions.

Nothing that a browser sends reaches Gradio (bot/server/gradio_chat.py): paths come from a fixed
list, arguments are parsed here into texts of a known length or a `Request`.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing

from anyio import to_thread
from markupsafe import Markup
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.languages.catalogue import LANGUAGES
from bot.parlebot import Parlebot
from bot.requests.request import Request, parse_request
from bot.server.answering import AbandonedError, Answering, json_of, until_done
from bot.server.errors import NOTHING_NOW, UNABLE
from bot.server.files import PageFiles, inner_path, page_address
from bot.server.gate.addresses import EMBED
from bot.server.gate.admission import RETRY_SECONDS
from bot.server.gate.middleware import reader_language
from bot.server.gate.visit import Visit, visit_of
from bot.server.gradio_chat import GradioChat
from bot.server.operating.log import Log, where
from bot.server.operating.settings import ServeSettings
from bot.web.chat import PageEvent, answer_events, error_html, reply_in_full
from bot.web.documents.document import document_html
from bot.web.documents.gradio_part import GradioPart, gradio_part
from bot.web.frame import frame_html
from bot.web.publisher import Publisher
from bot.web.render import render

_LONGEST_UID = 200  # characters
_MOST_KEPT = 32  # of Gradio's parts, by host


class ChatPage:
    """A server's page, and Gradio's queue behind it."""

    def __init__(
        self,
        parlebot: Parlebot,
        settings: ServeSettings,
        publisher: Publisher,
        answering: Answering,
        log: Log,
        files: PageFiles,
        *,
        asks_if_useful: bool,
    ) -> None:
        self._parlebot = parlebot
        self._publisher = publisher
        self._answering = answering
        self._log = log
        self._asks_if_useful = asks_if_useful
        self._files = files
        self._kept: OrderedDict[tuple[str, str], GradioPart] = OrderedDict()
        self.gradio = GradioChat(self._events, settings.concurrency, settings.root_path)

    def routes(self) -> list[Route]:
        """Return the page's addresses."""
        return [
            *(Route(path, self._document, methods=["GET"]) for path in ("/", EMBED.name)),
            Route("/theme.css", self._theme, methods=["GET"]),
            Route("/chat/frame", self._frame, methods=["GET"]),
            Route("/chat/record", self._record, methods=["GET"]),
            Route("/chat/ask", _Asked(self), methods=["POST"]),
        ]

    async def _document(self, request: HttpRequest) -> Response:
        """Serve the page, whole as it stands, in the reader's language."""
        host, scheme = request.headers.get("host", "localhost"), request.scope["scheme"]
        language = _language(request)
        gradio = await self._gradio_part(host, scheme)
        try:
            is_embedded = inner_path(request) == EMBED.name
            frame, status = await to_thread.run_sync(self._frame_html, language, is_embedded), 200
        except UNABLE:
            visit_of(request).outcome = "no_index"
            frame, status = self._without_replies(language), 503
        html = document_html(
            Markup(frame),  # noqa: S704 - made by our templates
            gradio,
            language,
            self._publisher,
            address=page_address(request),
            script=self._files.script,
        )
        headers = {"vary": "accept-language"}
        if status == 503:
            headers["retry-after"] = str(RETRY_SECONDS)
        return HTMLResponse(html, status, headers)

    async def _gradio_part(self, host: str, scheme: str) -> GradioPart:
        """Return Gradio's part of the page, made once for each name of the server."""
        key = (host, scheme)
        if key not in self._kept:
            made = await self.gradio.page("/", host, scheme)
            self._kept[key] = gradio_part(made.body.decode())
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    async def _theme(self, request: HttpRequest) -> Response:
        """Serve the style sheet that Gradio makes of its theme."""
        made = await self.gradio.page("/theme.css", "localhost", "http")
        return Response(made.body, made.status, media_type=made.content_type)

    async def _frame(self, request: HttpRequest) -> Response:
        """Serve the frame around the answers, in one language."""
        is_embedded = "embed" in request.query_params
        return await self._html(request, lambda spoken: self._frame_html(spoken, is_embedded))

    async def _record(self, request: HttpRequest) -> Response:
        """Serve a reply in full."""
        uid = request.query_params.get("uid", "")[:_LONGEST_UID]
        return await self._html(request, lambda spoken: reply_in_full(self._parlebot, uid, spoken))

    async def _html(self, request: HttpRequest, make: Callable[[str], str]) -> Response:
        language = _language(request)
        try:
            html = await to_thread.run_sync(make, language)
        except UNABLE:
            html = error_html(NOTHING_NOW, language)
        return JSONResponse({"html": html})

    def _frame_html(self, language: str, is_embedded: bool) -> str:
        return frame_html(
            self._parlebot,
            self._publisher,
            language,
            asks_if_useful=self._asks_if_useful,
            embedded=is_embedded,
        )

    def _without_replies(self, language: str) -> str:
        """Return what stands in the frame's place while there is no index.

        What is wrong is for the operator, who reads it on the terminal and in `parlebot doctor`.
        """
        return render("no_replies.html", language, publisher=self._publisher)

    def turn(self, visit: Visit) -> AbstractAsyncContextManager[None]:
        """Return the turn of a visit's client. Entering it may raise ServerBusyError."""
        return self._answering.turn(visit)

    async def events(self, request: Request, visit: Visit) -> AsyncGenerator[str]:
        """Yield the answer to `request` as server-sent events; the caller must hold a turn."""
        async with aclosing(self.gradio.answer(request)) as events:
            async for event in events:
                self._note(event, visit)
                yield f"data: {json.dumps(event)}\n\n"

    def _note(self, event: PageEvent, visit: Visit) -> None:
        if event["state"] == "done":
            self._answering.answered(visit, event["status"], event.pop("timings_ms"))
        elif event["state"] in ("error", "failed"):
            visit.outcome = event["state"]

    def _events(self, request: Request, check: Callable[[], None]) -> Iterator[PageEvent]:
        """Yield the events of an answer; an internal error becomes an event too, and is logged."""
        try:
            yield from answer_events(
                self._parlebot, request, check, lambda: self._answering.is_idle
            )
        except AbandonedError:
            raise
        except UNABLE:
            html = error_html(NOTHING_NOW, request.language or LANGUAGES[0])
            yield {"state": "error", "html": html}
        except Exception as error:  # else Gradio prints it, with what the client wrote
            self._log.event("an answer failed", error=where(error))
            yield {"state": "failed"}


class _Asked:
    """Answers a question of the page, statement by statement, as server-sent events (ASGI)."""

    def __init__(self, page: ChatPage) -> None:
        self._page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one question. Raises BadInputError or ServerBusyError before it begins."""
        http = HttpRequest(scope, receive)
        request = parse_request(await json_of(http))
        made: asyncio.Queue[str | None] = asyncio.Queue()
        making = asyncio.create_task(self._make(request, visit_of(http), made))
        try:
            if await made.get() is None:  # it did not even begin
                await making
            answer = StreamingResponse(_each(made), media_type="text/event-stream")
            await answer(scope, receive, send)
        finally:
            making.cancel()
            await until_done(making)

    async def _make(
        self, request: Request, visit: Visit, made: "asyncio.Queue[str | None]"
    ) -> None:
        """Put "" into `made` when the turn comes, then the events, then None.

        The turn lasts until all is made, not until it is read: who reads slowly holds up nobody.
        """
        try:
            async with (
                self._page.turn(visit),
                aclosing(self._page.events(request, visit)) as events,
            ):
                made.put_nowait("")
                async for event in events:
                    made.put_nowait(event)
        finally:
            made.put_nowait(None)


async def _each(made: "asyncio.Queue[str | None]") -> AsyncGenerator[str]:
    while (event := await made.get()) is not None:
        yield event


def _language(request: HttpRequest) -> str:
    asked = request.query_params.get("language")
    return asked if asked in LANGUAGES else reader_language(request.headers)
