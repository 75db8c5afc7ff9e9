"""Download errors, each explained to people in one sentence."""

from corpus.text.message import MessageError


class FetchError(MessageError):
    """A download failed. The message says what, where and what to do."""


class TryAgainError(Exception):
    """An attempt failed in a way that a later one may not.

    `wait` is the pause in seconds that the server asks for, if it does; `moved_on` tells that
    more of the file is here than before, so that the attempt counts as a success of a kind.
    """

    def __init__(self, message: str, wait: float | None = None, *, moved_on: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.moved_on = moved_on


class FetchBusyError(MessageError):
    """Another download is running in the same folder."""
