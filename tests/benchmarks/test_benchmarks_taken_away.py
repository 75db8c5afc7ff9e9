from collections.abc import Iterator

import pytest

from benchmarks.taken_away import (
    VARIATIONS,
    Unfiltered,
    no_centring,
    no_fusion,
    no_keys,
    no_spelling,
    no_way_in,
    no_words,
)
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.features import Features
from embeddings.search.index import Index
from embeddings.texts.passages import KeyKind

CANTEEN = "Combien coûte un repas à la cantine ?"
FEATURES = Features._fields


@pytest.fixture
def index(sample_home: Home) -> Iterator[Index]:
    opened = Index(current_folder(sample_home))
    yield opened
    opened.close()


def _column(index: Index, encoder: Encoder, name: str, question: str = CANTEEN) -> list[float]:
    return [getattr(hit.features, name) for hit in index.search(question, "fr", encoder).hits]


@pytest.mark.parametrize("kind", list(KeyKind))
def test_without_a_kind_of_key_the_others_still_find_the_reply(
    index: Index, sample_home: Home, encoder: Encoder, kind: KeyKind
) -> None:
    name = kind.name.lower()
    assert any(_column(index, encoder, name))
    before = {hit.record.uid: hit.features for hit in index.search(CANTEEN, "fr", encoder).hits}
    index.parts = no_keys(index.parts, sample_home, kind)
    hits = index.search(CANTEEN, "fr", encoder).hits
    assert hits[0].record.uid == "QANR5L99QE103"
    assert not any(getattr(hit.features, name) for hit in hits)
    others = {"title", "words", "shared", "corpus_size"} - {name}
    for hit in hits:
        known = before.get(hit.record.uid, hit.features)
        assert all(getattr(hit.features, o) == pytest.approx(getattr(known, o)) for o in others)


def test_sentences_that_bring_in_no_record_are_still_scored(
    index: Index, sample_home: Home, encoder: Encoder
) -> None:
    before = index.search(CANTEEN, "fr", encoder).hits[0]
    index.parts = no_way_in(index.parts, sample_home)
    allowed, query = index.parts.catalogue.alive, encoder.encode_query(CANTEEN)
    assert not len(index.parts.keys[KeyKind.SENTENCE].nearest(query, allowed, 1, 100))
    assert index.search(CANTEEN, "fr", encoder).hits[0].sentences == before.sentences


def test_without_words_only_meaning_is_left(
    index: Index, sample_home: Home, encoder: Encoder
) -> None:
    index.parts = no_words(index.parts, sample_home)
    for name in ("words", "shared", "shared_in_language", "names"):
        assert not any(_column(index, encoder, name))
    assert any(_column(index, encoder, "reply"))


def test_without_the_fusion_the_order_is_that_of_the_sum(
    index: Index, sample_home: Home, encoder: Encoder
) -> None:
    index.parts = no_fusion(index.parts, sample_home)
    for hit in index.search(CANTEEN, "fr", encoder).hits:
        f = hit.features
        expected = 0.2 * f.reply + 0.21 * f.question + 0.07 * f.title + 0.1 * f.sentence
        expected += 0.03 * f.words - 0.15 * f.own_language - 0.4 * f.corpus_size
        assert hit.score == pytest.approx(expected, abs=1e-4)


def test_without_centring_scores_are_the_cosines_of_the_bare_vectors(
    index: Index, sample_home: Home, encoder: Encoder
) -> None:
    index.parts = no_centring(index.parts, sample_home)
    hit = index.search(CANTEEN, "fr", encoder).hits[0]
    span, cosine = hit.sentences[0]
    bare = encoder.encode_passages([hit.record.reply[span.start : span.end]])[0]
    assert cosine == pytest.approx(float(bare @ encoder.encode_query(CANTEEN)), abs=1e-3)


def test_without_spelling_a_misspelt_word_is_unknown(
    index: Index, sample_home: Home, encoder: Encoder
) -> None:
    asked = "Combien coûte un repas à la cantinne ?"
    forgiven = max(_column(index, encoder, "shared", asked))
    index.parts = no_spelling(index.parts, sample_home)
    assert max(_column(index, encoder, "shared", asked)) < forgiven


def test_a_variation_leaves_the_index_it_came_from_as_it_was(
    index: Index, sample_home: Home, encoder: Encoder
) -> None:
    whole = index.parts
    before = index.search(CANTEEN, "fr", encoder).hits
    for name, without in VARIATIONS.items():
        index.parts = without(whole, sample_home)
        changed = [hit.features for hit in index.search(CANTEEN, "fr", encoder).hits]
        assert changed, name
    index.parts = whole
    assert index.search(CANTEEN, "fr", encoder).hits == before


def test_without_filters_from_words_a_named_ministry_limits_nothing(
    sample_parlebot: Parlebot, sample_pipeline: Pipeline
) -> None:
    asked = "Selon le ministère de la santé, que fait-on contre les déserts médicaux ?"
    with_filters = sample_parlebot.ask(asked)
    without = Unfiltered(sample_pipeline).ask(asked)
    assert with_filters.filters
    assert not without.filters
    assert len(without.retrieved) > len(with_filters.retrieved)
