"""Keys: the texts that a question is matched against, each leading to one record.

A record has four kinds of key: the passages of its reply, the passages of the member's question,
its title, and each sentence of its reply. Only the reply is ever quoted; the others help to find
it. Passages are runs of whole sentences with their character span, and are embedded with the
record's title in front; a sentence is embedded alone, so that the one that answers stands out
from its neighbours, in the search and when quotes are chosen.
"""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from corpus.records.record import ReplyRecord
from embeddings.texts.sentence_splitter import Span, split_sentences

PASSAGES_VERSION = 3  # raise it when the rules below change: the index is then rebuilt
PASSAGE_CHARACTERS = 700  # about 170 tokens: one thought with its figures
LONGEST_SENTENCE = 1_400  # beyond it a "sentence" is a table or a list without full stops
_RITUAL_FR = re.compile(
    r"^(?:MM?\.|Mmes?|Mlle)\s.{0,400}?\b(?:sur|au sujet de|à propos de|quant à|concernant)\s+"
    r"(?=(?:la|le|les|l['’]|un|une|des|ses|sa|son)\b)"
)
_RITUAL_EN = re.compile(r"^To ask .{3,160}?,\s+(?=[a-z])")  # a ministry's name may hold commas


class KeyKind(IntEnum):
    """What a key stands for; the number is stored in the index."""

    REPLY = 0
    QUESTION = 1
    TITLE = 2
    SENTENCE = 3  # of the reply


class Key(NamedTuple):
    """A text to embed for a record, and the span of the record's reply or question it covers."""

    kind: KeyKind
    start: int
    end: int
    text: str


def keys_of(record: ReplyRecord) -> Iterator[Key]:
    """Yield the keys of `record`: none for the reply if there is no reply on the substance."""
    title = record.heading
    if record.status.has_reply:
        for span in split_passages(record.reply):
            passage = record.reply[span.start : span.end]
            yield Key(KeyKind.REPLY, *span, f"{title}\n{passage}".strip())
        for span in split_sentences(record.reply):
            yield Key(KeyKind.SENTENCE, *span, record.reply[span.start : span.end])
    opening = ritual_opening(record.question)
    for span in split_passages(record.question[opening:]):
        start, end = span.start + opening, span.end + opening
        yield Key(KeyKind.QUESTION, start, end, record.question[start:end])
    if title:
        yield Key(KeyKind.TITLE, 0, 0, title)


def ritual_opening(question: str) -> int:
    """Return how many opening characters of `question` only say who asks whom.

    "M. X attire l'attention de M. le ministre de Y sur ", "To ask the Secretary of State for Z, ".
    """
    match = _RITUAL_FR.match(question) or _RITUAL_EN.match(question)
    return match.end() if match else 0


def split_passages(text: str) -> list[Span]:
    """Return the spans of the passages of `text`: whole sentences, about 700 characters each."""
    passages: list[Span] = []
    for sentence in split_sentences(text):
        for piece in _pieces(text, sentence):
            if passages and piece.end - passages[-1].start <= PASSAGE_CHARACTERS:
                passages[-1] = Span(passages[-1].start, piece.end)
            else:
                passages.append(piece)
    return passages


def _pieces(text: str, sentence: Span) -> Iterator[Span]:
    if sentence.end - sentence.start <= LONGEST_SENTENCE:
        yield sentence
        return
    # Imported here: only such a rare text pays for it.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=PASSAGE_CHARACTERS,
        chunk_overlap=0,
        separators=[" ; ", "; ", ", ", " ", ""],
        keep_separator="end",
        add_start_index=True,
    )
    for document in splitter.create_documents([text[sentence.start : sentence.end]]):
        start = sentence.start + document.metadata["start_index"]
        yield Span(start, start + len(document.page_content))
