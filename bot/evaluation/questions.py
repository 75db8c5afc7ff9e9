"""The questions of an evaluation, read from files of one JSON object a line.

Four forms are distinguished by their fields: answerable (`gold` and `key`), unanswerable (`kind`),
follow-ups (`first` and `second`) and graded (`grades`). See docs/evaluation.md.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.grading import BEST_GRADE, RELEVANT, Grading, Nugget
from corpus.text.message import MessageError, message, said_by

EVAL_LANGUAGES = ("en", "fr")
ANSWERABLE = "answerable"
FOLLOW_UP = "follow-up"
GRADED = "graded"
_BEST = ("answer", "digest", "none")  # that an ideal answer could give


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question in one language, with what is known to be right."""

    id: str
    language: str  # "en" or "fr"
    text: str
    kind: str  # ANSWERABLE, FOLLOW_UP, GRADED, or why no record answers: near, absent...
    gold: tuple[str, ...] = ()  # uids of the records that answer; none when unanswerable
    key: str = ""  # the answering words of the reply; "" for a follow-up
    corpus: str = ""  # of an unanswerable question: "uk", "fr" or not said
    history: tuple[str, ...] = ()
    grading: Grading | None = None  # of a GRADED question; its gold are the relevant records


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
    if "grades" in item:
        grading, gold = _grading(item)
        text, language = _text(item, "question"), _language(item)
        yield EvalQuestion(identity, language, text, GRADED, gold, grading=grading)
        return
    if "second" in item:
        history = (_text(item, "first"),)
        text, language, gold = _text(item, "second"), _language(item), _uids(item, "gold")
        yield EvalQuestion(identity, language, text, FOLLOW_UP, gold, history=history)
        return
    asked = {language: _text(item, language) for language in EVAL_LANGUAGES if language in item}
    if not asked:
        raise _FormError("no question: neither en nor fr")
    if "gold" in item:
        gold, key = _uids(item, "gold"), _text(item, "key")
        for language, text in asked.items():
            yield EvalQuestion(identity, language, text, ANSWERABLE, gold, key)
    else:
        kind = _text(item, "kind")
        corpus = _text(item, "corpus") if "corpus" in item else ""
        for language, text in asked.items():
            yield EvalQuestion(identity, language, text, kind, corpus=corpus)


def _grading(item: dict[str, Any]) -> tuple[Grading, tuple[str, ...]]:
    """Return the grading of a line, and the uids of the relevant records, best first."""
    grades, best, nuggets = (item.get(name) for name in ("grades", "best", "nuggets"))
    if not isinstance(grades, dict) or not grades or not all(map(_is_grade, grades.values())):
        raise _FormError("grades are not uids with 0 to {best}", best=BEST_GRADE)
    if best not in _BEST:
        raise _FormError("best is none of: {names}", names=", ".join(_BEST))
    if not isinstance(nuggets, list) or not all(isinstance(n, dict) for n in nuggets):
        raise _FormError("nuggets is not a list of objects")
    relevant = [uid for uid, grade in grades.items() if grade >= RELEVANT]
    findable = best != "none"
    if findable != bool(relevant):
        raise _FormError("best and grades contradict each other")
    vital = tuple(_nugget(nugget) for nugget in nuggets if nugget.get("vital"))
    grading = Grading(findable, grades, _uids(item, "quote", least=0), vital)
    return grading, tuple(sorted(relevant, key=grades.__getitem__, reverse=True))


def _nugget(item: dict[str, Any]) -> Nugget:
    return Nugget(_text(item, "text"), (_text(item, "uid"), *_uids(item, "same", least=0)))


def _is_grade(value: object) -> bool:
    return type(value) is int and 0 <= value <= BEST_GRADE


def _language(item: dict[str, Any]) -> str:
    language = _text(item, "lang")
    if language not in EVAL_LANGUAGES:
        raise _FormError("lang is neither en nor fr")
    return language


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str) or not value.strip():
        raise _FormError("{name} is not a text", name=name)
    return value


def _uids(item: dict[str, Any], name: str, least: int = 1) -> tuple[str, ...]:
    value = item.get(name)
    if isinstance(value, list) and all(isinstance(u, str) for u in value) and len(value) >= least:
        return tuple(value)
    raise _FormError("{name} is not a list of uids", name=name)
