"""The questions of an evaluation, read from files of one JSON object a line.

Three forms are distinguished by their fields: answerable (`gold` and `key`), unanswerable (`kind`)
and follow-ups (`first` and `second`). See docs/evaluation.md.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.text.message import MessageError, message, said_by

EVAL_LANGUAGES = ("en", "fr")
ANSWERABLE = "answerable"
FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question in one language, with what is known to be right."""

    id: str
    language: str  # "en" or "fr"
    text: str
    kind: str  # ANSWERABLE, FOLLOW_UP, or why no record answers: near, absent, personal...
    gold: tuple[str, ...] = ()  # uids of the records that answer; none when unanswerable
    key: str = ""  # the answering words of the reply; "" for a follow-up
    corpus: str = ""  # of an unanswerable question: "uk", "fr" or not said
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be used: its file, its number from 1 on, and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.reason}"


def read_questions(paths: Sequence[Path]) -> tuple[list[EvalQuestion], list[BadLine]]:
    """Return the questions of the files at `paths`, and the lines that hold none.

    Raises OSError when a file cannot be opened.
    """
    questions: list[EvalQuestion] = []
    bad: list[BadLine] = []
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, start=1):
                text = line.strip("\ufeff \r\n\t")
                if not text:
                    continue
                try:
                    questions += _questions_of(json.loads(text))
                except _FormError as error:
                    bad.append(BadLine(str(path), number, said_by(error)))
                except (ValueError, RecursionError):
                    bad.append(BadLine(str(path), number, message("not JSON")))
    return questions, bad


class _FormError(MessageError, ValueError):
    """A JSON value that is not an evaluation question."""


def _questions_of(item: object) -> Iterator[EvalQuestion]:
    if not isinstance(item, dict):
        raise _FormError("not a JSON object")
    identity = _text(item, "id")
    if "second" in item:
        language = _text(item, "lang")
        if language not in EVAL_LANGUAGES:
            raise _FormError("lang is neither en nor fr")
        history = (_text(item, "first"),)
        text, gold = _text(item, "second"), _uids(item)
        yield EvalQuestion(identity, language, text, FOLLOW_UP, gold, history=history)
        return
    asked = {language: _text(item, language) for language in EVAL_LANGUAGES if language in item}
    if not asked:
        raise _FormError("no question: neither en nor fr")
    if "gold" in item:
        gold, key = _uids(item), _text(item, "key")
        for language, text in asked.items():
            yield EvalQuestion(identity, language, text, ANSWERABLE, gold, key)
    else:
        kind = _text(item, "kind")
        corpus = _text(item, "corpus") if "corpus" in item else ""
        for language, text in asked.items():
            yield EvalQuestion(identity, language, text, kind, corpus=corpus)


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _FormError("{name} is not a text", name=name)
    return value


def _uids(item: dict[str, Any]) -> tuple[str, ...]:
    value = item.get("gold")
    if not isinstance(value, list) or not value or not all(isinstance(u, str) for u in value):
        raise _FormError("gold is not a list of uids")
    return tuple(value)
