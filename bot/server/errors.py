"""What a client is told when it cannot be answered, in the reader's language."""

from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response

from bot.languages.translate import translate
from bot.question.bad_input import BadInputError
from bot.server.clients.fair_queue import ServerBusyError
from bot.server.gate.admission import RETRY_SECONDS
from bot.server.gate.middleware import reader_language
from bot.server.gate.visit import Visit, visit_of
from corpus.text.message import message, said_by
from embeddings.disk.home import NoGenerationError
from embeddings.encoders.identity import EncoderMismatchError, EncoderUnavailableError

_STATUS = {
    BadInputError: (400, "input"),
    ServerBusyError: (503, "busy"),
    NoGenerationError: (503, "no_index"),
    EncoderUnavailableError: (503, "no_encoder"),
    EncoderMismatchError: (503, "no_encoder"),
}
KNOWN = tuple(_STATUS)
UNABLE = (NoGenerationError, EncoderUnavailableError, EncoderMismatchError)
_NOTHING_NOW = message("no replies can be searched here now; try again later")


def trouble_told(trouble: str, visit: Visit) -> str:
    """Return what to tell a client about `trouble` with the home, which names paths and commands.

    Those are for the operator only.
    """
    return trouble if visit.is_operator else _NOTHING_NOW


def error_response(status: int, said: str, request: HttpRequest) -> Response:
    """Return the refusal whose text is an English message of this project."""
    text = translate(said, reader_language(request.headers))
    headers = {"retry-after": str(RETRY_SECONDS)} if status == 503 else {}
    return JSONResponse({"error": text}, status_code=status, headers=headers)


async def refused(request: HttpRequest, error: Exception) -> Response:
    """Return the refusal for one of `KNOWN` errors."""
    status, reason = next(row for kind, row in _STATUS.items() if isinstance(error, kind))
    visit, said = visit_of(request), said_by(error)
    visit.outcome = reason
    if isinstance(error, UNABLE):
        said = trouble_told(said, visit)
    return error_response(status, said, request)
