"""The server's addresses for programs: questions, readers' feedback, and health."""

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.answers.answer import AnswerStatus
from bot.feedback.feedback import Feedback, FeedbackFullError
from bot.parlebot import Parlebot
from bot.requests.request import parse_request
from bot.server.answering import Answering, json_of
from bot.server.errors import NOTHING_NOW, error_response
from bot.server.gate.middleware import reader_language
from bot.server.gate.visit import visit_of
from bot.server.operating.metrics import CONTENT_TYPE, Metrics
from bot.server.readiness import Readiness
from corpus.text.message import message


def probe_routes(readiness: Readiness, metrics: Metrics) -> list[Route]:
    """Return the addresses for monitoring the process."""

    async def health(request: HttpRequest) -> Response:
        """Report that the process is alive."""
        return JSONResponse({"status": "alive"})

    async def ready(request: HttpRequest) -> Response:
        """Report whether questions can be answered, and if not, why."""
        if readiness.reason:
            # It names paths and commands, which are nobody's business but the operator's.
            told = readiness.reason if visit_of(request).is_operator else NOTHING_NOW
            return error_response(503, told, request)
        return JSONResponse({"status": "ready"})

    async def counted(request: HttpRequest) -> Response:
        """Return the metrics in Prometheus' text format."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    return [
        Route("/health", health, methods=["GET"]),
        Route("/ready", ready, methods=["GET"]),
        Route("/metrics", counted, methods=["GET"]),
    ]


def question_routes(parlebot: Parlebot, answering: Answering) -> list[Route]:
    """Return the address that answers questions for programs."""

    async def ask(request: HttpRequest) -> Response:
        """Answer a question as `parlebot ask --json` does."""
        visit, language = visit_of(request), reader_language(request.headers)
        asked = parse_request(await json_of(request))
        async with answering.turn(visit):
            answer = await answering.work(
                lambda check: {"id": asked.id} | parlebot.answer(asked, language, check).to_dict()
            )
        answering.answered(visit, answer["status"], answer["timings_ms"])
        is_rejected = answer["status"] == AnswerStatus.REJECTED.value
        return JSONResponse(answer, status_code=422 if is_rejected else 200)

    return [Route("/api/ask", ask, methods=["POST"])]


def feedback_routes(feedback: Feedback | None) -> list[Route]:
    """Return the addresses for readers' feedback; without `feedback`, none is stored."""
    one_at_a_time = CapacityLimiter(1)  # there is one file

    async def state(request: HttpRequest) -> Response:
        """Report whether readers' feedback is stored."""
        return JSONResponse({"stored": feedback is not None})

    async def add(request: HttpRequest) -> Response:
        """Store a reader's feedback on an answer."""
        if feedback is None:
            return error_response(404, message("what readers say is not stored here"), request)
        said = await json_of(request)
        try:
            await to_thread.run_sync(feedback.add, said, limiter=one_at_a_time)
        except (FeedbackFullError, OSError):
            return error_response(507, message("what you say cannot be stored now"), request)
        return Response(status_code=204)

    return [
        Route("/api/feedback", state, methods=["GET"]),
        Route("/api/feedback", add, methods=["POST"]),
    ]
