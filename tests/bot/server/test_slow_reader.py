"""Who reads slowly, or not at all, holds up nobody: the application in one process."""

import asyncio
import json
from typing import Any

from starlette.types import Message

from bot.parlebot import Parlebot
from bot.server.app import application
from bot.server.gate.middleware import Guard
from bot.server.operating.settings import ServeSettings
from bot.web.publisher import Publisher
from tests.bot.server.scenes import played

_QUESTION = {"question": "Qui paie les fauteuils roulants ?", "language": "fr"}


class _Client:
    """Asks one question, and reads the answer only when it may."""

    def __init__(self, address: str, path: str) -> None:
        self.may_read = asyncio.Event()
        self.gone = asyncio.Event()
        self.status = 0
        self.read = b""
        self._address = address
        self._path = path
        self._body = [json.dumps(_QUESTION).encode()]

    async def ask(self, guard: Guard) -> None:
        scope: dict[str, Any] = {
            "type": "http",
            "method": "POST",
            "path": self._path,
            "query_string": b"",
            "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
            "client": (self._address, 1),
            "scheme": "http",
            "asgi": {"spec_version": "2.3"},
        }
        await guard(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        if self._body:
            return {"type": "http.request", "body": self._body.pop(), "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        self.status = message.get("status", self.status)
        await self.may_read.wait()
        self.read += message.get("body", b"")


def test_answers_that_nobody_reads_keep_nobody_else_waiting(sample_parlebot: Parlebot) -> None:
    async def scene() -> None:
        settings = ServeSettings(concurrency=1, queue=8, rate=0)
        guard = application(sample_parlebot, settings, Publisher())
        async with asyncio.timeout(300), _Lifespan(guard):
            slow = [_Client(f"127.0.0.{n}", "/chat/ask") for n in range(2, 6)]
            asking = [asyncio.create_task(client.ask(guard)) for client in slow]
            for path in ("/chat/ask", "/api/ask"):
                honest = _Client("127.0.0.9", path)
                honest.may_read.set()
                await honest.ask(guard)
                assert honest.status == 200
                assert "fauteuil" in honest.read.decode()
            assert not any(task.done() for task in asking)
            slow[0].gone.set()
            slow[1].may_read.set()
            await asyncio.wait(asking[:2])
            assert b'"state": "done"' in slow[1].read
            for client in slow:
                client.may_read.set()
            await asyncio.gather(*asking)
            assert guard.is_drained

    played(scene())


class _Lifespan:
    """Starts and stops an application as a server does."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._to_app: asyncio.Queue[Message] = asyncio.Queue()
        self._from_app: asyncio.Queue[Message] = asyncio.Queue()

    async def __aenter__(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}}
        self._task = asyncio.create_task(self._guard(scope, self._to_app.get, self._from_app.put))
        await self._to_app.put({"type": "lifespan.startup"})
        assert (await self._from_app.get())["type"] == "lifespan.startup.complete"

    async def __aexit__(self, *error: object) -> None:
        await self._to_app.put({"type": "lifespan.shutdown"})
        await self._from_app.get()
        await self._task
