"""Tiny real sentence-transformers models, untrained: what surrounds an encoder is tested with."""

from collections.abc import Mapping
from pathlib import Path

_VOCABULARY = "query passage : le la les phare phares garde qui de snail crosses ? . a b c"


def save_tiny_model(folder: Path, name: str, seed: int, prompts: Mapping[str, str]) -> Path:
    """Write a model with weights drawn by `seed` to the new `folder / name`, which is returned."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_VOCABULARY.split()]
    tokenizer = BertTokenizerFast(vocab={word: n for n, word in enumerate(words)})
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    torch.manual_seed(seed)
    BertModel(config).save_pretrained(folder / f"bert-{name}")
    tokenizer.save_pretrained(folder / f"bert-{name}")
    transformer = Transformer(str(folder / f"bert-{name}"))
    model = SentenceTransformer(modules=[transformer, Pooling(32, "mean")], prompts=dict(prompts))
    model.save(str(folder / name))
    return folder / name
