"""The server's life: before an index, under a new one, at its end."""

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from corpus.records.record import ReplyRecord
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.bot.bot_parts import build_home, record
from tests.bot.server.server_process import server

_QUESTION = "Quel est le montant de l'aide aux gardiens de phare ?"


def _aid(euros: int) -> ReplyRecord:
    reply = f"L'aide aux gardiens de phare est de {euros} euros par mois depuis mars 2024."
    return record(reply, uid=f"f-{euros}", question="Quelle aide reçoivent les gardiens de phare ?")


def test_it_is_alive_before_there_is_an_index_and_ready_once_there_is(
    tmp_path: Path, encoder: Encoder
) -> None:
    with server(tmp_path) as running:
        early = running.client.get("/ready", headers={"Accept-Language": "fr"})
        assert running.client.get("/health").json() == {"status": "alive"}
        assert early.status_code == 503
        assert "parlebot index" in early.json()["error"]
        assert running.ask().status_code == 503
        assert running.client.get("/").status_code == 503  # a page that says so
        build_home(tmp_path, [_aid(400)], encoder)
        running.until_ready()
        assert running.client.get("/").status_code == 200
        assert "400 euros" in running.ask(_QUESTION).json()["answer"]


def test_a_new_generation_answers_without_a_restart_or_a_lost_question(
    tmp_path: Path, encoder: Encoder
) -> None:
    build_home(tmp_path, [_aid(400)], encoder)
    with server(tmp_path, "--rate", "0") as running:
        running.until_ready()
        answers: list[str] = []
        over = threading.Event()

        def keep_asking() -> None:
            with httpx.Client(base_url=running.address, timeout=120) as client:
                while not over.is_set():
                    reply = client.post("/api/ask", json={"question": _QUESTION})
                    answers.append(reply.raise_for_status().json()["answer"])

        with ThreadPoolExecutor(3) as askers:
            asking = [askers.submit(keep_asking) for _ in range(3)]
            try:
                for euros in (500, 600, 700):  # older generations are cleared away
                    build_home(tmp_path, [_aid(euros)], encoder)
            finally:
                over.set()
            assert [task.result() for task in asking] == [None, None, None]
        assert "700 euros" in running.ask(_QUESTION).json()["answer"]
    assert all(" euros par mois" in answer for answer in answers)
    assert "400 euros" in answers[0]


def test_asked_to_stop_it_ends_what_it_has_begun_takes_nothing_new_and_leaves_with_zero(
    sample_home: Home,
) -> None:
    with server(sample_home.folder, "--rate", "0", "--concurrency", "1") as running:
        running.until_ready()
        first = threading.Event()

        def asked(_: int) -> int:
            with httpx.Client(base_url=running.address, timeout=120) as client:
                reply = client.post("/api/ask", json={"question": "Qui paie les fauteuils ?"})
                first.set()
                return reply.status_code

        with ThreadPoolExecutor(20) as askers:
            asking = [askers.submit(asked, n) for n in range(20)]
            assert first.wait(120)
            running.process.send_signal(signal.SIGTERM)
            late = [running.ask().status_code for _ in range(2)]
            codes = [task.result() for task in asking]
        assert set(codes) <= {200, 503}  # whoever came after the signal is told so
        assert codes.count(200) > 2
        assert late == [503, 503]
        assert running.process.wait(timeout=120) == 0
        assert "Traceback" not in running.said()


@pytest.mark.parametrize(
    ("options", "variables", "told"),
    [
        (["--root-path", "replies/;x"], {}, "is not a path"),
        (["--trusted-proxies", "nginx"], {}, "are not addresses"),
        (["--login", "reader"], {}, "needs a password"),
        ([], {"PARLEBOT_PASSWORD": "x"}, "no name"),
        (["--host", "203.0.113.1"], {}, "cannot listen on 203.0.113.1 port 0"),
    ],
)
def test_settings_that_cannot_be_are_told_in_one_line(
    sample_home: Home,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    variables: dict[str, str],
    told: str,
) -> None:
    from click.testing import CliRunner

    from bot.cli.main import app

    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("PARLEBOT_HOME", str(sample_home.folder))
    result = CliRunner().invoke(app, ["chat", "--port", "0", *options], env=variables)
    assert result.exit_code == 1
    assert told in result.stderr
    assert "Traceback" not in result.output
