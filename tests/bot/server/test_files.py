"""No request makes the server open a file, copy one or call an address."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.bot.server.attacked import Attacked

Sent = tuple[int, str]

_TIMINGS = re.compile(r'"timings_ms":\{[^}]*\}')


def _file_data(path: str) -> dict[str, object]:
    """What Gradio takes for a file that was uploaded before."""
    return {"path": path, "url": path, "orig_name": "x", "meta": {"_type": "gradio.FileData"}}


def _asked(victim: Attacked, path: str) -> Iterator[Sent]:
    """Name `path` in every place of every address where a file or an address might be read."""
    data = _file_data(path)
    posts: list[tuple[str, object]] = [
        ("/gradio_api/run/record", {"data": [data, "fr"]}),
        ("/gradio_api/call/record", {"data": [data, "fr"]}),
        ("/gradio_api/run/frame", {"data": [data]}),
        ("/gradio_api/call/ask", {"data": [data, [data], {"ministry": data}]}),
        ("/gradio_api/run/record", {"data": [{"path": {"path": path, **data}}, [data]]}),
        ("/chat/ask", {"question": data}),
        ("/chat/ask", {"question": "Qui paie ?", "history": [data], "ministry": data}),
        ("/api/ask", {"question": "Qui paie ?", "id": data}),
        ("/api/ask", {"question": "Qui paie ?", "without": data, "language": data}),
        ("/api/feedback", {"useful": True, "comment": data}),
    ]
    for address, body in posts:
        reply = victim.client.post(address, json=body, timeout=30)
        yield reply.status_code, reply.text
    for text in (path, json.dumps(data)):
        for address in ("/chat/record?uid=", "/chat/frame?language=", "/?deep_link="):
            reply = victim.client.get(f"{address}{quote(text, safe='')}", timeout=30)
            yield reply.status_code, reply.text


def test_a_file_without_an_end_does_not_keep_the_server_busy(victim: Attacked) -> None:
    codes: list[int] = []
    with victim.keeps_still(), contextlib.suppress(httpx.TimeoutException):
        codes += [status for status, _ in _asked(victim, "/dev/zero")]
    assert codes
    assert 500 not in codes


def test_a_pipe_that_nobody_writes_to_is_not_waited_for(victim: Attacked) -> None:
    codes: list[int] = []
    with victim.keeps_still(), contextlib.suppress(httpx.TimeoutException):
        codes += [status for status, _ in _asked(victim, str(victim.canaries.pipe))]
    assert codes
    assert 500 not in codes


def test_no_file_that_a_request_names_is_read_copied_or_given_away(victim: Attacked) -> None:
    secrets = (str(victim.canaries.file), "/etc/passwd", "/proc/self/environ")
    answers: list[Sent] = []
    with victim.keeps_still():
        for path in (*secrets, str(victim.home / "corpus.sqlite")):
            answers += _asked(victim, path)
    assert 500 not in [status for status, _ in answers]
    for word in (victim.canaries.word, "root:x:", "PARLEBOT_HOME", "SQLite format"):
        assert not any(word in told for _, told in answers)


def test_nobody_learns_which_files_there_are(victim: Attacked, tmp_path: Path) -> None:
    there = tmp_path / "aaaaa"
    there.write_text("", "utf-8")
    missing, folder = tmp_path / "bbbbb", tmp_path / "ccccc"
    folder.mkdir()
    answers = [
        [
            (status, _TIMINGS.sub("", told).replace(path.name, ""))
            for status, told in _asked(victim, str(path))
        ]
        for path in (there, missing, folder)
    ]
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize("scheme", ["http", "HTTP", "file", ""])
def test_no_address_that_a_request_names_is_called(victim: Attacked, scheme: str) -> None:
    rest = victim.canaries.address.removeprefix("http:")
    codes: list[int] = []
    with victim.keeps_still():
        codes += [status for status, _ in _asked(victim, f"{scheme}:{rest}" if scheme else rest)]
    assert 500 not in codes
