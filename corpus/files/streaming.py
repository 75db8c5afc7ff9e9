"""A stream that is read record by record, with a bound on what one record may take."""

from typing import IO

from corpus.records.reading import UnreadableError

# The longest known record (a debate of a QG with its markup) has some 0.2 MiB. What a parser
# builds of this many bytes, be they all brackets, stays under 400 MiB.
MAX_RECORD_BYTES = 1 << 22


class RecordMeter:
    """Hands on what `stream` gives, until too much came since the last call of `next_record`."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._since = 0

    def read(self, size: int = 1 << 16) -> bytes:
        """Return up to `size` bytes. Raises UnreadableError when a record has no end."""
        chunk = self._stream.read(size)
        self._since += len(chunk)
        if self._since > MAX_RECORD_BYTES:
            raise UnreadableError(
                "it goes on for more than {size} MiB without the end of a record",
                size=MAX_RECORD_BYTES >> 20,
            )
        return chunk

    def next_record(self) -> None:
        """Say that a record has come to its end: the next one may be as large again."""
        self._since = 0
