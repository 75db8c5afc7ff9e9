"""What a server may do with a connection, whatever the model writes."""

import gzip
import json
import zlib
from collections.abc import Iterator

import brotli
import zstandard

from tests.bot.language_model.behaviours import LIE, MARK, Case, chosen, honest
from tests.bot.language_model.model_server import (
    DONE,
    Behaviour,
    Handler,
    Request,
    completion,
    event,
    sentences_of,
)

PATIENCE = 1.0  # seconds for servers that are slow or say nothing
_STATUSES = (
    *(203, 206, 226, 299, 300, 301, 302, 303, 304, 305, 306, 307, 308, 310),
    *(400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 413, 415, 418, 421, 422, 425, 426),
    *(428, 429, 431, 451, 499, 500, 501, 502, 503, 504, 507, 508, 510, 511, 599),
)
_FORM = chosen(1, 2)
_STREAM = event(_FORM) + DONE
_BOMB = event(_FORM) + f": {MARK}\n" * 1_000_000  # the largest of all is in test_chat_model.py


def _choice(act: Behaviour) -> Behaviour:
    """Return what helps to search honestly, and does `act` only where sentences are chosen."""

    def acts(handler: Handler, request: Request) -> None:
        (act if sentences_of(request) else honest)(handler, request)

    return acts


def _sends(data: str | bytes, status: int = 200, **headers: str) -> Behaviour:
    def act(handler: Handler, request: Request) -> None:
        handler.start(status, **headers)
        handler.send(data)

    return act


def _raw(data: str | bytes) -> Behaviour:
    return lambda handler, request: handler.send(data)


def _response(body: str, *headers: str) -> bytes:
    head = ("HTTP/1.1 200 OK", "Content-Type: text/event-stream", *headers, "", "")
    return ("\r\n".join(head) + body).encode()


def _statuses() -> Iterator[tuple[str, Case]]:
    for status in _STATUSES:

        def act(handler: Handler, request: Request, status: int = status) -> None:
            error = {"message": f"{MARK} {request}", "code": MARK, "param": handler.path}
            headers = {"Retry_After": "90", "X_Should_Retry": "true"}
            if 300 <= status < 400:
                headers["Location"] = f"{handler.server.elsewhere}/chat/completions"
            handler.start(status, "application/json", **headers)
            handler.send(json.dumps({"error": error}))

        def form(handler: Handler, request: Request, status: int = status) -> None:
            handler.start(status, Location=handler.server.elsewhere)
            handler.send(_STREAM)

        yield f"status {status}", Case(act, "unchanged")
        becomes = "chosen" if status < 300 else "unchanged"
        if status < 400 or status in (400, 500):
            yield f"status {status}, with a form", Case(form, becomes)
    for name, location in (
        ("to a path", "/v1/chat/completions"),
        ("to itself", ""),
        ("to a file", "file:///etc/passwd"),
        ("nowhere", "http://"),
        ("with a name and a password", "http://a:b@127.0.0.1:1/"),
    ):
        yield f"redirect {name}", Case(_sends("", 307, Location=location), "unchanged")

    def elsewhere(handler: Handler, request: Request) -> None:
        url = handler.server.elsewhere
        headers = {"Refresh": f"0; url={url}", "Link": f"<{url}>", "Alt_Svc": f'h2="{url}"'}
        handler.start(200, Content_Location=url, Location=url, **headers)
        handler.send(_STREAM)

    yield "addresses in every header", Case(elsewhere, "chosen")


def _types() -> Iterator[tuple[str, Case]]:
    for kind in (
        "text/html",
        "application/json",
        "image/png",
        "",
        MARK,
        "text/event-stream; a=\xe9",
    ):
        yield f"stream as {kind!r}", Case(_sends(_STREAM, kind=kind), "chosen")
        whole = _sends(completion(content=_FORM), kind=kind)
        yield f"whole text as {kind!r}", Case(whole, "chosen" if kind == "application/json" else "")
    for name, body in {
        "page": f"<html><script>{MARK}</script></html>",
        "list": "[]",
        "null": "null",
        "text": json.dumps(LIE),
        "no choices": '{"choices": []}',
        "null choices": '{"choices": null}',
        "choices of null": '{"choices": [null]}',
        "no message": '{"choices": [{}]}',
        "null message": '{"choices": [{"message": null}]}',
        "no text": completion(content=None),
        "refusal": completion(content=None, refusal=MARK),
        "tool call": completion("tool_calls", content=None, tool_calls=[{"id": MARK}]),
        "error": json.dumps({"error": {"message": MARK}}),
        "half": completion(content=_FORM)[:-9],
        "other bytes": "\xff\xfe\0",
        "other interface's": json.dumps({"message": {"content": _FORM}, "done": True}),
    }.items():
        yield f"whole: {name}", Case(_sends(body, kind="application/json"), "unchanged")
    for name, message in {
        "length": completion("length", content=_FORM),
        "filtered": completion("content_filter", content=_FORM),
    }.items():
        yield f"whole: {name}", Case(_sends(message, kind="application/json"))


def _streams() -> Iterator[tuple[str, Case]]:
    half = event(_FORM[:-1])
    for name, body, becomes in (
        ("empty", "", "unchanged"),
        ("only the end", DONE, "unchanged"),
        ("the end first", DONE + _STREAM, "unchanged"),
        ("no end", event(_FORM), "chosen"),
        ("comments", f": {MARK}\n\n" * 50 + _STREAM, "chosen"),
        ("carriage returns", _STREAM.replace("\n", "\r\n"), "chosen"),
        ("only carriage returns", _STREAM.replace("\n", "\r"), "chosen"),
        ("no empty lines", _STREAM.replace("\n\n", "\n"), ""),
        ("byte order mark", "\ufeff" + _STREAM, ""),
        ("other fields", f"id: {MARK}\nretry: 1\nevent: {MARK}\n{_STREAM}", ""),
        ("no colon", "data\n\n" + _STREAM, ""),
        ("not JSON", f"data: {MARK}\n\n", "unchanged"),
        ("half JSON", _STREAM[:90], "unchanged"),
        ("a list", "data: []\n\n", "unchanged"),
        ("null", "data: null\n\n", "unchanged"),
        ("a number", "data: 5\n\n", "unchanged"),
        ("no choices", 'data: {"choices": []}\n\n' + _STREAM, "chosen"),
        ("null choices", 'data: {"choices": null}\n\n', "unchanged"),
        ("no delta", 'data: {"choices": [{"index": 0}]}\n\n', "unchanged"),
        ("null delta", 'data: {"choices": [{"delta": null}]}\n\n', "unchanged"),
        ("forms without events", _FORM * 9, "unchanged"),
        ("error event", f'event: error\ndata: {{"error": "{MARK}"}}\n\n', "unchanged"),
        ("error", f'data: {{"error": {{"message": "{MARK}"}}}}\n\n', "unchanged"),
        ("form, then an error", half + f'data: {{"error": "{MARK}"}}\n\n', "partial"),
        ("form, then no JSON", half + f"data: {MARK}\n\n", "partial"),
        ("form, then null", half + "data: null\n\n", ""),
        ("two choices", event(_FORM).replace('"index": 0', '"index": 1') + _STREAM, ""),
        ("other names", _STREAM.replace("scripted", MARK).replace('"x"', "null"), "chosen"),
        ("usage of nonsense", _STREAM.replace('"created": 1', f'"usage": "{MARK}"'), ""),
    ):
        yield f"stream: {name}", Case(_sends(body), becomes)
    yield "stream: no UTF-8", Case(_sends(b"data: \xff\xfe\n\n"), "unchanged")
    yield "stream: a long line", Case(_sends("data: " + "a" * 5_000_000), "unchanged")
    yield "stream: lines without end", Case(_sends(f"{MARK}\n" * 700_000), "unchanged")
    whole = _sends(completion(content=_FORM), kind="application/json")
    yield "no stream", Case(whole, "chosen")


def _packed() -> Iterator[tuple[str, Case]]:
    pack = {
        "gzip": lambda data: gzip.compress(data, 1),
        "deflate": lambda data: zlib.compress(data, 1),
        "br": lambda data: brotli.compress(data, quality=1),
        "zstd": lambda data: zstandard.compress(data, 1),
    }
    for name, packed in pack.items():
        for what, body in (("bomb", _BOMB), ("honest", _STREAM)):
            act = _sends(packed(body.encode()), Content_Encoding=name)
            yield f"{name}: {what}", Case(act, "unchanged")
    twice = gzip.compress(gzip.compress(_BOMB.encode(), 1))
    yield "gzip: twice", Case(_sends(twice, Content_Encoding="gzip, gzip"), "unchanged")
    for name in ("x-gzip", "identity, gzip", "GZIP", MARK, "gzip;q=0", "br, identity"):
        act = _sends(gzip.compress(_STREAM.encode()), Content_Encoding=name)
        yield f"packed as {name}", Case(act, "unchanged")
    yield "gzip: only said", Case(_sends(_STREAM, Content_Encoding="gzip"), "unchanged")
    hidden = _sends(gzip.compress(_STREAM.encode()))
    yield "gzip: not said", Case(hidden, "unchanged")
    yield "gzip: of no packing", Case(_sends(_STREAM, Content_Encoding="Identity"), "chosen")
    by_transfer = _response("", "Transfer-Encoding: gzip, chunked") + b"5\r\nabcde\r\n0\r\n\r\n"
    yield "gzip: by transfer", Case(_raw(by_transfer), "unchanged")


def _broken() -> Iterator[tuple[str, Case]]:
    size = f"{len(_STREAM.encode()):x}"
    chunked, close = "Transfer-Encoding: chunked", "Connection: close"
    for name, data, becomes in (
        ("nothing", b"", "unchanged"),
        ("garbage", f"{MARK}\r\n\r\n".encode() * 99, "unchanged"),
        ("bytes", bytes(range(256)) * 99, "unchanged"),
        ("half a head", b"HTTP/1.1 200 OK\r\nContent-", "unchanged"),
        ("old HTTP", _STREAM.encode(), "unchanged"),
        ("new HTTP", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "unchanged"),
        ("TLS", b"\x15\x03\x01\x00\x02\x02\x28", "unchanged"),
        ("another protocol", b"SSH-2.0-x\r\n", "unchanged"),
        ("no reason", b"HTTP/1.1 200\r\n\r\n" + _STREAM.encode(), "chosen"),
        ("status 0", b"HTTP/1.1 000 OK\r\n\r\n", "unchanged"),
        ("status 1000", b"HTTP/1.1 1000 OK\r\n\r\n", "unchanged"),
        ("status 101", b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", "unchanged"),
        ("continues for ever", b"HTTP/1.1 100 Continue\r\n\r\n" * 5000, "unchanged"),
        ("continues once", b"HTTP/1.1 100 Continue\r\n\r\n" + _response(_STREAM, close), "chosen"),
        ("many headers", _response(_STREAM, *(f"X-{n}: {MARK}" for n in range(9000))), "unchanged"),
        ("a long header", _response(_STREAM, f"X: {MARK * 200_000}"), "unchanged"),
        ("a header without a name", _response(_STREAM, f": {MARK}"), "unchanged"),
        ("a header over two lines", _response(_STREAM, f"X: a\r\n {MARK}"), "chosen"),
        ("cookies", _response(_STREAM, *[f"Set-Cookie: a={MARK}"] * 50), "chosen"),
        ("too short a length", _response(_STREAM, "Content-Length: 40"), "unchanged"),
        ("too long a length", _response(_STREAM, "Content-Length: 99999"), ""),
        ("a negative length", _response(_STREAM, "Content-Length: -1"), "unchanged"),
        ("a length of words", _response(_STREAM, f"Content-Length: {MARK}"), "unchanged"),
        ("two lengths", _response(_STREAM, "Content-Length: 9", "Content-Length: 8"), "unchanged"),
        ("whole chunks", _response(f"{size}\r\n{_STREAM}\r\n0\r\n\r\n", chunked), "chosen"),
        ("no last chunk", _response(f"{size}\r\n{_STREAM}\r\n", chunked), ""),
        ("chunk of no size", _response(f"{MARK}\r\n{_STREAM}\r\n", chunked), "unchanged"),
        ("chunk of too large a size", _response(f"{'f' * 15}\r\n{_STREAM}", chunked), ""),
        ("chunk of a huge size", _response(f"{'f' * 40}\r\n{_STREAM}", chunked), "unchanged"),
        ("chunk of a negative size", _response(f"-5\r\n{_STREAM}", chunked), "unchanged"),
        ("long chunk line", _response(f"1;{MARK * 200_000}\r\na\r\n", chunked), "unchanged"),
        ("trailers", _response(f"{size}\r\n{_STREAM}\r\n0\r\nX: 1\r\n\r\n", chunked), "chosen"),
        ("cut in the form", _response(event(_FORM[:-1]), chunked), ""),
    ):  # fmt: skip
        yield f"broken: {name}", Case(_raw(data), becomes)

    def cut(handler: Handler, request: Request) -> None:
        handler.start(Content_Length="9999")
        handler.send(event(_FORM[:-1]))
        handler.cut()

    yield "broken: cut after two numbers", Case(_choice(cut), "partial")


def _slow() -> Iterator[tuple[str, Case]]:
    def says_nothing(handler: Handler, request: Request) -> None:
        handler.wait(60)

    def head_only(handler: Handler, request: Request) -> None:
        handler.start()
        handler.wait(60)

    def stops(handler: Handler, request: Request) -> None:
        handler.start()
        handler.send(event(_FORM[:-1]))
        handler.wait(60)

    def drips(piece: str) -> Behaviour:
        def act(handler: Handler, request: Request) -> None:
            handler.start()
            handler.send(event(_FORM[:-1]))
            while True:
                handler.wait(0.05)
                handler.send(piece)

        return act

    for name, act, becomes in (
        ("says nothing", says_nothing, "unchanged"),
        ("a head and no more", head_only, "unchanged"),
        ("stops", stops, "partial"),
        ("drips spaces", drips(event(" ")), "partial"),
        ("drips comments", drips(": \n\n"), "partial"),
        ("drips half an event", drips("d"), "partial"),
    ):
        yield f"slow: {name}", Case(_choice(act), becomes, PATIENCE)


TRANSPORT: dict[str, Case] = {
    **dict(_statuses()),
    **dict(_types()),
    **dict(_streams()),
    **dict(_packed()),
    **dict(_broken()),
    **dict(_slow()),
}
