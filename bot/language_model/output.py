"""Reads the statements that a chat model writes, one JSON object a line, as they stream in.

Small models wrap them in prose, code fences or a list, or break off in the middle: whatever is not
a complete object of the right form is skipped and counted.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

MAX_STATEMENTS = 6  # of an answer; the prompt names it too
MAX_QUOTES = 4  # of one statement
_MAX_OBJECT = 4_000  # characters; an object longer than this is no statement


class Claim(NamedTuple):
    """A statement as the model wrote it; nothing in it has been checked."""

    text: str
    passage: int
    quotes: tuple[str, ...]


NO_ANSWER = Claim("", 0, ())  # the model's verdict that the passages do not answer the question


def read_claims(pieces: Iterable[str]) -> Iterator[Claim | None]:
    """Yield each statement found in the `pieces` of a text, and None for each malformed one.

    `NO_ANSWER` stands for the verdict that there is none.
    """
    for text in _objects(pieces):
        yield _claim(text) if text else None


def _objects(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the JSON objects of a text; "" for one that is never closed or far too long."""
    scan = _Scan()
    for character in (c for piece in pieces for c in piece):
        yield from scan.add(character)
    if scan.depth:
        yield ""


class _Scan:
    """Follows braces and strings, one character at a time.

    An object at the start of a line begins anew even where the one before was left open, so
    that one broken line does not swallow those after it.
    """

    def __init__(self) -> None:
        self.depth = 0
        self._read: list[str] = []
        self._in_string = False
        self._escaped = False
        self._at_line_start = True

    def add(self, character: str) -> Iterator[str]:
        """Take the next character; yield the object that it completes, if any."""
        begins = character == "{" and (self.depth == 0 or self._at_line_start)
        self._at_line_start = character == "\n" or (self._at_line_start and character.isspace())
        if begins:
            if self.depth:
                yield ""
            self.depth, self._read = 1, ["{"]
            self._in_string = self._escaped = False
        elif self.depth:
            self._read.append(character)
            self._follow(character)
            if self.depth == 0:
                yield "".join(self._read)
            elif len(self._read) > _MAX_OBJECT:
                self.depth = 0
                yield ""

    def _follow(self, character: str) -> None:
        if self._escaped:
            self._escaped = False
        elif self._in_string and character == "\\":
            self._escaped = True
        elif character == '"':
            self._in_string = not self._in_string
        elif not self._in_string:
            self.depth += (character == "{") - (character == "}")


def _claim(text: str) -> Claim | None:
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    if value.get("answers") is False and "text" not in value:
        return NO_ANSWER
    said, quotes = value.get("text"), value.get("quotes", value.get("quote"))
    passage = _number(value.get("passage"))
    if isinstance(quotes, str):
        quotes = [quotes]
    if not isinstance(said, str) or passage is None or not isinstance(quotes, list):
        return None
    if not 0 < len(quotes) <= MAX_QUOTES or not all(isinstance(q, str) for q in quotes):
        return None
    return Claim(said, passage, tuple(quotes))


def _number(value: Any) -> int | None:  # noqa: ANN401
    if isinstance(value, str) and value.strip().strip("[]").isdecimal():
        value = int(value.strip().strip("[]")[:4])
    return value if isinstance(value, int) and not isinstance(value, bool) else None
