"""What every request passes before the page or the API see it, and every response after them.

Refused here: paths that the page does not need (Gradio has some for uploads and files), too much
from one client, bodies that are too large or too slow, who does not log in, questions while the
server is stopping. Headers by which a stranger could pretend to be a proxy are taken off.
"""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.client_address import client_key, is_trusted
from bot.rate import Buckets
from bot.security_headers import FOREVER, HEADERS, content_policy
from bot.serve_settings import ServeSettings
from bot.translate import translate

MAX_BODY = 256 * 1024  # bytes: a long conversation has some 30 KB
_MOST_READ = 8 * MAX_BODY  # bytes of a body that is refused
_LENGTH_DIGITS = 12  # no body has more bytes than that
_BODY_SECONDS = 15.0  # for all of it to arrive
_FETCHED_WITHIN = 2.0  # seconds in which the page fetches the answer to a question it has sent
RETRY_SECONDS = 5  # told to who finds the server busy or stopping

_PROBES = ("/health", "/ready")
_NEEDED = re.compile(
    r"/|/(?:theme\.css|favicon\.ico|manifest\.json|robots\.txt|page\.js|api/ask|api/feedback)"
    r"|/(?:assets|static)/.+|/gradio_api/(?:call|run)/.+"
)
_QUESTION = re.compile(r"/api/.+|/gradio_api/call/.+")
_LOOK_UP = re.compile(r"/gradio_api/run/.+")  # a reply in full, or the page in another language
_LOOK_UP_COST = 0.1  # of a question
_PRETENDED = re.compile(rb"x-forwarded-.*|forwarded|x-real-ip|x-gradio-.*|x-original-.*")


@dataclass(frozen=True, slots=True)
class _Refusal:
    status: int
    message: str  # English; said in the reader's language
    headers: dict[str, str] = field(default_factory=dict)


class Guard:
    """The outermost ASGI application."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self._app = app
        self._settings = settings
        self._buckets = Buckets(settings.rate)
        self._last_question = float("-inf")
        self.is_stopping = False

    @property
    def is_drained(self) -> bool:
        """True when no question was let in so lately that its answer may not be fetched yet."""
        return time.monotonic() - self._last_question > _FETCHED_WITHIN

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        path = self._inner_path(scope["path"])
        send = _finished(send, path)
        refusal = self._refusal(scope, path, headers)
        if refusal is None:
            try:
                body = await _whole_body(receive, headers)
            except _ClientGoneError:
                return
            refusal = body if isinstance(body, _Refusal) else None
        if refusal is not None:
            await _send_refusal(refusal, headers, scope["method"], send)
            return
        if scope["method"] == "POST" and _QUESTION.fullmatch(path):
            self._last_question = time.monotonic()
        root = self._settings.root_path
        passed = dict(scope) | {
            "path": root + path,
            "raw_path": (root + path).encode(),
            "root_path": root,
            "headers": self._believed(scope),
        }
        await self._app(passed, _replayed(body, receive), send)

    def _inner_path(self, path: str) -> str:
        """Return `path` without the root path, which some proxies take off and some do not."""
        root = self._settings.root_path
        inner = path.removeprefix(root) if path == root or path.startswith(f"{root}/") else path
        return inner or "/"

    def _refusal(self, scope: Scope, path: str, headers: Headers) -> _Refusal | None:
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _Refusal(405, "this method is not known here", {"allow": "GET, HEAD, POST"})
        root = self._settings.root_path
        if root and scope["path"] == root:  # the page's addresses are relative to the slash
            asked = scope["query_string"].decode("latin-1")
            return _Refusal(308, "see below", {"location": f"{root}/{'?' * bool(asked)}{asked}"})
        if path == "/ready" and self.is_stopping:
            return _Refusal(503, "the server is stopping")
        if path in _PROBES:
            return None
        if not _NEEDED.fullmatch(path):
            return _Refusal(404, "there is nothing at this address")
        return self._unwelcome(scope, headers) or self._too_much(scope, path, headers)

    def _unwelcome(self, scope: Scope, headers: Headers) -> _Refusal | None:
        """Refuse who does not log in; a wrong password costs as much as a question."""
        login = self._settings.login
        given = headers.get("authorization", "")
        if login is None:
            return None
        ask_for_it = {"www-authenticate": 'Basic realm="parlebot", charset="UTF-8"'}
        if not given:
            return _Refusal(401, "log in to use this server", ask_for_it)
        client = self._client(scope, headers)
        if login.admits(given):
            return None
        wait = self._buckets.wait_for(f"login {client}")
        return _limited(wait) if wait else _Refusal(401, "wrong name or password", ask_for_it)

    def _too_much(self, scope: Scope, path: str, headers: Headers) -> _Refusal | None:
        if scope["method"] != "POST":
            return None
        is_question = bool(_QUESTION.fullmatch(path))
        if is_question and self.is_stopping:
            return _Refusal(
                503,
                "the server is stopping and takes no more questions; try again in a moment",
                {"retry-after": str(RETRY_SECONDS), "connection": "close"},
            )
        cost = 1.0 if is_question else _LOOK_UP_COST if _LOOK_UP.fullmatch(path) else 0.0
        wait = self._buckets.wait_for(self._client(scope, headers), cost) if cost else 0.0
        return _limited(wait) if wait else None

    def _client(self, scope: Scope, headers: Headers) -> str:
        peer = scope["client"][0] if scope.get("client") else ""
        forwarded = ",".join(headers.getlist("x-forwarded-for"))
        return client_key(peer, forwarded, self._settings.proxies)

    def _believed(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """Return the headers without those of a proxy; of a trusted one, the protocol stays."""
        kept = [(name, value) for name, value in scope["headers"] if not _PRETENDED.match(name)]
        peer = scope["client"][0] if scope.get("client") else ""
        if is_trusted(peer, self._settings.proxies):
            protocol = Headers(scope=scope).get("x-forwarded-proto", "")
            if protocol in ("http", "https"):
                kept.append((b"x-forwarded-proto", protocol.encode()))
        return kept


class _ClientGoneError(Exception):
    """The client left before it had said all."""


def reader_language(headers: Headers) -> str:
    """Return "fr" for a reader whose browser asks for French first, else "en"."""
    return "fr" if headers.get("accept-language", "").lower().startswith("fr") else "en"


def _limited(wait: float) -> _Refusal:
    seconds = max(1, round(wait + 0.5))
    return _Refusal(
        429,
        f"too many questions from your address; try again in {seconds} s",
        {"retry-after": str(seconds)},
    )


async def _whole_body(receive: Receive, headers: Headers) -> bytes | _Refusal:
    """Return the body, or why it is refused. Raises _ClientGoneError.

    What is somewhat too large is read to its end and dropped: a client that is still sending when
    the connection closes never sees why.
    """
    too_large = _Refusal(
        413, f"the request has more than {MAX_BODY} bytes", {"connection": "close"}
    )
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > _LENGTH_DIGITS or int(length) > _MOST_READ:
        return too_large
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while size <= _MOST_READ:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _ClientGoneError
                part = message.get("body", b"")
                size += len(part)
                if size <= MAX_BODY:
                    body += part
                if not message.get("more_body"):
                    return too_large if size > MAX_BODY else bytes(body)
    except TimeoutError:
        return _Refusal(408, "the request took too long to arrive", {"connection": "close"})
    return too_large


def _replayed(body: bytes | _Refusal, receive: Receive) -> Receive:
    """Return a `receive` that gives `body`, then what the connection says."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


async def _send_refusal(refusal: _Refusal, headers: Headers, method: str, send: Send) -> None:
    message = translate(refusal.message, reader_language(headers))
    body = json.dumps({"error": message}, ensure_ascii=False).encode()
    response = {"content-type": "application/json", "content-length": str(len(body))}
    named = [(k.encode(), v.encode()) for k, v in (response | refusal.headers).items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": named})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})


def _finished(send: Send, path: str) -> Send:
    """Return a `send` that adds the security headers; to HTML, once all of it is known."""
    held: list[Message] = []

    async def finish(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            # Gradio lets pages of any other site read its answers.
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
            for name, value in HEADERS.items():
                headers[name] = value
            is_asset = path.startswith("/assets/") and message["status"] == 200
            headers.setdefault("cache-control", FOREVER if is_asset else "no-store")
            headers["content-security-policy"] = content_policy()
            message["headers"] = headers.raw
            if headers.get("content-type", "").startswith("text/html"):
                held.append(message)
                return
        elif held and message["type"] == "http.response.body":
            held.append(message)
            if message.get("more_body"):
                return
            page = b"".join(part["body"] for part in held[1:] if "body" in part)
            headers = MutableHeaders(raw=held[0]["headers"])
            headers["content-security-policy"] = content_policy(page)
            await send({**held[0], "headers": headers.raw})
            await send({"type": "http.response.body", "body": page})
            held.clear()
            return
        await send(message)

    return finish
