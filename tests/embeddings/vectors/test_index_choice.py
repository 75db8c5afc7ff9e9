"""The forms of a file of vectors, each against looking at every vector with numpy."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.disk.home import VectorServer
from embeddings.encoders.encoder import Vectors
from embeddings.vectors import clusters, milvus
from embeddings.vectors import index_choice as dense_files
from embeddings.vectors.clusters import ClusteredIndex
from embeddings.vectors.codes import CodedVectors
from embeddings.vectors.exact import DenseIndex
from embeddings.vectors.index_choice import open_vector_index, write_vector_index
from embeddings.vectors.vector_index import Languages, VectorIndex

DIMENSION, ROWS, QUESTIONS = 32, 4_000, 20
ERROR = 0.01  # of a cosine of 32 numbers, a byte each


TAKEN = 100  # keys that a search takes of each kind and language
FEW = 600  # rows that are enough to have seen: a part of them, as it is among millions


def _unit(vectors: npt.NDArray[np.float64]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    """Points around 200 centres, as far from them as texts are from others on their subject."""
    random = np.random.default_rng(5)
    centres = random.normal(size=(200, DIMENSION))
    spread = random.normal(size=(ROWS, DIMENSION)) * 0.8
    return _unit(centres[random.integers(200, size=ROWS)] + spread)


@pytest.fixture(scope="module")
def questions(vectors: Vectors) -> Vectors:
    random = np.random.default_rng(6)
    near = vectors[random.integers(ROWS, size=QUESTIONS)]
    return _unit(near + 0.08 * random.normal(size=near.shape))


@pytest.fixture(scope="module")
def languages() -> Languages:
    return (np.arange(ROWS) % 3 == 0).astype(np.uint8)


@pytest.fixture(scope="module", params=["clusters", "milvus"])
def many(
    request: pytest.FixtureRequest,
    vectors: Vectors,
    languages: Languages,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[VectorIndex]:
    """The vectors as if they were too many to look at all of them: here, and on a server."""
    folder = tmp_path_factory.mktemp("vectors")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dense_files, "EXACT_UP_TO", ROWS - 1)
        patch.setattr(clusters, "_SEEN_LEAST", FEW)
        server = None
        if request.param == "milvus":
            pytest.importorskip("milvus_lite", reason="the extra milvus is not installed")
            server = VectorServer(str(folder / "server.db"))
            patch.setattr(milvus, "_FETCHED", FEW)
        write_vector_index(folder / "reply.faiss", vectors, languages, server)
        yield open_vector_index(folder / "reply.faiss", languages, server)


def _recall(
    index: VectorIndex,
    vectors: Vectors,
    questions: Vectors,
    allowed: Sequence[npt.NDArray[np.bool_]],
) -> float:
    """Return the share of the ten best rows that `index` finds; rows within its error are ties."""
    shares = []
    for question, flags in zip(questions, allowed, strict=True):
        scores = np.where(flags, vectors @ question, -2)
        best = np.sort(scores)[::-1][: min(10, int(flags.sum()))]
        rows = index.search(question, TAKEN, flags).rows[: len(best)]
        shares.append(np.mean(np.sort(scores[rows])[::-1] >= best - ERROR))
    return float(np.mean(shares))


def test_the_form_is_chosen_by_the_number_of_vectors(
    vectors: Vectors, languages: Languages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = vectors[:500]
    for limit, searched, form in (
        (500, True, DenseIndex),
        (500, False, DenseIndex),
        (499, True, ClusteredIndex),
        (499, False, CodedVectors),
    ):
        monkeypatch.setattr(dense_files, "EXACT_UP_TO", limit)
        write_vector_index(tmp_path / "keys", few, languages[:500], searched=searched)
        opened = open_vector_index(tmp_path / "keys", languages[:500])
        assert isinstance(opened, form)
        assert len(opened) == 500


def test_clusters_find_nearly_always_what_looking_at_all_finds(
    many: VectorIndex, vectors: Vectors, questions: Vectors
) -> None:
    everything = [np.ones(ROWS, np.bool_)] * QUESTIONS
    assert _recall(many, vectors, questions, everything) >= 0.97


@pytest.mark.parametrize("code", [0, 1])
def test_what_is_near_is_found_in_each_language(
    many: VectorIndex, vectors: Vectors, questions: Vectors, languages: Languages, code: int
) -> None:
    assert _recall(many, vectors, questions, [languages == code] * QUESTIONS) >= 0.95


@pytest.mark.parametrize("share", [0.5, 0.05, 0.002])
def test_a_filter_is_applied_inside_the_search(
    many: VectorIndex, vectors: Vectors, questions: Vectors, share: float
) -> None:
    random = np.random.default_rng(7)
    allowed = [random.random(ROWS) < share for _ in range(QUESTIONS)]
    assert _recall(many, vectors, questions, allowed) >= 0.97
    for question, flags in zip(questions[:5], allowed, strict=False):
        rows = many.search(question, 100, flags).rows
        assert len(rows) == min(100, int(flags.sum()))
        assert flags[rows].all()


def test_a_filter_whose_rows_lie_far_from_the_question_still_finds_them(
    many: VectorIndex, vectors: Vectors, questions: Vectors
) -> None:
    far = [vectors @ q < np.quantile(vectors @ q, 0.3) for q in questions]
    assert min(flags.sum() for flags in far) > FEW
    assert _recall(many, vectors, questions, far) >= 0.97


def test_a_filter_that_allows_nothing_finds_nothing(many: VectorIndex, questions: Vectors) -> None:
    assert len(many.search(questions[0], 10, np.zeros(ROWS, np.bool_)).rows) == 0


def test_clusters_and_codes_score_rows_nearly_exactly(
    many: VectorIndex, vectors: Vectors, questions: Vectors, tmp_path: Path
) -> None:
    CodedVectors.write(tmp_path / "codes", vectors)
    rows = np.array([5, 5, 0, ROWS - 1], np.int64)
    for index in (many, CodedVectors.load(tmp_path / "codes")):
        exact = vectors[rows] @ questions[0]
        np.testing.assert_allclose(index.score(questions[0], rows), exact, atol=ERROR)
        assert index.score(questions[0], np.empty(0, np.int64)).shape == (0,)


def test_codes_are_scored_and_never_searched(vectors: Vectors, tmp_path: Path) -> None:
    CodedVectors.write(tmp_path / "codes", vectors)
    codes = open_vector_index(tmp_path / "codes", np.zeros(ROWS, np.uint8))
    assert len(codes) == ROWS
    assert len(codes.search(vectors[0], 10, np.ones(ROWS, np.bool_)).rows) == 0


def test_the_same_vectors_give_the_same_file(
    vectors: Vectors, languages: Languages, tmp_path: Path
) -> None:
    for name in ("first", "second"):
        ClusteredIndex.build(vectors, languages).save(tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


@pytest.mark.parametrize("form", ["exact", "clusters", "codes"])
@pytest.mark.parametrize("kept", [0, 3, 10, 60, -1])
def test_a_file_cut_short_is_refused(
    form: str, kept: int, vectors: Vectors, tmp_path: Path
) -> None:
    path, few = tmp_path / "keys", vectors[:500]
    if form == "exact":
        DenseIndex.build(few).save(path)
    elif form == "clusters":
        ClusteredIndex.build(few, np.zeros(500, np.uint8)).save(path)
    else:
        CodedVectors.write(path, few)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises((RuntimeError, ValueError)):
        open_vector_index(path, np.zeros(500, np.uint8))


def test_no_file_of_another_kind_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(b"not an index at all")
    with pytest.raises(ValueError, match="keys is no index of vectors"):
        open_vector_index(path, np.zeros(500, np.uint8))
    np.save(path.open("wb"), np.zeros(5))
    with pytest.raises(ValueError, match="does not hold coded vectors"):
        open_vector_index(path, np.zeros(500, np.uint8))
