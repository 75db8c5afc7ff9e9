"""The bundled encoder's weights as a sentence-transformers folder, for stacks that need one."""

import tempfile
from pathlib import Path

from embeddings.encoders.bulk import BEGIN, END, UNKNOWN, unigram_tokenizer
from embeddings.encoders.e5_weights import Weights, read_weights, weights_file
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.tuned import put_in_place

# Names of a layer's tensors -> those of transformers' BertModel.
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_PARTS = {"w": "weight", "b": "bias"}


def write_model(folder: Path) -> None:
    """Write the model to `folder`, as SentenceTransformer(folder) opens it."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    weights = read_weights(weights_file())
    put_in_place(weights)
    named = _named(weights)
    config = BertConfig(
        vocab_size=len(named["embeddings.word_embeddings.weight"]) // weights.hidden,
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.feed_forward,
        max_position_embeddings=weights.positions,
        layer_norm_eps=weights.epsilon,
    )
    model = BertModel(config, add_pooling_layer=False)
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    model.load_state_dict(
        {name: torch.from_numpy(values.reshape(shapes[name])) for name, values in named.items()}
    )
    with tempfile.TemporaryDirectory() as bare:
        model.save_pretrained(bare)
        _tokenizer(weights).save_pretrained(bare)
        transformer = Transformer(bare, max_seq_length=weights.positions)
    modules = [transformer, Pooling(weights.hidden, "mean"), Normalize()]
    prompts = {"query": "query: ", "document": "passage: "}
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))


def _named(weights: Weights) -> dict[str, Vectors]:
    """Return the tensors by their names in BertModel."""
    named = {
        "embeddings.word_embeddings.weight": weights.tensor("emb.word"),
        "embeddings.position_embeddings.weight": weights.tensor("emb.pos"),
        "embeddings.token_type_embeddings.weight": weights.tensor("emb.type"),
        "embeddings.LayerNorm.weight": weights.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.tensor("emb.ln.b"),
    }
    for layer in range(weights.layers):
        for short, long in _LAYER.items():
            for part, name in _PARTS.items():
                key = f"encoder.layer.{layer}.{long}.{name}"
                named[key] = weights.tensor(f"l{layer}.{short}.{part}")
    return named


def _tokenizer(weights: Weights):  # noqa: ANN202 (transformers' classes are loaded late)
    from tokenizers import decoders
    from tokenizers.processors import TemplateProcessing
    from transformers import PreTrainedTokenizerFast

    tokenizer = unigram_tokenizer(weights)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = TemplateProcessing(
        single=f"{BEGIN} $A {END}",
        pair=f"{BEGIN} $A {END} {END} $B {END}",
        special_tokens=[(mark, tokenizer.token_to_id(mark)) for mark in (BEGIN, END)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=BEGIN,
        eos_token=END,
        cls_token=BEGIN,
        sep_token=END,
        pad_token="<pad>",
        unk_token=UNKNOWN,
        mask_token="<mask>",
        model_max_length=weights.positions,
    )
