"""The machine interface: one JSON question per line in, one JSON answer per line out."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.answers.answer import Answer, AnswerStatus
from bot.languages.translate import system_language, translate
from bot.question.bad_input import BadInputError
from bot.requests.request import Request, parse_id, parse_request, read_json
from corpus.text.message import message


def answer_line(
    answer: Callable[[Request], Answer], line: str, number: int, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what `answer` says to one line of a batch, with its id.

    `options` hold for every line. A line that is no question is answered with status "rejected"
    and the reason, in its place.
    """
    item = None
    try:
        item = read_json(line)
        request = parse_request(item, options)
        return {"id": request.id} | answer(request).to_dict()
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
