from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records.record import Status
from embeddings.texts.passages import (
    LONGEST_SENTENCE,
    PASSAGE_CHARACTERS,
    KeyKind,
    keys_of,
    ritual_opening,
    split_passages,
)
from embeddings.texts.sentence_splitter import split_sentences
from tests.embeddings.fictional_parts import KITES, LIGHTHOUSE, SNAILS, WAITING, record

_SENTENCE = st.integers(1, 60).map(lambda words: "Le " + "phare " * words + "brille.")
_REPLIES = st.lists(_SENTENCE, min_size=1, max_size=25).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(_REPLIES)
def test_a_passage_is_a_run_of_whole_sentences_of_at_most_the_stated_length(reply: str) -> None:
    sentences = split_sentences(reply)
    starts, ends = {s.start for s in sentences}, {s.end for s in sentences}
    for start, end in split_passages(reply):
        assert start in starts
        assert end in ends
        one_sentence = (start, end) in sentences
        assert end - start <= PASSAGE_CHARACTERS or one_sentence


@settings(max_examples=60, deadline=None)
@given(_REPLIES)
def test_passages_are_as_few_as_their_length_allows(reply: str) -> None:
    passages = split_passages(reply)
    for one, following in pairwise(passages):
        first_next = next(s for s in split_sentences(reply) if s.start == following.start)
        assert first_next.end - one.start > PASSAGE_CHARACTERS


_TABLE_ROWS = st.lists(
    st.sampled_from(["le", "mât", "12", ";", " ; ", "; ", ", ", " ", "x" * 900, "\t", "\u00a0"]),
    min_size=300,
    max_size=900,
).map(" ".join)


@settings(max_examples=30, deadline=None)
@given(_TABLE_ROWS)
def test_a_sentence_too_long_is_cut_into_pieces_that_lose_nothing(text: str) -> None:
    previous = 0
    for start, end in split_passages(text):
        assert previous <= start < end <= len(text)
        assert not text[previous:start].strip()
        assert end - start <= (PASSAGE_CHARACTERS if len(text) > LONGEST_SENTENCE else len(text))
        previous = end
    assert not text[previous:].strip()


def test_a_long_list_without_full_stops_is_cut_at_its_semicolons() -> None:
    items = [f"le phare numéro {n} de la côte des brumes, gardé toute l'année" for n in range(40)]
    reply = " ; ".join(items) + "."
    assert len(reply) > LONGEST_SENTENCE
    passages = [reply[start:end] for start, end in split_passages(reply)]
    assert len(passages) > 2
    assert all(passage.startswith("le phare numéro") for passage in passages)


def test_reply_keys_carry_the_title_and_span_the_reply() -> None:
    keys = [key for key in keys_of(LIGHTHOUSE) if key.kind == KeyKind.REPLY]
    assert keys
    for key in keys:
        assert key.text == f"Gardiennage des phares\n{LIGHTHOUSE.reply[key.start : key.end]}"


def test_question_keys_span_the_question_after_its_ritual_opening() -> None:
    (key,) = [key for key in keys_of(LIGHTHOUSE) if key.kind == KeyKind.QUESTION]
    assert key.text == "les phares sans gardien."
    assert LIGHTHOUSE.question[key.start : key.end] == key.text


def test_the_title_is_a_key_and_the_rubrique_stands_in_for_it() -> None:
    untitled = replace(KITES, title="", rubrique="loisirs de plein air")
    assert [k.text for k in keys_of(KITES) if k.kind == KeyKind.TITLE] == ["Licence de cerf-volant"]
    assert [k.text for k in keys_of(untitled) if k.kind == KeyKind.TITLE] == [
        "loisirs de plein air"
    ]


def test_a_record_without_any_heading_has_no_title_key() -> None:
    keys = list(keys_of(replace(KITES, title="")))
    assert KeyKind.TITLE not in {key.kind for key in keys}
    assert all(key.text == key.text.strip() for key in keys)


@pytest.mark.parametrize(
    "status", [s for s in Status if not s.has_reply], ids=lambda status: str(status)
)
def test_what_is_no_reply_on_the_substance_gives_no_reply_key(status: Status) -> None:
    written = record("f-9", "Nuages", "Combien de nuages ?", "J'écrirai bientôt.", status=status)
    assert {key.kind for key in keys_of(written)} == {KeyKind.QUESTION, KeyKind.TITLE}
    assert KeyKind.REPLY not in {key.kind for key in keys_of(WAITING)}


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        (
            "M. Paul Brise attire l'attention de M. le ministre de la mer sur les phares.",
            "les phares.",
        ),
        (
            "Mme Zoé Cap interroge Mme la ministre, au sujet de l’entretien des quais.",
            "l’entretien des quais.",
        ),
        (
            "Mlle Cap appelle l'attention de M. le ministre à propos de la digue du nord.",
            "la digue du nord.",
        ),
        ("M. Brise questionne M. le ministre concernant ses bateaux.", "ses bateaux."),
        (
            "To ask the Secretary of State for Slow Transport, how many snails crossed.",
            "how many snails crossed.",
        ),
        ("To ask His Majesty's Government, what the plan is.", "what the plan is."),
        ("Le phare est-il gardé sur la côte ?", "Le phare est-il gardé sur la côte ?"),
        ("How many snails crossed, and why?", "How many snails crossed, and why?"),
        ("", ""),
    ],
)
def test_the_ritual_opening_is_not_part_of_what_is_searched(question: str, rest: str) -> None:
    assert question[ritual_opening(question) :] == rest


def test_an_english_question_key_begins_after_who_is_asked() -> None:
    (key,) = [key for key in keys_of(SNAILS) if key.kind == KeyKind.QUESTION]
    assert key.text == "how many snail crossings were built."
