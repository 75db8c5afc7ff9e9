"""Addresses that others may keep: replies to link to, questions to follow, what robots may read."""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from importlib.metadata import version
from urllib.parse import urlencode

from anyio import to_thread
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.parlebot import Parlebot
from bot.question.bad_input import BadInputError
from bot.requests.request import FILTERS, Request, parse_request
from bot.server.answering import Answering
from bot.server.errors import refusal_response
from bot.server.files import page_address, script_response
from bot.server.gate.middleware import reader_language
from bot.server.gate.refusals import Refusals
from bot.server.gate.visit import visit_of
from bot.web.documents.feed import MEDIA_TYPE, Place, feed_document, followed_question
from bot.web.documents.files import reply_script
from bot.web.documents.reply_page import reply_document
from bot.web.publisher import Publisher
from corpus.text.message import message

_LONGEST_UID = 200  # characters
_NO_ROBOTS = ("api/", "ask", "chat/", "feed")


def standing_routes(
    parlebot: Parlebot, answering: Answering, publisher: Publisher, refusals: Refusals
) -> list[Route]:
    """Return the addresses of the replies, of the feeds and for robots."""
    return [
        Route("/r/{uid:path}", _reply(parlebot, publisher, refusals), methods=["GET"]),
        Route("/reply.js", _script, methods=["GET"]),
        Route("/feed", _feed(parlebot, answering, publisher), methods=["GET"]),
        Route("/robots.txt", _robots, methods=["GET"]),
    ]


def _reply(parlebot: Parlebot, publisher: Publisher, refusals: Refusals) -> Callable[..., object]:
    async def reply(request: HttpRequest) -> Response:
        """Serve a reply as a document. Raises NoGenerationError."""
        uid, language = request.path_params["uid"], reader_language(request.headers)
        page = page_address(request)

        def made() -> str:
            sharing = parlebot.current_index().sharing(uid)
            return reply_document(sharing, language, publisher, page) if sharing else ""

        html = await to_thread.run_sync(made) if len(uid) <= _LONGEST_UID else ""
        if not html:
            visit_of(request).outcome = "address"
            gone = message("there is no such reply here, or not any more")
            return refusal_response(refusals, 404, gone, request)
        return HTMLResponse(html, headers={"vary": "accept-language"})

    return reply


def _feed(parlebot: Parlebot, answering: Answering, publisher: Publisher) -> Callable[..., object]:
    async def feed(request: HttpRequest) -> Response:
        """Serve the replies that answer a question as a feed, unless the reader has it already.

        Raises BadInputError, ServerBusyError, and what `Parlebot.answer` does.
        """
        asked = _asked(request)
        language = asked.language or reader_language(request.headers)
        page = page_address(request)
        place = Place(page, f"{page}feed?{urlencode(request.query_params.multi_items())}")
        index = await to_thread.run_sync(parlebot.current_index)
        built_at = index.manifest.built_at
        tag = _tag(followed_question(asked), language, place.own, built_at)
        # It may be kept, but the next look has to ask whether there is anything new.
        headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "accept-language"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        async with answering.turn(visit_of(request)):
            found = await answering.work(lambda check: parlebot.followed(asked, language, check))
        built_on = datetime.fromisoformat(built_at).date()
        document = feed_document(asked, found, language, publisher, place, built_on)
        return Response(document, media_type=MEDIA_TYPE, headers=headers)

    return feed


def _asked(request: HttpRequest) -> Request:
    """Return the question of a feed, with its filters. Raises BadInputError."""
    given = request.query_params
    if not given.get("q"):
        raise BadInputError("the address names no question: give it as q")
    item = {name: given[name] for name in (*FILTERS, "language") if name in given}
    return parse_request({**item, "question": given["q"], "without": given.getlist("without")})


def _tag(*parts: str) -> str:
    """Return the ETag of what is made of `parts`, by this version of the program, today.

    Some questions ("since last year") have other answers tomorrow.
    """
    made_of = "\0".join((*parts, version("parlebot"), date.today().isoformat()))
    return f'"{sha256(made_of.encode("utf-8", "replace")).hexdigest()[:32]}"'


async def _script(request: HttpRequest) -> Response:
    """Serve the script of a reply's page; its address changes with its text."""
    return script_response(request, reply_script())


async def _robots(request: HttpRequest) -> Response:
    """Tell robots to read pages only: a feed or an answer costs a search."""
    root = request.scope["root_path"]
    lines = ["User-agent: *", *(f"Disallow: {root}/{place}" for place in _NO_ROBOTS), "Allow: /"]
    return PlainTextResponse("\n".join([*lines, ""]))
