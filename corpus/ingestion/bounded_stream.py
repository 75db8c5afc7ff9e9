"""Streams over the contents of an archive or a file, with limits on their size."""

import gzip
import io
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from corpus.files.zip_bounds import MAX_RATIO, RATIO_COUNTS_FROM, ZIP_ERRORS
from corpus.records.reading import UnreadableError, in_short
from corpus.text.message import message

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_MAX_DOCUMENT_BYTES = 1 << 33  # one document once decompressed; the Sénat's dump has some 2 GB


@dataclass(slots=True)
class Budget:
    """How many bytes an archive may still unpack to, over all its members and nested archives."""

    left: int

    def take(self, size: int) -> None:
        """Count `size` bytes. Raises UnreadableError if that exceeds the budget."""
        self.left -= size
        if self.left < 0:
            raise UnreadableError(
                "the archive unpacks to more than {ratio} times its size, as a "
                "decompression bomb does: it is not read from here on",
                ratio=MAX_RATIO,
            )


class BoundedStream(io.RawIOBase):
    """Reads `stream` within its limits; raises UnreadableError past them, or for damage."""

    def __init__(
        self, stream: IO[bytes] | gzip.GzipFile, compressed: int, budget: Budget | None
    ) -> None:
        self._stream = stream
        self._compressed = compressed
        self._budget = budget
        self._size = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill `buffer` with up to one piece; return the number of bytes."""
        view = memoryview(buffer)
        chunk = self.take(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)

    def take(self, size: int) -> bytes:
        """Return up to `size` bytes. Raises UnreadableError past a limit, or for damage."""
        try:
            chunk = self._stream.read(size)
        except ZIP_ERRORS as error:
            if isinstance(self._stream, gzip.GzipFile):
                text = message("the gzip file is damaged or cut short ({why})", why=in_short(error))
            else:
                text = message("it is damaged or cut short ({why})", why=in_short(error))
            raise UnreadableError(text) from error
        self._size += len(chunk)
        if self._size > _MAX_DOCUMENT_BYTES:
            raise UnreadableError("it is larger than {size} GiB", size=_MAX_DOCUMENT_BYTES >> 30)
        if self._size > RATIO_COUNTS_FROM and self._size > MAX_RATIO * self._compressed:
            raise UnreadableError(
                "it unpacks to more than {ratio} times its size, as a decompression bomb does",
                ratio=MAX_RATIO,
            )
        if self._budget is not None:
            self._budget.take(len(chunk))
        return chunk


class ChainedStream(io.RawIOBase):
    """The bytes of `start`, then those of `rest`."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start = io.BytesIO(start)
        self._rest = rest

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill `buffer` with up to one piece; return the number of bytes."""
        view = memoryview(buffer)
        chunk = self._start.read(len(view)) or self._rest.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)
