"""A scripted server with the interface of OpenAI's, for what real models get wrong, and worse.

The name of the model that a request asks for chooses the behaviour.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]
Behaviour = Callable[["Handler", Request], None]


class ModelServer(ThreadingHTTPServer):
    """The server; it keeps what it was sent."""

    daemon_threads = True

    def __init__(self, behaviours: Mapping[str, Behaviour], elsewhere: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviours = behaviours
        self.elsewhere = elsewhere  # the address of another server
        self.connections = 0
        self.requests: list[Request] = []
        self.headers: list[Message] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        """The address to be set as PARLEBOT_CHAT_URL."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Count everybody who connects."""
        self.connections += 1
        return True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are what the tests are about."""


@contextmanager
def model_server(
    behaviours: Mapping[str, Behaviour] | None = None, elsewhere: str = ""
) -> Iterator[ModelServer]:
    """Run the server in a thread."""
    server = ModelServer(behaviours or {}, elsewhere)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    """One request, and what a behaviour can send back."""

    server: ModelServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(request)
        self.server.headers.append(self.headers)
        self.server.behaviours[request["model"]](self, request)

    def start(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """Send the head of a response."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send(self, data: str | bytes) -> None:
        """Send `data` as it is."""
        self.wfile.write(data.encode("utf-8") if isinstance(data, str) else data)
        self.wfile.flush()

    def events(self, *texts: str) -> None:
        """Send a whole, honest stream of `texts`."""
        self.start()
        self.send("".join(map(event, texts)) + DONE)

    def complete(self, text: str) -> None:
        """Send `text` as a server does that does not stream."""
        self.start(kind="application/json")
        self.send(completion(content=text))

    def wait(self, seconds: float) -> None:
        """Let time pass; the server may end meanwhile."""
        if self.server.stopping.wait(seconds):
            raise ConnectionAbortedError

    def cut(self) -> None:
        """Break the connection off."""
        self.connection.shutdown(2)

    def log_message(self, format: str, *args: Any) -> None:
        pass


DONE = "data: [DONE]\n\n"


def event(text: str | None = None, finish: str | None = None, **delta: Any) -> str:
    """Return one piece of a stream."""
    choice = {"index": 0, "delta": {"content": text, **delta}, "finish_reason": finish}
    return f"data: {json.dumps(_about('chat.completion.chunk') | {'choices': [choice]})}\n\n"


def completion(finish: str = "stop", **message: Any) -> str:
    """Return a whole text, as it comes from a server that does not stream."""
    choice = {
        "index": 0,
        "message": {"role": "assistant", **message},
        "finish_reason": finish,
    }
    return json.dumps(_about("chat.completion") | {"choices": [choice]})


def _about(kind: str) -> dict[str, Any]:
    return {"id": "x", "object": kind, "created": 1, "model": "scripted"}


def data_of(request: Request) -> dict[str, Any]:
    """Return what the model is told as data."""
    data: dict[str, Any] = json.loads(request["messages"][-1]["content"])
    return data


def sentences_of(request: Request) -> dict[int, str]:
    """Return the sentences that may be chosen, by number; none where none is to be chosen."""
    replies = data_of(request).get("replies", ())
    return {int(n): text for reply in replies for n, text in reply["sentences"].items()}
