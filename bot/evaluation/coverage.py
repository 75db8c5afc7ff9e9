"""How much of the words that matter is shown by the quotes of an answer.

Case, punctuation and the typesetter's choices do not count.
"""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from corpus.text.fold import fold_typography

COVERED = 0.8  # share of the words that quotes must show to hold them


def covered_share(key: str, quotes: Sequence[str]) -> float:
    """Return the share (0 to 1) of the words of `key` that `quotes` show in the same order."""
    words = compared_words(key)
    shown = [word for quote in quotes for word in compared_words(quote)]
    if not words:
        return 0.0
    blocks = SequenceMatcher(None, words, shown, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)


def shown_share(span: str, quotes: Sequence[str]) -> float:
    """Return the share (0 to 1) of the words of `span` that `quotes` show in any order."""
    words = Counter(compared_words(span))
    shown = Counter(word for quote in quotes for word in compared_words(quote))
    return (words & shown).total() / words.total() if words else 0.0


def compared_words(text: str) -> list[str]:
    """Return the words of `text` for comparison: lower case, no punctuation."""
    return re.findall(r"\w+", fold_typography(text).casefold())
