"""The words of the corpus, to forgive typing errors: a small tantivy index, one word per document.

Tantivy finds the words within an edit distance with an automaton over its dictionary, so nothing
is loaded and a large vocabulary costs hardly more than a small one.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import tantivy

from embeddings.disk.tantivy_folder import IndexFolder

_SHORTEST = 5  # letters of a word that may be corrected: shorter ones have too many neighbours
_TWO_ERRORS_FROM = 8  # letters
_SURE_FROM = 7  # letters
_LONGEST = 40  # letters
_NEIGHBOURS = 50  # looked at, the most frequent first
_HEAP_BYTES = 16 << 20


class Correction(NamedTuple):
    """A word of the corpus that was meant. `sure`: one error in a long word, not in its start.

    What is not sure is often a real word that the corpus lacks ("mountain" is no "maintain"): it
    may help to find a record, but must not pass for a word that was found.
    """

    word: str
    sure: bool


def build_spelling(folder: Path, vocabularies: Mapping[str, Counter[str]]) -> None:
    """Write the words of `vocabularies` (language -> word -> records with it) into `folder`."""
    folder.mkdir()
    schema = _schema(tuple(sorted(vocabularies)))
    writer = tantivy.Index(schema, path=str(folder)).writer(_HEAP_BYTES, num_threads=1)
    for language, records in vocabularies.items():
        for word, count in records.items():
            if _is_correctable(word, _SHORTEST - 1):
                document = tantivy.Document()
                document.add_text(f"word_{language}", word)
                document.add_unsigned("records", count)
                writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class Spelling:
    """The vocabularies on disk."""

    def __init__(self, folder: Path, languages: tuple[str, ...]) -> None:
        self._folder = IndexFolder(folder, _schema(tuple(sorted(languages))))

    def nearest(self, word: str, language: str) -> Correction | None:
        """Return the corpus' word that was meant by `word`, which the corpus does not have.

        One error (a letter missing, added, changed, or two swapped) from five letters on, two
        from eight, then not in the first letter. The fewest errors win, then the same first
        letter, then the most frequent.
        """
        if not _is_correctable(word, _SHORTEST):
            return None
        found = self._within(word, language, 1)
        if found:
            nearest = min(found, key=lambda other: other[0] != word[0])
            return Correction(nearest, len(word) >= _SURE_FROM and nearest[0] == word[0])
        if len(word) < _TWO_ERRORS_FROM:
            return None
        found = [other for other in self._within(word, language, 2) if other[0] == word[0]]
        return Correction(found[0], sure=False) if found else None

    def _within(self, word: str, language: str, errors: int) -> list[str]:
        """Return the words within `errors` of `word`, most frequent first."""
        field, searcher = f"word_{language}", self._folder.searcher
        query = tantivy.Query.fuzzy_term_query(self._folder.schema, field, word, errors)
        hits = searcher.search(query, limit=_NEIGHBOURS, count=False, order_by_field="records").hits
        return [searcher.doc(address)[field][0] for _, address in hits]


def _is_correctable(word: str, shortest: int) -> bool:
    return word.isascii() and word.isalpha() and shortest <= len(word) <= _LONGEST


@cache
def _schema(languages: tuple[str, ...]) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for language in languages:
        builder.add_text_field(
            f"word_{language}", stored=True, tokenizer_name="raw", index_option="basic"
        )
    builder.add_unsigned_field("records", stored=False, fast=True)
    return builder.build()
