import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.grading import Grading, Nugget
from bot.evaluation.questions import (
    ANSWERABLE,
    FOLLOW_UP,
    GRADED,
    EvalQuestion,
    _questions_of,
    read_questions,
)

ANSWERED = {"id": "a", "en": "Who?", "fr": "Qui ?", "gold": ["f-1", "f-2"], "key": "deux gardiens"}
NEAR = {"id": "u", "en": "How much?", "kind": "near", "why": "not said", "corpus": "uk"}
SECOND = {"id": "f", "lang": "fr", "first": "Qui ?", "second": "et ici ?", "gold": ["f-1"]}

NUGGET = {"uid": "f-2", "text": "deux gardiens", "vital": True, "same": ["f-3"]}
BROAD = {
    **{"id": "b", "lang": "en", "question": "lighthouses", "best": "answer", "quote": ["f-2"]},
    "nuggets": [NUGGET, NUGGET | {"vital": False}],
    "grades": {"f-1": 2, "f-2": 3, "f-4": 0},
}


def _written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_the_four_forms_give_a_question_for_each_language(tmp_path: Path) -> None:
    path = _written(tmp_path / "q.jsonl", *map(json.dumps, (ANSWERED, NEAR, SECOND, BROAD)))
    questions, bad = read_questions([path])
    assert bad == []
    gold = ("f-1", "f-2")
    vital = (Nugget("deux gardiens", ("f-2", "f-3")),)
    grading = Grading(True, {"f-1": 2, "f-2": 3, "f-4": 0}, ("f-2",), vital)
    assert questions == [
        EvalQuestion("a", "en", "Who?", ANSWERABLE, gold, "deux gardiens"),
        EvalQuestion("a", "fr", "Qui ?", ANSWERABLE, gold, "deux gardiens"),
        EvalQuestion("u", "en", "How much?", "near", corpus="uk"),
        EvalQuestion("f", "fr", "et ici ?", FOLLOW_UP, ("f-1",), history=("Qui ?",)),
        EvalQuestion("b", "en", "lighthouses", GRADED, ("f-2", "f-1"), grading=grading),
    ]


def test_a_graded_question_that_nothing_answers_has_no_right_records() -> None:
    nothing = BROAD | {"best": "none", "quote": [], "nuggets": [], "grades": {"f-1": 1}}
    (question,) = _questions_of(nothing)
    assert question.gold == ()
    assert question.grading == Grading(False, {"f-1": 1}, (), ())


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
        (json.dumps(BROAD | {"lang": "de"}), "lang is neither en nor fr"),
        (json.dumps(BROAD | {"question": ""}), "question is not a text"),
        (json.dumps(BROAD | {"best": "nothing"}), "best is none of: answer, digest, none"),
        (json.dumps(BROAD | {"best": "none"}), "best and grades contradict each other"),
        (json.dumps(BROAD | {"grades": {"f-1": 1}}), "best and grades contradict each other"),
        (json.dumps(BROAD | {"grades": {"f-1": 4}}), "grades are not uids with 0 to 3"),
        (json.dumps(BROAD | {"grades": {"f-1": True}}), "grades are not uids with 0 to 3"),
        (json.dumps(BROAD | {"grades": {}}), "grades are not uids with 0 to 3"),
        (json.dumps(BROAD | {"quote": None}), "quote is not a list of uids"),
        (json.dumps(BROAD | {"nuggets": ["f-1"]}), "nuggets is not a list of objects"),
        (json.dumps(BROAD | {"nuggets": [NUGGET | {"same": 1}]}), "same is not a list of uids"),
        (json.dumps(BROAD | {"nuggets": [NUGGET | {"text": 1}]}), "text is not a text"),
    ],
    ids=range(23),
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
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(sorted({*ANSWERED, *NUGGET})), inner)
    ),
)


@given(st.dictionaries(st.sampled_from(sorted({*ANSWERED, *NEAR, *SECOND, *BROAD})), _JSON) | _JSON)
def test_any_json_is_questions_or_a_reason(value: Any) -> None:
    try:
        assert all(question.text.strip() for question in _questions_of(value))
    except ValueError as error:
        assert str(error)
