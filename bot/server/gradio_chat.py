"""Gradio's chat, run inside the server: it sees requests that the server makes, never a client's.

Gradio opens paths and fetches addresses found in a body, whichever argument they are in. So no
body, query or header of a client is passed on: we request Gradio's page ourselves, and a question
is handed over as a number, the ticket by which the answering function finds the typed request.
"""

import itertools
import json
import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_RUN_HISTORY"] = "False"  # otherwise Gradio stores questions itself
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)  # else pandas counts at each question

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.events import api
from starlette.types import Message, Scope

from bot.requests.request import Request
from bot.server.answering import Abandonable, AbandonedError, until_done
from bot.web.chat import PageEvent

_FONTS = ["system-ui", "sans-serif"]
_FRONTEND = Path(gr.__file__).parent / "templates" / "frontend"
_ANSWERED_AT = "/gradio_api/call/ask"
_SESSIONS = 64  # that Gradio keeps a state of; ours have none

MakeEvents = Callable[[Request, Callable[[], None]], Iterator[PageEvent]]


@dataclass(frozen=True, slots=True)
class GradioPage:
    """A Gradio page, as returned for a request of ours."""

    status: int
    content_type: str
    body: bytes


class GradioChat:
    """Gradio's page and queue, around an answering function."""

    def __init__(self, make: MakeEvents, concurrency: int, root_path: str) -> None:
        """`make` yields the events of an answer and calls its second argument now and then.

        At most `concurrency` answers are made at once; `root_path` is where a proxy shows it.
        """
        self._make = make
        self._numbers = itertools.count(1)
        self._tickets: dict[int, tuple[Request, Abandonable]] = {}
        # Gradio keeps something of each session for good: there are as few as answers at once.
        self._sessions = [f"turn-{n}" for n in range(concurrency)]
        page = gr.Blocks(title="parlebot", fill_width=True, analytics_enabled=False)
        page.state_session_capacity = _SESSIONS
        with page:
            gr.Column(elem_id="pb-app")  # not gr.HTML, which evaluates its text as a script
            api(self._answer, api_name="ask", api_visibility="undocumented")
        page.queue(max_size=concurrency, default_concurrency_limit=concurrency)
        self._app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
        gr.mount_gradio_app(
            self._app,
            page,
            path="/",
            root_path=root_path or None,
            theme=gr.themes.Base(font=_FONTS, font_mono=["monospace"]),
            footer_links=[],
            ssr_mode=False,
            enable_monitoring=False,
            show_error=False,
            run_history=False,
        )

    def running(self) -> AbstractAsyncContextManager[Any]:
        """Return the context manager in which the queue runs."""
        return self._app.router.lifespan_context(self._app)

    async def page(self, path: str, host: str, scheme: str) -> GradioPage:
        """Return what Gradio serves at `path`, one of its own addresses, under a host name."""
        chunks = [message async for message in self._asked("GET", path, host=host, scheme=scheme)]
        headers = dict(chunks[0]["headers"])
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        body = b"".join(chunk.get("body", b"") for chunk in chunks[1:])
        return GradioPage(chunks[0]["status"], content_type, body)

    async def answer(self, request: Request) -> AsyncGenerator[PageEvent]:
        """Yield the events of the answer to `request`, using one of the `concurrency` slots.

        When their reader stops, the work ends at its next step, and this generator after it.
        """
        ticket, session, work = next(self._numbers), self._sessions.pop(), Abandonable()
        self._tickets[ticket] = (request, work)
        events: asyncio.Queue[PageEvent | None] = asyncio.Queue()
        reading = asyncio.create_task(self._read(ticket, session, events))
        try:
            while (event := await events.get()) is not None:
                yield event
            await reading
        finally:
            work.abandon()
            await until_done(reading)
            del self._tickets[ticket]
            self._sessions.append(session)

    async def _read(
        self, ticket: int, session: str, events: "asyncio.Queue[PageEvent | None]"
    ) -> None:
        """Put the events of a ticket into `events`, then None."""
        try:
            body = json.dumps({"data": [ticket], "session_hash": session}).encode()
            posted = [m async for m in self._asked("POST", _ANSWERED_AT, body)]
            place = json.loads(b"".join(part.get("body", b"") for part in posted[1:]))["event_id"]
            text = ""
            async for message in self._asked("GET", f"{_ANSWERED_AT}/{place}"):
                text += message.get("body", b"").decode()
                *whole, text = text.split("\n\n")
                for told in whole:
                    for number, event in _told(told):
                        # A session is used again and again: what is another's is never shown.
                        if number == ticket:
                            events.put_nowait(event)
        finally:
            events.put_nowait(None)

    def _answer(self, number: int) -> Iterator[str]:
        """Yield the events of the answer to a ticket, as JSON, with its number."""
        request, work = self._tickets[number]
        try:
            for event in self._make(request, work.check):
                yield json.dumps([number, event])
        except AbandonedError:
            return

    async def _asked(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        host: str = "localhost",
        scheme: str = "http",
    ) -> AsyncIterator[Message]:
        """Yield the ASGI messages of Gradio's response to a request made here."""
        messages: asyncio.Queue[Message | None] = asyncio.Queue()
        given = [{"type": "http.request", "body": body, "more_body": False}]
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": scheme,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [
                (b"host", host.encode("ascii")),
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
            ],
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 80),
        }

        async def receive() -> Message:
            if given:
                return given.pop()
            await asyncio.Event().wait()  # we do not hang up
            raise AssertionError

        async def send(message: Message) -> None:
            messages.put_nowait(message)

        async def run() -> None:
            try:
                await self._app(scope, receive, send)
            finally:
                messages.put_nowait(None)

        running = asyncio.create_task(run())
        try:
            while (message := await messages.get()) is not None:
                yield message
            await running
        finally:
            running.cancel()


def _told(text: str) -> Iterator[tuple[int, PageEvent]]:
    """Yield the event inside one of Gradio's server-sent events, with its ticket, if any."""
    kind, _, data = text.partition("\n")
    if kind == "event: generating":
        number, event = json.loads(json.loads(data.removeprefix("data: "))[0])
        yield number, event


def asset_files() -> dict[str, Path]:
    """Return the files that Gradio's page loads, by path, such as "/assets/index.js"."""
    folders = (_FRONTEND / "assets", _FRONTEND / "static" / "js")
    return {
        f"/{path.relative_to(_FRONTEND).as_posix()}": path
        for folder in folders
        for path in folder.iterdir()
        if path.is_file()
    }
