"""The server's own addresses: health, readiness, and questions for programs."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from bot.answer import AnswerStatus
from bot.bad_input import BadInputError
from bot.batch import answer_item
from bot.feedback import Feedback, FeedbackFullError
from bot.guard import RETRY_SECONDS, reader_language
from bot.health import Readiness
from bot.pipeline import Pipeline
from bot.serve_settings import ServeSettings
from bot.translate import translate
from embeddings.encoder import EncoderUnavailableError
from embeddings.generation import NoGenerationError
from embeddings.search import EncoderMismatchError

_UNABLE = (NoGenerationError, EncoderUnavailableError, EncoderMismatchError)


class ServerBusyError(Exception):
    """As many questions wait as may."""


class Turns:
    """At most `concurrency` at once, and `queue` more that wait. One event loop."""

    def __init__(self, concurrency: int, queue: int) -> None:
        self._free = asyncio.Semaphore(concurrency)
        self._waiting = 0
        self._queue = queue

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it. Raises ServerBusyError when too many wait already."""
        if self._free.locked() and self._waiting >= self._queue:
            raise ServerBusyError("the server is busy; try again in a moment")
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()


def probe_routes(readiness: Readiness) -> APIRouter:
    """Return the addresses that watch the process."""
    routes = APIRouter()

    @routes.get("/health")
    async def health() -> Response:
        """Say that the process is alive."""
        return JSONResponse({"status": "alive"})

    @routes.get("/ready")
    async def ready(request: Request) -> Response:
        """Say whether questions can be answered, and if not, why."""
        if readiness.reason:
            return _error(503, readiness.reason, request)
        return JSONResponse({"status": "ready"})

    return routes


def question_routes(pipeline: Pipeline, settings: ServeSettings) -> APIRouter:
    """Return the address that answers questions for programs."""
    routes = APIRouter()
    turns = Turns(settings.concurrency, settings.queue)

    @routes.post("/api/ask")
    async def ask(request: Request) -> Response:
        """Answer a question as `parlebot ask --json` does."""
        language = reader_language(request.headers)
        try:
            item = await _json_of(request)
            async with turns.turn():
                answer = await to_thread.run_sync(answer_item, pipeline, item, {}, language)
        except BadInputError as error:
            return _error(400, str(error), request)
        except (ServerBusyError, *_UNABLE) as error:
            return _error(503, str(error), request)
        is_rejected = answer["status"] == AnswerStatus.REJECTED.value
        return JSONResponse(answer, status_code=422 if is_rejected else 200)

    return routes


def feedback_routes(feedback: Feedback | None) -> APIRouter:
    """Return the addresses for what readers say; without `feedback`, it is not stored."""
    routes = APIRouter()

    @routes.get("/api/feedback")
    async def state() -> Response:
        """Say whether what readers say is stored."""
        return JSONResponse({"stored": feedback is not None})

    @routes.post("/api/feedback")
    async def add(request: Request) -> Response:
        """Store what a reader says of an answer."""
        if feedback is None:
            return _error(404, "what readers say is not stored here", request)
        try:
            await to_thread.run_sync(feedback.add, await _json_of(request))
        except BadInputError as error:
            return _error(400, str(error), request)
        except (FeedbackFullError, OSError):
            return _error(507, "what you say cannot be stored now", request)
        return Response(status_code=204)

    return routes


async def _json_of(request: Request) -> Any:  # noqa: ANN401
    """Return the JSON of a request. Raises BadInputError."""
    # Another site's page can send a form unasked, but not this type.
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise BadInputError("the request is not of the type application/json")
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise BadInputError("the request is not JSON") from None


def _error(status: int, message: str, request: Request) -> Response:
    text = translate(message, reader_language(request.headers))
    headers = {"retry-after": str(RETRY_SECONDS)} if status == 503 else {}
    return JSONResponse({"error": text}, status_code=status, headers=headers)
