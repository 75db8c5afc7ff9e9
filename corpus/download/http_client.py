"""A polite HTTP client: one request at a time, paced, retried, only to known addresses."""

import http.client
import itertools
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any, TypeVar
from urllib.parse import urljoin

import httpx

from corpus.download.addresses import SourceTable, origin_of
from corpus.download.errors import FetchError, TryAgainError
from corpus.text.clean import one_line
from corpus.text.html import is_html_page
from corpus.text.message import message

MAX_JSON_BYTES = 64 << 20  # a page of a hundred answers has under 1 MB
_LATER = (408, 425, 429, 500, 502, 503, 504)
_MAX_REDIRECTS = 5
_MAX_ATTEMPTS = 200  # however much each of them brings
_CHUNK = 1 << 16
_T = TypeVar("_T")


class SourceClient:
    """An HTTP client that keeps to the addresses and pace of a source table."""

    def __init__(self, table: SourceTable) -> None:
        self._table = table
        self._next = 0.0
        self._tries = table.pace.tries
        self._http = httpx.Client(
            timeout=table.pace.timeout_seconds,
            headers={"User-Agent": f"parlebot/{version('parlebot')}", "Accept": "*/*"},
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    @contextmanager
    def send(
        self, url: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Iterator[httpx.Response]:
        """Yield the response at `url`, its body still to be read, following known redirects.

        The status is 2xx, 304 or 416, or any for a HEAD that is not worth trying again. Raises
        TryAgainError for a lost connection, here or while the body is read, and for statuses
        that pass; FetchError for other errors and for a redirect to an unknown place.
        """
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                self._check_place(url)
                self._keep_pace()
                with self._http.stream(method, url, headers=dict(headers or {})) as response:
                    if response.has_redirect_location:
                        url = urljoin(url, response.headers["location"])
                        continue
                    _check_status(response, url)
                    yield response
                    return
            raise FetchError(
                "{url}: more than {count} redirects one after the other",
                url=url,
                count=_MAX_REDIRECTS,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            why = one_line(str(error)) or message("no answer")
            raise TryAgainError(
                message("{url}: the server cannot be reached ({why})", url=url, why=why)
            ) from error
        except (httpx.TransportError, httpx.StreamError) as error:
            why = one_line(str(error)) or type(error).__name__
            raise TryAgainError(
                message("{url}: the connection was lost ({why})", url=url, why=why)
            ) from error
        except (httpx.InvalidURL, httpx.DecodingError) as error:
            raise FetchError(
                "{url}: the server's answer cannot be read ({why})", url=url, why=error
            ) from error

    def get_json(self, url: str) -> Any:  # noqa: ANN401
        """Return the JSON document at `url`, with retries as needed. Raises FetchError."""
        return self.retrying(lambda: self._json_once(url))

    def retrying(self, attempt: Callable[[], _T]) -> _T:
        """Return what `attempt` returns, retrying it as long as that may help.

        Waits between attempts: as long as the server asks, else longer each time. Raises
        FetchError with the last reason after too many attempts that brought nothing; whatever is
        asked for next then gets one attempt only, until one succeeds.
        """
        failed = 0
        for attempts in itertools.count(1):
            try:
                result = attempt()
                self._tries = self._table.pace.tries
                return result
            except TryAgainError as error:
                failed = 1 if error.moved_on else failed + 1
                if failed >= self._tries or attempts >= _MAX_ATTEMPTS:
                    self._tries = 1
                    raise FetchError(
                        "{reason}; given up after {attempts} attempts, try later",
                        reason=error,
                        attempts=attempts,
                    ) from error
                time.sleep(self._wait(failed, error))
        raise AssertionError("unreachable")

    def _wait(self, failed: int, error: TryAgainError) -> float:
        pace = self._table.pace
        if error.wait is None:
            wait: float = pace.first_wait_seconds * 2 ** (failed - 1) * random.uniform(1, 1.25)  # noqa: S311
            return float(min(wait, pace.longest_wait_seconds))
        if error.wait > pace.longest_wait_seconds:
            minutes = max(1, round(error.wait / 60))
            raise FetchError(
                "{reason}; it asks to come back in {minutes} minutes", reason=error, minutes=minutes
            ) from error
        return error.wait

    def _json_once(self, url: str) -> Any:  # noqa: ANN401
        body = bytearray()
        with self.send(url, {"Accept": "application/json"}) as response:
            for chunk in response.iter_bytes(_CHUNK):
                body += chunk
                if len(body) > MAX_JSON_BYTES:
                    raise FetchError(
                        "{url}: the answer is larger than {size} MiB",
                        url=url,
                        size=MAX_JSON_BYTES >> 20,
                    )
        if sent_a_page(response.headers.get("content-type", ""), bytes(body[:1024])):
            raise TryAgainError(
                message(
                    "{url}: the server sent a web page, not data{title}",
                    url=url,
                    title=title_of(body),
                )
            )
        try:
            return json.loads(body)
        except (ValueError, RecursionError) as error:
            raise TryAgainError(
                message("{url}: the server sent no valid JSON ({why})", url=url, why=error)
            ) from error

    def _check_place(self, url: str) -> None:
        try:
            known = origin_of(url) in self._table.origins
        except ValueError as error:
            raise FetchError("{url}: the server points to no web address", url=url) from error
        if not known:
            raise FetchError(
                "{url}: the server points to a place that is not in the table of "
                'sources; if it is right, add its https://host to "hosts" in sources.json',
                url=url,
            )

    def _keep_pace(self) -> None:
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + 1 / self._table.pace.requests_per_second


def sent_a_page(content_type: str, start: bytes) -> bool:
    """Return whether a response is a web page, by its content type or its first bytes."""
    if content_type.lower().startswith(("text/html", "application/xhtml")):
        return not start.startswith((b"PK", b"{"))  # a wrong label on good data
    text = start.decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    return is_html_page(text) or text[:3].lower() == "<h1"


def title_of(page: bytes | bytearray) -> str:
    """Return the title of a web page as ` ("title")`, cut to 80 characters, or ""."""
    _, found, rest = bytes(page[:8192]).partition(b"<title>")
    title = one_line(rest.split(b"<")[0].decode("utf-8", "replace"))[:80] if found else ""
    return f' ("{title}")' if title else ""


def _check_status(response: httpx.Response, url: str) -> None:
    status = response.status_code
    if response.is_success or status in (304, 416):
        return
    said = message(
        "{url}: the server answers {status} ({why})",
        url=url,
        status=status,
        why=http.client.responses.get(status, "?"),
    )
    if status in _LATER:
        raise TryAgainError(said, _retry_after(response.headers.get("retry-after", "")))
    if response.request.method == "HEAD" and status in (403, 405, 501):
        return  # it may well answer a GET
    raise FetchError(
        "{reason}; if the address has changed, put the new one in sources.json", reason=said
    )


def _retry_after(value: str) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), or None."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
