"""Bodies are held within a bound for all of them, and a small one always fits."""

from contextlib import AsyncExitStack

from starlette.datastructures import Headers
from starlette.types import Message

from bot.server.gate.body import MAX_BODY, Bodies, Refusal
from tests.bot.server.scenes import played


def _sent(size: int, more: bool) -> list[Message]:
    return [{"type": "http.request", "body": b"x" * size, "more_body": more}]


async def _read(bodies: Bodies, stack: AsyncExitStack, size: int) -> bytes | Refusal:
    messages = _sent(size, more=False)

    async def receive() -> Message:
        return messages.pop()

    return await stack.enter_async_context(bodies.body(receive, Headers()))


def test_large_bodies_fill_their_room_and_small_ones_are_read_all_the_same() -> None:
    async def scene() -> None:
        bodies = Bodies(most=4 * MAX_BODY)
        async with AsyncExitStack() as stack:
            large = [await _read(bodies, stack, MAX_BODY) for _ in range(6)]
            assert [isinstance(body, bytes) for body in large] == [True] * 4 + [False] * 2
            refusal = large[-1]
            assert isinstance(refusal, Refusal)
            assert refusal.status == 503
            small = [await _read(bodies, stack, 2_000) for _ in range(500)]
            assert all(isinstance(body, bytes) for body in small)
        async with AsyncExitStack() as stack:  # what was let go can be had again
            again = [await _read(bodies, stack, MAX_BODY) for _ in range(4)]
            assert all(isinstance(body, bytes) for body in again)

    played(scene())


def test_what_is_too_large_takes_no_room_of_others() -> None:
    async def scene() -> None:
        bodies = Bodies(most=MAX_BODY)
        async with AsyncExitStack() as stack:
            for _ in range(20):
                refusal = await _read(bodies, stack, MAX_BODY + 1)
                assert isinstance(refusal, Refusal)
                assert refusal.status == 413
            assert isinstance(await _read(bodies, stack, MAX_BODY), bytes)

    played(scene())
