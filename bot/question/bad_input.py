"""The error of an input that cannot be used; alone, so that naming it loads nothing else."""

from corpus.text.message import MessageError


class BadInputError(MessageError):
    """What was given cannot be used. The message says what and where."""
