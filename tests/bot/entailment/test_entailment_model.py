"""The entailment model is a tiny real cross-encoder with random weights; texts are fictional."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.entailment.entailment_model import Entailment
from bot.entailment.gate import why_dropped
from embeddings.encoders.identity import EncoderUnavailableError

_QUOTE = "Le phare de la baie est ouvert depuis 2023."
_AIDS = [
    "Le phare est ouvert depuis 2023.",
    "Le phare de la baie est ouvert.",
    "La baie est ouverte depuis 2023.",
    "Depuis 2023, le phare est ouvert.",
    "Le phare est de la baie.",
    "La baie de 2023 est le phare.",
]
_WORDS = "le la phare baie est ouvert ouverte depuis de 2023 , ."
_LABELS = {
    "nli": ("contradiction", "ENTAILMENT", "neutral"),
    "moved": ("entailment", "neutral", "contradiction"),
    "stars": ("one", "two", "not_entailment"),
    "twice": ("entailment", "entailment_strong", "neutral"),
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of cross-encoders that are one but for the names of their labels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        import torch
        from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

        folder = tmp_path_factory.mktemp("entailment")
        words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_WORDS.split()]
        tokenizer = BertTokenizerFast(vocab={word: n for n, word in enumerate(words)})
        for name, labels in _LABELS.items():
            torch.manual_seed(3)
            config = BertConfig(
                vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
                intermediate_size=64, max_position_embeddings=64, initializer_range=1.0,
                id2label=dict(enumerate(labels)), label2id={s: n for n, s in enumerate(labels)},
            )  # fmt: skip
            BertForSequenceClassification(config).save_pretrained(folder / name)
            tokenizer.model_max_length = 64
            tokenizer.save_pretrained(folder / name)
        yield folder


def _likeliest(folder: Path, aid: str) -> int:
    """Which label the model gives, worked out with transformers alone."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder)
    return int(model(**tokenizer(_QUOTE, aid, return_tensors="pt")).logits.argmax())


@pytest.mark.parametrize("name", ["nli", "moved"])
def test_an_aid_holds_when_entailment_is_the_likeliest_label_wherever_it_stands(
    name: str, models: Path
) -> None:
    entails = [label.lower() for label in _LABELS[name]].index("entailment")
    expected = {aid: _likeliest(models / name, aid) == entails for aid in _AIDS}
    assert set(expected.values()) == {True, False}
    judge = Entailment(str(models / name))
    assert {aid: judge.holds(_QUOTE, aid) for aid in _AIDS} == expected
    for aid, holds in expected.items():
        assert why_dropped(aid, "fr", _QUOTE, "fr", judge) == ("" if holds else "not_entailed")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere", "cannot be loaded"),
        ("stars", "has no label for entailment"),
        ("twice", "has no label for entailment"),
    ],
)
def test_what_is_no_entailment_model_is_said_in_plain_words(
    models: Path, name: str, told: str
) -> None:
    with pytest.raises(EncoderUnavailableError, match=told):
        Entailment(str(models / name))
