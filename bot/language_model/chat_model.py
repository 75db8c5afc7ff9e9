"""A LangChain chat model, read as it streams: one call, an overall deadline, a size limit.

Providers disagree on timeouts, and none limits a whole answer, so each call runs in its own thread,
which hands over the pieces; the waiting side stops at the deadline, whatever the server does.
"""

import copy
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from bot.language_model.settings import ChatModelUnavailableError, ChatSettings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MAX_CHARACTERS = 12_000  # of an answer: twenty statements with long quotes
_MAX_CALLS = 8  # at once; a server that never ends its answers cannot use up all threads
_CHECKED_EVERY = 1.0  # seconds between two looks whether anybody still waits
_NO_KEY = "none"  # what is sent where no key is set: the client insists on one

ChatMessage = tuple[str, str]  # role ("system" or "human"), text


class Failure(StrEnum):
    """Why the model's text could not be read to the end."""

    TIMED_OUT = "timed_out"
    FAILED = "failed"  # no connection, an error of the server's, a refused key
    TOO_LONG = "too_long"
    BUSY = "busy"


class ChatFailedError(Exception):
    """The model's text could not be read to the end."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.value)
        self.failure = failure


class ChatModel:
    """An opened chat model. Safe for several threads."""

    def __init__(self, settings: ChatSettings) -> None:
        self.settings = settings
        self._model = _open(settings)
        self._calls = threading.BoundedSemaphore(_MAX_CALLS)
        self._check: Callable[[], None] = lambda: None

    def with_check(self, check: Callable[[], None]) -> Self:
        """Return this model for one question, which calls `check` each second while it waits."""
        one = copy.copy(self)
        one._check = check
        return one

    def stream(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        """Yield the pieces of the model's answer to `messages` as they come.

        Raises ChatFailedError at the deadline, at the size limit and for any error of the
        provider's, and what the check raises. Closing the iterator ends the call.
        """
        deadline = time.monotonic() + self.settings.timeout
        if not self._calls.acquire(blocking=False):
            raise ChatFailedError(Failure.BUSY)
        pieces: queue.SimpleQueue[str | Failure | None] = queue.SimpleQueue()
        stopped = threading.Event()
        threading.Thread(
            target=self._read, args=(list(messages), pieces, stopped), daemon=True
        ).start()
        size = 0
        try:
            while True:
                self._check()
                left = max(0.0, deadline - time.monotonic())
                try:
                    piece = pieces.get(timeout=min(_CHECKED_EVERY, left))
                except queue.Empty:
                    if left > _CHECKED_EVERY:
                        continue
                    raise ChatFailedError(Failure.TIMED_OUT) from None
                if piece is None:
                    return
                if isinstance(piece, Failure):
                    raise ChatFailedError(piece)
                size += len(piece)
                if size > _MAX_CHARACTERS:
                    raise ChatFailedError(Failure.TOO_LONG)
                yield piece
        finally:
            stopped.set()

    def _read(
        self,
        messages: list[ChatMessage],
        pieces: "queue.SimpleQueue[str | Failure | None]",
        stopped: threading.Event,
    ) -> None:
        from langsmith import tracing_context

        try:
            # Questions go to the model that was set and nowhere else, whatever variables of
            # LangChain's tracing service stand in the environment.
            with tracing_context(enabled=False), closing(self._model.stream(messages)) as chunks:  # type: ignore[type-var]
                for chunk in chunks:
                    if stopped.is_set():
                        return
                    if chunk.text:
                        pieces.put(str(chunk.text))
            pieces.put(None)
        except Exception:  # each provider has its own errors, and no two share a base class
            pieces.put(Failure.FAILED)
        finally:
            self._calls.release()


def _open(settings: ChatSettings) -> "BaseChatModel":
    from langchain.chat_models import init_chat_model

    provider = settings.model.partition(":")[0]
    options: dict[str, Any] = {"max_retries": 0, "timeout": settings.timeout}
    if provider == "ollama":
        options = {"client_kwargs": {"timeout": settings.timeout}}
    if settings.url:
        options["base_url"] = settings.url
    if settings.key or settings.url:
        # With an address of one's own, a key meant for the provider's server is never sent there.
        options["api_key"] = settings.key or _NO_KEY
    if provider == "ollama":
        options.pop("api_key", None)
    if settings.is_local:
        options["temperature"] = 0  # small models copy better; some hosted ones refuse the setting
    try:
        model: BaseChatModel = init_chat_model(settings.model, **options)
        return model
    except ImportError as error:
        extra = "'parlebot[chat]'" if provider in ("openai", "azure_openai") else _package(provider)
        raise ChatModelUnavailableError(
            "the chat model {model} needs a package that is not installed; run: pip "
            "install {package}",
            model=repr(settings.model),
            package=extra,
        ) from error
    except Exception as error:  # an unknown provider, a missing key: each in its own error class
        reason = " ".join(str(error).split())[:200]
        if settings.key:
            reason = reason.replace(settings.key, "***")
        raise ChatModelUnavailableError(
            "the chat model {model} cannot be opened ({why})",
            model=repr(settings.model),
            why=reason,
        ) from error


def _package(provider: str) -> str:
    return f"langchain-{provider.replace('_', '-')}"
