"""The name of a file that a reader saves: its day and what was asked."""

import re
from datetime import date

from corpus.text.language import language_of
from embeddings.lexical.analysis import indexed_as, stem, words_in_order

_MOST_WORDS = 5
_LONGEST = 60  # characters of the words
_PLAIN = re.compile(r"[a-z0-9]+")


def file_name(day: date, question: str, form: str) -> str:
    """Return "parlebot-2026-11-30-fauteuil-roulant.docx": ASCII, whatever the question holds."""
    language = indexed_as(language_of(question))
    words = [
        word
        for word in words_in_order(question, language)
        if stem(word, language) is not None and _PLAIN.fullmatch(word)
    ]
    slug = "-".join(words[:_MOST_WORDS])[:_LONGEST].strip("-")
    return "-".join(filter(None, ("parlebot", day.isoformat(), slug))) + f".{form}"
