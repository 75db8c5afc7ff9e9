"""Asks the generated index of benchmarks.scale, in a process of its own; prints figures as JSON.

    python -m benchmarks.scale_ask FOLDER RECORDS

What is timed is the search as `embeddings.search.index` does it, without the encoder and without
the records' texts being read: nearest keys and words, all scores, the fusion.
"""

import json
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from benchmarks.scale_keys import Records, ask_keys
from benchmarks.scale_words import typical_questions
from embeddings.encoders.centring import QUESTION_LANGUAGES
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.fits import fitted_by_default
from embeddings.generation.catalogue import Catalogue
from embeddings.generation.manifest import CODED
from embeddings.generation.segment import DENSE_FILES, LEXICAL_FOLDER, STATISTICS_FILE
from embeddings.lexical.bm25 import LexicalIndex
from embeddings.lexical.shared_words import RecordTerms
from embeddings.search.candidates import Query
from embeddings.search.features import Features
from embeddings.search.keys import KeyIndex, KeyPart
from embeddings.search.parts import Parts
from embeddings.search.ranking import rank
from embeddings.texts.passages import KeyKind
from embeddings.vectors.index_choice import open_vector_index
from embeddings.vectors.score_statistics import load_moments
from embeddings.vectors.vector_index import Flags

SHARES = {"none": 1.0, "half of the records": 0.5, "1 in 100": 0.01, "1 in 1,000": 0.001}
FOUND = 20


def main() -> None:
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    records, queries = Records.of(count), np.load(folder / "queries.npy")
    start = time.perf_counter()
    parts = open_parts(folder, records)
    opened = time.perf_counter() - start
    figures = {"open_s": opened, "search": ask(parts, queries), "memory": memory()}
    figures["keys"] = ask_keys(folder, records, queries)
    print(json.dumps(figures))


def open_parts(folder: Path, records: Records) -> Parts:
    """Return the parts of the generated index, its catalogue without filters."""
    count = len(records.languages)
    zeros = np.zeros(count, np.int32)
    catalogue = Catalogue(
        **dict.fromkeys((name for name in CODED if name != "language"), zeros),
        language=records.languages,
        number=zeros,
        group=np.arange(count),
        answered_on=zeros,
        has_reply=np.ones(count, np.bool_),
        fictional=np.ones(count, np.bool_),
        alive=np.ones(count, np.bool_),
    )
    moments, _ = load_moments(folder / STATISTICS_FILE)
    keys = {}
    for kind in KeyKind:
        own = records.keys[kind]
        dense = open_vector_index(folder / DENSE_FILES[kind], records.languages[own])
        part = KeyPart(dense, own, np.broadcast_to(np.zeros(2, np.int32), (len(own), 2)))
        statistics = moments[kind].statistics()
        keys[kind] = KeyIndex([part], statistics, catalogue.language, catalogue.alive)
    return Parts(
        manifest=SimpleNamespace(records=count, languages=QUESTION_LANGUAGES, complete=True),
        catalogue=catalogue,
        keys=keys,
        question_means=np.empty(0, np.float32),
        lexical=LexicalIndex(folder / LEXICAL_FOLDER),
        record_terms=RecordTerms([(0, folder)]),
        texts=None,
        weights=Features(**fitted_by_default("fusion")["weights"]),
    )


def ask(parts: Parts, queries: Vectors) -> dict[str, dict[str, float]]:
    """Return median and 95th percentile by filter, in ms, after one round that is not counted."""
    asked = [(q, language) for language, qs in typical_questions().items() for q in qs]
    figures = {}
    for name, share in SHARES.items():
        allowed = _allowed(parts, share)
        times = []
        for counted in (False, True):
            for (question, language), query in zip(asked, queries, strict=True):
                start = time.perf_counter()
                rank(parts, Query(question, query, language, allowed, FOUND, question_keys=True))
                if counted:
                    times.append((time.perf_counter() - start) * 1000)
        figures[name] = {
            "median_ms": float(np.median(times)),
            "p95_ms": float(np.percentile(times, 95)),
        }
        print(name, figures[name], file=sys.stderr, flush=True)
    return figures


def memory() -> dict[str, int]:
    """Return the bytes of this process in memory: its own, and of the index's files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    values = dict(line.split(":", 1) for line in lines if line.startswith("Rss"))
    return {name: int(values[name].split()[0]) << 10 for name in ("RssAnon", "RssFile")}


def _allowed(parts: Parts, share: float) -> Flags:
    if share == 1:
        return parts.catalogue.alive
    return np.random.default_rng(4).random(parts.manifest.records) < share


if __name__ == "__main__":
    main()
