"""What the chat page shows: an answer as far as it is made, a reply in full.

All of it is HTML from our templates, in which anything from a document or a person is escaped; the
script `page.js` inserts it. No conversation is kept: the browser sends the earlier questions
along. The page works offline: no font, script or counter comes from elsewhere.
"""

from collections.abc import Callable, Iterator
from typing import Any

from bot.answers.answer import Answer
from bot.languages.catalogue import LANGUAGES
from bot.languages.messages import say
from bot.languages.translate import translate
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Stage
from bot.question.kinds import QuestionKind
from bot.requests.request import Request
from bot.suggestions.following import following
from bot.web.answer import after_html, answer_html, understood_html
from bot.web.kept.kept import kept_turn
from bot.web.panel import panel_html, record_html
from bot.web.render import render

PageEvent = dict[str, Any]  # JSON for page.js


def reply_in_full(parlebot: Parlebot, uid: str, language: str) -> str:
    """Return the reply `uid` as HTML, or that it is not there (any more).

    Raises NoGenerationError.
    """
    sharing = parlebot.current_index().sharing(uid)
    if not sharing:
        return error_html(say("page_record_gone", language), language)
    return record_html(sharing[0], sharing[1:], language)


def answer_events(
    parlebot: Parlebot,
    request: Request,
    check: Callable[[], None] = lambda: None,
    is_idle: Callable[[], bool] = lambda: True,
) -> Iterator[PageEvent]:
    """Yield progress, then the answer as far as it is made.

    `state` is "searching" (with `text`), "choosing" (with `html` too: the answer without the chat
    model that is at work), "answering" (the answer stands, aids to reading it are being written),
    "done" (with `html` and the rest) or, after that, "next" (with questions that go on from here).
    `check` is called before each costly step; what it raises ends this. What to ask next is looked
    for only while `is_idle()`: nobody waits for it. Raises as `Parlebot.answer` does.
    """
    spoken = request.language or LANGUAGES[0]
    replies = parlebot.coverage().replies
    yield {"state": "searching", "text": say("page_searching", spoken, replies=replies)}
    for stage, answer in parlebot.answer_steps(request, spoken, check):
        yield _told(stage, answer, spoken, in_conversation=bool(request.history))
    if questions := _next(parlebot, answer, request, check, is_idle):
        yield {"state": "next", "next": questions}


class _OthersWaitError(Exception):
    """Somebody waits for a turn."""


def _next(
    parlebot: Parlebot,
    answer: Answer,
    request: Request,
    check: Callable[[], None],
    is_idle: Callable[[], bool],
) -> list[str]:
    def unhurried() -> None:
        check()
        if not is_idle():
            raise _OthersWaitError

    try:
        unhurried()
        return following(parlebot, answer, request, unhurried)
    except _OthersWaitError:
        return []


def _told(stage: Stage, answer: Answer, spoken: str, *, in_conversation: bool) -> PageEvent:
    known: PageEvent = {
        "lang": answer.language,
        "understood": understood_html(answer, in_conversation=in_conversation),
        "wordings": list(answer.wordings),
    }
    known["html"] = answer_html(answer)
    if stage is Stage.CHOOSING:
        return known | {"state": "choosing", "text": say("page_choosing", spoken)}
    if stage is Stage.AIDING:
        return known | {"state": "answering", "text": say("page_aiding", spoken)}
    return known | {
        "state": "done",
        "status": answer.status.value,
        "outcome": answer.outcome.value,
        "is_danger": answer.question_kind == QuestionKind.DANGER,
        # What a link has to ask, for it goes without the questions before it.
        "asks": answer.standalone if in_conversation else answer.question,
        "found": {one.kind: one.value for one in answer.filters if one.found},
        "after": after_html(answer),
        "panel": panel_html(answer) if answer.sources or answer.retrieved else "",
        "kept": kept_turn(answer),
        "uids": [source.record.uid for source in answer.sources],
        "timings_ms": answer.timings_ms,
    }


def error_html(message: str, language: str) -> str:
    """Return an English `message` of this project as the page shows it in a language."""
    return render("error.html", language, text=translate(message, language))
