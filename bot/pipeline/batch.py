"""The machine interface: one JSON question per line in, one JSON answer per line out."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.answers.answer import Answer, AnswerStatus
from bot.languages.translate import system_language, translate
from bot.pipeline.pipeline import Pipeline
from bot.pipeline.request import Request, parse_id, parse_request, read_json
from bot.question.bad_input import BadInputError
from corpus.text.message import message


def answer_request(
    pipeline: Pipeline,
    request: Request,
    default_language: str = "fr",
    check: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Return the answer to `request` in the machine interface's form, with its id.

    `check` is called before each costly step; what it raises ends the work.
    """
    return {"id": request.id} | pipeline.answer(request, default_language, check).to_dict()


def answer_line(
    pipeline: Pipeline, line: str, number: int, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the answer to one line of a batch, with its id; `options` apply to every line.

    A line that is no question is answered with status "rejected" and the reason, in its place.
    """
    item = None
    try:
        item = read_json(line)
        return answer_request(pipeline, parse_request(item, options))
    except BadInputError as error:
        language = system_language()
        reason = translate(
            message("line {number}: {reason}", number=number, reason=error), language
        )
        rejected = Answer("", "", language, AnswerStatus.REJECTED, reason)
        return {"id": _printable_id(item)} | rejected.to_dict()


def _printable_id(item: object) -> object:
    """Return the id of an item that is not a question, if it has one that can be printed."""
    try:
        return parse_id(item.get("id")) if isinstance(item, dict) else None
    except BadInputError:
        return None
