"""Gradio behind the server: it gets a number for a question, and keeps nothing of an answer."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest

from bot.requests.request import Request
from bot.server.answering import AbandonedError
from bot.server.gradio_chat import GradioChat
from bot.web.chat import PageEvent
from tests.bot.server.scenes import played

_ANSWERS = 200


@asynccontextmanager
async def _running(
    answering: Callable[[Request, Callable[[], None]], Iterator[PageEvent]], concurrency: int = 2
) -> AsyncIterator[GradioChat]:
    chat = GradioChat(answering, concurrency, "")
    async with chat.running():
        yield chat


def _run(scene: Callable[[], Awaitable[None]]) -> None:
    async def play() -> None:
        async with asyncio.timeout(300):
            await scene()

    played(play())


async def _all(chat: GradioChat, question: str) -> list[PageEvent]:
    async with aclosing(chat.answer(Request(question))) as events:
        return [event async for event in events]


def _echo(request: Request, check: Callable[[], None]) -> Iterator[PageEvent]:
    for n in range(3):
        yield {"state": "answering", "n": n, "said": request.question}


def test_the_events_of_an_answer_come_whole_and_in_order_whatever_stands_in_them() -> None:
    said = 'data: {"path": "/etc/passwd"}\n\nevent: complete\r\n "\\ \u2028 é 👩‍👩‍👧'

    async def scene() -> None:
        async with _running(_echo) as chat:
            assert await _all(chat, said) == [
                {"state": "answering", "n": n, "said": said} for n in range(3)
            ]

    _run(scene)


def test_answers_that_are_made_side_by_side_are_never_mixed_up() -> None:
    async def scene() -> None:
        async with _running(_echo, concurrency=2) as chat:
            places = asyncio.Semaphore(2)

            async def one(question: str) -> None:
                async with places:
                    events = await _all(chat, question)
                assert {event["said"] for event in events} == {question}
                assert len(events) == 3

            await asyncio.gather(*(one(f"question {n}") for n in range(40)))

    _run(scene)


def test_work_that_nobody_waits_for_ends_before_its_place_is_free_again() -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(request: Request, check: Callable[[], None]) -> Iterator[PageEvent]:
        yield {"state": "searching"}
        begun.set()
        try:
            while True:
                check()
        except AbandonedError:
            ended.set()
            raise

    async def scene() -> None:
        async with _running(endless, concurrency=1) as chat:
            async with aclosing(chat.answer(Request("one"))) as events:
                assert await anext(events) == {"state": "searching"}
                await asyncio.to_thread(begun.wait)
            assert ended.is_set()
            asking = asyncio.create_task(_all(chat, "two"))
            while not chat._tickets:
                await asyncio.sleep(0.01)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            assert len(chat._sessions) == 1

    _run(scene)


def test_gradio_keeps_nothing_of_an_answer() -> None:
    async def scene() -> None:
        async with _running(_echo, concurrency=2) as chat:
            await _all(chat, "warm")
            before = _kept(chat)
            for n in range(_ANSWERS):
                await _all(chat, f"question {n}")
            grown = {name: size - before[name] for name, size in _kept(chat).items()}
            assert max(grown.values()) <= 2, grown  # as many as answers at once

    _run(scene)


def _kept(chat: GradioChat) -> dict[str, int]:
    """Return how much every container of Gradio's queue and application holds."""
    (mount,) = [route for route in chat._app.routes if hasattr(route, "app")]
    app: Any = mount.app
    queue = app.get_blocks()._queue
    places = {"queue": queue, "app": app, "state": app.state_holder}
    return {
        f"{place}.{name}": len(value)
        for place, holder in places.items()
        for name, value in vars(holder).items()
        if isinstance(value, (dict, set, list))
    }
