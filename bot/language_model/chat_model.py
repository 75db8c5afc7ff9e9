"""A LangChain chat model, asked for one short text: with a deadline for all and a size limit.

Providers disagree on timeouts, and none limits a whole answer, so each call runs in its own thread,
which hands over the pieces; the waiting side stops at the deadline, whatever the server does. What
was written until then is returned with what went wrong.
"""

import copy
import logging
import queue
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from bot.language_model.connection import RefusedResponseError, guarded_client
from bot.language_model.failures import Failure, told
from bot.language_model.settings import ChatModelUnavailableError, ChatSettings

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

    from bot.entailment.entailment_model import Entailment

_MAX_CHARACTERS = 60_000  # of a text, most of which a model that thinks aloud spends on that
_MAX_CALLS = 8  # at once; a server that never ends its answers cannot use up all threads
_CHECKED_EVERY = 1.0  # seconds between two looks whether anybody still waits
_NO_KEY = "none"  # what is sent where no key is set: the client insists on one
_STATUS = {
    401: Failure.WRONG_KEY,
    403: Failure.WRONG_KEY,
    404: Failure.NOT_FOUND,
    408: Failure.TIMED_OUT,
    429: Failure.TOO_MANY,
}
_LASTING = frozenset(
    (
        Failure.TIMED_OUT,
        Failure.UNREACHABLE,
        Failure.WRONG_KEY,
        Failure.NOT_FOUND,
        Failure.TOO_MANY,
        Failure.BROKEN,
        Failure.REDIRECTED,
        Failure.COMPRESSED,
    )
)
_LOG = logging.getLogger(__name__)

ChatMessage = tuple[str, str]  # role ("system" or "human"), text
Schema = dict[str, Any]  # JSON Schema of the object that is to be written


class Written(NamedTuple):
    """What a model wrote, and why not more."""

    text: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a server is asked for: some know no schemas, some do not stream."""

    schema: bool = True
    streams: bool = True


class ChatModel:
    """An opened chat model. Safe for several threads."""

    def __init__(self, settings: ChatSettings) -> None:
        """Open the model, and the one that judges its reading aids if any.

        Raises ChatModelUnavailableError or EncoderUnavailableError.
        """
        self.settings = settings
        self.judge = _judge(settings)
        self._model = _open(settings)
        self._calls = threading.BoundedSemaphore(_MAX_CALLS)
        self._check: Callable[[], None] = lambda: None
        self._deadline: float | None = None  # None: each call has its own
        self._failed: Failure | None = None
        self._known = [Abilities()]  # shared by copies: what the server is known to be able to

    @property
    def abilities(self) -> Abilities:
        """What the server is asked for; it is learned from what it refuses."""
        return self._known[0]

    def for_question(self, check: Callable[[], None]) -> Self:
        """Return this model for one question, which calls `check` each second while it waits.

        All that is asked for the question shares one deadline, and after a failure that would only
        come again, nothing more is.
        """
        one = copy.copy(self)
        one._check = check
        one._deadline = time.monotonic() + self.settings.timeout
        return one

    def write(self, messages: Sequence[ChatMessage], schema: Schema) -> Written:
        """Return what the model writes to `messages`: at best, a JSON object of that `schema`.

        A failure is logged for the operator. Raises what the check raises.
        """
        if self._failed:
            return Written("", self._failed)
        deadline = self._deadline or time.monotonic() + self.settings.timeout
        tried = self.abilities
        while True:
            written = self._tried(messages, schema, tried, deadline)
            if written.failure not in (Failure.REFUSED, Failure.BROKEN, Failure.SILENT):
                break
            # A server that does not know a setting may refuse it, break or say nothing at all.
            if tried.schema:
                tried = replace(tried, schema=False)
            elif tried.streams:
                tried = replace(tried, streams=False)
            else:
                break
        if written.failure:
            _LOG.warning(told(written.failure, self.settings))
            if self._deadline and written.failure in _LASTING:
                self._failed = written.failure
        else:
            self._known[0] = tried
        return written

    def _tried(
        self, messages: Sequence[ChatMessage], schema: Schema, tried: Abilities, deadline: float
    ) -> Written:
        text = ""
        try:
            for piece in self._pieces(messages, schema, tried, deadline):
                text += piece
                if len(text) > _MAX_CHARACTERS:
                    return Written(text, Failure.TOO_LONG)
        except ChatFailedError as error:
            return Written(text, error.failure)
        return Written(text, None if text.strip() else Failure.SILENT)

    def _pieces(
        self, messages: Sequence[ChatMessage], schema: Schema, tried: Abilities, deadline: float
    ) -> Iterator[str]:
        if not self._calls.acquire(blocking=False):
            raise ChatFailedError(Failure.BUSY)
        pieces: queue.SimpleQueue[str | Failure | None] = queue.SimpleQueue()
        stopped = threading.Event()
        options = {"extra_body": {"response_format": _format(schema)}} if tried.schema else {}
        threading.Thread(
            target=self._read,
            args=(list(messages), options, tried.streams, pieces, stopped),
            daemon=True,
        ).start()
        try:
            while (piece := self._next(pieces, deadline)) is not None:
                yield piece
        finally:
            stopped.set()

    def _next(
        self, pieces: "queue.SimpleQueue[str | Failure | None]", deadline: float
    ) -> str | None:
        while True:
            self._check()
            left = max(0.0, deadline - time.monotonic())
            try:
                piece = pieces.get(timeout=min(_CHECKED_EVERY, left))
            except queue.Empty:
                if left > _CHECKED_EVERY:
                    continue
                raise ChatFailedError(Failure.TIMED_OUT) from None
            if isinstance(piece, Failure):
                raise ChatFailedError(piece)
            return piece

    def _read(
        self,
        messages: list[ChatMessage],
        options: dict[str, Any],
        streams: bool,
        pieces: "queue.SimpleQueue[str | Failure | None]",
        stopped: threading.Event,
    ) -> None:
        from langsmith import tracing_context

        try:
            # Questions go to the model that was set and nowhere else, whatever variables of
            # LangChain's tracing service stand in the environment.
            with tracing_context(enabled=False):
                if not streams:
                    pieces.put(str(self._model.invoke(messages, **options).text))
                else:
                    with closing(self._model.stream(messages, **options)) as chunks:  # type: ignore[type-var]
                        for chunk in chunks:
                            if stopped.is_set():
                                return
                            pieces.put(str(chunk.text))
            pieces.put(None)
        except Exception as error:  # the client, its transport and its parser share no base class
            pieces.put(_failure(error))
        finally:
            self._calls.release()


class ChatFailedError(Exception):
    """The model's text could not be read to the end."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def _failure(error: BaseException) -> Failure:
    """Return what an error of the client's, or what caused it, comes to."""
    import httpx
    import openai

    status = getattr(error, "status_code", None)
    if isinstance(error, openai.APIStatusError) and isinstance(status, int):
        return _STATUS.get(status, Failure.REFUSED if status < 500 else Failure.BROKEN)
    if type(error) is ValueError:  # LangChain's: nothing came that is a text
        return Failure.SILENT
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) and cause not in causes:
        causes.append(cause)
    for cause in causes:
        if isinstance(cause, RefusedResponseError):
            return cause.failure
    if any(isinstance(c, openai.APITimeoutError | httpx.TimeoutException) for c in causes):
        return Failure.TIMED_OUT
    if any(isinstance(c, httpx.ConnectError | httpx.UnsupportedProtocol) for c in causes):
        return Failure.UNREACHABLE
    return Failure.CUT


def _format(schema: Schema) -> dict[str, Any]:
    """Return what asks a server with OpenAI's interface for an object of that `schema`."""
    named = {"name": "answer", "strict": True, "schema": schema}
    return {"type": "json_schema", "json_schema": named}


def _judge(settings: ChatSettings) -> "Entailment | None":
    if not settings.entailment:
        return None
    from bot.entailment.entailment_model import Entailment

    return Entailment(settings.entailment)


def _open(settings: ChatSettings) -> "ChatOpenAI":
    try:
        import json_repair  # noqa: F401  # without it, nothing that is written could be read
        from langchain_openai import ChatOpenAI
    except ImportError as error:
        raise ChatModelUnavailableError(
            "the chat model {model} needs a package that is not installed; run: pip "
            "install {package}",
            model=repr(settings.name),
            package="'parlebot[chat]'",
        ) from error
    from pydantic import SecretStr

    # They quote what a server sent in place of a text.
    warnings.filterwarnings("ignore", message="Pydantic serializer warnings")
    client = guarded_client(settings.address, settings.timeout, is_providers=not settings.is_own)
    return ChatOpenAI(
        model=settings.name,
        base_url=settings.address,
        api_key=SecretStr(settings.key or _NO_KEY),
        max_retries=0,
        timeout=settings.timeout,
        # Small models follow a form better; some hosted ones refuse the setting.
        temperature=0 if settings.is_own else None,
        stream_usage=False,
        use_responses_api=False,
        http_client=client,
    )
