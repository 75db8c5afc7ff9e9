"""Text that is none, and numbers that are none, are told so or mended; nothing breaks on them."""

import json
from typing import Any

import pytest
from attacked import Attacked

from bot.batch import FILTERS

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
@pytest.mark.parametrize("value", _WRONG, ids=repr)
def test_what_is_no_text_is_refused_where_a_text_is_expected(
    victim: Attacked, address: str, name: str, value: object
) -> None:
    code, told = _sent(victim, address, json.dumps({"question": _QUESTION} | {name: value}))
    assert code == 400
    assert json.loads(told)["error"]


@_ASK
@pytest.mark.parametrize(
    "others",
    [
        {"id": "x" * 201},
        {"id": []},
        {"id": {}},
        {"history": "x"},
        {"history": {"x": "y"}},
        {"history": [5]},
        {"history": [None]},
        {"history": [["x"]]},
        {"without": "all"},
        {"without": ["nothing"]},
        {"without": [5]},
        {"without": [["all"]]},
        {"without": {"all": 1}},
        {"language": "de"},
        {"since": "hier"},
        {"until": "2024-02-30"},
        {"since": "2024-W05-1x"},
    ],
    ids=repr,
)
def test_what_is_not_of_its_kind_is_refused(
    victim: Attacked, address: str, others: dict[str, object]
) -> None:
    assert _sent(victim, address, json.dumps({"question": _QUESTION} | others))[0] == 400


@_ASK
@pytest.mark.parametrize("number", [None, True, False, 0, -1, 1.5, 10**15, "", "x" * 200], ids=repr)
def test_what_may_be_an_id_comes_back_as_it_was(
    victim: Attacked, address: str, number: object
) -> None:
    code, told = _sent(victim, address, json.dumps({"question": _QUESTION, "id": number}))
    assert code == 200
    if address == "/api/ask":
        assert json.loads(told)["id"] == number
        assert type(json.loads(told)["id"]) is type(number)


@pytest.mark.parametrize("name", ["zz", "ask2", "%ff", "..%2f", "record/x/y", "é", "ask%00"])
@pytest.mark.parametrize("kind", ["call", "run", "upload", "queue"])
def test_what_gradio_would_answer_is_not_there(victim: Attacked, name: str, kind: str) -> None:
    with victim.keeps_still():
        address = f"/gradio_api/{kind}/{name}"
        assert victim.client.post(address, json={"data": []}).status_code == 404
        assert victim.client.get(address).status_code == 404


@_ASK
def test_an_object_a_hundred_thousand_deep_is_refused(victim: Attacked, address: str) -> None:
    for depth in (2_000, 100_000):
        assert _sent(victim, address, '{"x":' * depth)[0] == 400
        nested = "[" * depth + "]" * depth
        code, _ = _sent(victim, address, f'{{"question": "{_QUESTION}", "id": {nested}}}')
        assert code == 400
