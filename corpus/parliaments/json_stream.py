"""Reads JSON of any size, record by record: a legislature's single file, or a long page of answers.

Uses ijson (yajl), which keeps only one record in memory. Smaller documents are parsed whole by
`corpus.ingestion.readers`, which reports more exactly where one is broken.
"""

import io
from collections.abc import Iterator
from typing import IO, Any

import ijson

from corpus.files.streaming import RecordMeter
from corpus.parliaments.json_formats import JSON_FORMATS, JsonFormat
from corpus.records.reading import Reading, UnreadableError
from corpus.text.message import message

_HEAD_BYTES = 1 << 20  # in which the list of records must begin
_MARK = b"\xef\xbb\xbf"


def read_json_stream(start: bytes, stream: IO[bytes]) -> Reading:
    """Yield the records of the JSON document in `stream`, whose first bytes are `start`.

    Raises UnreadableError where the document is of no known shape, and where it breaks: what
    stands before has been yielded by then.
    """
    known, path, fictional = _find_list(start[:_HEAD_BYTES].removeprefix(_MARK))
    if start.startswith(_MARK):
        stream.read(len(_MARK))
    items = _items(RecordMeter(stream), path)
    if path == "item":
        items = ((known.find(item) or [item])[0] for item in items)
    return known.read(items, fictional)


def _find_list(head: bytes) -> tuple[JsonFormat, str, bool]:
    """Return the list of records: its format, its path, and whether it calls itself fictional."""
    fictional = False
    try:
        for path, event, value in ijson.parse(io.BytesIO(head)):
            if path == "fictional":
                fictional = bool(value)
            if event == "start_array":
                place = f"{path}.item".lstrip(".")
                for known in JSON_FORMATS:
                    if known.path.fullmatch(place):
                        return known, place, fictional
    except (ijson.JSONError, ValueError) as error:
        if "trailing garbage" in _words(error):
            raise UnreadableError(
                "several JSON documents one after the other (JSON Lines?): no official "
                "source is published like that; put one document in a file"
            ) from error
        if not isinstance(error, ijson.IncompleteJSONError):
            raise UnreadableError("broken JSON ({why})", why=_words(error)) from error
    raise UnreadableError(
        "JSON, but neither the Assemblée's questions nor the UK Parliament's answers"
    )


def _items(meter: RecordMeter, path: str) -> Iterator[Any]:
    read = 0
    try:
        for item in ijson.items(meter, path, use_float=True):
            read += 1
            meter.next_record()
            yield item
    except UnreadableError as error:
        raise UnreadableError(
            "{reason} (after {count} records)", reason=error, count=read
        ) from error
    except (ijson.JSONError, ValueError, OverflowError) as error:
        is_cut = isinstance(error, ijson.IncompleteJSONError)
        raise UnreadableError(
            "broken JSON after {count} records: {why}{cut}; what follows is not read",
            count=read,
            why=_words(error),
            cut=message(", the file is cut short") if is_cut else "",
        ) from error


def _words(error: Exception) -> str:
    """Return the first line of yajl's message; the others only draw an arrow."""
    message = error.args[0] if error.args else ""
    if isinstance(message, bytes):
        message = message.decode("utf-8", "replace")
    return str(message).strip().split("\n")[0][:200]
