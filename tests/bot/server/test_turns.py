"""The queue: a property test against what it promises, and the promises one by one."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.server.clients.fair_queue import ServerBusyError, Turns
from tests.bot.server.scenes import played


class _Askers:
    """Clients that ask, in the order in which they are answered."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.answered: list[str] = []
        self.refused: list[str] = []
        self.most_running = 0
        self._free = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    def ask(self, client: str) -> None:
        self.tasks.append(asyncio.create_task(self._ask(client)))

    def let_go(self) -> None:
        self._free.set()

    async def _ask(self, client: str) -> None:
        try:
            async with self.turns.turn(client):
                self.answered.append(client)
                self.most_running = max(self.most_running, self.turns.running)
                await self._free.wait()
                await asyncio.sleep(0)
        except ServerBusyError:
            self.refused.append(client)


def _run(
    scene: Callable[[_Askers], Coroutine[Any, Any, None]],
    concurrency: int = 1,
    queue: int = 4,
    patience: float = 60.0,
) -> _Askers:
    async def play() -> _Askers:
        askers = _Askers(Turns(concurrency, queue, patience))
        await scene(askers)
        await asyncio.sleep(0)
        askers.let_go()
        await asyncio.gather(*askers.tasks, return_exceptions=True)
        assert (askers.turns.running, askers.turns.waiting) == (0, 0)
        return askers

    return played(play())


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_clients_take_turns_however_much_one_of_them_asks() -> None:
    async def scene(askers: _Askers) -> None:
        for client in ("greedy", "greedy", "greedy", "greedy", "a", "b"):
            askers.ask(client)
            await _settle()

    assert _run(scene, queue=9).answered == ["greedy", "greedy", "a", "b", "greedy", "greedy"]


def test_a_client_alone_may_fill_the_queue() -> None:
    async def scene(askers: _Askers) -> None:
        for _ in range(7):
            askers.ask("alone")
            await _settle()

    askers = _run(scene, queue=4)
    assert (len(askers.answered), len(askers.refused)) == (5, 2)


def test_a_full_queue_makes_room_for_who_has_fewer_questions_in_it() -> None:
    async def scene(askers: _Askers) -> None:
        for client in (*["greedy"] * 5, "a", "b", "c", "d"):
            askers.ask(client)
            await _settle()

    askers = _run(scene, queue=4)
    assert askers.answered == ["greedy", "greedy", "a", "b", "c"]
    assert askers.refused == ["greedy", "greedy", "greedy", "d"]


def test_who_leaves_gives_up_its_place() -> None:
    async def scene(askers: _Askers) -> None:
        for client in ("a", "b", "c"):
            askers.ask(client)
        await _settle()
        askers.tasks[1].cancel()
        await _settle()
        assert askers.turns.waiting == 1

    assert _run(scene).answered == ["a", "c"]


def test_a_question_waits_so_long_and_no_longer() -> None:
    async def scene(askers: _Askers) -> None:
        askers.ask("a")
        await _settle()
        askers.ask("b")
        while not askers.refused:
            await asyncio.sleep(0.01)

    askers = _run(scene, patience=0.05)
    assert (askers.answered, askers.refused) == (["a"], ["b"])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["ask", "leave"])), max_size=40),
    st.integers(1, 3),
    st.integers(1, 6),
)
def test_whoever_asks_and_leaves_no_turn_is_lost_and_none_is_given_twice(
    steps: list[tuple[str, str]], concurrency: int, queue: int
) -> None:
    async def scene(askers: _Askers) -> None:
        for place, (client, step) in enumerate(steps):
            if step == "ask":
                askers.ask(client)
            elif askers.tasks:
                askers.tasks[place % len(askers.tasks)].cancel()
            if place % 3 == 0:
                await _settle()
            assert askers.turns.waiting <= queue

    askers = _run(scene, concurrency, queue)
    assert askers.most_running <= concurrency


def test_room_is_made_only_by_who_has_more() -> None:
    async def scene(askers: _Askers) -> None:
        for client in ("x", "a", "b", "c", "d"):
            askers.ask(client)
            await _settle()
        with pytest.raises(ServerBusyError):
            async with askers.turns.turn("e"):
                pass

    assert _run(scene).answered == ["x", "a", "b", "c", "d"]
