from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.pipeline.pipeline import Pipeline
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import BUNDLED, EncoderMismatchError, EncoderUnavailableError
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index
from tests.embeddings.fictional_parts import FOUR, build_home
from tests.embeddings.tiny_models import save_tiny_model


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of tiny real models: 'plain', 'prompted', and 'other' with other weights."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        folder = tmp_path_factory.mktemp("models")
        prompts = {"query": "query: ", "document": "passage: "}
        for seed, (name, own) in enumerate(
            {"plain": {}, "prompted": prompts, "other": {}, "tiny-e5": {}}.items()
        ):
            save_tiny_model(folder, name, seed, own)
        yield folder


def test_a_model_by_path_is_an_encoder_with_an_identity_of_its_own(models: Path) -> None:
    encoder = open_encoder(str(models / "plain"))
    identity = encoder.identity
    assert identity.name == str((models / "plain").resolve())
    assert (identity.dimension, identity.precision) == (32, "float32")
    assert (identity.query_prompt, identity.passage_prompt) == ("", "")
    assert open_encoder(str(models / "plain")).identity == identity
    assert open_encoder(str(models / "other")).identity.revision != identity.revision


def test_vectors_are_of_unit_length_and_in_order(models: Path) -> None:
    encoder = open_encoder(str(models / "plain"))
    texts = ["le phare", "snail crosses", "qui garde les phares ? " * 40, ""]
    vectors = encoder.encode_passages(texts)
    assert vectors.shape == (4, 32)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(vectors[1], encoder.encode_passages(texts[1:2])[0], atol=1e-5)
    assert encoder.encode_passages([]).shape == (0, 32)
    assert encoder.encode_query("le phare").shape == (32,)


def test_the_prompts_that_a_model_declares_are_put_in_front(models: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = open_encoder(str(models / "prompted"))
    assert encoder.identity.query_prompt == "query: "
    assert encoder.identity.passage_prompt == "passage: "
    bare = SentenceTransformer(str(models / "prompted"))
    expected = bare.encode(
        ["query: le phare", "passage: le phare"], prompt="", normalize_embeddings=True
    )
    np.testing.assert_allclose(encoder.encode_query("le phare"), expected[0], atol=1e-5)
    np.testing.assert_allclose(encoder.encode_passages(["le phare"])[0], expected[1], atol=1e-5)


def test_an_e5_model_that_declares_no_prompts_gets_those_of_its_family(models: Path) -> None:
    identity = open_encoder(str(models / "tiny-e5")).identity
    assert (identity.query_prompt, identity.passage_prompt) == ("query: ", "passage: ")


@pytest.mark.parametrize("name", ["nobody/no-such-model", "./no/such/folder"])
def test_a_model_that_is_not_there_is_an_error_with_advice(models: Path, name: str) -> None:
    with pytest.raises(EncoderUnavailableError, match="sentence-transformers model or the path"):
        open_encoder(name)


def test_an_index_answers_with_its_own_encoder_and_refuses_another(
    models: Path, tmp_path: Path, encoder: Encoder
) -> None:
    own = open_encoder(str(models / "plain"))
    home, _ = build_home(tmp_path, FOUR, own)
    index = Index(current_folder(home))
    assert index.encoder == own.identity
    assert len(index.search("les phares", "fr", own).hits) == 3
    with pytest.raises(EncoderMismatchError, match=BUNDLED):
        index.search("les phares", "fr", encoder)
    with pytest.raises(EncoderMismatchError, match="32 dimensions"):
        Pipeline(home, open_encoder(str(models / "other"))).ask("Qui garde les phares ?")
    assert Pipeline(home).encoder().identity == own.identity
    assert Pipeline(home).ask("Qui garde les phares ?").coverage is not None


def test_one_different_property_is_enough_to_be_another_encoder(models: Path) -> None:
    identity = open_encoder(str(models / "plain")).identity
    for change in ({"revision": "2"}, {"query_prompt": "q: "}, {"precision": "bfloat16"}):
        assert replace(identity, **change) != identity  # type: ignore[arg-type]
