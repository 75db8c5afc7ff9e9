"""The question as typed: cleaned, checked, its language found."""

from dataclasses import dataclass

from corpus.language import detect_language
from corpus.text import one_line

MAX_CHARACTERS = 1_000  # a long paragraph; what is longer is a document, not a question
_MAX_RAW = 20_000  # read no further than this: cleaning a book would only waste time


class RejectedError(Exception):
    """The question cannot be searched. `reason` is a key of bot.messages."""

    def __init__(self, reason: str, language: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.language = language


@dataclass(frozen=True, slots=True)
class CheckedQuestion:
    """A question fit to be searched."""

    text: str
    language: str  # "fr" or "en"


def check_question(
    raw: str, default_language: str = "fr", limit: int = MAX_CHARACTERS
) -> CheckedQuestion:
    """Return `raw` on one line, without invisible characters. Raises RejectedError.

    `default_language` is taken where the words do not tell ("SNCF 2024"); what is longer than
    `limit` characters is rejected.
    """
    text = one_line(raw[:_MAX_RAW])
    language = detect_language(text, default_language)
    if not any(character.isalnum() for character in text):
        raise RejectedError("rejected_empty", language)
    if len(text) > limit or len(raw) > _MAX_RAW:
        raise RejectedError("rejected_long", language)
    return CheckedQuestion(text, language)
