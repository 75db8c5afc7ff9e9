"""The records here are fictional."""

import math
from dataclasses import replace

import pytest

from bot.question.kinds import QuestionKind
from bot.relevance.signals import Signals, relevance_signals
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Hit, Index
from embeddings.texts.sentence_splitter import Span

_POLICY = {kind: float(kind == QuestionKind.POLICY) for kind in QuestionKind}
KEPT = "Les phares sont gardés."


@pytest.fixture(scope="module")
def hits(sample_home: Home, encoder: Encoder) -> list[Hit]:
    with_closed = Index(current_folder(sample_home))
    found = with_closed.search("Qui garde les phares ?", "fr", encoder).hits
    with_closed.close()
    return found


def read(hit: Hit, reply: str) -> Hit:
    """Return `hit` as if its reply were this one sentence."""
    whole = Span(0, len(reply))
    return replace(
        hit,
        record=replace(hit.record, reply=reply),
        passages=(whole,),
        sentences=((whole, 0.5),),
    )


def measured(hits: list[Hit], question: str, language: str = "fr") -> list[Signals]:
    return relevance_signals(hits, question, {}, _POLICY, language)


@pytest.mark.parametrize(
    ("question", "asked", "missing"),
    [
        ("Combien de phares sont gardés ?", True, True),
        ("How many lighthouses are kept?", True, True),
        ("Qui garde les phares ?", False, False),
    ],
)
def test_a_number_asked_for_is_looked_for_in_the_nearest_sentences(
    hits: list[Hit], question: str, asked: bool, missing: bool
) -> None:
    (row,) = measured([read(hits[0], KEPT)], question)
    assert (row.asks_number, row.no_number) == (asked, missing)


def test_replies_that_say_the_same_keep_each_other_company(hits: list[Hit]) -> None:
    alone = "Le sel vient des marais."
    rows = measured([read(hits[0], KEPT), read(hits[1], KEPT), read(hits[2], alone)], "Phares ?")
    assert rows[0].company == pytest.approx(0.5)
    assert rows[2].company == 0


def test_the_scores_of_the_others_tell_how_far_a_reply_stands_out(hits: list[Hit]) -> None:
    rows = measured([read(hit, KEPT) for hit in hits[:3]], "Phares ?")
    assert rows[0].behind == 0 and rows[1].behind < 0
    assert rows[0].lead == pytest.approx(hits[0].score - hits[1].score)
    assert sum(row.share for row in rows) == pytest.approx(1)
    assert 0 < rows[0].doubt <= math.log(3)


def test_a_reply_in_another_language_is_told_from_one_in_the_askers(hits: list[Hit]) -> None:
    at_home, abroad = (
        measured([read(hits[0], KEPT)], "Phares ?", language)[0] for language in ("fr", "en")
    )
    assert (at_home.abroad, at_home.nearest_abroad) == (0, 0)
    assert (abroad.abroad, abroad.nearest_abroad) == (1, 0.5)


def test_nothing_found_has_no_signals() -> None:
    assert measured([], "Phares ?") == []
