"""The lexical engine over generated texts, beside SQLite FTS5 and bm25s.

The texts are bags of words, fictional: those of the typical questions that this project wrote
(embeddings/encoders/typical_questions.json), which makes these words far more frequent than in real
texts and the search harder, among invented ones of a Zipf distribution.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from embeddings.generation.segment import LEXICAL_FOLDER
from embeddings.lexical.analysis import words_in_order
from embeddings.lexical.bm25 import LexicalHit, LexicalIndex, LexicalText, LexicalWriter
from embeddings.lexical.shared_words import TermsWriter

WORDS = 70  # of a text
TAKEN = 200  # texts that a search finds
_OWN_SHARE = 0.2  # of them, from the typical questions
_INVENTED = 100_000  # words of each language
_SYLLABLES = "ba co da fé gui hé jo la mu no pi qua ri so tè u va xi zo brê cla dro gré"
_ENDINGS = {"fr": ("", "s", "tion", "tions", "ée", "ées"), "en": ("", "s", "ing", "ed", "er", "ly")}
_BLOCK = 10_000
# A text of its own, and a question in other forms of its words, without its accents.
STEMMED = {
    "fr": ("Les réglementations hospitalières zélandonnes", "reglementation hospitaliere"),
    "en": ("The regulations of zélandonian cafés", "regulation cafe"),
}


def typical_questions() -> dict[str, list[str]]:
    """Return the typical questions by language."""
    text = files("embeddings.encoders").joinpath("typical_questions.json").read_text("utf-8")
    return {language: json.loads(text)[language] for language in ("fr", "en")}


class Texts:
    """`count` generated texts, the same each time they are gone through."""

    def __init__(self, count: int, languages: Sequence[str] = ("fr", "en")) -> None:
        self._count, self._spoken = count, tuple(languages)
        self._own, self._invented = {}, {}
        random = np.random.default_rng(1)
        for language, questions in typical_questions().items():
            own = {w for q in questions for w in words_in_order(q, language)}
            self._own[language] = np.array(sorted(own))
            roots = random.choice(_SYLLABLES.split(), (_INVENTED, 3))
            ends = random.choice(_ENDINGS[language], _INVENTED)
            self._invented[language] = np.array(
                ["".join(parts) + end for parts, end in zip(roots, ends, strict=True)]
            )

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield language and text."""
        for start in range(0, self._count, _BLOCK):
            random = np.random.default_rng((2, start))
            size = min(_BLOCK, self._count - start)
            spoken = random.choice(self._spoken, size)
            own = random.random((size, WORDS)) < _OWN_SHARE
            rank = random.zipf(1.2, (size, WORDS))
            for row in range(size):
                mine, others = self._own[spoken[row]], self._invented[spoken[row]]
                words = others[rank[row] % len(others)]
                places = random.integers(len(mine), size=int(own[row].sum()))
                words[own[row]] = mine[places].astype(words.dtype)
                yield str(spoken[row]), " ".join(words.tolist())


def measure(folder: Path, count: int, peers: bool) -> dict[str, dict]:
    """Return the figures of each engine over `count` texts; indexes are left in `folder`."""
    found = {"parlebot (tantivy)": _measure_ours(folder, count)}
    if peers:
        found["SQLite FTS5"] = _measure_fts5(folder / "fts5.sqlite", count)
    if peers and count <= 200_000:
        found["bm25s"] = _measure_bm25s(count)
    return found


def write_words(folder: Path, count: int) -> float:
    """Write our lexical index of `count` texts into `folder`, and their terms; return seconds."""
    start = time.perf_counter()
    writer = LexicalWriter(folder / LEXICAL_FOLDER)
    with TermsWriter(folder) as terms:
        for ordinal, (language, text) in enumerate(Texts(count)):
            terms.add(writer.add(LexicalText(ordinal, language, "", "", text)))
    writer.close()
    return time.perf_counter() - start


def _measure_ours(folder: Path, count: int) -> dict:
    built = write_words(folder, count)
    size = _size(folder / LEXICAL_FOLDER)
    times = _times(_ours(folder))
    start = time.perf_counter()
    for place, (language, (text, _)) in enumerate(STEMMED.items()):
        writer = LexicalWriter(folder / LEXICAL_FOLDER)
        writer.add(LexicalText(count + place, language, "", "", text))
        writer.close()
    added = (time.perf_counter() - start) / len(STEMMED) * 1000
    search = _ours(folder)
    stems = {
        language: [hit.ordinal >= count for hit in search(question, language)[:1]] == [True]
        for language, (_, question) in STEMMED.items()
    }
    return {"build_s": built, "add_ms": added, "bytes": size, **times, "stems": stems}


def _ours(folder: Path) -> Callable[[str, str], list[LexicalHit]]:
    index = LexicalIndex(folder / LEXICAL_FOLDER)
    return lambda question, language: index.search(question, language, TAKEN, None)


def _measure_fts5(path: Path, count: int) -> dict:
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, tokenize='porter unicode61')")
    start = time.perf_counter()
    with database:
        database.executemany("INSERT INTO texts VALUES (?)", ((t,) for _, t in Texts(count)))
    built = time.perf_counter() - start
    start = time.perf_counter()
    for text, _ in STEMMED.values():
        with database:
            database.execute("INSERT INTO texts VALUES (?)", (text,))
    added = (time.perf_counter() - start) / len(STEMMED) * 1000

    def search(question: str, language: str) -> list[tuple[int]]:
        words = " OR ".join(f'"{word}"' for word in words_in_order(question, language))
        return database.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?", (words, TAKEN)
        ).fetchall()

    times = _times(search)
    stems = {
        language: [row[0] > count for row in search(question, language)[:1]] == [True]
        for language, (_, question) in STEMMED.items()
    }
    database.close()
    return {
        "build_s": built, "add_ms": added, "bytes": path.stat().st_size, **times, "stems": stems
    }  # fmt: skip


def _measure_bm25s(count: int) -> dict:
    import bm25s

    start = time.perf_counter()
    texts = [text for _, text in Texts(count)] + [text for text, _ in STEMMED.values()]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords=None, show_progress=False), show_progress=False)
    built = time.perf_counter() - start

    def search(question: str, language: str) -> list[int]:
        words = bm25s.tokenize([question], stopwords=None, show_progress=False)
        return index.retrieve(words, k=TAKEN, show_progress=False)[0][0].tolist()

    times = _times(search)
    stems = {
        language: search(question, language)[0] >= count
        for language, (_, question) in STEMMED.items()
    }
    size = sum(each.nbytes for each in index.scores.values() if isinstance(each, np.ndarray))
    return {"build_s": built, "add_ms": None, "bytes": size, **times, "stems": stems}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _times(search: Callable[[str, str], object]) -> dict[str, float]:
    """Return median and 95th percentile of a search, after one that is not counted, in ms."""
    asked = [(q, language) for language, qs in typical_questions().items() for q in qs]
    search(*asked[0])
    times = []
    for question, language in asked:
        start = time.perf_counter()
        search(question, language)
        times.append((time.perf_counter() - start) * 1000)
    return {"median_ms": float(np.median(times)), "p95_ms": float(np.percentile(times, 95))}
