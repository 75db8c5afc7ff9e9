"""The question as typed: cleaned, validated, its language detected."""

from dataclasses import dataclass

from corpus.text.clean import one_line
from corpus.text.language import language_of
from embeddings.encoders.encoder import Encoder

MAX_CHARACTERS = 1_000  # a long paragraph; anything longer is a document, not a question
# Of the encoder's; each costs some 5 ms of two cores, and 1,000 letters may be 1,000 of them.
MAX_TOKENS = 256
MAX_READ = 20_000  # read no further than this: cleaning a book would only waste time
MOST_EARLIER = 20  # questions of a conversation that a follow-up may lean on
MOST_WORDINGS = 3  # other wordings of a question that are searched beside it
LONGEST_WORDING = 300  # characters


class RejectedError(Exception):
    """The question cannot be searched. `reason` is a key of bot.languages.messages."""

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
    text = one_line(raw[:MAX_READ])
    language = language_of(text) or default_language
    if not any(character.isalnum() for character in text):
        raise RejectedError("rejected_empty", language)
    if len(text) > limit or len(raw) > MAX_READ:
        raise RejectedError("rejected_long", language)
    return CheckedQuestion(text, language)


def within_tokens(question: CheckedQuestion, encoder: Encoder) -> CheckedQuestion:
    """Return the beginning of `question` that fits in `MAX_TOKENS`; usually all of it.

    It is cut between two words, or within one that is nearly all of it.
    """
    text = question.text
    if encoder.count_tokens(text) <= MAX_TOKENS:
        return question
    fits, too_long = 0, len(text)  # a longer beginning has as many tokens, or more
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if encoder.count_tokens(text[:middle]) <= MAX_TOKENS:
            fits = middle
        else:
            too_long = middle
    between_words = text.rfind(" ", fits // 2, fits + 1)
    kept = text[: between_words if between_words > 0 else fits]
    return CheckedQuestion(kept.rstrip(), question.language)
