import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.questions import (
    ANSWERABLE,
    FOLLOW_UP,
    EvalQuestion,
    _questions_of,
    read_questions,
)

ANSWERED = {"id": "a", "en": "Who?", "fr": "Qui ?", "gold": ["f-1", "f-2"], "key": "deux gardiens"}
NEAR = {"id": "u", "en": "How much?", "kind": "near", "why": "not said", "corpus": "uk"}
SECOND = {"id": "f", "lang": "fr", "first": "Qui ?", "second": "et ici ?", "gold": ["f-1"]}


def _written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_the_three_forms_give_a_question_for_each_language(tmp_path: Path) -> None:
    path = _written(tmp_path / "q.jsonl", *map(json.dumps, (ANSWERED, NEAR, SECOND)))
    questions, bad = read_questions([path])
    assert bad == []
    gold = ("f-1", "f-2")
    assert questions == [
        EvalQuestion("a", "en", "Who?", ANSWERABLE, gold, "deux gardiens"),
        EvalQuestion("a", "fr", "Qui ?", ANSWERABLE, gold, "deux gardiens"),
        EvalQuestion("u", "en", "How much?", "near", corpus="uk"),
        EvalQuestion("f", "fr", "et ici ?", FOLLOW_UP, ("f-1",), history=("Qui ?",)),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        (json.dumps(ANSWERED | {"id": 1}), "id is not a text"),
        (json.dumps(ANSWERED | {"en": " "}), "en is not a text"),
        (json.dumps(ANSWERED | {"gold": []}), "gold is not a list of uids"),
        (json.dumps(ANSWERED | {"gold": "f-1"}), "gold is not a list of uids"),
        (json.dumps(ANSWERED | {"key": None}), "key is not a text"),
        (json.dumps({"id": "x", "gold": ["f-1"]}), "no question: neither en nor fr"),
        (json.dumps({"id": "x", "en": "?"}), "kind is not a text"),
        (json.dumps(SECOND | {"lang": "de"}), "lang is neither en nor fr"),
    ],
    ids=range(11),
)
def test_a_line_that_is_no_question_is_told_with_its_place_and_reason(
    tmp_path: Path, line: str, said: str
) -> None:
    path = _written(tmp_path / "q.jsonl", "\ufeff" + json.dumps(NEAR), "", line, json.dumps(NEAR))
    questions, (bad,) = read_questions([path])
    assert len(questions) == 2
    assert (bad.file, bad.line, bad.reason) == (str(path), 3, said)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(sorted(ANSWERED)), inner),
)


@given(st.dictionaries(st.sampled_from(sorted({*ANSWERED, *NEAR, *SECOND})), _JSON) | _JSON)
def test_any_json_is_questions_or_a_reason(value: Any) -> None:
    try:
        assert all(question.text.strip() for question in _questions_of(value))
    except ValueError as error:
        assert str(error)
