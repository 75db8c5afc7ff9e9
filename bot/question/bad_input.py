"""The error for unusable input; in a module of its own, so that importing it loads nothing else."""

from corpus.text.message import MessageError


class BadInputError(MessageError):
    """Some input cannot be used. The message says what and where."""
