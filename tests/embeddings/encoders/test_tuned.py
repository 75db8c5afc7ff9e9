from pathlib import Path

import numpy as np
import pytest

from embeddings.encoders import bundled, tuned
from embeddings.encoders.bulk import BulkEncoder, Piece, marks, unigram_tokenizer
from embeddings.encoders.e5_weights import read_weights, weights_file
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.identity import BUNDLED, GENERAL, EncoderUnavailableError
from embeddings.encoders.load import open_encoder

_MOST_BYTES = 25_000_000
_TEXTS = [
    "Qui garde le phare ?",
    "The Department has no plans to repaint the lighthouses of Moss Island this year.",
    "Le Gouvernement a répondu que les escargots traversent la route à leurs risques.",
]


def test_the_tuned_layers_are_a_small_part_of_the_package() -> None:
    assert tuned.FILE.stat().st_size < _MOST_BYTES


def test_the_tuned_encoder_is_not_the_general_one_and_both_can_be_chosen(encoder: Encoder) -> None:
    general = open_encoder(GENERAL)
    assert (encoder.identity.name, general.identity.name) == (BUNDLED, GENERAL)
    assert encoder.identity.revision == tuned.tuned_revision()
    similar = encoder.encode_passages(_TEXTS) @ general.encode_passages(_TEXTS).T
    assert similar.diagonal().max() < 0.999


def test_nothing_of_the_installed_package_is_changed(encoder: Encoder) -> None:
    before = read_weights(weights_file())
    changed = read_weights(weights_file())
    tuned.put_in_place(changed)
    after = read_weights(weights_file())
    assert (before.image == after.image).all()
    assert not (before.image == changed.image).all()


def test_what_was_learned_is_the_scales_the_norms_and_the_biases_of_layers() -> None:
    general, changed = read_weights(weights_file()), read_weights(weights_file())
    tuned.put_in_place(changed)
    assert (changed.word_rows(np.arange(50)) == general.word_rows(np.arange(50))).all()
    for name in ("emb.pos", "emb.ln.w"):
        assert (changed.tensor(name) == general.tensor(name)).all()
    for name in ("l0.q.w", "l11.fo.w", "l5.aln.b"):
        assert (changed.tensor(name) != general.tensor(name)).any()
    # The four bits of each weight stay: within a block, all weights grow by one factor.
    before, after = (w.tensor("l7.fi.w").reshape(-1, 32) for w in (general, changed))
    factors = np.divide(after, before, out=np.full_like(after, np.nan), where=before != 0)
    spread = np.nanmax(factors, axis=1) - np.nanmin(factors, axis=1)
    assert np.nanmax(spread) < 1e-3


@pytest.mark.slow
def test_the_engine_gives_the_vectors_of_full_precision(encoder: Encoder) -> None:
    torch = pytest.importorskip("torch")
    weights = read_weights(weights_file())
    tuned.put_in_place(weights)
    begin, end, _ = marks(unigram_tokenizer(weights))
    full = BulkEncoder(weights, torch.device("cpu"), torch.float32)
    pieces, _ = full.read(_TEXTS, "passage: ")
    assert all(piece.tokens[0] == begin and piece.tokens[-1] == end for piece in pieces)
    own = encoder.encode_passages(_TEXTS)
    for places, vectors in full.encode([Piece(p.place, p.tokens) for p in pieces]):
        assert np.einsum("ij,ij->i", own[places], vectors).mean() >= 0.999


@pytest.mark.parametrize("kept", [0, 10, 1_000, 100_000])
def test_a_file_that_is_cut_short_stops_the_encoder_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    cut = tmp_path / tuned.FILE.name
    cut.write_bytes(tuned.FILE.read_bytes()[:kept])
    monkeypatch.setattr(tuned, "FILE", cut)
    with pytest.raises(EncoderUnavailableError, match="not whole"):
        bundled.BundledEncoder()


def test_layers_of_another_model_stop_the_encoder_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.npz"
    np.savez(other, scales=np.ones(7, np.float16), others=np.ones(7, np.float32))
    monkeypatch.setattr(tuned, "FILE", other)
    with pytest.raises(EncoderUnavailableError, match="7 values"):
        bundled.BundledEncoder()


def test_without_the_file_the_general_encoder_still_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuned, "FILE", tmp_path / "gone.npz")
    tuned.tuned_revision.cache_clear()
    with pytest.raises(EncoderUnavailableError):
        bundled.BundledEncoder()
    assert bundled.BundledEncoder(GENERAL).identity.name == GENERAL
    tuned.tuned_revision.cache_clear()
