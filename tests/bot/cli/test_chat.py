"""How `parlebot chat` starts: what it says, when, and to whom."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests import ROOT

# Loads Gradio, which comes before the index, only once a file is there.
_HELD_UP = """
import pathlib, sys, time
class HeldUp:
    def find_spec(self, name, path=None, target=None):
        while name == "gradio" and not pathlib.Path(sys.argv[-1]).exists():
            time.sleep(0.01)
sys.meta_path.insert(0, HeldUp())
from bot.cli.main import app
app(["chat", "--port", "0", *sys.argv[1:-1]])
"""


@contextmanager
def _started(
    folder: Path, *options: str, language: str = "C.UTF-8"
) -> Iterator["tuple[subprocess.Popen[str], Path]"]:
    """Start the command, which cannot load the page before a file "go" lies in `folder`."""
    errors = folder / "errors"
    with errors.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-c", _HELD_UP, *options, str(folder / "go")],
            cwd=ROOT,
            env=os.environ | {"PARLEBOT_HOME": str(folder / "home"), "LC_ALL": language},
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
        try:
            yield process, errors
        finally:
            process.kill()
            process.wait()


def _until_ends(errors: Path, last: str) -> list[str]:
    """Return the lines of standard error once one of them has `last` in it."""
    end = time.monotonic() + 120
    while last not in (said := errors.read_text("utf-8")):
        assert time.monotonic() < end, said
        time.sleep(0.05)
    return said.splitlines()


def test_the_address_is_printed_and_answers_before_page_and_index_are_open(tmp_path: Path) -> None:
    with _started(tmp_path, "--log", "off") as (process, errors):
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        url = httpx.URL(address)
        with socket.create_connection((url.host, url.port or 80)) as early:
            early.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert "the index" not in errors.read_text("utf-8")
            (tmp_path / "go").touch()
            early.settimeout(120)
            assert early.recv(15).startswith(b"HTTP/1.1 200")
        lines = _until_ends(errors, "parlebot index")
        assert lines[0] == f"parlebot: opening {tmp_path / 'home'} …"
        assert lines[2] == "parlebot: the index is being opened"
        process.terminate()
        process.wait(timeout=60)
        assert process.stdout.read() == ""  # nothing but the address is for programs


@pytest.mark.parametrize("log", ["text", "json"])
def test_the_steps_of_a_start_are_told_in_the_operator_s_language(tmp_path: Path, log: str) -> None:
    (tmp_path / "go").touch()
    with _started(tmp_path, "--log", log, language="fr_FR.UTF-8") as (_, errors):
        lines = _until_ends(errors, "parlebot index")
    said = [json.loads(line)["message"] for line in lines] if log == "json" else lines
    assert said[0].endswith(f"ouverture de {tmp_path / 'home'}…")
    assert "chargement de la page" in said[1]


def test_a_port_that_is_taken_is_told_at_once_and_no_address_is_printed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with _started(tmp_path, "--port", port) as (process, errors):
            assert process.wait(timeout=120) == 1
            assert process.stdout is not None
            assert process.stdout.read() == ""
        assert f"cannot listen on 127.0.0.1 port {port}" in errors.read_text("utf-8")
