"""The vectors of generated records' keys: written, searched, compared with looking at each."""

import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.scale_vectors import BLOCK, DrawnVectors, Real
from embeddings.encoders.encoder import Vectors
from embeddings.generation.segment import DENSE_FILES, STATISTICS_FILE
from embeddings.texts.passages import KeyKind
from embeddings.vectors.index_choice import open_vector_index, write_vector_index
from embeddings.vectors.score_statistics import Moments, save_moments
from embeddings.vectors.vector_index import Flags, VectorIndex

# Keys of a record, as the real records have them: as often one as the other of each list.
PER_RECORD = {
    KeyKind.REPLY: (1, 1, 1, 2, 2),
    KeyKind.QUESTION: (1,),
    KeyKind.TITLE: (1,),
    KeyKind.SENTENCE: (4, 6, 8, 10, 12),
}
SEARCHED = (KeyKind.REPLY, KeyKind.QUESTION, KeyKind.TITLE)
TAKEN = 100  # keys that a search takes of each kind and language
COMPARED = 10
FILTERS = ("none", "half", "1 in 100", "1 in 1,000", "one subject")
_SHARES = {"half": 0.5, "1 in 100": 0.01, "1 in 1,000": 0.001}
_SUBJECT = 0.05  # of all keys, those nearest to a chance direction


@dataclass(frozen=True, slots=True)
class Records:
    """`count` generated records: their languages, and which record each key is of."""

    languages: npt.NDArray[np.uint8]
    keys: dict[KeyKind, npt.NDArray[np.int32]]

    @classmethod
    def of(cls, count: int) -> "Records":
        """Make `count` records, half of them French, the same each time."""
        random = np.random.default_rng(count)
        numbers = np.arange(count, dtype=np.int32)
        keys = {k: np.repeat(numbers, random.choice(n, count)) for k, n in PER_RECORD.items()}
        return cls((random.random(count) >= 0.5).astype(np.uint8), keys)

    def vectors(self, kind: KeyKind, real: dict[int, Real]) -> DrawnVectors:
        """Return the drawn vectors of the keys of a kind."""
        return DrawnVectors(real, self.languages[self.keys[kind]], int(kind))


def write_keys(folder: Path, records: Records, real: dict[int, Real], queries: Vectors) -> dict:
    """Write the vectors of all kinds and the exact answers to `queries`; return what it cost."""
    cost, moments = {}, {}
    for kind in KeyKind:
        path = folder / DENSE_FILES[kind]
        drawn = records.vectors(kind, real)
        languages = records.languages[records.keys[kind]]
        searched = kind in SEARCHED
        moments[kind] = Moments.empty(len(real), queries.shape[1])
        moments[kind].add(drawn[:BLOCK], languages[:BLOCK])
        plain = folder / "plain.npy"
        vectors = drawn.on_disk(plain) if searched else drawn
        start = time.perf_counter()
        write_vector_index(path, vectors, languages, searched=searched)
        seconds = time.perf_counter() - start
        cost[kind.name.lower()] = {
            "keys": len(drawn), "seconds": seconds, "bytes": path.stat().st_size
        }  # fmt: skip
        print(
            f"{len(drawn)} {kind.name.lower()} keys: {seconds:.0f} s", file=sys.stderr, flush=True
        )
        if searched:
            np.savez(folder / f"exact_{kind}.npz", **exact(vectors, queries, languages))
            plain.unlink()
    save_moments(folder / STATISTICS_FILE, moments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"kinds": cost, "peak_bytes": peak}


def allowed(name: str, vectors: Vectors | None, languages: npt.NDArray[np.uint8]) -> Flags:
    """Return the rows that a filter of FILTERS allows; "one subject" needs the vectors."""
    random = np.random.default_rng(9)
    if name in _SHARES:
        return random.random(len(languages)) < _SHARES[name]
    if vectors is None or name == "none":
        return np.ones(len(languages), np.bool_)
    towards = vectors[int(random.integers(len(vectors)))]
    near = np.concatenate(
        [vectors[at : at + BLOCK] @ towards for at in range(0, len(vectors), BLOCK)]
    )
    return near >= np.quantile(near, 1 - _SUBJECT)


def exact(
    vectors: Vectors, queries: Vectors, languages: npt.NDArray[np.uint8]
) -> dict[str, npt.NDArray[np.int64]]:
    """Return by filter and language the best rows for each query, and what the subject allows."""
    flags = {name: allowed(name, vectors, languages) for name in FILTERS}
    found: dict[str, list] = {f"{n}/{code}": [] for n in FILTERS for code in np.unique(languages)}
    scores = np.concatenate(
        [vectors[at : at + BLOCK] @ queries.T for at in range(0, len(vectors), BLOCK)]
    )
    for name in FILTERS:
        for code in np.unique(languages):
            rows = np.flatnonzero(flags[name] & (languages == code))
            for query in range(len(queries)):
                own = scores[rows, query]
                best = np.argpartition(-own, min(COMPARED, len(own) - 1))[:COMPARED]
                found[f"{name}/{code}"].append(rows[best])
    answers = {name: np.array(rows) for name, rows in found.items()}
    return answers | {"subject": np.flatnonzero(flags["one subject"])}


def ask_keys(folder: Path, records: Records, queries: Vectors) -> dict:
    """Return the times of each filter and the recall@10, over all kinds searched, in ms."""
    opened = {
        kind: open_vector_index(folder / DENSE_FILES[kind], records.languages[records.keys[kind]])
        for kind in KeyKind
    }
    figures = {}
    for name in FILTERS:
        times = np.zeros(len(queries))
        right = []
        for kind in SEARCHED:
            with np.load(folder / f"exact_{kind}.npz") as answers:
                best = {key: answers[key] for key in answers.files}
            spent, shares = _ask_kind(opened[kind], records, kind, name, queries, best)
            times += spent
            right += shares
        figures[name] = {
            "median_ms": float(np.median(times)),
            "p95_ms": float(np.percentile(times, 95)),
            "recall@10": float(np.mean(right)),
        }
    return figures


def _ask_kind(
    index: VectorIndex,
    records: Records,
    kind: KeyKind,
    name: str,
    queries: Vectors,
    best: dict[str, npt.NDArray[np.int64]],
) -> tuple[npt.NDArray[np.float64], list[float]]:
    languages = records.languages[records.keys[kind]]
    if name == "one subject":
        flags = np.zeros(len(languages), np.bool_)
        flags[best["subject"]] = True
    else:
        flags = allowed(name, None, languages)
    times, shares = np.zeros(len(queries)), []
    for code in np.unique(languages):
        permitted = flags & (languages == code)
        index.search(queries[0], TAKEN, permitted)
        for number, query in enumerate(queries):
            start = time.perf_counter()
            rows = index.search(query, TAKEN, permitted).rows[:COMPARED]
            times[number] += (time.perf_counter() - start) * 1000
            goal = best[f"{name}/{code}"][number]
            shares.append(len(set(rows.tolist()) & set(goal.tolist())) / len(goal))
    return times, shares
