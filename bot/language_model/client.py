"""The client library, opened on the one address that was set, and what its errors come to."""

import warnings
from typing import TYPE_CHECKING

from bot.language_model.connection import RefusedResponseError, guarded_client
from bot.language_model.failures import Failure
from bot.language_model.settings import ChatModelUnavailableError, ChatSettings

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

_NO_KEY = "none"  # what is sent where no key is set: the client insists on one
_STATUS = {
    401: Failure.WRONG_KEY,
    403: Failure.WRONG_KEY,
    404: Failure.NOT_FOUND,
    408: Failure.TIMED_OUT,
    429: Failure.TOO_MANY,
}


def opened(settings: ChatSettings) -> "ChatOpenAI":
    """Return the client of the model in `settings`. Raises ChatModelUnavailableError."""
    try:
        import json_repair  # noqa: F401  # without it, nothing that is written could be read
        import langchain_openai  # noqa: F401
    except ImportError as error:
        raise ChatModelUnavailableError(
            "the chat model {model} needs a package that is not installed; run: pip "
            "install {package}",
            model=repr(settings.name),
            package="'parlebot[chat]'",
        ) from error
    # They quote what a server sent in place of a text.
    warnings.filterwarnings("ignore", message="Pydantic serializer warnings")
    try:
        return _client(settings)
    except Exception as error:  # about proxies and certificates, each library its own
        raise ChatModelUnavailableError(
            "the chat model {model} cannot be opened ({why}); look at the proxies and certificates "
            "that the environment names",
            model=repr(settings.name),
            why=type(error).__name__,
        ) from error


def _client(settings: ChatSettings) -> "ChatOpenAI":
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

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
        openai_proxy=None,
    )


def failure_of(error: BaseException) -> Failure:
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
