"""Cues: words of a question that act as a filter, and the word tables used to find them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpus.files.beside import json_beside


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a question that act as a filter: `text[start:end]`, as typed."""

    kind: str  # the name of the option that sets the same filter; "period" for since and until
    value: str
    start: int
    end: int
    said: bool = True  # the words are also part of what is asked; else searching can do without


@cache
def word_tables() -> dict[str, Any]:
    """Return the tables of filter_words.json."""
    tables: dict[str, Any] = json_beside(__file__, "filter_words.json")
    return tables


def any_of(phrases: list[str] | tuple[str, ...]) -> str:
    """Return a pattern that matches any of `phrases` as whole words, the longest first."""
    longest = sorted(phrases, key=len, reverse=True)
    return rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])"
