"""A stream that is read record by record, with a limit on the size of one record."""

from typing import IO

from corpus.records.reading import UnreadableError

# The longest known record (a debate of a QG with its markup) has some 0.2 MiB. What a parser
# builds of this many bytes, be they all brackets, stays under 400 MiB.
MAX_RECORD_BYTES = 1 << 22


class RecordMeter:
    """Passes `stream` on, until too much was read since the last call of `next_record`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._since = 0

    def read(self, size: int = 1 << 16) -> bytes:
        """Return up to `size` bytes. Raises UnreadableError if a record never ends."""
        chunk = self._stream.read(size)
        self._since += len(chunk)
        if self._since > MAX_RECORD_BYTES:
            raise UnreadableError(
                "it goes on for more than {size} MiB without the end of a record",
                size=MAX_RECORD_BYTES >> 20,
            )
        return chunk

    def next_record(self) -> None:
        """Signal the end of a record: the next one may be as large again."""
        self._since = 0
