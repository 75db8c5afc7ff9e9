"""Tells the language of a short text by the records: which of them use its words.

"Elon Musk" may be in no French record, "drogue" in no English one. Nothing is kept for this: the
lexical index knows how many records have a word. What is known in one language only, or is far more
frequent there, speaks for it; a name that both know says nothing. What is compared are rates by
million words, so that a few records in one language count beside many in another.
"""

import math
from collections.abc import Mapping

from corpus.text.language import evidence_in, leading, words_of
from embeddings.lexical.bm25 import LexicalIndex

_MOST_WORDS = 32  # of a text; in a longer one the letters have decided
_DOUBT = 5_000  # words' worth of doubt whether a language uses a word otherwise than the others
_SURE = 1.0  # lead of a language from which on words and letters together tell it


def language_by_words(text: str, sizes: Mapping[str, int], index: LexicalIndex) -> str:
    """Return the language whose records use the words of `text`, in doubt by its letters; or "".

    `sizes` are the numbers of words in the records of `index` by language.
    """
    spoken = {language: evidence_in(text).get(language, 0.0) for language in sizes}
    for word in dict.fromkeys(words_of(text)[:_MOST_WORDS]):
        found = {language: index.records_with(word, language) for language in sizes}
        counts = {language: count for language, count in found.items() if count is not None}
        rate = sum(counts.values()) / sum(sizes.values())
        if rate and len(counts) == len(sizes):  # no function word of any language
            for language, count in counts.items():
                own = (count + rate * _DOUBT) / (sizes[language] + _DOUBT)
                spoken[language] += math.log(own / rate)
    return leading(spoken, _SURE)
