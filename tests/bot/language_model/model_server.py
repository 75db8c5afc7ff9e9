"""A scripted, streaming server with the interface of OpenAI's, for what real models get wrong.

The name of the model that a request asks for chooses the behaviour (`behaviours.py`).
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

Say = Callable[[dict[str, Any]], Iterator[str]]


class Behaviour(NamedTuple):
    """What the server does when it is asked."""

    say: Say = lambda request: iter(())
    status: int = 200
    content_type: str = "text/event-stream"
    pause: float = 0.0  # seconds before each piece
    raw: bool = False  # pieces are sent as they are, not as events
    silence: float = 0.0  # seconds before anything is sent
    closes: bool = False  # the connection is cut after the pieces
    ends: bool = True  # "[DONE]" is sent


def obeys(request: dict[str, Any]) -> Iterator[str]:
    """Write whatever an instruction in the passages asks for, as the most gullible model would."""
    data = json.loads(request["messages"][-1]["content"])
    for passage in data["passages"]:
        for order in re.findall(r"(?:ORDRE|ORDER) ?: ?([^.]*\.?)", passage["text"]):
            honest, told = passage["text"].split(". ")[0], f": {order}"
            for quote in (honest, told, order):
                line = {"text": order, "passage": passage["passage"], "quotes": [quote]}
                yield json.dumps(line, ensure_ascii=False) + "\n"
        yield passage["text"] + "\n"


class ModelServer(ThreadingHTTPServer):
    """The server; `requests` holds what it was sent."""

    daemon_threads = True

    def __init__(self, behaviours: dict[str, Behaviour]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviours = behaviours
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Message] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        """The address to be set as PARLEBOT_CHAT_URL."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are what the tests are about."""


@contextmanager
def model_server(behaviours: dict[str, Behaviour]) -> Iterator[ModelServer]:
    """Run the server in a thread."""
    server = ModelServer(behaviours)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(request)
        self.server.headers.append(self.headers)
        behaviour = self.server.behaviours[request["model"]]
        self.server.stopping.wait(behaviour.silence)
        self.send_response(behaviour.status)
        self.send_header("Content-Type", behaviour.content_type)
        self.end_headers()
        for piece in behaviour.say(request):
            if behaviour.pause and self.server.stopping.wait(behaviour.pause):
                return
            self.wfile.write((piece if behaviour.raw else _event(piece)).encode())
            self.wfile.flush()
        if behaviour.closes:
            self.connection.shutdown(2)
        elif behaviour.ends and not behaviour.raw:
            self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _event(text: str) -> str:
    chunk = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": "scripted",
        "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}],
    }
    return f"data: {json.dumps(chunk)}\n\n"
