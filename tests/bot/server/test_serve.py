"""The server as its clients see it. One process with limits, one with a login behind a proxy."""

import contextlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from embeddings.disk.home import Home
from tests.bot.server.server_process import ServerProcess, server

_PROXY = "127.0.0.1"


@pytest.fixture(scope="module")
def plain(sample_home: Home) -> Iterator[ServerProcess]:
    with server(sample_home.folder, "--rate", "0", "--max-question", "200") as running:
        running.until_ready()
        yield running


@pytest.fixture(scope="module")
def proxied(sample_home: Home) -> Iterator[ServerProcess]:
    options = ("--root-path", "/replies", "--trusted-proxies", _PROXY, "--rate", "2")
    login = {"PARLEBOT_LOGIN": "reader", "PARLEBOT_PASSWORD": "lanterne"}
    with server(sample_home.folder, *options, **login) as running:
        running.until_ready()
        running.client.auth = httpx.BasicAuth("reader", "lanterne")
        yield running


def _from(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


def test_a_question_is_answered_as_by_the_command(plain: ServerProcess) -> None:
    reply = plain.ask()
    answer = reply.json()
    assert reply.status_code == 200
    assert answer["status"] == "answered"
    assert answer["sources"][0]["quotes"]


def test_a_question_that_is_too_long_is_rejected_with_the_limit_set(plain: ServerProcess) -> None:
    reply = plain.ask("phare " * 40)
    assert (reply.status_code, reply.json()["status"]) == (422, "rejected")
    assert "200" in reply.json()["answer"]


@pytest.mark.parametrize(
    ("content", "kind", "told"),
    [
        ("{", "application/json", "not JSON"),
        ("[" * 100_000, "application/json", "not JSON"),
        ("[]", "application/json", "expected"),
        ('{"question": "x", "since": "hier"}', "application/json", "not a day"),
        ('{"question": "Qui paie ?"}', "text/plain", "not of the type"),
    ],
)
def test_what_is_no_question_is_told_so(
    plain: ServerProcess, content: str, kind: str, told: str
) -> None:
    reply = plain.client.post("/api/ask", content=content, headers={"Content-Type": kind})
    assert reply.status_code == 400
    assert told in reply.json()["error"]


def test_errors_are_in_the_reader_s_language(plain: ServerProcess) -> None:
    said = plain.client.get("/nowhere", headers={"Accept-Language": "fr-FR,fr;q=0.9"}).json()
    assert said["error"] == "il n'y a rien à cette adresse"


def test_a_body_that_is_too_large_is_refused_however_its_size_is_told(plain: ServerProcess) -> None:
    big = json.dumps({"question": "x" * 300_000}).encode()
    assert plain.client.post("/api/ask", content=big).status_code == 413
    in_parts = (big[i : i + 9_000] for i in range(0, len(big), 9_000))
    assert plain.client.post("/api/ask", content=in_parts).status_code == 413


@pytest.mark.parametrize("path", ["/", "/health", "/api/ask", "/nowhere", "/page.js"])
def test_every_answer_has_the_security_headers(plain: ServerProcess, path: str) -> None:
    headers = plain.client.get(path, headers={"Origin": "https://elsewhere.example"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    scripts = policy.split("script-src ")[1].split(";")[0]
    assert "unsafe" not in scripts
    assert ("sha256-" in scripts) == (path == "/")
    assert not [name for name in headers if name.startswith("access-control")]
    assert "server" not in headers
    assert "set-cookie" not in headers
    assert headers["content-type"].split(";")[0] in (
        "text/html",
        "text/javascript",
        "application/json",
    )


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/upload", "/gradio_api/file=/etc/passwd", "/monitoring", "/config",
     "/gradio_api/queue/join", "/assets/../../bot/cli.py", "/docs", "/openapi.json"],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(plain: ServerProcess, path: str) -> None:
    assert plain.client.post(path).status_code in (404, 405)
    assert plain.client.get(path).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
        {"X-Gradio-Server": "https://evil.example"},
        {"Forwarded": "host=evil.example", "X-Original-URL": "/evil.example"},
    ],
)
def test_a_stranger_cannot_pretend_to_be_a_proxy(
    plain: ServerProcess, headers: dict[str, str]
) -> None:
    page = plain.client.get("/", headers=headers)
    assert page.status_code == 200
    assert "evil.example" not in page.text


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 200_000 + b"\r\n\r\n",
        b"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/ask HTTP/1.1\r\nHost: a\r\nContent-Length: 1e9\r\n\r\n",
        b"GET /%00%ff%fe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
    ],
)
def test_hostile_headers_end_neither_the_server_nor_in_a_traceback(
    plain: ServerProcess, head: bytes
) -> None:
    place = httpx.URL(plain.address)
    told = b""
    with (
        socket.create_connection((place.host, place.port or 80), timeout=10) as connection,
        contextlib.suppress(OSError),  # it may hang up on what it need not read to its end
    ):
        connection.sendall(head)
        connection.shutdown(socket.SHUT_WR)
        told = connection.recv(4096)
    assert b"HTTP/1.1 500" not in told
    assert plain.client.get("/health").status_code == 200
    assert "Traceback" not in plain.said()


def test_no_question_stands_in_what_the_server_writes(plain: ServerProcess) -> None:
    plain.ask("Qui garde le zanzibarphare ?")
    plain.client.get("/", params={"q": "zanzibarphare"})
    plain.client.post("/api/ask", content='{"question": "zanzibarphare')
    assert "zanzibarphare" not in plain.said()


def test_a_client_that_asks_too_much_is_told_when_to_come_back(proxied: ServerProcess) -> None:
    codes = [proxied.ask(headers=_from("203.0.113.7")).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    late = proxied.ask(headers=_from("203.0.113.7"))
    assert 1 <= int(late.headers["retry-after"]) <= 31
    assert proxied.ask(headers=_from("203.0.113.8")).status_code == 200


def test_a_client_behind_a_proxy_cannot_claim_another_address(proxied: ServerProcess) -> None:
    codes = [
        proxied.ask(headers=_from(f"198.51.100.{n}, 203.0.113.9")).status_code for n in range(3)
    ]
    assert codes == [200, 200, 429]


def test_without_a_trusted_proxy_nobody_is_believed(sample_home: Home) -> None:
    with server(sample_home.folder, "--rate", "1") as running:
        running.until_ready()
        codes = [running.ask(headers=_from(f"203.0.113.{n}")).status_code for n in range(2)]
    assert codes == [200, 429]


def test_only_who_knows_the_password_comes_in(proxied: ServerProcess) -> None:
    nobody = httpx.Client(base_url=proxied.address)
    refused = nobody.get("/replies/")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    assert nobody.get("/health").status_code == nobody.get("/ready").status_code == 200
    tries = [
        nobody.get("/", auth=("reader", word), headers=_from("203.0.113.66")).status_code
        for word in ("Lanterne", "lantern", "lanterne2")
    ]
    assert tries == [401, 401, 429]
    odd = {"Authorization": "Basic é&=".encode("latin-1")} | _from("203.0.113.67")  # type: ignore[dict-item]
    assert nobody.get("/", headers=odd).status_code == 401
    assert proxied.client.get("/replies/").status_code == 200


def test_the_page_is_found_below_the_root_path_however_the_proxy_asks(
    proxied: ServerProcess,
) -> None:
    kept, taken_off = proxied.client.get("/replies/"), proxied.client.get("/")
    assert '/replies"' in kept.text
    assert kept.text == taken_off.text
    assert proxied.client.get("/replies/health").json() == {"status": "alive"}
    bare = proxied.client.get("/replies", params={"q": "phare"})
    assert bare.headers["location"] == "/replies/?q=phare"
    secure = proxied.client.get("/replies/", headers={"X-Forwarded-Proto": "https"})
    assert f"https://{httpx.URL(proxied.address).netloc.decode()}/replies" in secure.text


def test_what_readers_say_is_stored_only_where_the_operator_says_so(
    plain: ServerProcess, tmp_path: Path
) -> None:
    said = {
        "useful": False,
        "reasons": ["unclear"],
        "comment": "écrivez à jeanne@exemple.fr",
        "question": "Et le phare ?",
    }
    assert plain.client.get("/api/feedback").json() == {"stored": False}
    assert plain.client.post("/api/feedback", json=said).status_code == 404
    with server(tmp_path, PARLEBOT_STORE_FEEDBACK="1") as running:
        assert running.client.get("/api/feedback").json() == {"stored": True}
        assert running.client.post("/api/feedback", json=said).status_code == 204
        assert running.client.post("/api/feedback", json={"useful": "yes"}).status_code == 400
    (line,) = (tmp_path / "feedback.jsonl").read_text("utf-8").splitlines()
    kept = json.loads(line)
    assert (kept["useful"], kept["question"]) == (False, "Et le phare ?")
    assert (kept["reasons"], kept["comment"]) == (["unclear"], "écrivez à [adresse électronique]")
