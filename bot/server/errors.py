"""What a client is told when it cannot be answered, in the reader's language."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response

from bot.languages.translate import translate
from bot.question.bad_input import BadInputError
from bot.server.clients.fair_queue import ServerBusyError
from bot.server.gate.admission import NOTHING_HERE, RETRY_SECONDS
from bot.server.gate.middleware import reader_language
from bot.server.gate.refusals import Refusals
from bot.server.gate.visit import visit_of
from corpus.text.message import message, said_by
from embeddings.disk.home import NoGenerationError
from embeddings.encoders.identity import EncoderMismatchError, EncoderUnavailableError

_STATUS = {
    HTTPException: (404, "address"),  # a path that the gate lets through and no route matches
    BadInputError: (400, "input"),
    ServerBusyError: (503, "busy"),
    NoGenerationError: (503, "no_index"),
    EncoderUnavailableError: (503, "no_encoder"),
    EncoderMismatchError: (503, "no_encoder"),
}
KNOWN = tuple(_STATUS)
UNABLE = (NoGenerationError, EncoderUnavailableError, EncoderMismatchError)
# What readers are told of those: the errors name paths and commands, which are the operator's.
NOTHING_NOW = message("no replies can be searched here now; try again later")


def error_response(status: int, said: str, request: HttpRequest) -> Response:
    """Return the refusal for a program whose text is an English message of this project."""
    text = translate(said, reader_language(request.headers))
    return JSONResponse({"error": text}, status_code=status, headers=_headers(status))


def refused_by(refusals: Refusals) -> Callable[[HttpRequest, Exception], Awaitable[Response]]:
    """Return what answers a request with the refusal for one of `KNOWN` errors."""

    async def refused(request: HttpRequest, error: Exception) -> Response:
        status, reason = next(row for kind, row in _STATUS.items() if isinstance(error, kind))
        visit_of(request).outcome = reason
        said = said_by(error)
        if isinstance(error, HTTPException):
            said = NOTHING_HERE
        elif isinstance(error, UNABLE):
            said = NOTHING_NOW
        return refusal_response(refusals, status, said, request)

    return refused


def refusal_response(refusals: Refusals, status: int, said: str, request: HttpRequest) -> Response:
    """Return a refusal as whoever asks wants it. `said` is an English message of this project."""
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    language = reader_language(request.headers)
    kind, body = refusals.told(status, said, path, request.headers, language)
    return Response(body, status, _headers(status), media_type=kind)


def _headers(status: int) -> dict[str, str]:
    return {"retry-after": str(RETRY_SECONDS)} if status == 503 else {}
