"""The files that the page loads: Gradio's, from a fixed list, and ours."""

import gzip
import threading
from functools import cache
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from bot.server.gate.response_headers import FOREVER
from bot.server.gradio_chat import asset_files
from bot.web.documents.files import page_icon, page_picture, page_script, script_version
from bot.web.documents.icon import icon_svg
from bot.web.publisher import LOGO_TYPES, Publisher

_ASSETS = ("/assets/{name}", "/static/js/{name}")
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".wasm": "application/wasm",
}
_ONE_DAY = "public, max-age=86400"  # for what changes with the operator's settings
_ONE_AT_A_TIME = threading.Lock()


class PageFiles:
    """A server's files, each with its address."""

    def __init__(self, publisher: Publisher) -> None:
        self._assets = asset_files()
        self._readers = CapacityLimiter(2)  # threads apart from those that wait for an index
        self._script = page_script()
        self._ours = {
            "/favicon.svg": (icon_svg(publisher).encode(), "image/svg+xml"),
            "/favicon.ico": (page_icon(), "image/x-icon"),
            "/card.png": (page_picture(), "image/png"),
        }
        if publisher.logo:
            kind = LOGO_TYPES[publisher.logo.suffix.lower()]
            self._ours["/logo"] = (publisher.logo.read_bytes(), kind)

    @property
    def assets(self) -> frozenset[str]:
        """Return the paths of Gradio's files."""
        return frozenset(self._assets)

    @property
    def own(self) -> frozenset[str]:
        """Return the paths of our pictures."""
        return frozenset(self._ours)

    @property
    def script(self) -> str:
        """Return the address of the page's script, which changes with its text."""
        return f"page.js?{script_version(self._script)}"

    def routes(self) -> list[Route]:
        """Return the files' addresses."""
        return [
            Route("/page.js", self._page_script, methods=["GET"]),
            *(Route(path, self._own_file, methods=["GET"]) for path in self._ours),
            *(Route(path, self._asset, methods=["GET"]) for path in _ASSETS),
        ]

    async def _page_script(self, request: HttpRequest) -> Response:
        """Serve the page's script."""
        return script_response(request, self._script)

    async def _own_file(self, request: HttpRequest) -> Response:
        """Serve an icon or a picture of ours."""
        body, kind = self._ours[inner_path(request)]
        return Response(body, media_type=kind, headers={"cache-control": _ONE_DAY})

    async def _asset(self, request: HttpRequest) -> Response:
        """Serve a file of Gradio's page."""
        path = self._assets[inner_path(request)]
        accepts_gzip = "gzip" in request.headers.get("accept-encoding", "").lower()
        body = await to_thread.run_sync(_content, path, accepts_gzip, limiter=self._readers)
        headers = {"vary": "accept-encoding"}
        if accepts_gzip:
            headers["content-encoding"] = "gzip"
        kind = _TYPES.get(path.suffix, "application/octet-stream")
        return Response(body, media_type=kind, headers=headers)


def script_response(request: HttpRequest, script: str) -> Response:
    """Return the response with a script of ours, for good where its address names its version."""
    is_named = request.url.query == script_version(script)
    headers = {"cache-control": FOREVER} if is_named else {}
    return Response(script, media_type="text/javascript", headers=headers)


def page_address(request: HttpRequest) -> str:
    """Return the absolute address of the page, as this client sees it."""
    host = request.headers.get("host", "localhost")
    return f"{request.scope['scheme']}://{host}{request.scope['root_path']}/"


def inner_path(request: HttpRequest) -> str:
    """Return the path of a request without the root path."""
    path: str = request.scope["path"]
    return path.removeprefix(request.scope["root_path"])


def _content(path: Path, is_compressed: bool) -> bytes:
    with _ONE_AT_A_TIME:  # many ask for the same at once, and one of them has to make it
        return _made(path, is_compressed)


@cache  # twice as many as there are files of Gradio's page, 30 MB in all
def _made(path: Path, is_compressed: bool) -> bytes:
    content = path.read_bytes()
    if path.suffix == ".css":  # below every rule of ours, whichever of them is loaded last
        content = b"@layer gradio{%b}" % content
    return gzip.compress(content, mtime=0) if is_compressed else content
