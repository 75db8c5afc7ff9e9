from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import EncoderUnavailableError
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index
from embeddings.search.reranker import RERANKED, Reranker

_QUESTION = "Combien coûte un repas à la cantine scolaire ?"
_VOCABULARY = "combien coute repas cantine le la les de des un et que pour dans sur est l d ? . ,"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of tiny real cross-encoders with random weights: 'one' and 'three' scores."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        import torch
        from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

        folder = tmp_path_factory.mktemp("crossencoders")
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_VOCABULARY.split()]
        tokenizer = BertTokenizerFast(vocab={word: n for n, word in enumerate(words)})
        for name, labels in {"one": 1, "three": 3}.items():
            torch.manual_seed(7)
            config = BertConfig(
                vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                intermediate_size=64, max_position_embeddings=128, num_labels=labels,
            )  # fmt: skip
            BertForSequenceClassification(config).save_pretrained(folder / name)
            tokenizer.model_max_length = 128
            tokenizer.save_pretrained(folder / name)
        yield folder


def test_the_best_replies_come_in_the_order_of_the_model(
    models: Path, sample_home: Home, encoder: Encoder
) -> None:
    index = Index(current_folder(sample_home))
    found = index.search(_QUESTION, "fr", encoder, count=40)
    reranker = Reranker(str(models / "one"))
    ordered = reranker.reordered(_QUESTION, found)
    uids, before = ([hit.record.uid for hit in result.hits] for result in (ordered, found))
    assert sorted(uids[:RERANKED]) == sorted(before[:RERANKED])
    assert uids[:RERANKED] != before[:RERANKED]
    assert uids[RERANKED:] == before[RERANKED:]
    assert [hit.score for hit in ordered.hits] == [hit.score for hit in found.hits]
    assert [h.record.uid for h in reranker.reordered(_QUESTION, ordered).hits] == uids
    index.close()


def test_a_search_that_finds_nothing_stays_empty(
    models: Path, sample_home: Home, encoder: Encoder
) -> None:
    from embeddings.search.filters import Filters

    index = Index(current_folder(sample_home))
    nothing = index.search(_QUESTION, "fr", encoder, Filters(source="NONE"))
    assert Reranker(str(models / "one")).reordered(_QUESTION, nothing).hits == []
    index.close()


def test_answers_follow_the_models_order(models: Path, sample_home: Home, encoder: Encoder) -> None:
    plain, reranked = (
        Pipeline(sample_home, encoder, reranker=name) for name in ("", str(models / "one"))
    )
    orders = [
        [r.record.uid for r in pipeline.ask(_QUESTION).retrieved] for pipeline in (plain, reranked)
    ]
    assert orders[0] != orders[1]
    for pipeline in (plain, reranked):
        pipeline.index().close()


@pytest.mark.parametrize(
    ("name", "told"), [("nowhere", "cannot be loaded"), ("three", "gives 3 scores")]
)
def test_what_is_no_reranker_is_said_in_plain_words(models: Path, name: str, told: str) -> None:
    with pytest.raises(EncoderUnavailableError, match=told):
        Reranker(str(models / name))
