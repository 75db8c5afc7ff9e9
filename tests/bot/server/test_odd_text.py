"""Text that is none, and numbers that are none, are told so or mended; nothing breaks on them."""

import json
from typing import Any

import pytest

from bot.requests.request import FILTERS
from tests.bot.server.attacked import Attacked

_QUESTION = "Qui paie les fauteuils roulants ?"
_JSON = {"Content-Type": "application/json"}
_ASK = pytest.mark.parametrize("address", ["/api/ask", "/chat/ask"])


def _sent(victim: Attacked, address: str, content: str | bytes) -> tuple[int, str]:
    with victim.keeps_still():
        reply = victim.client.post(address, content=content, headers=_JSON)
    return reply.status_code, reply.text


@pytest.mark.parametrize("odd", ["\ud800", "\udfff", "\udc00\ud800"])
def test_half_a_character_in_a_question_is_replaced(victim: Attacked, odd: str) -> None:
    body = {"question": f"Qui paie les fauteuils {odd} roulants ?", "history": [odd, "Et ?"]}
    code, told = _sent(victim, "/api/ask", json.dumps(body))
    assert code == 200
    assert json.loads(told)["question"] == body["question"].replace(odd, "\ufffd" * len(odd))
    code, told = _sent(victim, "/chat/ask", json.dumps(body))
    assert code == 200
    assert json.loads(told.split("data: ")[-1])["state"] == "done"


@_ASK
@pytest.mark.parametrize("name", ["id", "language", *FILTERS])
def test_half_a_character_elsewhere_is_refused(victim: Attacked, address: str, name: str) -> None:
    code, told = _sent(victim, address, json.dumps({"question": _QUESTION, name: "a\ud800"}))
    assert code == 400
    assert json.loads(told)["error"]


@_ASK
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_a_number_that_is_none_is_refused(victim: Attacked, address: str, number: str) -> None:
    code, _ = _sent(victim, address, f'{{"question": "{_QUESTION}", "id": {number}}}')
    assert code == 400
    code, _ = _sent(victim, address, f'{{"question": "{_QUESTION}", "x": {{"y": [{number}]}}}}')
    assert code in (200, 400)  # a key that is not known


@_ASK
def test_a_number_of_many_digits_breaks_nothing(victim: Attacked, address: str) -> None:
    for digits in (30, 4_000, 5_000, 200_000):
        content = f'{{"question": "{_QUESTION}", "id": {"9" * digits}}}'
        assert _sent(victim, address, content)[0] in (200, 400)


_WRONG: list[Any] = [5, 1.5, True, ["x"], {"x": 1}, [[]], {"path": "/etc/passwd"}]


@_ASK
@pytest.mark.parametrize("name", ["question", "language", *FILTERS])
def test_what_is_no_text_is_refused_where_a_text_is_expected(
    victim: Attacked, address: str, name: str
) -> None:
    with victim.keeps_still():
        for value in _WRONG:
            reply = victim.client.post(address, json={"question": _QUESTION} | {name: value})
            assert (reply.status_code, value) == (400, value)
            assert reply.json()["error"]


@_ASK
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("id", ["x" * 1_001, ["é" * 501], {"x" * 500: "x" * 500}]),
        ("history", ["x", {"x": "y"}, [5], [None], [["x"]], True]),
        ("without", ["all", ["nothing"], [5], [["all"]], {"all": 1}, [{}]]),
        ("language", ["de", "FR", " fr"]),
        ("since", ["hier", "2024-02-30", "2024-07-05T00:00", "0000-01-01"]),
        ("until", ["hier", "2024-02-30", "2024-07-05T00:00", "0000-01-01"]),
    ],
)
def test_what_is_not_of_its_kind_is_refused(
    victim: Attacked, address: str, name: str, values: list[object]
) -> None:
    with victim.keeps_still():
        for value in values:
            reply = victim.client.post(address, json={"question": _QUESTION} | {name: value})
            assert (reply.status_code, value) == (400, value)


_ODD = (
    "²", "९", "Ⅻ", "9" * 300, "-1", "1e5", "0x10", "\x00", "|", "||||", "*", "%", "(", "\\",
    "\u202e", "\u0301", "\ufeff", "İ", "0001-01-01", "9999-12-31", "AND", "' OR 1=1 --",
)  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_a_text_that_nobody_would_choose_breaks_nothing(victim: Attacked, name: str) -> None:
    with victim.keeps_still():
        for number, odd in enumerate(_ODD):
            address = ("/api/ask", "/chat/ask")[number % 2]
            body = {"question": f"Que dit la question n° {odd} ?", name: odd}
            reply = victim.client.post(address, json=body)
            assert (reply.status_code in (200, 400), odd) == (True, odd)
            if address == "/chat/ask" and reply.status_code == 200:
                assert json.loads(reply.text.split("data: ")[-1])["state"] == "done"


@_ASK
def test_what_may_be_an_id_is_taken_and_comes_back_as_it_was(
    victim: Attacked, address: str
) -> None:
    for identity in (None, True, False, 0, -1, 1.5, 10**15, "", "x" * 900, [], {"x": [1]}):
        code, told = _sent(victim, address, json.dumps({"question": "", "id": identity}))
        assert code in (200, 422)  # a question of nothing costs nothing
        if address == "/api/ask":
            assert json.loads(told)["id"] == identity
            assert type(json.loads(told)["id"]) is type(identity)


@pytest.mark.parametrize("kind", ["call", "run", "upload", "queue"])
def test_what_gradio_would_answer_is_not_there(victim: Attacked, kind: str) -> None:
    with victim.keeps_still():
        for name in ("ask", "zz", "ask2", "%ff", "..%2f", "record/x/y", "é", "ask%00"):
            address = f"/gradio_api/{kind}/{name}"
            assert victim.client.post(address, json={"data": []}).status_code == 404
            assert victim.client.get(address).status_code == 404


@_ASK
def test_an_object_of_great_depth_is_refused(victim: Attacked, address: str) -> None:
    for depth in (2_000, 50_000):
        assert _sent(victim, address, '{"x":' * depth)[0] == 400
        nested = "[" * depth + "]" * depth
        code, _ = _sent(victim, address, f'{{"question": "{_QUESTION}", "id": {nested}}}')
        assert code == 400
