"""Guesses at a login are counted before they are looked at."""

import base64
import time
from collections.abc import Iterator

import httpx
import pytest

from embeddings.disk.home import Home
from tests.bot.server.raw_clients import HOST, Raw
from tests.bot.server.server_process import ServerProcess, server

_NAME, _PASSWORD = "reader", "lanterne"
_A_CLIENT = 10  # guesses a minute
_ALL = 100


@pytest.fixture(scope="module")
def locked(sample_home: Home) -> Iterator[ServerProcess]:
    login = {"PARLEBOT_LOGIN": _NAME, "PARLEBOT_PASSWORD": _PASSWORD}
    with server(sample_home.folder, "--trusted-proxies", "127.0.0.1", **login) as running:
        yield running


def _tried(locked: ServerProcess, client: str, password: str) -> httpx.Response:
    return locked.client.get(
        "/page.js", auth=(_NAME, password), headers={"X-Forwarded-For": client}
    )


def test_many_guesses_of_one_client_are_not_compared_even_when_one_is_right(
    locked: ServerProcess,
) -> None:
    start = time.monotonic()
    codes = [_tried(locked, "198.51.100.1", f"wrong{n}").status_code for n in range(30)]
    most = _A_CLIENT + 1 + (time.monotonic() - start) * _A_CLIENT / 60
    assert set(codes) == {401, 429}
    assert codes[:_A_CLIENT] == [401] * _A_CLIENT
    assert codes.count(401) <= most
    late = _tried(locked, "198.51.100.1", _PASSWORD)
    if time.monotonic() - start < 5:  # on a slow machine a guess more may be due
        assert late.status_code == 429
        assert int(late.headers["retry-after"]) >= 1
    assert _tried(locked, "198.51.100.2", _PASSWORD).status_code == 200


def test_guesses_come_no_faster_over_many_connections_or_forms(locked: ServerProcess) -> None:
    right = base64.b64encode(f"{_NAME}:{_PASSWORD}".encode()).decode()
    forms = [
        f"Basic {right[:-2]}",
        "Basic",
        "Basic é",
        "Bearer x",
        f"basic  {right}x",
        "Basic ====",
    ]
    start = time.monotonic()
    codes: list[bytes] = []
    for number in range(40):
        with Raw(locked.address) as client:
            form = forms[number % len(forms)].encode("latin-1")
            client.send(
                b"GET / HTTP/1.1\r\nX-Forwarded-For: 198.51.100.3\r\nAuthorization: "
                + form + b"\r\n" + HOST + b"Connection: close\r\n\r\n"
            )  # fmt: skip
            codes.append(client.told().split(b" ")[1])
    assert set(codes) <= {b"401", b"429", b"400"}
    assert codes.count(b"401") <= _A_CLIENT + 1 + (time.monotonic() - start) * _A_CLIENT / 60


def test_guesses_of_many_clients_together_have_a_limit_too(locked: ServerProcess) -> None:
    start = time.monotonic()
    codes = [_tried(locked, f"203.0.113.{n // 8}", f"wrong{n}").status_code for n in range(25 * 8)]
    assert set(codes) <= {401, 429}
    assert codes.count(401) <= _ALL + 1 + (time.monotonic() - start) * _ALL / 60


def test_who_gives_no_login_uses_up_none_of_the_guesses(locked: ServerProcess) -> None:
    named = {"X-Forwarded-For": "192.0.2.1"}
    for _ in range(20):
        assert locked.client.get("/page.js", headers=named).status_code == 401
    assert locked.client.get("/health").status_code == 200
