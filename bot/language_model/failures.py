"""Why a chat model's text could not be had, told to the operator and, in short, to the reader."""

from enum import StrEnum

from bot.language_model.settings import ChatSettings
from corpus.text.message import Message, message


class Failure(StrEnum):
    """What went wrong. What was written before it stands."""

    BUSY = "busy"
    TIMED_OUT = "timed_out"
    TOO_LONG = "too_long"
    CUT = "cut"  # the connection ended, or what came was no longer readable
    UNREACHABLE = "unreachable"
    WRONG_KEY = "wrong_key"
    NOT_FOUND = "not_found"
    TOO_MANY = "too_many"
    REFUSED = "refused"
    BROKEN = "broken"  # an error of the server's own
    REDIRECTED = "redirected"
    COMPRESSED = "compressed"
    SILENT = "silent"  # nothing was written
    UNREADABLE = "unreadable"  # what was written is not what was asked for


def explained(failure: Failure, settings: ChatSettings) -> Message:
    """Return what the operator is told of a `failure`: what is wrong, and what to do.

    Nothing that the server wrote is in it: that may hold the key or a reader's question.
    """
    model, url, limit = repr(settings.name), settings.address, f"{settings.timeout:g}"
    return {
        Failure.BUSY: message("the chat model is asked as many questions at once as it may be"),
        Failure.TIMED_OUT: message(
            "the chat model at {url} did not answer within {limit} seconds; raise "
            "PARLEBOT_CHAT_TIMEOUT, or take a smaller model",
            url=url,
            limit=limit,
        ),
        Failure.TOO_LONG: message("the chat model {model} wrote without end", model=model),
        Failure.CUT: message(
            "what the chat model at {url} wrote was cut off, or is no answer of a chat model",
            url=url,
        ),
        Failure.UNREACHABLE: message(
            "no connection to the chat model at {url}; is the server running, the address right "
            "and its certificate known here (SSL_CERT_FILE)?",
            url=url,
        ),
        Failure.WRONG_KEY: message(
            "the chat model at {url} refuses the key; check PARLEBOT_CHAT_KEY", url=url
        ),
        Failure.NOT_FOUND: message(
            "there is no chat model {model} at {url}; are the name (PARLEBOT_CHAT_MODEL) and the "
            "address (PARLEBOT_CHAT_URL, mostly up to /v1) right?",
            model=model,
            url=url,
        ),
        Failure.TOO_MANY: message(
            "the chat model at {url} takes no more requests for now (429)", url=url
        ),
        Failure.REFUSED: message("the chat model at {url} refuses the request", url=url),
        Failure.BROKEN: message("the server of the chat model at {url} reports an error", url=url),
        Failure.REDIRECTED: message(
            "{url} sends requests on to another address, which is not followed; set "
            "PARLEBOT_CHAT_URL to the right one",
            url=url,
        ),
        Failure.COMPRESSED: message(
            "the server of the chat model at {url} compresses what it sends although it is asked "
            "not to; that is not read",
            url=url,
        ),
        Failure.SILENT: message(
            "the chat model {model} at {url} wrote nothing; is the address right?",
            model=model,
            url=url,
        ),
        Failure.UNREADABLE: message(
            "the chat model {model} does not choose as it is asked to; take a larger one",
            model=model,
        ),
    }[failure]
