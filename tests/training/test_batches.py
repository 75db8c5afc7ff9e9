from dataclasses import replace

import numpy as np
import pytest

from tests.training.fictional import pairs
from training.batches import GENERAL, Batches, Corpus, Forms
from training.manual_pages import Page
from training.neighbours import Words
from training.settings import Settings
from training.sources import UK

_PAGES = [
    Page(f"kite.{n}", language, f"fly kite {n}", f"Describes kite {n} in {language}.")
    for n in range(12)
    for language in ("en", "fr")
]


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    some = pairs(64)
    return Corpus(some, [Words([pair.reply for pair in some]).nearest()])


def _batches(
    corpus: Corpus, *, seed: int = 1, hard: bool = True, forms: Forms | None = None
) -> Batches:
    shares = {UK: 0.7, GENERAL: 0.3}
    return Batches(
        {UK: corpus}, _PAGES, shares, forms or Forms(), Settings(seed=seed, size=8, hard=hard)
    )


def test_a_batch_depends_on_the_seed_and_its_number_alone(corpus: Corpus) -> None:
    one, other = _batches(corpus), _batches(corpus)
    other.batch(3)
    for number in range(12):
        assert one.batch(number).queries == other.batch(number).queries
        assert one.batch(number).passages == other.batch(number).passages
    others = [_batches(corpus, seed=2).batch(number).queries for number in range(12)]
    assert others != [one.batch(number).queries for number in range(12)]


@pytest.mark.parametrize("hard", [True, False])
def test_each_query_has_a_right_passage_and_none_that_is_right_and_wrong(
    corpus: Corpus, hard: bool
) -> None:
    for number in range(30):
        batch = _batches(corpus, hard=hard).batch(number)
        assert batch.right.shape == batch.wrong.shape == (8, 8)
        assert batch.right.diagonal().all()
        assert not (batch.right & batch.wrong).any()


def test_the_same_query_makes_both_passages_right(corpus: Corpus) -> None:
    forms = Forms(title=1, topic=0, sentence=0)
    some = pairs(8)
    named = [
        type(pair)(pair.corpus, pair.uid, "en", pair.question, pair.reply, ("Ports",))
        for pair in some
    ]
    alike = Corpus(named, [Words([pair.reply for pair in named]).nearest()])
    batches = Batches({UK: alike}, [], {UK: 1}, forms, Settings(size=8))
    assert batches.batch(0).right.all()


def test_hard_batches_hold_more_replies_that_are_near_each_other() -> None:
    """Sixteen fictional islands with four replies each: a hard batch has several of one island."""
    some = [
        replace(pair, titles=(), reply=f"{pair.reply} So it is on the isle of Mossby{n // 4}.")
        for n, pair in enumerate(pairs(64))
    ]
    islands = Corpus(some, [Words([pair.reply for pair in some]).nearest()])

    def of_one_island(hard: bool) -> float:
        settings = Settings(size=8, hard=hard)
        batches = Batches({UK: islands}, [], {UK: 1}, Forms(0, 0, 0), settings)
        numbers = {pair.question: n // 4 for n, pair in enumerate(some)}
        found = [[numbers[text] for text in batches.batch(n).queries] for n in range(20)]
        return float(np.mean([len(batch) - len(set(batch)) for batch in found]))

    assert of_one_island(True) > 2 * of_one_island(False)


def test_a_page_of_the_manual_is_asked_for_in_either_language(corpus: Corpus) -> None:
    batches = Batches({}, _PAGES, {GENERAL: 1}, Forms(), Settings(size=12))
    batch = batches.batch(0)
    assert {text.split()[-1] for text in batch.passages} == {"en.", "fr."}
    for query, passage in zip(batch.queries, batch.passages, strict=True):
        assert query.split()[-1] == passage.split()[2]
