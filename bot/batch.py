"""The machine interface: one question as JSON in, one answer as JSON out, a line each."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.answer import Answer, AnswerStatus
from bot.bad_input import BadInputError
from bot.limits import ALL
from bot.pipeline import Pipeline
from bot.scope import KINDS
from bot.translate import system_language, translate
from embeddings.filters import Filters

FILTERS = (
    "source", "country", "chamber", "ministry", "since", "until", "legislature", "number", "deputy",
)  # fmt: skip


def parse_filters(options: Mapping[str, Any]) -> Filters:
    """Return the filters among `options`. Raises BadInputError for a day that is none."""
    values: dict[str, Any] = {name: options.get(name) or "" for name in FILTERS}
    if not all(isinstance(value, str) for value in values.values()):
        raise BadInputError("every filter is a text")
    since, until = (_day(name, values.pop(name)) for name in ("since", "until"))
    return Filters(**values, since=since, until=until)


def parse_without(kinds: object) -> frozenset[str]:
    """Return the kinds of filter not to be looked for. Raises BadInputError for an unknown one."""
    known = (*KINDS, ALL)
    if not isinstance(kinds, (list, tuple)) or not all(kind in known for kind in kinds):
        raise BadInputError(f"without is a list of: {', '.join(known)}")
    return frozenset(kinds)


def answer_item(
    pipeline: Pipeline, item: object, options: Mapping[str, Any], default_language: str = "fr"
) -> dict[str, Any]:
    """Return the answer to one question as programs ask it, with its id.

    `options` are filters that hold where the item gives none. Raises BadInputError when `item` is
    no question.
    """
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        raise BadInputError('expected {"id": ..., "question": "..."}')
    history = item.get("history") or []
    if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
        raise BadInputError("history is a list of earlier questions")
    filters = parse_filters({**options, **{n: item[n] for n in FILTERS if item.get(n)}})
    without = parse_without(item.get("without") or options.get("without") or [])
    answer = pipeline.ask(item["question"], filters, history, default_language, without=without)
    return {"id": item.get("id")} | answer.to_dict()


def answer_line(
    pipeline: Pipeline, line: str, number: int, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the answer to one line of a batch, with its id; `options` hold for every line.

    A line that is no question is answered with status "rejected" and the reason, in its place.
    """
    item = None
    try:
        item = _parsed(line)
        return answer_item(pipeline, item, options)
    except BadInputError as error:
        language = system_language()
        reason = translate(f"line {number}: {error}", language)
        rejected = Answer("", "", language, AnswerStatus.REJECTED, reason)
        identity = item.get("id") if isinstance(item, dict) else None
        return {"id": identity} | rejected.to_dict()


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInputError(str(error)) from None


def _day(name: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadInputError(f"--{name} {value!r} is not a day like 2024-07-05") from None
