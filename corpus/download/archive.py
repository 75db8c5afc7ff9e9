"""Downloads one archive: only if it changed, resuming after a cut, then checked and renamed."""

import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from corpus.download.errors import FetchError, TryAgainError
from corpus.download.http_client import SourceClient, sent_a_page, title_of
from corpus.download.state import FileVersion, Slot
from corpus.download.whole_zip import DamagedZipError, check_zip
from corpus.files.checksum import file_sha256
from corpus.text.message import message

FetchProgress = Callable[[str, int, int], None]  # what, done, in all (-1: not known)

_ENOUGH_TO_KNOW = 1024  # bytes that tell a web page from an archive
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_MAX_DAMAGED = 2  # a whole download that is damaged is tried once more, not for ever
_ROOM_LEFT = 64 << 20  # bytes of the disk that a download never takes


@dataclass(frozen=True, slots=True)
class Fetched:
    """The outcome for one source: "new", "changed", "unchanged" or "failed"."""

    key: str
    status: str
    received: int = 0  # bytes that came over the network
    message: str = ""  # why it failed, or a remark


class ArchiveDownload:
    """The download of the archive of one slot."""

    def __init__(
        self, client: SourceClient, slot: Slot, max_bytes: int, progress: FetchProgress
    ) -> None:
        self._client = client
        self._slot = slot
        self._max_bytes = max_bytes
        self._progress = progress
        self._received = 0
        self._furthest = 0
        self._damaged = 0

    def run(self) -> Fetched:
        """Bring the archive up to date. Raises FetchError or OSError; the last good one stays."""
        self._slot.recover()
        changed = self._client.retrying(self._attempt)
        state = self._slot.state
        state.checked_at = datetime.now(UTC).isoformat(timespec="seconds")
        if changed:
            state.fetched_at = state.checked_at
        self._slot.save()
        key = self._slot.archive.key
        return Fetched(key, changed or "unchanged", self._received, self._remark(changed))

    def _attempt(self) -> str:
        """Make one request; return "new" or "changed", or "" if the server has nothing newer."""
        slot = self._slot
        coming, start = slot.state.coming, slot.partial_size()
        if not (coming and coming.size == start > 0):  # else it only waits for the checks
            if start and not (coming and coming.validator):
                start = 0  # nothing proves that the rest would be of the same version
            with self._client.send(slot.archive.url, self._headers(start)) as response:
                if response.status_code == 304:
                    slot.drop_partial()
                    return ""
                start = self._place(response, start)
                version = version_of(response, slot.archive.url, start)
                if start and coming:
                    version = replace(coming, size=version.size)
                if not start and same_version(slot.state.have, version):
                    slot.drop_partial()
                    return ""  # a server that knows no conditional requests: the body is not read
                self._receive(response, version, start)
        return self._take()

    def _headers(self, start: int) -> dict[str, str]:
        state = self._slot.state
        headers = {"Accept-Encoding": "identity"}  # so that lengths and ranges are the file's own
        if start and state.coming:
            headers |= {"Range": f"bytes={start}-", "If-Range": state.coming.validator}
        elif state.have and state.have.url == self._slot.archive.url:
            if state.have.etag:
                headers["If-None-Match"] = state.have.etag
            if state.have.last_modified:
                headers["If-Modified-Since"] = state.have.last_modified
        return headers

    def _place(self, response: httpx.Response, start: int) -> int:
        """Return where the body belongs in the file: at `start`, or 0 if all of it is sent."""
        if response.status_code == 200:
            return 0
        sent = _CONTENT_RANGE.match(response.headers.get("content-range", ""))
        coming = self._slot.state.coming
        etag = response.headers.get("etag", "")
        fits = (
            response.status_code == 206
            and sent is not None
            and int(sent[1]) == start
            and coming is not None
            and (coming.size < 0 or sent[2] in (str(coming.size), "*"))
            and (not etag or etag == coming.etag)
        )
        if not fits:
            self._slot.drop_partial()
            raise TryAgainError(
                message(
                    "{url}: the file has changed while it was downloaded",
                    url=self._slot.archive.url,
                )
            )
        return start

    def _receive(self, response: httpx.Response, version: FileVersion, start: int) -> None:
        slot, url = self._slot, self._slot.archive.url
        if response.headers.get("content-encoding", "identity") != "identity":
            raise FetchError(
                "{url}: the server compresses the file once more, though not asked", url=url
            )
        self._check_room(version.size, start)
        chunks = response.iter_raw()  # as they arrive: nothing waits in memory for a cut to take
        first = next(chunks, b"") if start else _beginning(chunks)
        if not start:
            _check_start(response, first, url)
            slot.start(version)
        size = start
        with slot.partial.open("ab" if start else "wb") as file:
            try:
                while first:
                    file.write(first)
                    file.flush()  # what came is kept, whatever happens next
                    size += len(first)
                    self._received += len(first)
                    self._check_size(size)
                    self._progress(slot.archive.key, size, version.size)
                    first = next(chunks, b"")
            except (httpx.TransportError, httpx.StreamError) as error:
                lost = message(
                    "{url}: the connection was lost after {size} bytes", url=url, size=size
                )
                moved_on = bool(version.validator) and size > self._furthest
                self._furthest = max(size, self._furthest)
                raise TryAgainError(lost, moved_on=moved_on) from error
            os.fsync(file.fileno())
        if version.size >= 0 and size != version.size:
            slot.drop_partial()
            raise TryAgainError(
                message(
                    "{url}: {size} bytes came, {told} were announced",
                    url=url,
                    size=size,
                    told=version.size,
                )
            )

    def _take(self) -> str:
        """Check the partial file and move it into place; return "new", "changed" or ""."""
        slot = self._slot
        coming = slot.state.coming
        assert coming is not None
        try:
            check_zip(slot.partial)
        except DamagedZipError as error:
            slot.drop_partial()
            slot.save()
            self._damaged += 1
            said = message(
                "{url}: what came is not whole: {reason}", url=slot.archive.url, reason=error
            )
            if self._damaged >= _MAX_DAMAGED:
                raise FetchError(
                    "{reason}; what was there before stays, try later", reason=said
                ) from error
            raise TryAgainError(said) from error
        digest, have = file_sha256(slot.partial), slot.state.have
        version = replace(coming, sha256=digest, size=slot.partial_size())
        if have and have.sha256 == digest:
            slot.state.have = version  # new headers, the same file: it keeps its date
            slot.drop_partial()
            return ""
        was_there = slot.final.exists()
        slot.accept(version)
        return "changed" if was_there else "new"

    def _check_room(self, size: int, start: int) -> None:
        self._check_size(size)
        free = shutil.disk_usage(self._slot.partial.parent).free
        if size - start > free - _ROOM_LEFT:
            raise FetchError(
                "{url}: not enough room: it needs {size} MiB and {free} MiB are free in {folder}",
                url=self._slot.archive.url,
                size=size - start >> 20,
                free=free >> 20,
                folder=self._slot.downloads.folder,
            )

    def _check_size(self, size: int) -> None:
        if size > self._max_bytes:
            self._slot.drop_partial()
            raise FetchError(
                '{url}: larger than {size} MiB; if that is right, raise "max_mib" in sources.json',
                url=self._slot.archive.url,
                size=self._max_bytes >> 20,
            )

    def _remark(self, changed: str) -> str:
        known = self._slot.archive.md5
        if not changed or not known or _md5_of(self._slot.final) == known:
            return ""
        return message("whole, but not the archive whose MD5 is known: it was published anew")


def version_of(response: httpx.Response, url: str, start: int) -> FileVersion:
    """Return the version described by a response whose body belongs at `start`."""
    told = response.headers.get("content-length", "")
    return FileVersion(
        url=url,
        etag=response.headers.get("etag", ""),
        last_modified=response.headers.get("last-modified", ""),
        size=start + int(told) if told.isdecimal() else -1,
    )


def same_version(have: FileVersion | None, now: FileVersion) -> bool:
    """Return whether two versions are the same, judging by what the server says of them."""
    if have is None or have.url != now.url or now.size not in (-1, have.size):
        return False
    if now.etag or have.etag:
        return now.etag == have.etag
    return bool(now.last_modified) and now.last_modified == have.last_modified


def _beginning(chunks: Iterator[bytes]) -> bytes:
    """Return the first chunks, together long enough to recognise what is being sent."""
    first = b""
    while len(first) < _ENOUGH_TO_KNOW and (chunk := next(chunks, b"")):
        first += chunk
    return first


def _check_start(response: httpx.Response, first: bytes, url: str) -> None:
    kind = response.headers.get("content-type", "")
    if sent_a_page(kind, first[:_ENOUGH_TO_KNOW]):
        raise TryAgainError(
            message(
                "{url}: the server sent a web page, not the archive{title}",
                url=url,
                title=title_of(first),
            )
        )
    if not first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        told = kind.partition(";")[0][:40] or message("of unknown type")
        raise TryAgainError(
            message(
                "{url}: the server sent no zip archive, but something else ({kind})",
                url=url,
                kind=told,
            )
        )


def _md5_of(path: Path) -> str:
    """Return the MD5 of a file, as the sources publish it; it guards against accidents only."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
