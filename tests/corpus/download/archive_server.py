"""A local server of the official sources, in their real formats, that misbehaves on request."""

import io
import json
import threading
import time
import zipfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

API = "/api/writtenquestions/questions"
REPOSITORY = "/static/openData/repository/"
QE = REPOSITORY + "98/questions/questions_ecrites/Questions_ecrites.json.zip"
QG = REPOSITORY + "98/questions/questions_gouvernement/Questions_gouvernement.json.zip"
SENAT = "/data/questions/questions.zip"
_CUT = 255  # as the real listing does


@dataclass(slots=True)
class Mishap:
    """What goes wrong with one answer."""

    status: int = 0  # this status instead
    headers: dict[str, str] = field(default_factory=dict)  # added, or put in place of the usual
    body: bytes | None = None  # this body instead
    cut_after: int | None = None  # the connection is closed after so many bytes of the body
    announce: int | None = None  # bytes more (or fewer) that Content-Length lies
    without: tuple[str, ...] = ()  # headers that are not sent
    ignores_range: bool = False
    ignores_if_range: bool = False
    ignores_conditions: bool = False
    shifts_range: int = 0  # the part that is sent begins so many bytes later than it was asked for


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]


class ArchiveServer:
    """Files by path, the UK API, and what shall go wrong; notes every request."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.questions: list[dict[str, Any]] = []
        self.mishaps: dict[str, deque[Mishap]] = {}
        self.always: dict[str, Mishap] = {}
        self.requests: list[Request] = []
        self.piece, self.pause = 1 << 16, 0.0  # bytes sent at once, seconds between
        self.between_pages: list[dict[str, Any]] = []  # questions that appear after the first page
        handler = type("Handler", (_Handler,), {"owner": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_port}"

    def start(self) -> None:
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def next(self, path: str, *mishaps: Mishap) -> None:
        """Let the next answers for `path` go wrong, one after the other."""
        self.mishaps.setdefault(path, deque()).extend(mishaps)

    def asked(self, path: str, method: str = "GET") -> list[Request]:
        """Return the requests for `path`, its parameters aside."""
        return [r for r in self.requests if urlsplit(r.path).path == path and r.method == method]

    def write_table(self, home: Path, **changes: Any) -> None:
        """Let the home at `home` ask this server, fast."""
        home.mkdir(parents=True, exist_ok=True)
        table = {
            "pace": {
                "requests_per_second": 1000,
                "tries": 3,
                "first_wait_seconds": 0.001,
                "longest_wait_seconds": 2,
                "timeout_seconds": 60,
            },
            "an": {
                "base": self.address + REPOSITORY,
                "archives": {
                    "98": {
                        "QE": {"path": QE.removeprefix(REPOSITORY)},
                        "QG": {"path": QG.removeprefix(REPOSITORY)},
                    }
                },
            },
            "senat": {"url": self.address + SENAT},
            "uk": {"api": self.address + API},
        }
        (home / "sources.json").write_text(json.dumps(table | changes), "utf-8")


@contextmanager
def serving() -> Iterator[ArchiveServer]:
    """Give a running server."""
    server = ArchiveServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def zip_of(members: dict[str, bytes], *, stored: bool = False) -> bytes:
    """Return a zip archive of these members; stored ones make it as big as they are."""
    buffer = io.BytesIO()
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(buffer, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return buffer.getvalue()


class _Handler(BaseHTTPRequestHandler):
    owner: ArchiveServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *arguments: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        owner, path = self.owner, urlsplit(self.path).path
        headers = {name.lower(): value for name, value in self.headers.items()}
        owner.requests.append(Request(self.command, self.path, headers))
        queue = owner.mishaps.get(path)
        mishap = queue.popleft() if queue else owner.always.get(path, Mishap())
        if mishap.status or mishap.body is not None:
            sent = {"Content-Type": "text/html"} | mishap.headers
            self._send(mishap.status or 200, sent, mishap.body or b"", mishap, with_body)
        elif path.startswith(API):
            status, answer = self._api(path)
            kind = {"Content-Type": "application/json; charset=utf-8"}
            self._send(status, kind, json.dumps(answer).encode(), mishap, with_body)
        elif path in owner.files:
            self._file(owner.files[path], headers, mishap, with_body)
        else:
            page = b"<!DOCTYPE html><html><title>Page introuvable</title></html>"
            self._send(404, {"Content-Type": "text/html"}, page, mishap, with_body)

    def _file(
        self, content: bytes, headers: dict[str, str], mishap: Mishap, with_body: bool
    ) -> None:
        etag = f'"{sha256(content).hexdigest()[:16]}"'
        sent = {"ETag": etag, "Content-Type": "application/zip", "Accept-Ranges": "bytes"}
        sent = {k: v for k, v in (sent | mishap.headers).items() if k not in mishap.without}
        etag = sent.get("ETag", "")
        if not mishap.ignores_conditions and etag and headers.get("if-none-match") == etag:
            self._send(304, sent, b"", mishap, with_body)
            return
        wanted = "" if mishap.ignores_range else headers.get("range", "")
        if_range = headers.get("if-range", etag)
        if wanted and (mishap.ignores_if_range or if_range in (etag, sent.get("Last-Modified"))):
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                sent["Content-Range"] = f"bytes */{len(content)}"
                self._send(416, sent, b"", mishap, with_body)
                return
            start += mishap.shifts_range
            sent["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._send(206, sent, content[start:], mishap, with_body)
            return
        self._send(200, sent, content, mishap, with_body)

    def _send(
        self, status: int, headers: dict[str, str], body: bytes, mishap: Mishap, with_body: bool
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304 and "Content-Length" not in mishap.without:
            self.send_header("Content-Length", str(len(body) + (mishap.announce or 0)))
        ends = mishap.cut_after is not None or mishap.announce is not None
        if ends or "Content-Length" in mishap.without:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        if not with_body or status == 304:
            return
        body = body[: mishap.cut_after]
        try:
            for at in range(0, len(body), self.owner.piece):
                self.wfile.write(body[at : at + self.owner.piece])
                self.wfile.flush()
                time.sleep(self.owner.pause)
        except OSError:  # the reader was killed or has read enough
            self.close_connection = True

    def _api(self, path: str) -> tuple[int, Any]:
        owner = self.owner
        if path != API:
            found = [q for q in owner.questions if str(q["id"]) == path.rsplit("/", 1)[-1]]
            return (200, {"value": found[0], "links": []}) if found else (404, {"title": "?"})
        given = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        found = [q for q in owner.questions if _within(q, given)]
        take, skip = int(given["take"]), int(given["skip"])
        page = [{"value": _listed(q), "links": []} for q in found[skip : skip + take]]
        if owner.between_pages and skip + take < len(found):
            owner.questions[:0] = owner.between_pages
            owner.between_pages = []
        return 200, {"totalResults": len(found), "results": page}


def _within(question: dict[str, Any], given: dict[str, str]) -> bool:
    limits = {
        "tabled": "dateTabled",
        "answered": "dateAnswered",
        "corrected": "dateAnswerCorrected",
    }
    for name, fact in limits.items():
        day = (question.get(fact) or "")[:10]
        first, last = given.get(f"{name}WhenFrom", ""), given.get(f"{name}WhenTo", "9999")
        if (first or last != "9999") and not first <= day <= last:
            return False
        if first and not day:
            return False
    return True


def _listed(question: dict[str, Any]) -> dict[str, Any]:
    """Return a question as the listing shows it: its texts cut at 255 characters."""
    value = deepcopy(question)
    for name in ("questionText", "answerText"):
        if len(value.get(name) or "") > _CUT:
            value[name] = value[name][:_CUT] + "..."
    value["attachments"] = []
    return value
