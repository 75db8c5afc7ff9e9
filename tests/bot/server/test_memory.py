"""What clients send or do not fetch is not kept."""

from contextlib import ExitStack

import pytest

from benchmarks.server_process import largest_asset
from tests.bot.server.attacked import Attacked, measured
from tests.bot.server.raw_clients import HOST, Raw

_QUESTION = "Qui paie les fauteuils roulants ?"
_PLACES = [
    ("/gradio_api/run/frame", {"data": ["fr"]}),
    ("/gradio_api/call/ask", {"data": ["", [], {}]}),
    ("/chat/ask", {"question": ""}),
    ("/api/ask", {"question": ""}),
]


@measured
@pytest.mark.parametrize(("address", "body"), _PLACES)
def test_names_of_sessions_are_not_kept(
    victim: Attacked, address: str, body: dict[str, object]
) -> None:
    def send(number: int) -> None:
        name = f"{number:05}" + "x" * 250_000
        victim.client.post(address, json=body | {"session_hash": name})

    with victim.keeps_still():
        for number in range(20):
            send(number)
        before = victim.megabytes()
        for number in range(20, 220):
            send(number)
        assert victim.megabytes() - before < 20  # of 50 sent


@measured
@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/gradio_api/call/ask", {"data": [_QUESTION, [], {}]}),
        ("/chat/ask", {"question": _QUESTION, "language": "fr"}),
    ],
)
def test_answers_that_nobody_reads_are_not_kept(
    victim: Attacked, address: str, body: dict[str, object]
) -> None:
    def ask(times: int) -> None:
        with ExitStack() as stack:
            for _ in range(times):
                stack.enter_context(Raw(victim.running.address)).post(address, body)
            victim.until_it_rests()

    with victim.keeps_still():
        ask(25)
        before = victim.megabytes()
        for _ in range(2):
            ask(40)
        assert victim.megabytes() - before < 9  # 17 where they were kept


@measured
@pytest.mark.parametrize("accepts", [b"", b"Accept-Encoding: gzip\r\n"])
def test_large_files_that_nobody_reads_to_their_end_take_little_memory(
    victim: Attacked, accepts: bytes
) -> None:
    asked = b"GET " + largest_asset().encode() + b" HTTP/1.1\r\n" + HOST + accepts + b"\r\n"
    with victim.keeps_still(), ExitStack() as stack:
        before = victim.megabytes()
        for _ in range(100):
            stack.enter_context(Raw(victim.running.address, window=4096)).send(asked)
        victim.until_it_rests()
        assert victim.megabytes() - before < 60  # 200 where each has a copy
