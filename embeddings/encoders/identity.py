"""The identity of the encoder behind a vector, and encoder errors. Loads no library."""

from dataclasses import dataclass

from corpus.text.message import MessageError, message

GENERAL = "multilingual-e5-small"
ON_HUB = f"intfloat/{GENERAL}"  # the same model where the engine has no wheel
BUNDLED = "parliament-e5-small"  # the general one, its layers tuned: the default


class EncoderUnavailableError(MessageError):
    """The encoder cannot be loaded on this machine. The message says what to do."""


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """Everything that must be equal for two vectors to be comparable."""

    name: str
    revision: str
    dimension: int
    query_prompt: str
    passage_prompt: str
    precision: str

    def __str__(self) -> str:
        return f"{self.name} ({self.revision}, {self.dimension} dimensions, {self.precision})"


class EncoderMismatchError(Exception):
    """The question's encoder is not the one that made the index."""

    def __init__(self, index: EncoderIdentity, question: EncoderIdentity) -> None:
        super().__init__(
            message(
                "the index was made with the encoder {index}, but this question would be "
                "read by {question}; ask with that encoder, or run 'parlebot index' to "
                "rebuild with this one",
                index=index,
                question=question,
            )
        )
