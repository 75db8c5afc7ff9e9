"""The errors that callers of `Parlebot` can act on, gathered from where they are defined.

The message of each says what is wrong and, where something can be done, what to do.
"""

from bot.language_model.settings import ChatModelUnavailableError, ChatSettingsError
from bot.question.bad_input import BadInputError
from corpus.store.store import StoreError
from embeddings.disk.full_disk import DiskFullError
from embeddings.disk.home import BusyError, NoGenerationError
from embeddings.encoders.identity import EncoderMismatchError, EncoderUnavailableError

__all__ = [
    "BadInputError",
    "BusyError",
    "ChatModelUnavailableError",
    "ChatSettingsError",
    "DiskFullError",
    "EncoderMismatchError",
    "EncoderUnavailableError",
    "NoGenerationError",
    "StoreError",
]
