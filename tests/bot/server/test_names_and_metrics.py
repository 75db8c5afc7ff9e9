"""The names that a server goes by, and what it counts."""

import re
import time
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.question.bad_input import BadInputError
from bot.server.operating.settings import parse_hosts
from embeddings.disk.home import Home
from tests.bot.server.server_process import ServerProcess, server

_PROXIES = (ip_network("127.0.0.1"),)
_BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(scope="module")
def local(sample_home: Home) -> Iterator[ServerProcess]:
    with server(sample_home.folder, "--rate", "0") as running:
        running.until_ready()
        yield running


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil", ""])
def test_a_server_of_this_machine_does_not_answer_to_another_name(
    local: ServerProcess, host: str
) -> None:
    for path in ("/", "/chat/frame"):
        assert local.client.get(path, headers={"Host": host}).status_code == 421
    asked = local.ask(headers={"Host": host})
    assert asked.status_code == 421
    assert local.client.get("/health", headers={"Host": host}).status_code == 200


def test_behind_a_trusted_proxy_any_name_is_one_unless_they_are_listed() -> None:
    assert parse_hosts("", "127.0.0.1", ()) == {"localhost", "127.0.0.1", "[::1]"}
    assert parse_hosts("", "127.0.0.1", _PROXIES) == frozenset()
    assert parse_hosts("", "0.0.0.0", ()) == frozenset()
    listed = parse_hosts("Replies.example.org, localhost", "0.0.0.0", _PROXIES)
    assert listed == {"replies.example.org", "localhost"}
    for text in ("https://replies.example.org", "a b", "x:80"):
        with pytest.raises(BadInputError):
            parse_hosts(text, "0.0.0.0", ())


def test_what_is_served_and_refused_is_counted(local: ServerProcess) -> None:
    local.ask()
    local.client.get("/nowhere/zanzibarphare")
    local.client.post("/api/ask", content="{", headers={"Content-Type": "application/json"})
    text = local.client.get("/metrics").text
    figures = dict(re.findall(r"^(\S+) (\S+)$", text, re.MULTILINE))
    assert float(figures['parlebot_requests_total{route="/api/ask",status="200"}']) >= 1
    assert float(figures['parlebot_requests_total{route="unknown",status="404"}']) >= 1
    assert float(figures['parlebot_rejected_total{reason="input"}']) >= 1
    assert float(figures['parlebot_outcomes_total{outcome="answered"}']) >= 1
    assert float(figures['parlebot_step_seconds_count{step="encode"}']) >= 1
    assert float(figures['parlebot_step_seconds_count{step="queue"}']) >= 1
    assert float(figures["parlebot_index_replies"]) == 47
    assert float(figures["parlebot_index_age_seconds"]) >= 0
    assert float(figures["parlebot_queue_waiting"]) == 0
    assert float(figures["process_resident_memory_bytes"]) > 10_000_000
    assert "zanzibarphare" not in text


def test_the_metrics_are_for_this_machine_and_not_for_who_comes_through_a_proxy(
    sample_home: Home, local: ServerProcess
) -> None:
    through = {"X-Forwarded-For": "127.0.0.1"}
    assert local.client.get("/metrics", headers=through).status_code == 404
    options = ("--trusted-proxies", "127.0.0.1", "--metrics-from", "203.0.113.0/24")
    with server(sample_home.folder, *options) as running:
        assert running.client.get("/metrics").status_code == 404
        for address, status in (("203.0.113.9", 200), ("198.51.100.9", 404)):
            headers = {"X-Forwarded-For": address}
            assert running.client.get("/metrics", headers=headers).status_code == status


def test_a_request_can_be_found_in_the_log_by_the_id_that_its_answer_has(
    local: ServerProcess,
) -> None:
    for answer in (local.ask(), local.client.get("/nowhere")):
        end = time.monotonic() + 60
        while f"id={answer.headers['x-request-id']} " not in local.said():
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.mark.slow
def test_readers_are_not_told_where_the_home_is_not_even_those_of_this_machine(
    tmp_path: Path,
) -> None:
    with server(tmp_path, "--trusted-proxies", "127.0.0.1") as running:
        stranger = {"X-Forwarded-For": "203.0.113.9", "Accept-Language": "en"}
        for headers, is_told in (
            (stranger, False),
            ({"X-Forwarded-For": "who?"}, False),
            ({}, True),
        ):
            ready = running.client.get("/ready", headers=headers).text
            assert (str(tmp_path) in ready) == is_told
            told = [
                running.client.get("/chat/frame?language=en", headers=headers).text,
                running.client.get("/chat/record?uid=x&language=en", headers=headers).text,
                running.ask(headers=headers).text,
                running.client.post(
                    "/chat/ask", json={"question": "Who pays?"}, headers=headers
                ).text,
                running.client.get("/", headers=headers | _BROWSER).text,
                running.client.get("/r/x", headers=headers | _BROWSER).text,
                running.client.get("/feed?q=Who+pays", headers=headers | _BROWSER).text,
            ]
            assert [
                text for text in told if str(tmp_path) in text or "parlebot index" in text
            ] == []
