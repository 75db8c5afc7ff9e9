"""What every request passes before the page or the API see it, and every response after them.

A request is admitted or refused (admission.py), its body is read (body.py), and headers with which
a stranger could pose as a proxy are removed. When a client leaves, the work for it is cancelled;
every failure ends in a log line and a sentence for the reader, never in a traceback.
"""

import asyncio
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.server.clients.client_address import client_of, is_among
from bot.server.gate.addresses import Addresses, Cost
from bot.server.gate.admission import Admission
from bot.server.gate.body import Bodies, ClientGoneError, Refusal
from bot.server.gate.refusals import Refusals
from bot.server.gate.response_headers import with_headers
from bot.server.gate.visit import Visit, noted
from bot.server.operating.log import Log, where
from bot.server.operating.metrics import Metrics
from bot.server.operating.settings import ServeSettings
from corpus.text.message import message

_ANSWERED_ALL_THE_SAME = 422  # a question that cannot be searched, with an answer that says so
_PART = 32 * 1024  # bytes
_KNOWN_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
_PRETENDED = re.compile(rb"x-forwarded-.*|forwarded|x-real-ip|x-gradio-.*|x-original-.*")


class Guard:
    """The outermost ASGI application."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ServeSettings,
        addresses: Addresses,
        log: Log,
        metrics: Metrics,
        refusals: Refusals,
    ) -> None:
        self._app = app
        self._settings = settings
        self._admission = Admission(settings, addresses)
        self._log = log
        self._metrics = metrics
        self._refusals = refusals
        self._bodies = Bodies()
        self._in_flight = 0  # questions

    @property
    def is_stopping(self) -> bool:
        """True once no new questions are accepted."""
        return self._admission.is_stopping

    def stop(self) -> None:
        """Accept no new questions from now on."""
        self._admission.is_stopping = True

    @property
    def is_drained(self) -> bool:
        """True if no question is waiting or being answered."""
        return self._in_flight == 0

    def turned_away(self) -> None:
        """Count a connection that was closed to stay within the limits."""
        self._metrics.rejected("connection")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        peer = scope["client"][0] if scope.get("client") else ""
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        client = client_of(peer, forwarded, self._settings.proxies)
        visit = Visit(client, peer, scope["method"])
        path = self._inner_path(scope["path"])
        send = with_headers(_watched(send, visit), path, visit.id, self._settings.embed_hosts)
        try:
            await self._admitted(scope, path, headers, receive, send, visit)
        except ClientGoneError:
            visit.outcome = "gone"
        except Exception as error:  # the border of the server: nothing ends in a traceback
            visit.outcome = "failed"
            self._log.event("a request failed", id=visit.id, error=where(error))
            if not visit.status:
                broken = Refusal(
                    500, "failed", message("something broke here; the operator can find it")
                )
                await self._refuse(broken, path, headers, visit, send)
        finally:
            self._noted(visit)

    async def _admitted(
        self,
        scope: Scope,
        path: str,
        headers: Headers,
        receive: Receive,
        send: Send,
        visit: Visit,
    ) -> None:
        refusal = self._admission.refusal(scope, path, headers, visit)
        if refusal is not None:
            await self._refuse(refusal, path, headers, visit, send)
            return
        if scope["method"] != "POST":  # a body, if any, is not waited for
            await self._served(scope, path, b"", receive, send, visit)
            return
        async with self._bodies.body(receive, headers) as body:
            if isinstance(body, Refusal):
                await self._refuse(body, path, headers, visit, send)
            else:
                await self._served(scope, path, body, receive, send, visit)

    async def _served(
        self, scope: Scope, path: str, body: bytes, receive: Receive, send: Send, visit: Visit
    ) -> None:
        root = self._settings.root_path
        passed = noted(dict(scope), visit) | {
            "path": root + path,
            "raw_path": (root + path).encode(),
            "root_path": root,
            "scheme": self._scheme(scope, visit),
            "headers": [row for row in scope["headers"] if not _PRETENDED.match(row[0])],
        }
        is_question = visit.address.cost == Cost.QUESTION
        self._in_flight += is_question
        try:
            await self._answered(passed, body, receive, send, visit)
        finally:
            self._in_flight -= is_question

    async def _answered(
        self, scope: Scope, body: bytes, receive: Receive, send: Send, visit: Visit
    ) -> None:
        """Let the application answer; cancel it if the client leaves first."""
        gone = asyncio.create_task(_gone(receive))
        work = asyncio.ensure_future(self._app(scope, _replayed(body, gone), send))
        try:
            await asyncio.wait((gone, work), return_when=asyncio.FIRST_COMPLETED)
            if not work.done() and not visit.is_complete:
                raise ClientGoneError
            await work
        finally:
            gone.cancel()
            if not work.done():
                work.cancel()
                await asyncio.wait((work,))  # it gives back what it holds

    async def _refuse(
        self, refusal: Refusal, path: str, headers: Headers, visit: Visit, send: Send
    ) -> None:
        visit.outcome = refusal.reason
        language = reader_language(headers)
        kind, body = self._refusals.told(refusal.status, refusal.message, path, headers, language)
        response = {"content-type": kind, "content-length": str(len(body))} | refusal.headers
        named = [(k.encode(), v.encode()) for k, v in response.items()]
        await send({"type": "http.response.start", "status": refusal.status, "headers": named})
        await send({"type": "http.response.body", "body": b"" if visit.method == "HEAD" else body})

    def _inner_path(self, path: str) -> str:
        """Return `path` without the root path, which some proxies strip and some do not."""
        root = self._settings.root_path
        inner = path.removeprefix(root) if path == root or path.startswith(f"{root}/") else path
        return inner or "/"

    def _scheme(self, scope: Scope, visit: Visit) -> str:
        """Return the client's protocol: the one a trusted proxy reports, or the connection's."""
        told = Headers(scope=scope).get("x-forwarded-proto", "")
        is_told = told in ("http", "https") and is_among(visit.peer, self._settings.proxies)
        return told if is_told else str(scope["scheme"])

    def _noted(self, visit: Visit) -> None:
        route, seconds = visit.address.name, visit.seconds
        self._metrics.request(route, visit.status, seconds)
        if visit.status >= 400 and visit.status != _ANSWERED_ALL_THE_SAME:
            self._metrics.rejected(visit.outcome or "failed")
        facts = {
            "id": visit.id,
            "method": visit.method if visit.method in _KNOWN_METHODS else "other",
            "route": route,
            "status": visit.status,
            "ms": round(seconds * 1000, 1),
            "outcome": visit.outcome or "served",
        }
        is_common = 400 <= visit.status < 500 or visit.address.cost == Cost.PROBE
        self._log.request(visit.client, facts, few=is_common)


def reader_language(headers: Headers) -> str:
    """Return "fr" if the reader's browser prefers French, else "en"."""
    return "fr" if headers.get("accept-language", "").lower().startswith("fr") else "en"


async def _gone(receive: Receive) -> None:
    """Return when the client has hung up; its body has been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _replayed(body: bytes, gone: "asyncio.Task[None]") -> Receive:
    """Return a `receive` that yields `body`, then reports when the client has gone."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        if not waiting:
            await asyncio.wait((gone,))
            return {"type": "http.disconnect"}
        return waiting.pop()

    return replay


def _watched(send: Send, visit: Visit) -> Send:
    """Return a `send` that records the answer's progress in `visit` and sends it in parts.

    Of an answer that is not read, uvicorn then holds a part, and not a copy of all.
    """

    async def watch(event: Message) -> None:
        if event["type"] == "http.response.start":
            visit.status = event["status"]
            await send(event)
            return
        body, has_more = event.get("body", b""), event.get("more_body", False)
        for start in range(0, len(body) - _PART, _PART):
            part = body[start : start + _PART]
            await send({"type": "http.response.body", "body": part, "more_body": True})
        rest = body[(len(body) - 1) // _PART * _PART :] if body else b""
        visit.is_complete = not has_more
        await send({"type": "http.response.body", "body": rest, "more_body": has_more})

    return watch
