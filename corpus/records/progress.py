"""The callback by which long-running work reports its progress."""

from collections.abc import Callable

Progress = Callable[[int, int], None]  # done, in all: files, texts
