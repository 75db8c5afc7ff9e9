"""What the doctor finds about the chat model: whether one is set, and chooses as it is asked to."""

import time
from collections.abc import Mapping
from pathlib import Path

from bot.doctor.check_result import Check, Level
from bot.language_model.choice import OfferedReply, choose
from bot.language_model.failures import Failure, explained
from bot.language_model.settings import (
    NO_MODEL,
    ChatModelUnavailableError,
    ChatSettings,
    ChatSettingsError,
    chat_settings,
)
from corpus.text.message import message, said_by
from embeddings.encoders.identity import EncoderUnavailableError

_ASK = "parlebot doctor --chat"
# Fictional, and easy to choose from.
_QUESTION = "What does a visit to the lighthouse cost?"
_REPLY = OfferedReply(
    "Ministry of Lighthouses (fictional)",
    "2024-03-05",
    "Visits",
    ("The lighthouse was built in 1902.", "A visit costs three pounds.", "Dogs are not let in."),
)
_RIGHT = 2  # of its sentences


def chat_check(folder: Path, environment: Mapping[str, str], *, asks: bool) -> Check:
    """Return what is found about the chat model of the home at `folder`; `asks` it if told so."""
    try:
        settings = chat_settings(folder, environment)
    except ChatSettingsError as error:
        return Check("chat", Level.FAIL, said_by(error))
    if settings is None:
        if asks:
            return Check("chat", Level.FAIL, NO_MODEL)
        return Check("chat", Level.OK, message("no chat model is set; none is needed"))
    if not asks:
        said = message(
            "the chat model {model} at {url} is set; it was not asked",
            model=repr(settings.name),
            url=settings.address,
        )
        return Check("chat", Level.OK, said, _ASK)
    return _asked(settings)


def _asked(settings: ChatSettings) -> Check:
    from bot.language_model.chat_model import ChatModel

    try:
        chat = ChatModel(settings)
    except (ChatModelUnavailableError, EncoderUnavailableError) as error:
        return Check("chat", Level.FAIL, said_by(error))
    start = time.perf_counter()
    choice = choose(chat, _QUESTION, (), [_REPLY])
    if choice.failure and choice.failure is not Failure.UNREADABLE:
        return Check("chat", Level.FAIL, explained(choice.failure, settings))
    if choice.numbers != (_RIGHT,):
        return Check("chat", Level.WARN, explained(Failure.UNREADABLE, settings))
    said = message(
        "the chat model {model} at {url} chooses as it is asked to, in {seconds} seconds",
        model=repr(settings.name),
        url=settings.address,
        seconds=f"{time.perf_counter() - start:.1f}",
    )
    return Check("chat", Level.OK, said)
