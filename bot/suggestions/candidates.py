"""What might be suggested: citizens' everyday questions, and questions made of records.

Better none than a bent one: what does not stand alone, is too long or names somebody is left out.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from corpus.files.beside import json_beside
from corpus.records.record import ReplyRecord

_SHORTEST, _LONGEST = 25, 90  # characters of a question
_FEWEST = 2  # words of what a question is about, so that it says something
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ODD = re.compile(r"[^\w\s'’-]|[\d_]| - |\n")  # in what a question is about


@cache
def everyday(language: str) -> tuple[str, ...]:
    """Return citizens' own questions in `language`; none where nobody has written any."""
    return tuple(json_beside(__file__, "questions.json").get(language, ()))


def made_of(record: ReplyRecord) -> Iterator[str]:
    """Yield questions in the language of `record` that it may answer, the most telling first."""
    frames = _frames().get(record.language)
    if frames is None:
        return
    words = {word.strip(".,;:()") for word in f"{record.question} {record.reply}".split()}
    for pattern, frame in frames["asks"]:
        for match in re.finditer(pattern, record.question):
            about = " ".join(match["z"].split())
            if _stands_alone(about, frames):
                yield from _of_length(frame.format(z=about))
    title = record.title.split(frames["part"])[0]
    # In most languages a title begins with a capital; what is a name keeps it in the text too.
    about = " ".join(_lowered(word, words, frames) for word in title.split())
    if _stands_alone(about, frames):
        asked = frames["title"].format(title=about)
        yield from _of_length(asked[:1].upper() + asked[1:])


def _of_length(question: str) -> Iterator[str]:
    if _SHORTEST <= len(question) <= _LONGEST:
        yield question.replace("’", "'")


def _stands_alone(about: str, frames: dict[str, Any]) -> bool:
    """Return whether `about` says what is meant, without the text that it was taken from."""
    words = _WORD.findall(about)
    if len(words) < _FEWEST or _ODD.search(about) or about != about.strip(" -–'’"):
        return False
    if re.search(rf"\b(?:{frames['not_alone']})\b", about, re.IGNORECASE):
        return False
    known = frames["known_names"].split("|")
    return all(word in known or word == word.lower() for word in re.findall(r"\w+", about))


def _lowered(word: str, words: set[str], frames: dict[str, Any]) -> str:
    """Return `word` of a title without its capital if it is so in `words`: then it is no name."""
    low = word.lower()
    is_name = word in frames["known_names"].split("|") or low not in words
    return word if is_name else low


@cache
def _frames() -> dict[str, Any]:
    found: dict[str, Any] = json_beside(__file__, "frames.json")
    return found
