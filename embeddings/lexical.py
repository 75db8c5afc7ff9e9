"""Search by words: BM25 over whole records with tantivy.

French and English texts stand in fields of their own, each with its stemmer and stop words.
Accents are folded before stemming, since the replies of 1986 to 1997 have none. A question is
never parsed as a query language: it is cut into terms like a text.
"""

import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import tantivy

_LANGUAGES = {"fr": "french", "en": "english"}
_MAX_TERMS = 64  # distinct terms of a question that are looked up
_HEAP_BYTES = 64 << 20
_MAX_WORD = 60  # characters; longer "words" are addresses or noise
_POST_FILTER = 5  # how many times more hits are asked for when a wide filter is applied after
_SET_FILTER = 20_000  # records up to which a filter is applied inside the search


class LexicalHit(NamedTuple):
    """A record's number and its BM25 score."""

    ordinal: int
    score: float


@dataclass(frozen=True, slots=True)
class LexicalText:
    """One record as the lexical index takes it."""

    ordinal: int
    language: str
    title: str
    question: str
    reply: str


def build_lexical(folder: Path, texts: Iterable[LexicalText]) -> None:
    """Write a lexical index of `texts` into the new folder `folder`."""
    folder.mkdir()
    index = tantivy.Index(_schema(), path=str(folder))
    _register(index)
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for text in texts:
        document = tantivy.Document()
        document.add_unsigned("ordinal", text.ordinal)
        body = "\n".join((text.title, text.question, text.reply))
        document.add_text(_field(text.language), body)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class LexicalIndex:
    """A lexical index on disk, mapped into memory."""

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._view = None if _may_lock(folder) else _linked_view(folder)
        self._index = tantivy.Index(
            self._schema, path=self._view.name if self._view else str(folder)
        )
        _register(self._index)
        self._searcher = self._index.searcher()

    def search(
        self, question: str, language: str, count: int, allowed: set[int] | None
    ) -> list[LexicalHit]:
        """Return up to `count` records of `language` that share words with `question`.

        `allowed` are the ordinals that a filter leaves, None for all.
        """
        terms = analyse(question, language)[:_MAX_TERMS]
        if not terms or allowed == set():
            return []
        field = _field(language)
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, field, term, "freq"))
                for term in terms
            ]
        )
        limit = count
        if allowed is not None and len(allowed) <= _SET_FILTER:
            inside = tantivy.Query.term_set_query(self._schema, "ordinal", sorted(allowed))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0)),
                ]
            )
        elif allowed is not None:
            limit = count * _POST_FILTER
        hits = self._searcher.search(query, limit=limit, count=False).hits
        found = (
            LexicalHit(self._searcher.doc(address)["ordinal"][0], float(score))
            for score, address in hits
        )
        return [hit for hit in found if allowed is None or hit.ordinal in allowed][:count]

    def rarity(self, question: str, language: str) -> dict[str, float]:
        """Return the inverse document frequency of each term of `question`, ln(1 + N / (1 + n))."""
        total, field = self._searcher.num_docs, _field(language)
        return {
            term: math.log1p(total / (1 + self._searcher.doc_freq(field, term)))
            for term in analyse(question, language)[:_MAX_TERMS]
        }


def _may_lock(folder: Path) -> bool:
    return all(os.access(path, os.W_OK) for path in (folder, *folder.glob("*.lock")))


def _linked_view(folder: Path) -> TemporaryDirectory[str]:
    """Return a writable folder of links to an index that may only be read.

    Tantivy makes a lock file beside an index even to read it.
    """
    view = TemporaryDirectory(prefix="parlebot-")
    for path in folder.iterdir():
        if path.suffix != ".lock":
            (Path(view.name) / path.name).symlink_to(path.absolute())
    return view


def analyse(text: str, language: str) -> list[str]:
    """Return the distinct terms of `text` in their order: folded, stemmed, no stop words."""
    whole = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no UTF-8
    return list(dict.fromkeys(_analyser(language).analyze(whole)))


@cache
def _analyser(language: str) -> tantivy.TextAnalyzer:
    name = _LANGUAGES.get(language, _LANGUAGES["en"])
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_MAX_WORD))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stopword(name))
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer(name))
        .build()
    )


def _field(language: str) -> str:
    return f"text_{language if language in _LANGUAGES else 'en'}"


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("ordinal", stored=True, indexed=True, fast=True)
    for language in _LANGUAGES:
        builder.add_text_field(
            _field(language), stored=False, tokenizer_name=language, index_option="freq"
        )
    return builder.build()


def _register(index: tantivy.Index) -> None:
    for language in _LANGUAGES:
        index.register_tokenizer(language, _analyser(language))
