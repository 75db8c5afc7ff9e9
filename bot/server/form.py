"""A question sent by the page's form, without JavaScript: the answer is a document of its own."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from markupsafe import Markup
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.languages.messages import say
from bot.parlebot import Parlebot
from bot.question.bad_input import BadInputError
from bot.requests.request import FILTERS, Request, parse_request
from bot.server.answering import Answering
from bot.server.gate.middleware import reader_language
from bot.server.gate.visit import visit_of
from bot.web.chat import PageEvent, answer_events
from bot.web.documents.document import plain_document
from bot.web.publisher import Publisher
from bot.web.render import render

_FORM = "application/x-www-form-urlencoded"
_NAMES = frozenset({"question", "language", *FILTERS})
_MOST_FIELDS = 20  # the form has some eight


def form_routes(parlebot: Parlebot, answering: Answering, publisher: Publisher) -> list[Route]:
    """Return the address that answers the form."""

    async def ask(request: HttpRequest) -> Response:
        """Answer a question with a whole document."""
        visit = visit_of(request)
        asked = parse_form(request.headers.get("content-type", ""), await request.body())
        language = asked.language or reader_language(request.headers)
        async with answering.turn(visit):
            done = await answering.work(lambda check: _answered(parlebot, asked, check))
        answering.answered(visit, done["status"], done["timings_ms"])
        body = render(
            "answered.html",
            language,
            question=asked.question,
            done=done,
            longest=parlebot.max_characters,
        )
        # The browser's history has the title: what is asked in danger does not stand there.
        title = say("page_chat", language) if done["is_danger"] else asked.question.strip()[:80]
        made = Markup(body)  # noqa: S704 - made by our template
        return HTMLResponse(plain_document(title, made, language, publisher, home="./"))

    return [Route("/ask", ask, methods=["POST"])]


def parse_form(kind: str, body: bytes) -> Request:
    """Return the question in a form of the content type `kind`. Raises BadInputError.

    Another site's page can send this form unasked. That does no more than a link to a question
    would: nothing is kept, there is no session, and no other site can read the answer.
    """
    if kind.split(";")[0].strip().lower() != _FORM:
        raise BadInputError("the request is not of the type {type}", type=_FORM)
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:  # UnicodeDecodeError too
        raise BadInputError("the form cannot be read") from None
    return parse_request({name: value for name, value in pairs if name in _NAMES})


def _answered(parlebot: Parlebot, asked: Request, check: Callable[[], None]) -> PageEvent:
    """Return the event with the whole answer. Raises as `Parlebot.answer` does."""
    events = answer_events(parlebot, asked, check)
    return next(event for event in events if event["state"] == "done")
