"""Search by words: BM25 over whole records with tantivy.

French and English texts have separate fields, each with its stemmer and stop words (analysis.py). A
question is never parsed as a query language: it is split into terms like a text. Misspelt words are
looked up in the corpus' vocabulary (spelling.py), and abbreviations and their long forms in the
corpus' own acronyms (acronyms.py).
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tantivy

from embeddings.disk.tantivy_folder import IndexFolder
from embeddings.lexical.acronyms import AcronymCounts, Acronyms
from embeddings.lexical.analysis import (
    STEMMERS,
    analyse,
    analyser,
    cut,
    indexed_as,
    normalised,
    stem,
    words_in_order,
)
from embeddings.lexical.shared_words import Hashes, QuestionTerms, hashed, named_words
from embeddings.lexical.spelling import Correction, Spelling, build_spelling
from embeddings.vectors.vector_index import Flags

__all__ = ["LexicalHit", "LexicalIndex", "LexicalText", "LexicalWriter", "analyse"]

_LANGUAGES = tuple(sorted(STEMMERS))
_MAX_TERMS = 64  # distinct terms of a question that are looked up
_MAX_WORDS = 200  # distinct words of a question that are checked for errors
_HEAP_BYTES = 64 << 20
_SMALL_HEAP_BYTES = 15 << 20  # the least that tantivy takes
_MORE = 4  # times more hits are looked at when a wide filter left too few
_INSIDE = 1_000  # records up to which a filter is part of the query
_ACRONYM_WEIGHT = 0.3  # of a term that only an acronym led to
_DOUBTFUL_WEIGHT = 0.5  # of a word that may have been meant
_SPELLING_FOLDER = "spelling"
_ACRONYMS_FILE = "acronyms.json"
# A question in another language is full of words the corpus does not know: they are no errors.
_KNOWN_SHARE = 0.5  # of a question's words, from which on the others may be corrected


class LexicalHit(NamedTuple):
    """A record's number and its BM25 score."""

    ordinal: int
    score: float


@dataclass(frozen=True, slots=True)
class LexicalText:
    """One record as given to the lexical index."""

    ordinal: int
    language: str
    title: str
    question: str
    reply: str
    rubrics: str = ""  # what the source files it under: rubrique, analyses, themes


class LexicalWriter:
    """Writes a lexical index: a new one, or the next one from a copy of the previous one.

    The vocabulary and the acronyms are written for a new index only; what is added later is known
    to them when the whole index is made anew.
    """

    def __init__(self, folder: Path) -> None:
        """Start in the new `folder`, or continue in a folder made by `copy_lexical`."""
        self._folder = folder
        self._is_new = not folder.exists()
        folder.mkdir(exist_ok=True)
        index = tantivy.Index(_schema(), path=str(folder))
        _register(index)
        heap = _HEAP_BYTES if self._is_new else _SMALL_HEAP_BYTES
        self._writer = index.writer(heap_size=heap, num_threads=1)
        self._vocabularies = {language: Counter[str]() for language in _LANGUAGES}
        self._acronyms = AcronymCounts()

    def delete(self, ordinals: Iterable[int]) -> None:
        """Remove records."""
        query = tantivy.Query.term_set_query(_schema(), "ordinal", list(ordinals))
        self._writer.delete_documents_by_query(query)

    def add(self, text: LexicalText) -> Hashes:
        """Add a record; return its hashed terms."""
        language = indexed_as(text.language)
        body = "\n".join((text.title, text.rubrics, text.question, text.reply))
        plain = normalised(body, language)
        terms = analyser(language).analyze(plain)
        document = tantivy.Document()
        document.add_unsigned("ordinal", text.ordinal)
        document.add_text(_field(language), " ".join(terms))
        self._writer.add_document(document)
        if self._is_new:
            self._vocabularies[language].update(set(cut(plain)))
            self._acronyms.add(body, language)
        return hashed(terms)

    def close(self) -> None:
        """Write what is still pending."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        if self._is_new:
            build_spelling(self._folder / _SPELLING_FOLDER, self._vocabularies)
            self._acronyms.save(self._folder / _ACRONYMS_FILE)


def is_rewritten(name: str) -> bool:
    """Return whether the file `name` changes when records are added to a lexical index.

    All others are only ever added or deleted, so they can be shared with the index before.
    """
    return name.endswith(".json") and "/" not in name and name != _ACRONYMS_FILE


class LexicalIndex:
    """A lexical index on disk, mapped into memory. Raises OSError, ValueError when damaged."""

    def __init__(self, folder: Path) -> None:
        # Read now: when it is needed, a later build may have deleted it.
        self._acronyms = (folder / _ACRONYMS_FILE).read_text("utf-8")
        self._opened = IndexFolder(folder, _schema())
        self._schema, self._searcher = self._opened.schema, self._opened.searcher
        self.spelling = Spelling(folder / _SPELLING_FOLDER, _LANGUAGES)

    @cached_property
    def acronyms(self) -> Acronyms:
        """The corpus' acronyms, parsed when first asked for."""
        return Acronyms.parse(self._acronyms)

    def search(
        self, question: str, language: str, count: int, allowed: Flags | None
    ) -> list[LexicalHit]:
        """Return up to `count` records of `language` that share words with `question`.

        `allowed` has a flag for each ordinal, None allows all.
        """
        weights = self._weights(question, language)
        permitted = None if allowed is None else int(np.count_nonzero(allowed))
        if not weights or permitted == 0:
            return []
        field = _field(language)
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, self._term(field, term, weight))
                for term, weight in weights.items()
            ]
        )
        if allowed is not None and permitted is not None and permitted <= _INSIDE:
            # Several times as fast as term_set_query, which goes through all ordinals.
            inside = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "ordinal", one))
                    for one in np.flatnonzero(allowed).tolist()
                ]
            )
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0)),
                ]
            )
            allowed = None  # done
        return self._best(query, count, allowed)

    def worth(self, question: str, language: str) -> dict[str, float]:
        """Return the terms that a search looks up -> the worth of each: rarity times weight."""
        return {
            term: weight * self._rarity_of(term, language)
            for term, weight in self._weights(question, language).items()
        }

    def rarity(self, question: str, language: str) -> dict[str, float]:
        """Return the inverse document frequency of each term of `question`, ln(1 + N / (1 + n)).

        Surely misspelt words count as the words that were meant; compounds by their parts.
        """
        meant = self.corrections(question, language)
        words = dict.fromkeys(words_in_order(question, language))
        right = (meant[word].word if word in meant and meant[word].sure else word for word in words)
        terms = dict.fromkeys(term for word in right if (term := stem(word, language)))
        return {term: self._rarity_of(term, language) for term in list(terms)[:_MAX_TERMS]}

    def question_terms(self, question: str, language: str) -> QuestionTerms:
        """Return the terms of `question` that a record in `language` may share."""
        names = {term for word in named_words(question) for term in analyse(word, language)}
        return QuestionTerms.of(self.rarity(question, language), names)

    def records_with(self, word: str, language: str) -> int | None:
        """Return how many records of `language` have `word`; None for a stop word."""
        term = stem(word, language)
        return self._frequency(language, term) if term else None

    def corrections(self, question: str, language: str) -> dict[str, Correction]:
        """Return the words of `question` that no record has -> the corpus' word that was meant.

        A word that any record has, in either language, is never corrected; nor is any word of a
        question that hardly speaks the corpus' `language`.
        """
        words = list(dict.fromkeys(words_in_order(question, language)))[:_MAX_WORDS]
        stems = {word: term for word in words if (term := stem(word, language))}
        unknown = [word for word, term in stems.items() if not self._frequency(language, term)]
        if len(stems) - len(unknown) < _KNOWN_SHARE * len(stems):
            return {}
        nearest = {
            word: self.spelling.nearest(word, language)
            for word in unknown
            if all(self.records_with(word, other) == 0 for other in _LANGUAGES if other != language)
        }
        return {word: meant for word, meant in nearest.items() if meant}

    def _best(self, query: tantivy.Query, count: int, allowed: Flags | None) -> list[LexicalHit]:
        """Return the best hits among those `allowed`, up to `count`."""
        limit = count
        while True:
            hits = self._searcher.search(query, limit=limit, count=False).hits
            addresses = [address for _, address in hits]
            ordinals = np.array(self._searcher.fast_field_values("ordinal", addresses), np.int64)
            scores = [float(score) for score, _ in hits]
            kept = np.arange(len(hits)) if allowed is None else np.flatnonzero(allowed[ordinals])
            if len(kept) >= count or len(hits) < limit:
                return [LexicalHit(int(ordinals[n]), scores[n]) for n in kept[:count].tolist()]
            limit *= _MORE

    def _weights(self, question: str, language: str) -> dict[str, float]:
        """Return the terms to look up -> their weight."""
        weights = dict.fromkeys(analyse(question, language)[:_MAX_TERMS], 1.0)
        for meant in self.corrections(question, language).values():
            if term := stem(meant.word, language):
                weights.setdefault(term, 1.0 if meant.sure else _DOUBTFUL_WEIGHT)
        related = self.acronyms.expansions(question, language)
        related += self.acronyms.short_forms(question, language)
        for term in analyse("\n".join(related), language)[:_MAX_TERMS]:
            weights.setdefault(term, _ACRONYM_WEIGHT)
        return weights

    def _term(self, field: str, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        return query if weight == 1 else tantivy.Query.boost_query(query, weight)

    def _rarity_of(self, term: str, language: str) -> float:
        return math.log1p(self._searcher.num_docs / (1 + self._frequency(language, term)))

    def _frequency(self, language: str, term: str) -> int:
        return int(self._searcher.doc_freq(_field(language), term))


def _field(language: str) -> str:
    return f"text_{indexed_as(language)}"


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
    """Register a tokenizer for texts already cut into terms: stemming again would cost as much."""
    terms = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    for language in _LANGUAGES:
        index.register_tokenizer(language, terms)
