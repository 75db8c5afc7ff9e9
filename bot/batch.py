"""The machine interface: one question as JSON in, one answer as JSON out, a line each."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.answer import Answer, AnswerStatus
from bot.pipeline import Pipeline
from bot.translate import system_language, translate
from embeddings.filters import Filters

_FILTERS = ("source", "ministry", "since", "until")


class BadInputError(Exception):
    """What was given cannot be used. The message says what and where."""


def parse_filters(options: Mapping[str, Any]) -> Filters:
    """Return the filters among `options`. Raises BadInputError for a day that is none."""
    values = {name: options.get(name) or "" for name in _FILTERS}
    if not all(isinstance(value, str) for value in values.values()):
        raise BadInputError("source, ministry, since and until are texts")
    return Filters(
        source=values["source"],
        ministry=values["ministry"],
        since=_day("since", values["since"]),
        until=_day("until", values["until"]),
    )


def answer_line(
    pipeline: Pipeline, line: str, number: int, options: Mapping[str, str]
) -> dict[str, Any]:
    """Return the answer to one line of a batch, with its id; `options` hold for every line.

    A line that is no question is answered with status "rejected" and the reason, in its place.
    """
    identity = None
    try:
        item = json.loads(line)
        identity = item.get("id") if isinstance(item, dict) else None
        if not isinstance(item, dict) or not isinstance(item.get("question"), str):
            raise BadInputError('expected {"id": ..., "question": "..."}')
        history = item.get("history") or []
        if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
            raise BadInputError("history is a list of earlier questions")
        filters = parse_filters({**options, **{n: item[n] for n in _FILTERS if item.get(n)}})
    except (ValueError, RecursionError, BadInputError) as error:
        language = system_language()
        reason = translate(f"line {number}: {error}", language)
        rejected = Answer("", "", language, AnswerStatus.REJECTED, reason)
        return {"id": identity} | rejected.to_dict()
    return {"id": identity} | pipeline.ask(item["question"], filters, history).to_dict()


def _day(name: str, value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise BadInputError(f"--{name} {value!r} is not a day like 2024-07-05") from None
