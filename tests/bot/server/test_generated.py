"""Whatever is put into whichever argument of whichever address: told so or ignored, never a fault.

Another seed: PARLEBOT_TEST_SEED=5 pytest tests/bot/server/test_generated.py
"""

import http.client
import json
import os
from collections.abc import Callable

import httpx
import pytest

from tests.bot.server.attacked import Attacked, log_faults, measured
from tests.bot.server.hostile_requests import (
    ASK,
    FEEDBACK,
    GRADIO,
    QUESTION,
    SAVE,
    WORD,
    Hostile,
    Maker,
)

_SEED = int(os.environ.get("PARLEBOT_TEST_SEED", "20261129"))
_EACH = 300
_WARM = 60  # after so many, all that is opened once is open
_MOST_GROWTH = 30.0  # megabytes over the rest

Make = Callable[[Maker, int], Hostile]

_FIXED = ("/", "/page.js", "/theme.css", "/favicon.svg", "/card.png", "/favicon.ico", "/robots.txt",
          "/health", "/ready", "/metrics", "/api/feedback", "/reply.js")  # fmt: skip
_GRADIO = ("call/ask", "call/record", "run/record", "run/frame", "call/frame", "upload",
           "queue/join", "queue/data", "reset", "cancel", "component_server", "app_id")  # fmt: skip
_FILES = ("/assets/", "/static/", "/static/img/", "/assets/fonts/", "/gradio_api/file=", "/file=")

ROUTES: dict[str, tuple[Make, frozenset[int]]] = {
    "POST /chat/ask": (
        lambda maker, n: maker.body("/chat/ask", ASK),
        frozenset({200, 400, 413, 422}),
    ),
    "POST /api/ask": (
        lambda maker, n: maker.body("/api/ask", ASK),
        frozenset({200, 400, 413, 422}),
    ),
    "POST /ask": (
        lambda maker, n: maker.form("/ask", ASK),
        frozenset({200, 400, 413, 422}),
    ),
    "POST /api/feedback": (
        lambda maker, n: maker.body("/api/feedback", FEEDBACK),
        frozenset({204, 400, 413}),
    ),
    "POST /chat/save": (
        lambda maker, n: maker.body("/chat/save", SAVE),
        frozenset({200, 400, 413}),
    ),
    "GET /chat/record": (
        lambda maker, n: maker.query("/chat/record", ["uid", "uid", "language"]),
        frozenset({200, 400, 404, 414}),
    ),
    "GET /chat/frame": (
        lambda maker, n: maker.query("/chat/frame", ["language"]),
        frozenset({200, 400, 404, 414}),
    ),
    "GET reply": (
        lambda maker, n: maker.file("/r/"),
        frozenset({400, 404, 414}),
    ),
    "GET feed": (
        lambda maker, n: maker.query("/feed", ["q", "q", *ASK]),
        frozenset({200, 400, 404, 414}),
    ),
    "GET fixed": (
        lambda maker, n: maker.query(_FIXED[n % len(_FIXED)], ["q", "view", "deep_link", "path"]),
        frozenset({200, 400, 403, 404, 414}),
    ),
    "GET files": (
        lambda maker, n: maker.file(_FILES[n % len(_FILES)]),
        frozenset({400, 404, 414}),
    ),
    "POST gradio": (
        lambda maker, n: maker.body(f"/gradio_api/{_GRADIO[n % len(_GRADIO)]}", GRADIO),
        frozenset({404, 413}),
    ),
    "GET gradio": (
        lambda maker, n: maker.query(f"/gradio_api/{_GRADIO[n % len(_GRADIO)]}", [*GRADIO]),
        frozenset({404, 414}),
    ),
}  # fmt: skip


@measured
@pytest.mark.parametrize("route", ROUTES)
def test_no_generated_request_breaks_or_fools_the_server(victim: Attacked, route: str) -> None:
    make, allowed = ROUTES[route]
    maker = Maker(_SEED, victim.canaries)
    start = len(victim.running.written())
    place = httpx.URL(victim.running.address)
    connection = http.client.HTTPConnection(place.host, place.port, timeout=120)
    warm = 0.0
    with victim.keeps_still():
        for number in range(_EACH):
            hostile = make(maker, number)
            which = f"seed {_SEED}, number {number} of {route}: {hostile}"
            code, told = _sent(connection, hostile, which)
            assert code in allowed, f"{code} {told[:300]!r} for {which}"
            assert victim.canaries.word.encode() not in told, which
            assert b"root:x:" not in told, which
            if hostile.target == "/chat/ask" and code == 200:
                assert _last_state(told) == "done", f"{told[-500:]!r} for {which}"
            if number == _WARM:
                warm = victim.megabytes()
    connection.close()
    assert victim.megabytes() - warm < _MOST_GROWTH, f"seed {_SEED}"
    written = victim.written_since(start)
    assert log_faults(written, (WORD, QUESTION, "login accepted")) == [], f"seed {_SEED}"
    assert len(written.splitlines()) <= _EACH + 5, f"seed {_SEED}"


def _sent(
    connection: http.client.HTTPConnection, hostile: Hostile, which: str
) -> tuple[int, bytes]:
    """Send a request and return what came back: its status and its text."""
    try:
        connection.putrequest(hostile.method, hostile.target, skip_accept_encoding=True)
        for name, value in hostile.headers.items():
            connection.putheader(name, value)
        if hostile.method == "POST":
            connection.putheader("Content-Length", str(len(hostile.content)))
        connection.endheaders(hostile.content)
        reply = connection.getresponse()
        return reply.status, reply.read()
    except (http.client.HTTPException, OSError) as error:
        raise AssertionError(f"{error!r} for {which}") from error


def _last_state(told: bytes) -> object:
    events = told.decode("utf-8").strip().split("\n\n")
    return json.loads(events[-1].removeprefix("data: "))["state"]
