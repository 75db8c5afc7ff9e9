"""What every request passes before the page or the API see it, and every response after them.

Refused here: addresses that do not exist, names that are not this server's, too much from one
client, bodies that are too large or too slow, who does not log in, questions while the server is
stopping. Headers by which a stranger could pretend to be a proxy are taken off. When a client has
gone, the work for it is cancelled.
"""

import asyncio
import json
import re

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.server.gate.addresses import Addresses, Cost
from bot.server.gate.body import ClientGoneError, Refusal, whole_body
from bot.server.gate.client_address import client_of, is_among
from bot.server.gate.headers import with_headers
from bot.server.gate.login import GUESSES, Doorkeeper
from bot.server.gate.rate import Allowances
from bot.server.gate.visit import Visit, noted
from bot.server.log import Log, where
from bot.server.metrics import Metrics
from bot.server.settings import ServeSettings
from bot.translate import translate

_ANSWERED_ALL_THE_SAME = 422  # a question that cannot be searched, with an answer that says so
RETRY_SECONDS = 5  # told to who finds the server busy or stopping
_REQUESTS = 40  # of any kind, for each question that a client may ask: a page takes some 33
_PRETENDED = re.compile(rb"x-forwarded-.*|forwarded|x-real-ip|x-gradio-.*|x-original-.*")
_HOST = re.compile(r"([A-Za-z0-9._\-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


class Guard:
    """The outermost ASGI application."""

    def __init__(
        self,
        app: ASGIApp,
        settings: ServeSettings,
        addresses: Addresses,
        log: Log,
        metrics: Metrics,
    ) -> None:
        self._app = app
        self._settings = settings
        self._addresses = addresses
        self._log = log
        self._metrics = metrics
        self._requests = Allowances(settings.rate * _REQUESTS)
        self._questions = Allowances(settings.rate)
        guesses = min(GUESSES, settings.rate or GUESSES)
        self._doorkeeper = Doorkeeper(settings.login, guesses) if settings.login else None
        self._in_flight = 0  # questions
        self.is_stopping = False

    @property
    def is_drained(self) -> bool:
        """True when no question is waiting or being answered."""
        return self._in_flight == 0

    def turned_away(self) -> None:
        """Count a connection that was closed to keep within bounds."""
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
        visit = Visit(client_of(peer, forwarded, self._settings.proxies), scope["method"])
        path = self._inner_path(scope["path"])
        send = with_headers(_watched(send, visit), path, visit.id)
        try:
            await self._admitted(scope, path, headers, receive, send, visit)
        except ClientGoneError:
            visit.outcome = "gone"
        except Exception as error:  # the border of the server: nothing ends in a traceback
            visit.outcome = "failed"
            self._log.event("a request failed", id=visit.id, error=where(error))
            if not visit.status:
                broken = Refusal(500, "failed", "something broke here; the operator can find it")
                await _send_refusal(broken, headers, visit, send)
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
        refusal = self._refusal(scope, path, headers, visit)
        body = refusal or await whole_body(receive, headers)
        if isinstance(body, Refusal):
            visit.outcome = body.reason
            await _send_refusal(body, headers, visit, send)
            return
        root = self._settings.root_path
        passed = noted(dict(scope), visit) | {
            "path": root + path,
            "raw_path": (root + path).encode(),
            "root_path": root,
            "headers": self._believed(scope),
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
        """Let the application answer, and cancel it when the client has gone before."""
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

    def _inner_path(self, path: str) -> str:
        """Return `path` without the root path, which some proxies take off and some do not."""
        root = self._settings.root_path
        inner = path.removeprefix(root) if path == root or path.startswith(f"{root}/") else path
        return inner or "/"

    def _refusal(self, scope: Scope, path: str, headers: Headers, visit: Visit) -> Refusal | None:
        address = self._addresses.find(path, scope["method"])
        visit.address = address or visit.address
        if address is not None and address.cost == Cost.PROBE:
            if path == "/ready" and self.is_stopping:
                return Refusal(503, "stopping", "the server is stopping")
            return None if scope["method"] in address.methods else _wrong_method(address.methods)
        wait = self._requests.spend(visit.client.networks)
        if wait:
            return _limited(wait)
        if not self._is_ours(headers):
            return Refusal(421, "host", "this server does not go by that name")
        root = self._settings.root_path
        if root and scope["path"] == root:  # the page's addresses are relative to the slash
            asked = scope["query_string"].decode("latin-1")
            to = f"{root}/{'?' * bool(asked)}{asked}"
            return Refusal(308, "moved", "see below", {"location": to})
        if address is None:
            return Refusal(404, "address", "there is nothing at this address")
        if scope["method"] not in address.methods:
            return _wrong_method(address.methods)
        if path == "/metrics" and not self._may_read_metrics(scope, headers, visit):
            return Refusal(404, "address", "there is nothing at this address")
        return self._unwelcome(headers, visit) or self._too_much(visit)

    def _is_ours(self, headers: Headers) -> bool:
        host = headers.get("host", "")
        named = _HOST.fullmatch(host)
        if not self._settings.hosts:
            return named is not None or not host
        return named is not None and named[1].lower() in self._settings.hosts

    def _may_read_metrics(self, scope: Scope, headers: Headers, visit: Visit) -> bool:
        peer = scope["client"][0] if scope.get("client") else ""
        # Who came through a proxy that is not trusted is not who it seems to be.
        through = "x-forwarded-for" in headers or "forwarded" in headers
        if through and not is_among(peer, self._settings.proxies):
            return False
        return is_among(visit.client.address, self._settings.metrics_from)

    def _unwelcome(self, headers: Headers, visit: Visit) -> Refusal | None:
        """Refuse who does not log in; nothing is compared for who has guessed too often."""
        if self._doorkeeper is None:
            return None
        given = headers.get("authorization", "")
        ask_for_it = {"www-authenticate": 'Basic realm="parlebot", charset="UTF-8"'}
        if not given:
            return Refusal(401, "login", "log in to use this server", ask_for_it)
        wait = self._doorkeeper.wait_for(visit.client.key)
        if wait:
            return _limited(wait, "guesses")
        if self._doorkeeper.admits(visit.client.key, given):
            return None
        return Refusal(401, "login", "wrong name or password", ask_for_it)

    def _too_much(self, visit: Visit) -> Refusal | None:
        cost = visit.address.cost
        if cost == Cost.QUESTION and self.is_stopping:
            return Refusal(
                503,
                "stopping",
                "the server is stopping and takes no more questions; try again in a moment",
                {"retry-after": str(RETRY_SECONDS), "connection": "close"},
            )
        wait = self._questions.spend(visit.client.networks, cost.value) if cost.value else 0.0
        return _limited(wait) if wait else None

    def _believed(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Return the headers without those of a proxy; of a trusted one, the protocol stays."""
        kept = [(name, value) for name, value in scope["headers"] if not _PRETENDED.match(name)]
        peer = scope["client"][0] if scope.get("client") else ""
        if is_among(peer, self._settings.proxies):
            protocol = Headers(scope=scope).get("x-forwarded-proto", "")
            if protocol in ("http", "https"):
                kept.append((b"x-forwarded-proto", protocol.encode()))
        return kept

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
        self._log.request(visit.client, facts, refused=400 <= visit.status < 500)


_KNOWN_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")


def reader_language(headers: Headers) -> str:
    """Return "fr" for a reader whose browser asks for French first, else "en"."""
    return "fr" if headers.get("accept-language", "").lower().startswith("fr") else "en"


def _limited(wait: float, reason: str = "rate") -> Refusal:
    seconds = max(1, round(wait + 0.5))
    return Refusal(
        429,
        reason,
        f"too many questions from your address; try again in {seconds} s",
        {"retry-after": str(seconds)},
    )


def _wrong_method(methods: tuple[str, ...]) -> Refusal:
    return Refusal(405, "method", "this method is not known here", {"allow": ", ".join(methods)})


async def _gone(receive: Receive) -> None:
    """Return when the client has hung up; its body has been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _replayed(body: bytes, gone: "asyncio.Task[None]") -> Receive:
    """Return a `receive` that gives `body`, then tells when the client has gone."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        if not waiting:
            await asyncio.wait((gone,))
            return {"type": "http.disconnect"}
        return waiting.pop()

    return replay


def _watched(send: Send, visit: Visit) -> Send:
    """Return a `send` that notes in `visit` how far the answer is."""

    async def watch(message: Message) -> None:
        if message["type"] == "http.response.start":
            visit.status = message["status"]
        elif message["type"] == "http.response.body":
            visit.is_complete = not message.get("more_body")
        await send(message)

    return watch


async def _send_refusal(refusal: Refusal, headers: Headers, visit: Visit, send: Send) -> None:
    message = translate(refusal.message, reader_language(headers))
    body = json.dumps({"error": message}, ensure_ascii=False).encode()
    response = {"content-type": "application/json", "content-length": str(len(body))}
    named = [(k.encode(), v.encode()) for k, v in (response | refusal.headers).items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": named})
    await send({"type": "http.response.body", "body": b"" if visit.method == "HEAD" else body})
