"""A LangChain chat model, asked for one short text: with a deadline for all and a size limit.

Providers disagree on timeouts, and none limits a whole answer, so each call runs in its own thread,
which hands over the pieces; the waiting side stops at the deadline, whatever the server does. What
was written until then is returned with what went wrong.
"""

import copy
import json
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from bot.language_model.client import failure_of, opened
from bot.language_model.failures import Failure, explained
from bot.language_model.settings import ChatSettings

if TYPE_CHECKING:
    from bot.entailment.entailment_model import Entailment

_MAX_CHARACTERS = 60_000  # of a text, most of which a model that thinks aloud spends on that
_MAX_CALLS = 8  # at once; a server that never ends its answers cannot use up all threads
_CHECKED_EVERY = 1.0  # seconds between two looks whether anybody still waits
_PASSING = (Failure.BUSY, Failure.CUT, Failure.SILENT, Failure.TOO_LONG)  # may not come again
_DOWN = (Failure.TIMED_OUT, Failure.UNREACHABLE)
_RESTS = 60.0  # seconds for which a server that was down is not asked: nobody waits for it again
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


@dataclass(slots=True)
class _Known:
    """What is known of the server, whichever question it was learned from."""

    abilities: Abilities = Abilities()
    failed: Failure | None = None  # how, when it was found to be down
    rests_until: float = 0.0  # ... and till when it is not asked again


class ChatModel:
    """An opened chat model. Safe for several threads."""

    def __init__(self, settings: ChatSettings) -> None:
        """Open the model, and the one that judges its reading aids if any.

        Raises ChatModelUnavailableError or EncoderUnavailableError.
        """
        self.settings = settings
        self.judge = _judge(settings)
        self._model = opened(settings)
        self._calls = threading.BoundedSemaphore(_MAX_CALLS)
        self._check: Callable[[], None] = lambda: None
        self._deadline: float | None = None  # None: each call has its own
        self._failed: Failure | None = None
        self._known = _Known()  # shared by copies

    @property
    def abilities(self) -> Abilities:
        """What the server is asked for; it is learned from what it refuses."""
        return self._known.abilities

    def for_question(self, check: Callable[[], None]) -> Self:
        """Return this model for one question, which calls `check` each second while it waits.

        All that is asked for the question shares one deadline, and after a failure that would only
        come again, nothing more is. A server that was down a minute ago is not asked at all: each
        question would hold a place in the queue for as long as it takes to find out.
        """
        now, one = time.monotonic(), copy.copy(self)
        one._check = check
        one._deadline = now + self.settings.timeout
        if now < self._known.rests_until:
            one._failed = self._known.failed
        return one

    def write(self, rules: str, data: Mapping[str, Any], schema: Schema) -> Written:
        """Return what the model writes by `rules` about `data`: at best, JSON of that `schema`.

        The data are sent as JSON, in which no text can end its own string and pass for a rule. A
        failure is logged for the operator. Raises what the check raises.
        """
        if self._failed:
            return Written("", self._failed)
        deadline = self._deadline or time.monotonic() + self.settings.timeout
        messages = [("system", rules), ("human", json.dumps(data, ensure_ascii=False))]
        able = self.abilities
        written = self._tried(messages, schema, able, deadline)
        first = written.failure
        for fewer in _fewer(able, first):
            able, written = fewer, self._tried(messages, schema, fewer, deadline)
            if not written.failure:
                break
        if written.failure:
            self._note(written)
        elif first is not Failure.BROKEN:  # which may have passed by itself
            self._known.abilities = able
        return written

    def _note(self, written: Written) -> None:
        """Tell the operator why no more was `written`, and do not meet that again."""
        failure = written.failure
        assert failure
        _LOG.warning(explained(failure, self.settings))
        if self._deadline and failure not in _PASSING:
            self._failed = failure
        if failure in _DOWN and not written.text:
            self._known.failed, self._known.rests_until = failure, time.monotonic() + _RESTS

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
        if deadline <= time.monotonic():
            raise ChatFailedError(Failure.TIMED_OUT)
        if not self._calls.acquire(blocking=False):
            raise ChatFailedError(Failure.BUSY)
        pieces: queue.SimpleQueue[str | Failure | None] = queue.SimpleQueue()
        stopped = threading.Event()
        options = {"extra_body": {"response_format": _format(schema)}} if tried.schema else {}
        given = (list(messages), options, tried.streams, pieces, stopped)
        try:
            threading.Thread(target=self._read, args=given, daemon=True).start()
        except RuntimeError:  # the system has no thread left
            self._calls.release()
            raise ChatFailedError(Failure.BUSY) from None
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
        try:
            from langsmith import tracing_context

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
            pieces.put(failure_of(error))
        finally:
            self._calls.release()


class ChatFailedError(Exception):
    """The model's text could not be read to the end."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


def _fewer(able: Abilities, failure: Failure | None) -> list[Abilities]:
    """Return with what less a request may be tried again after a `failure`.

    A server that knows no schema refuses it or breaks, one that does not stream says nothing.
    """
    plain, whole = replace(able, schema=False), replace(able, streams=False)
    both = replace(plain, streams=False)
    again = {
        Failure.REFUSED: [plain, both],
        Failure.SILENT: [whole, plain, both],
        Failure.BROKEN: [plain],
    }.get(failure or Failure.BUSY, [])
    return [one for one in dict.fromkeys(again) if one != able]


def _format(schema: Schema) -> dict[str, Any]:
    """Return what asks a server with OpenAI's interface for an object of that `schema`."""
    named = {"name": "answer", "strict": True, "schema": schema}
    return {"type": "json_schema", "json_schema": named}


def _judge(settings: ChatSettings) -> "Entailment | None":
    if not (settings.entailment and settings.has_aids):
        return None
    from bot.entailment.entailment_model import Entailment

    return Entailment(settings.entailment)
