from pathlib import Path

import numpy as np
import pytest
import torch

from embeddings.encoders import tuned
from embeddings.encoders.bundled import BundledEncoder
from embeddings.encoders.e5_weights import Weights, read_weights, weights_file
from embeddings.encoders.engine import Engine
from embeddings.encoders.identity import GENERAL
from training.model import TrainedEncoder
from training.pack import pack
from training.reading import Reader
from training.settings import Tuned

_TEXTS = ["Qui garde le phare ?", "The lighthouse is painted each spring. " * 8, "x"]


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(weights_file())


@pytest.fixture(scope="module")
def reader(weights: Weights) -> Reader:
    return Reader(weights)


def _model(weights: Weights, tuned: Tuned, layers: int = 2) -> TrainedEncoder:
    return TrainedEncoder(weights, tuned, layers, torch.device("cpu"), torch.float32)


@pytest.mark.parametrize("tuned", list(Tuned))
def test_before_anything_is_learned_the_vectors_are_those_of_the_general_encoder(
    weights: Weights, reader: Reader, tuned: Tuned
) -> None:
    with torch.no_grad():
        own = _model(weights, tuned)(reader.passages(_TEXTS)).numpy()
    general = BundledEncoder(GENERAL).encode_passages(_TEXTS)
    assert np.einsum("ij,ij->i", own, general).min() > 0.995


def test_only_the_layers_that_are_tuned_learn(weights: Weights, reader: Reader) -> None:
    model = _model(weights, Tuned.SCALES, layers=1)
    assert sum(p.numel() for p in model.parameters()) < sum(
        p.numel() for p in _model(weights, Tuned.FLOAT, layers=1).parameters()
    )
    model(reader.queries(_TEXTS)).sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters())


def test_the_engine_computes_with_packed_weights_as_training_did(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = read_weights(weights_file())
    model = _model(weights, Tuned.SCALES)
    torch.manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
        trained = model(reader.passages(_TEXTS)).numpy()
    pack(tmp_path / "tuned.npz", model, weights)
    before = read_weights(weights_file())
    monkeypatch.setattr(tuned, "FILE", tmp_path / "tuned.npz")
    tuned.put_in_place(before)
    assert (before.image == weights.image).all()
    engine = Engine(before)
    packed = engine.encode([text.encode() for text in _TEXTS], query=False)
    assert np.einsum("ij,ij->i", trained, packed).min() > 0.995
    untouched = BundledEncoder(GENERAL).encode_passages(_TEXTS)
    assert np.einsum("ij,ij->i", trained, untouched).max() < 0.99
