"""Whatever a request holds, it costs about what an honest one costs, and keeps nobody waiting."""

import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from bot.requests.request import FILTERS
from tests.bot.server.attacked import Attacked, measured
from tests.bot.server.raw_clients import Raw

_LONG = "phare gardien aide montant " * 37  # 999 characters of plain words, some 260 tokens
_COSTLY = "((a" * 333  # as many characters, four times as many tokens
_GREEDY, _HONEST = "198.51.100.1", "198.51.100.2"


def _cost(victim: Attacked, ask: Callable[[], object], times: int = 1) -> float:
    before = victim.seconds_used()
    for _ in range(times):
        ask()
    return (victim.seconds_used() - before) / times


@measured
@pytest.mark.parametrize("address", ["/api/ask", "/chat/ask"])
@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_of_eighty_thousand_parts_costs_less_than_some_questions(
    victim: Attacked, name: str, address: str
) -> None:
    question = {"question": "Qui paie les fauteuils roulants ?"}
    plain = _cost(victim, lambda: victim.client.post("/api/ask", json=question), times=5)
    codes: list[int] = []

    def ask() -> None:
        body = question | {name: "zz|" * 80_000}
        codes.append(victim.client.post(address, json=body).status_code)

    assert _cost(victim, ask) < 20 * plain
    assert codes == [400]


@pytest.mark.parametrize("address", ["/api/ask", "/chat/ask"])
def test_a_filter_may_name_twenty_ministries_and_no_more(victim: Attacked, address: str) -> None:
    def asked(ministry: str) -> int:
        body = {"question": "Qui paie les fauteuils roulants ?", "ministry": ministry}
        return victim.client.post(address, json=body).status_code

    assert asked("|".join(["santé"] * 20)) == 200
    assert asked("|".join(["santé"] * 21)) == 400
    assert asked("x" * 300) == 200
    assert asked("x" * 301) == 400


@measured
@pytest.mark.parametrize("text", [_COSTLY, "(a" * 499 + "a", "a." * 499, "é,à;ù:" * 160])
def test_a_question_of_a_thousand_signs_costs_what_one_of_words_costs(
    victim: Attacked, text: str
) -> None:
    plain = _cost(victim, lambda: victim.running.ask(_LONG))
    kinds: list[set[str]] = []

    def ask() -> None:
        answer = victim.running.ask(text).json()
        kinds.append({notice["kind"] for notice in answer["notices"]})

    assert _cost(victim, ask) < 3 * plain
    assert "shortened" in kinds[0]


@pytest.mark.parametrize("address", ["/api/ask", "/chat/ask"])
def test_thirty_costly_questions_of_one_client_do_not_keep_another_waiting(
    victim: Attacked, address: str
) -> None:
    with ExitStack() as stack:
        thirty = [stack.enter_context(Raw(victim.running.address)) for _ in range(30)]
        for client in thirty:
            client.post("/api/ask", {"question": _COSTLY}, _GREEDY)
        time.sleep(1)  # until all of them stand in the queue, with or without a start
        reply = victim.client.post(
            address,
            json={"question": "Qui paie les fauteuils roulants ?"},
            headers={"X-Forwarded-For": _HONEST},
        )
        answered = sum(client.has_answer() for client in thirty)
    assert reply.status_code == 200
    assert answered <= 10


@measured
@pytest.mark.parametrize("address", ["/api/ask", "/chat/ask"])
def test_questions_whose_askers_hang_up_cost_next_to_nothing_more(
    victim: Attacked, address: str
) -> None:
    one = _cost(victim, lambda: victim.running.ask(_COSTLY))
    before = victim.seconds_used()
    thirty = [Raw(victim.running.address) for _ in range(30)]
    for client in thirty:
        client.post(address, {"question": _COSTLY}, _GREEDY)
    time.sleep(0.1)
    for client in thirty:
        client.close()
    assert victim.running.ask().status_code == 200
    victim.until_it_rests()
    assert victim.seconds_used() - before < 8 * one
