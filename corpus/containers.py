"""Opens what a person points at: a file, a folder, a .gz or a .zip, and gives its documents.

An archive is read member by member in memory and never unpacked to disk, so a hostile member
name can write nowhere; it is only ever shown. Sizes are bounded: a decompression bomb is refused.
"""

import gzip
import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from corpus.reading import UnreadableError

MAX_DOCUMENT_BYTES = 1 << 30  # one document once decompressed; the 14th legislature has 0.3 GB
MAX_RATIO = 200  # decompressed to compressed; JSON of this kind reaches 30
_RATIO_COUNTS_FROM = 1 << 24  # a small file may well be that repetitive
_CHUNK = 1 << 20
# What the zip module lets through for a damaged archive; ValueError for a name that is no UTF-8.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document's bytes, with the member of the archive that it was, or ""."""

    member: str
    content: bytes


def list_files(path: Path) -> list[Path]:
    """Return the files to read at `path`: itself, or all below a folder, hidden ones left out.

    Raises FileNotFoundError when there is nothing at `path`. Links are followed to files, never
    to folders, so that a loop of links ends.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    if not path.is_dir():
        return [path]
    found: list[Path] = []
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(".")]
    return sorted(file for file in found if file.is_file())


def open_documents(path: Path) -> Iterator[Document | UnreadableError]:
    """Yield the documents of the file at `path`; an error in place of each that cannot be read.

    Raises UnreadableError when the file as a whole cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
            if not start:
                raise UnreadableError("the file is empty")
            file.seek(0)
            if start[:4] == b"PK\x03\x04":
                yield from _zip_members(file)
            elif start[:2] == b"\x1f\x8b":
                yield Document("", _gunzip(file, path.stat().st_size))
            else:
                yield Document("", _bounded(file, path.stat().st_size))
    except OSError as error:
        raise UnreadableError(f"it cannot be opened ({error.strerror or error})") from error


def _zip_members(file: io.BufferedReader) -> Iterator[Document | UnreadableError]:
    try:
        archive = zipfile.ZipFile(file)
    except _ZIP_ERRORS as error:
        raise UnreadableError(f"the zip is damaged or cut short ({error})") from error
    with archive:
        for info in archive.infolist():
            if info.filename.endswith("/") or PurePosixPath(info.filename).name.startswith("."):
                continue
            try:
                yield Document(info.filename, _unzip(archive, info))
            except UnreadableError as error:
                yield UnreadableError(f"{info.filename!r}: {error}")


def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        raise UnreadableError("it is encrypted")
    try:
        with archive.open(info) as member:
            return _bounded(member, info.compress_size)
    except _ZIP_ERRORS as error:
        raise UnreadableError(f"it is damaged ({error})") from error


def _gunzip(file: io.BufferedReader, compressed: int) -> bytes:
    try:
        with gzip.open(file) as unpacked:
            return _bounded(unpacked, compressed)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableError(f"the gzip file is damaged or cut short ({error})") from error


def _bounded(stream: IO[bytes] | gzip.GzipFile, compressed: int) -> bytes:
    """Read all of `stream`, chunk by chunk, refusing to go past the bounds."""
    pieces: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > MAX_DOCUMENT_BYTES:
            raise UnreadableError(f"it is larger than {MAX_DOCUMENT_BYTES >> 20} MiB")
        if size > _RATIO_COUNTS_FROM and size > MAX_RATIO * compressed:
            raise UnreadableError(
                f"it unpacks to more than {MAX_RATIO} times its size, as a decompression bomb does"
            )
        pieces.append(chunk)
    return b"".join(pieces)
