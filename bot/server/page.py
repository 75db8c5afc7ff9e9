"""The page's addresses: the page itself, its contents, and its questions.

Nothing that a browser sends reaches Gradio (bot/server/gradio_chat.py): paths come from a fixed
list, arguments are parsed here into texts of a known length or a `Request`.
"""

import asyncio
import gzip
import json
import threading
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing
from functools import cache
from hashlib import sha256
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.languages.catalogue import LANGUAGES
from bot.languages.translate import translate
from bot.parlebot import Parlebot
from bot.requests.request import Request, parse_request
from bot.server.answering import AbandonedError, Answering, json_of, until_done
from bot.server.errors import UNABLE, trouble_told
from bot.server.gate.response_headers import FOREVER
from bot.server.gate.visit import Visit, visit_of
from bot.server.gradio_chat import GradioChat, GradioPage, asset_files
from bot.server.operating.log import Log, where
from bot.server.operating.settings import ServeSettings
from bot.web.chat import PageEvent, answer_events, error_html, reply_in_full
from bot.web.frame import frame_html, page_script, page_style
from bot.web.publisher import Publisher
from corpus.text.message import said_by

_LONGEST_UID = 200  # characters
_GRADIO_PAGES = ("/", "/theme.css", "/favicon.ico", "/manifest.json", "/robots.txt")
_ASSETS = ("/assets/{name}", "/static/js/{name}")
_MOST_KEPT = 32  # of Gradio's pages, by host
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".wasm": "application/wasm",
}


class ChatPage:
    """A server's page, and Gradio's queue behind it."""

    def __init__(
        self,
        parlebot: Parlebot,
        settings: ServeSettings,
        publisher: Publisher,
        answering: Answering,
        log: Log,
        *,
        asks_if_useful: bool,
    ) -> None:
        self._parlebot = parlebot
        self._publisher = publisher
        self._answering = answering
        self._log = log
        self._asks_if_useful = asks_if_useful
        self._script = page_script()
        self._assets = asset_files()
        self._readers = CapacityLimiter(2)  # threads apart from those that wait for an index
        self._kept: OrderedDict[tuple[str, str, str], GradioPage] = OrderedDict()
        self._version = sha256(self._script.encode()).hexdigest()[:16]
        style = f"<style>{page_style()}</style>"
        self.gradio = GradioChat(
            self._events,
            settings.concurrency,
            f'{style}<script src="page.js?{self._version}" defer></script>',
            settings.root_path,
        )

    @property
    def assets(self) -> frozenset[str]:
        """Return the paths of the files that Gradio's page may load."""
        return frozenset(self._assets)

    def routes(self) -> list[Route]:
        """Return the page's addresses."""
        return [
            *(Route(path, self._gradio_page, methods=["GET"]) for path in _GRADIO_PAGES),
            *(Route(path, self._asset, methods=["GET"]) for path in _ASSETS),
            Route("/page.js", self._page_script, methods=["GET"]),
            Route("/chat/frame", self._frame, methods=["GET"]),
            Route("/chat/record", self._record, methods=["GET"]),
            Route("/chat/ask", _Asked(self), methods=["POST"]),
        ]

    async def _gradio_page(self, request: HttpRequest) -> Response:
        """Serve a Gradio page, made once for each host name of the server."""
        path = _path(request)
        host, scheme = request.headers.get("host", "localhost"), request.scope["scheme"]
        key = (path, host, scheme)
        if key not in self._kept:
            made = await self.gradio.page(path, host, scheme)
            if made.status != 200:
                return Response(status_code=made.status)
            self._kept[key] = made
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        kept = self._kept[key]
        return Response(kept.body, media_type=kept.content_type)

    async def _asset(self, request: HttpRequest) -> Response:
        """Serve a file of Gradio's page."""
        path = self._assets[_path(request)]
        accepts_gzip = "gzip" in request.headers.get("accept-encoding", "").lower()
        body = await to_thread.run_sync(_content, path, accepts_gzip, limiter=self._readers)
        headers = {"vary": "accept-encoding"}
        if accepts_gzip:
            headers["content-encoding"] = "gzip"
        kind = _TYPES.get(path.suffix, "application/octet-stream")
        return Response(body, media_type=kind, headers=headers)

    async def _page_script(self, request: HttpRequest) -> Response:
        """Serve the page's script; its address changes with its text."""
        is_named = request.url.query == self._version
        headers = {"cache-control": FOREVER} if is_named else {}
        return Response(self._script, media_type="text/javascript", headers=headers)

    async def _frame(self, request: HttpRequest) -> Response:
        """Serve the frame around the answers, in one language."""
        return await self._html(request, self._frame_html)

    async def _record(self, request: HttpRequest) -> Response:
        """Serve a reply in full."""
        uid = request.query_params.get("uid", "")[:_LONGEST_UID]
        return await self._html(request, lambda spoken: reply_in_full(self._parlebot, uid, spoken))

    async def _html(self, request: HttpRequest, make: Callable[[str], str]) -> Response:
        language = _language(request)
        try:
            html = await to_thread.run_sync(make, language)
        except UNABLE as error:
            html = error_html(trouble_told(said_by(error), visit_of(request)), language)
        return JSONResponse({"html": html})

    def _frame_html(self, language: str) -> str:
        return frame_html(
            self._parlebot, self._publisher, language, asks_if_useful=self._asks_if_useful
        )

    def turn(self, visit: Visit) -> AbstractAsyncContextManager[None]:
        """Return the turn of a visit's client. Entering it may raise ServerBusyError."""
        return self._answering.turn(visit)

    async def events(self, request: Request, visit: Visit) -> AsyncGenerator[str]:
        """Yield the answer to `request` as server-sent events; the caller must hold a turn."""
        async with aclosing(self.gradio.answer(request)) as events:
            async for event in events:
                self._note(event, request, visit)
                yield f"data: {json.dumps(event)}\n\n"

    def _note(self, event: PageEvent, request: Request, visit: Visit) -> None:
        if event["state"] == "done":
            self._answering.answered(visit, event["status"], event.pop("timings_ms"))
        elif event["state"] in ("error", "failed"):
            visit.outcome = event["state"]
        if event["state"] == "error":
            told = trouble_told(event.pop("reason"), visit)
            event["html"] = error_html(told, request.language or LANGUAGES[0])

    def _events(self, request: Request, check: Callable[[], None]) -> Iterator[PageEvent]:
        """Yield the events of an answer; an internal error becomes an event too, and is logged."""
        try:
            yield from answer_events(self._parlebot, request, check)
        except AbandonedError:
            raise
        except UNABLE as error:
            reason = translate(error, request.language or LANGUAGES[0])
            yield {"state": "error", "reason": reason}
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


def _path(request: HttpRequest) -> str:
    path: str = request.scope["path"]
    return path.removeprefix(request.scope["root_path"])


def _language(request: HttpRequest) -> str:
    asked = request.query_params.get("language")
    return asked if asked in LANGUAGES else LANGUAGES[0]


_ONE_AT_A_TIME = threading.Lock()


def _content(path: Path, is_compressed: bool) -> bytes:
    with _ONE_AT_A_TIME:  # many ask for the same at once, and one of them has to make it
        return _made(path, is_compressed)


@cache  # twice as many as there are files of Gradio's page, 30 MB in all
def _made(path: Path, is_compressed: bool) -> bytes:
    content = path.read_bytes()
    return gzip.compress(content, mtime=0) if is_compressed else content
