"""The title shown of a record: the official one where it says something, else what was asked.

Many titles are the entry of an index ("femmes", "Planning"), and some records have none. The
question itself says what it is about: "M. X attire l'attention de M. le ministre de Y sur ...", "To
ask the Secretary of State for Z, what ...". Nothing is translated or added.
"""

import re
from functools import cache

from bot.web.kept.capitals import without_shouting
from bot.web.kept.reference import question_name
from corpus.files.beside import json_beside
from corpus.records.record import ReplyRecord
from embeddings.lexical.analysis import analyse, stem, words_in_order
from embeddings.texts.passages import ritual_opening
from embeddings.texts.sentence_splitter import split_sentences

_LONGEST = 110  # characters: two lines of a card
_SHORTEST = 70  # characters that a title keeps where it is cut at the end of a clause
_MARKS = " .,;:("
_LEAST_TERMS = 2  # of a title that is more than one word of an index
_LEAST_ASKED = 4  # of a clause that by itself says what is asked


def title_of(record: ReplyRecord, language: str) -> str:
    """Return the title of a record in the record's language; its number if nothing else is known.

    `language` is the reader's, of the number only.
    """
    title = without_shouting(record)
    if not _says_something(title, record.language):
        title = _asked_about(record) or title or record.label or question_name(record, language)
    return title[:1].upper() + title[1:]


def _says_something(title: str, language: str) -> bool:
    """Return whether a title is more than an entry of an index: a small letter, or one word."""
    return not title[:1].islower() and len(analyse(title, language)) >= _LEAST_TERMS


def _asked_about(record: ReplyRecord) -> str:
    """Return what the question of `record` is about, cut between words; "" if it does not say."""
    opening = _openings().get(record.language)
    line = record.question.partition("\n")[0]
    match = opening.match(line) if opening else None
    asked = _first_sentence(line, match.end() if match else 0)
    if len(analyse(asked, record.language)) < _LEAST_ASKED:
        # "When the repairs will be carried out" leaves out of what; what stands before may tell.
        whole = _first_sentence(line, ritual_opening(line))
        asked = max(asked, whole, key=lambda text: len(analyse(text, record.language)))
    return _cut(asked, record.language)


def _first_sentence(line: str, start: int) -> str:
    """Return the sentence of `line` that begins at `start`; "" for the whole, with its opening."""
    rest = line[start:] if start else ""
    (_, end), *_ = (*split_sentences(rest), (0, 0))
    return rest[:end].rstrip(_MARKS)


def _cut(text: str, language: str) -> str:
    """Return as much of `text` as a title holds: whole clauses, or words, none left hanging."""
    if len(text) <= _LONGEST:
        return text
    words = text[: _LONGEST + 1].rpartition(" ")[0]
    clause = words.rfind(", ")
    words = words[:clause] if clause >= _SHORTEST else words
    kept = words.split(" ")
    while kept and all(stem(word, language) is None for word in words_in_order(kept[-1], language)):
        kept.pop()  # "of a", "et de"
    return f"{' '.join(kept).rstrip(_MARKS)} …"


@cache
def _openings() -> dict[str, re.Pattern[str]]:
    table: dict[str, str] = json_beside(__file__, "title_words.json")["openings"]
    return {language: re.compile(pattern) for language, pattern in table.items()}
