"""Opens whatever a person names, a file, folder, .gz or .zip, and yields its documents.

An archive is read member by member and never unpacked to disk, so a hostile member name cannot
write anywhere; it is only ever shown. A document of up to 16 MiB is read whole, a larger one as a
stream after its start; an archive inside an archive is read in memory. Sizes are limited: a
decompression bomb is refused.
"""

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from corpus.dropped.columns import NO_MAPPING, Mapping
from corpus.dropped.mapping import read_mapping
from corpus.files.sidecars import Sidecars
from corpus.files.zip_bounds import MAX_RATIO, RATIO_COUNTS_FROM, ZIP_ERRORS
from corpus.ingestion.bounded_stream import BoundedStream, Budget, ChainedStream
from corpus.records.reading import UnreadableError, in_short

MAX_WHOLE_BYTES = 1 << 26  # a document of a format that cannot be read as a stream
START_BYTES = 1 << 24  # what is read at once: all of nearly every document
MAX_NESTED_MEMBERS = 10_000  # of a zip in a zip
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Document:
    """One document, with its member name in an archive, or "".

    `start` is all of it when `rest` is None. Else `rest` gives what follows, once, and only until
    the next document is asked for. `mapping` is the sidecar that stands beside it in the archive,
    if one does.
    """

    member: str
    start: bytes
    rest: IO[bytes] | None = None
    mapping: Mapping = NO_MAPPING

    @property
    def content(self) -> bytes:
        """The whole document. Raises UnreadableError past MAX_WHOLE_BYTES."""
        if self.rest is None:
            return self.start
        content = self.start + self.rest.read(MAX_WHOLE_BYTES)
        if len(content) > MAX_WHOLE_BYTES:
            raise UnreadableError(
                "it is larger than {size} MiB, and only JSON, XML and SQL dumps of the "
                "official forms are read at any size",
                size=MAX_WHOLE_BYTES >> 20,
            )
        return content

    def stream(self) -> IO[bytes]:
        """Return the document as a stream from its first byte; reading may raise UnreadableError.

        What was read of `rest` is gone: ask once.
        """
        if self.rest is None:
            return io.BytesIO(self.start)
        return io.BufferedReader(ChainedStream(self.start, self.rest), _CHUNK)


def list_files(path: Path) -> list[Path]:
    """Return the files to read at `path`: itself, or all below a folder except hidden ones.

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
    """Yield the documents of the file at `path`, with an error in place of each unreadable one.

    Raises UnreadableError when the file as a whole cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4)
            if not start:
                raise UnreadableError("the file is empty")
            file.seek(0)
            if start[:4] == b"PK\x03\x04":
                size = path.stat().st_size
                if is_office(file):
                    yield _document("", file, size)
                else:
                    yield from _zip_members(file, Budget(RATIO_COUNTS_FROM + MAX_RATIO * size))
            elif start[:2] == b"\x1f\x8b":
                with gzip.open(file) as unpacked:
                    yield _document("", unpacked, path.stat().st_size)
            else:
                yield _document("", file, path.stat().st_size)
    except OSError as error:
        raise UnreadableError("it cannot be opened ({why})", why=error.strerror or error) from error


def _zip_members(
    file: IO[bytes], budget: Budget, outer: str = ""
) -> Iterator[Document | UnreadableError]:
    """Yield the members of a zip; those of a zip in it too, when `outer` is "" ."""
    try:
        archive = zipfile.ZipFile(file)
    except ZIP_ERRORS as error:
        raise UnreadableError(
            "the zip is damaged or cut short ({why})", why=in_short(error)
        ) from error
    with archive:
        infos = [info for info in archive.infolist() if _is_document(info.filename)]
        if outer and len(infos) > MAX_NESTED_MEMBERS:
            raise UnreadableError(
                "a zip in a zip with more than {count} files", count=f"{MAX_NESTED_MEMBERS:,}"
            )
        if not infos:
            raise UnreadableError("the zip holds no file, or only hidden ones")
        beside = Sidecars.among(info.filename for info in infos)
        for info in infos:
            if info.filename in beside.used:
                continue
            name = in_short(outer + info.filename)
            try:
                mapping = _mapping(archive, beside.of(info.filename), budget)
                with _unzip(archive, info, budget) as document:
                    named = replace(document, member=name, mapping=mapping)
                    yield from _expanded(named, info.file_size, budget, outer)
            except UnreadableError as error:
                yield UnreadableError("{place}: {reason}", place=repr(name), reason=error)
            if budget.left < 0:
                return


def _is_document(name: str) -> bool:
    return not name.endswith("/") and not PurePosixPath(name).name.startswith(".")


def _mapping(archive: zipfile.ZipFile, sidecar: str, budget: Budget) -> Mapping:
    if not sidecar:
        return NO_MAPPING
    with _unzip(archive, archive.getinfo(sidecar), budget) as document:
        return read_mapping(sidecar, document.content)


def _expanded(
    document: Document, size: int, budget: Budget, outer: str
) -> Iterator[Document | UnreadableError]:
    """Yield a member, or if it is itself an archive, its contents, one level deep."""
    if document.start[:2] == b"\x1f\x8b" and not outer:
        with gzip.open(document.stream()) as unpacked:
            inner = _document(document.member, unpacked, size, budget)
            yield replace(inner, mapping=document.mapping)
        return
    if document.start[:4] != b"PK\x03\x04":
        yield document
        return
    content = document.content
    if is_office(io.BytesIO(content)):
        yield replace(document, start=content, rest=None)
    elif outer:
        raise UnreadableError("a zip in a zip in a zip: take it out and add it by itself")
    else:
        yield from _zip_members(io.BytesIO(content), budget, f"{document.member}/")


def is_office(file: IO[bytes]) -> bool:
    """Return whether the zip `file` is one document (Word, Excel, OpenDocument), not an archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except ZIP_ERRORS:
        return False
    finally:
        file.seek(0)
    return "[Content_Types].xml" in names or names[:1] == ["mimetype"]


@contextmanager
def _unzip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Iterator[Document]:
    if info.flag_bits & 1:
        raise UnreadableError("it is encrypted")
    try:
        member = archive.open(info)
    except ZIP_ERRORS as error:
        raise UnreadableError("it is damaged ({why})", why=in_short(error)) from error
    with member:
        yield _document(info.filename, member, info.compress_size, budget)


def _document(
    member: str,
    stream: IO[bytes] | gzip.GzipFile,
    compressed: int,
    budget: Budget | None = None,
) -> Document:
    bounded = BoundedStream(stream, compressed, budget)
    pieces: list[bytes] = []
    size = 0
    # A chunk more than the bombs' threshold, so that a bomb shows before anything is given.
    while size <= START_BYTES and (chunk := bounded.take(_CHUNK)):
        pieces.append(chunk)
        size += len(chunk)
    rest = io.BufferedReader(bounded, _CHUNK) if size > START_BYTES else None
    return Document(member, b"".join(pieces), rest)
