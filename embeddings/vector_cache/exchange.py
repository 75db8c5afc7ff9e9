"""Exports and imports cached vectors as one file, so that one office embeds and others download.

The file has a line that names the format, a line of JSON (encoder, dimension, count), the rows
(SHA-256 of the text, then its vector in little-endian float32), and the SHA-256 of everything
before. It contains no texts and no code. A file is checked whole before any vector is kept.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from corpus.records.progress import Progress
from corpus.text.message import MessageError
from embeddings.encoders.identity import EncoderIdentity
from embeddings.vector_cache.cache import VectorCache

_MAGIC = b"parlebot vectors 1\n"
_KEY = 32  # bytes of a text's SHA-256
_LONGEST_HEADER = 10_000  # bytes
_ROWS = 4_096  # read at a time, and committed at a time
_UNIT = 0.01  # how far from 1 the length of a vector may be


class VectorFileError(MessageError):
    """The file does not hold vectors for this home. The message says what to do."""


@dataclass(frozen=True, slots=True)
class _Header:
    encoder: EncoderIdentity
    count: int
    start: int  # of the rows, in bytes

    @property
    def row(self) -> int:
        """Bytes of a row."""
        return _KEY + 4 * self.encoder.dimension

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.start + self.count * self.row + hashlib.sha256().digest_size


def write_vectors(path: Path, cache: VectorCache, told: Progress) -> int:
    """Write the vectors of `cache` to a new file at `path`, whole or not at all.

    Returns how many. Raises FileExistsError, other OSErrors, and VectorFileError when there is
    none to write.
    """
    if path.exists():
        raise FileExistsError(str(path))
    count, rows = cache.all_rows()
    if not count:
        raise VectorFileError("there are no vectors here to export; run 'parlebot index' first")
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as file:
            _write(file, cache.identity, count, rows, told)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count


def read_vectors(path: Path, cache: VectorCache, told: Progress) -> int:
    """Put the vectors of the file at `path` into `cache` and return how many were new.

    The whole file is checked before. Interrupted after that, what was put in stays, and the next
    call adds the rest. Raises OSError, and VectorFileError for a file that is damaged, cut short,
    of another encoder or no such file at all.
    """
    with path.open("rb") as file:
        header = _header(file, path)
        if header.encoder != cache.identity:
            raise VectorFileError(
                "{path} holds vectors of {one}, and this home has {other}; get a file of "
                "that encoder, or index with the other one (--encoder)",
                path=path,
                one=header.encoder,
                other=cache.identity,
            )
        _check(file, header, path)
        new = done = 0
        for keys, vectors in _blocks(file, header):
            wanted = [place for place, known in enumerate(cache.known(keys)) if not known]
            cache.put((keys[place], vectors[place].tobytes()) for place in wanted)
            new, done = new + len(wanted), done + len(keys)
            told(done, header.count)
    return new


def _write(
    file: BinaryIO,
    encoder: EncoderIdentity,
    count: int,
    rows: Iterator[tuple[bytes, bytes]],
    told: Progress,
) -> None:
    checksum = hashlib.sha256()
    head = {"encoder": asdict(encoder), "count": count}
    parts = iter([_MAGIC, json.dumps(head, ensure_ascii=False).encode() + b"\n"])
    done = 0
    while part := b"".join(parts):
        file.write(part)
        checksum.update(part)
        block = list(islice(rows, _ROWS))
        parts = iter([key + vector for key, vector in block])
        done += len(block)
        told(done, count)
    file.write(checksum.digest())
    file.flush()
    os.fsync(file.fileno())


def _header(file: BinaryIO, path: Path) -> _Header:
    if file.read(len(_MAGIC)) != _MAGIC:
        raise VectorFileError("{path} is no file of 'parlebot vectors export'", path=path)
    line = file.readline(_LONGEST_HEADER)
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        head: dict[str, Any] = json.loads(line)
        encoder = EncoderIdentity(**head["encoder"])
        count = head["count"]
        sizes = (count, encoder.dimension)
        if all(type(size) is int and size > 0 for size in sizes):
            return _Header(encoder, count, len(_MAGIC) + len(line))
    raise _damaged(path)


def _check(file: BinaryIO, header: _Header, path: Path) -> None:
    """Read the whole file and leave it at its first row. Raises VectorFileError."""
    size = os.fstat(file.fileno()).st_size
    if size != header.size:
        raise VectorFileError(
            "{path} has {size} bytes and should have {right}; download or copy it again",
            path=path,
            size=size,
            right=header.size,
        )
    file.seek(0)
    checksum = hashlib.sha256(file.read(header.start))
    for keys, vectors in _blocks(file, header):
        for key, vector in zip(keys, vectors, strict=True):
            checksum.update(key)
            checksum.update(vector.tobytes())
        with np.errstate(all="ignore"):
            lengths = np.linalg.norm(vectors, axis=1)
        if not (np.abs(lengths - 1) < _UNIT).all():  # also false for what is no number
            raise _damaged(path)
    if file.read() != checksum.digest():
        raise _damaged(path)
    file.seek(header.start)


def _blocks(file: BinaryIO, header: _Header) -> Iterator[tuple[list[bytes], Any]]:
    """Yield the keys and vectors of the remaining rows, some thousands at a time."""
    row = np.dtype([("key", f"V{_KEY}"), ("vector", "<f4", header.encoder.dimension)])
    for start in range(0, header.count, _ROWS):
        rows = np.frombuffer(file.read(min(_ROWS, header.count - start) * header.row), row)
        yield [key.tobytes() for key in rows["key"]], rows["vector"]


def _damaged(path: Path) -> VectorFileError:
    return VectorFileError("{path} is damaged; download or copy it again", path=path)
