import hashlib
import io
import time
from collections.abc import Callable, Sequence
from ipaddress import ip_network
from pathlib import Path

import numpy as np
import pytest

from bot.feedback.feedback import Feedback
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.question.bad_input import BadInputError
from bot.server.clients.client_address import ClientAddress, client_of, is_among
from bot.server.clients.rate import Allowances
from bot.server.gate.response_headers import content_policy
from bot.server.operating.log import Log
from bot.server.readiness import Readiness
from embeddings.disk.home import NoGenerationError
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.encoders.identity import EncoderIdentity
from tests.bot.bot_parts import build_home, record

_TRUSTED = (ip_network("10.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.9, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, <script>", ""),  # not the proxy, which may do more
        ("10.0.0.1", "198.51.100.1,", ""),
        ("10.0.0.1", "unknown", ""),
        ("10.0.0.1", "198.51.100.1:51234", "198.51.100.1"),
        ("10.0.0.1", "[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("10.0.0.1", "2001:db8::1%words of a client", ""),
        ("::1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.5", "", "203.0.113.5"),
        ("", "", ""),
    ],
)
def test_a_client_is_the_nearest_who_is_no_trusted_proxy(
    peer: str, forwarded: str, client: str
) -> None:
    assert client_of(peer, forwarded, _TRUSTED).networks[0].name == client


def test_a_bucket_gives_a_minute_s_worth_at_once_then_fills_steadily() -> None:
    now = [0.0]
    allowed = Allowances(6, clock=lambda: now[0])
    a, b = ClientAddress("a").networks, ClientAddress("b").networks
    assert [allowed.spend(a) for _ in range(7)] == [0.0] * 6 + [10.0]
    now[0] = 4.0
    assert allowed.spend(a) == pytest.approx(6.0)
    now[0] = 10.0
    assert allowed.spend(a) == 0.0
    assert allowed.spend(a) == pytest.approx(10.0)
    assert allowed.spend(b) == 0.0
    now[0] = 1000.0
    assert [allowed.spend(a) for _ in range(7)][-1] == pytest.approx(10.0)


def test_who_changes_its_ipv6_network_at_will_has_four_times_the_allowance_and_no_more() -> None:
    allowed = Allowances(2, clock=lambda: 0.0)
    sites = [ClientAddress(f"2001:db8:1:{n:x}::1").networks for n in range(100)]
    assert [allowed.spend(site) for site in sites].count(0.0) == 8
    assert allowed.spend(ClientAddress("2001:db8:2::1").networks) == 0.0


def test_a_log_may_name_the_network_of_an_address() -> None:
    assert ClientAddress("203.0.113.5").logged_network == "203.0.113.0/24"
    assert ClientAddress("2001:db8:1:2::9").logged_network == "2001:db8:1::/48"
    assert ClientAddress("").logged_network == ""


def test_an_address_that_came_by_ipv6_is_the_one_that_it_stands_for() -> None:
    assert is_among("::ffff:10.0.0.7", _TRUSTED)
    assert not is_among("::ffff:203.0.113.7", _TRUSTED)


def test_scripts_of_the_page_itself_are_named_by_digest_and_no_others() -> None:
    page = b'<script>alert(1)</script><p onclick="x()"></p><script src="a.js"></script>'
    digest = "bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="
    scripts = content_policy(page).split("script-src ")[1].split(";")[0]
    assert scripts == f"'self' 'sha256-{digest}'"


class _Small:
    """An encoder that costs nothing: what matters here is which one it is."""

    def __init__(self, name: str) -> None:
        self.identity = EncoderIdentity(name, "1", 8, "", "", "float32")

    def encode_query(self, text: str) -> Vectors:
        digest = hashlib.blake2b(f"{self.identity.name} {text}".encode(), digest_size=8).digest()
        vector = np.frombuffer(digest, np.uint8).astype(np.float32) + 1
        return vector / np.linalg.norm(vector)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.encode_query(text) for text in texts]).reshape(-1, 8)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def test_a_new_generation_of_another_encoder_is_answered_with_that_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_small(name: str) -> _Small:
        opened.append(name)
        return _Small(name)

    monkeypatch.setattr("bot.pipeline.opened_home.open_encoder", open_small)
    texts = [record("Les phares de la côte sont gardés par l'État jusqu'en 2031.")]
    pipeline = Pipeline(build_home(tmp_path, texts, _Small("one")))
    begun = pipeline.parts()
    assert pipeline.ask("Qui garde les phares ?").retrieved
    build_home(tmp_path, texts, _Small("two"))
    assert pipeline.ask("Qui garde les phares ?").retrieved
    assert pipeline.ask("Qui garde les phares de la côte ?").retrieved
    assert opened == ["one", "two"]
    assert begun[0].search("phares", "fr", begun[1]).hits  # what had begun ends on the old one


def test_what_a_reader_says_is_checked_before_it_is_kept(tmp_path: Path) -> None:
    feedback = Feedback(tmp_path)
    for said in (
        [],
        {"useful": "yes"},
        {"useful": True, "reasons": ["because"]},
        {"useful": True, "reasons": "wrong"},
        {"useful": True, "uids": [1]},
        {"useful": True, "status": ["answered"]},
        {"useful": True, "comment": 5},
    ):
        with pytest.raises(BadInputError):
            feedback.add(said)
    assert not (tmp_path / "feedback.jsonl").exists()
    feedback.add({"useful": True, "comment": "x" * 9_000, "uids": ["u"] * 99})
    (line,) = (tmp_path / "feedback.jsonl").read_text("utf-8").splitlines()
    assert len(line) < 2_000
    assert (tmp_path / "feedback.jsonl").stat().st_mode & 0o777 == 0o600


def test_in_the_queue_and_at_the_door_an_ipv6_customer_is_one_client() -> None:
    keys = {ClientAddress(f"2001:db8:1:{n:x}::1").key for n in range(100)}
    assert keys == {"2001:db8:1::/48"}
    assert ClientAddress("203.0.113.5").key == "203.0.113.5"


def test_a_fault_of_an_index_ends_no_look_at_the_next_one(
    sample_parlebot: Parlebot, sample_pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    log = Log("text", "none", stream)
    told: list[str] = []
    readiness = Readiness(sample_parlebot, log, told.append)
    with monkeypatch.context() as broken:
        broken.setattr(sample_pipeline, "parts", lambda: int("no index"))
        readiness.look()
    assert readiness.reason
    readiness.look()
    readiness.look()
    assert told == [
        "something broke here; the operator can find it",
        "ready: questions can be answered",
    ]
    assert (readiness.reason, readiness.coverage is None) == ("", False)
    log.close()
    assert "error=" in stream.getvalue()
    assert "no index" not in stream.getvalue()


def test_what_no_job_has_checked_is_checked_once_while_the_page_answers(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.readiness._PERIOD", 0.01)
    home = build_home(tmp_path / "home", [record("Le phare est gardé par la marine.")], encoder)
    checks: list[Path] = []

    def counted(parlebot: Parlebot, check: Callable[[], None]) -> None:
        assert readiness.reason == ""
        checks.append(parlebot.home.folder)
        check()

    monkeypatch.setattr("bot.server.readiness.suggest", counted)
    log = Log("text", "none", io.StringIO())
    readiness = Readiness(Parlebot(Pipeline(home, encoder)), log, lambda line: None)
    readiness.start()
    deadline = time.monotonic() + 60
    while not checks and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)
    readiness.stop()
    log.close()
    assert checks == [home.folder]


def test_an_index_that_goes_between_two_looks_ends_no_look_at_the_next_one(
    sample_parlebot: Parlebot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.server.readiness._PERIOD", 0.01)
    looks: list[int] = []

    def gone() -> None:
        looks.append(1)
        raise NoGenerationError("gone")

    monkeypatch.setattr(sample_parlebot, "current_index", gone)
    log = Log("text", "none", io.StringIO())
    readiness = Readiness(sample_parlebot, log, lambda said: None)
    readiness.start()
    deadline = time.monotonic() + 60
    while len(looks) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    readiness.stop()
    log.close()
    assert len(looks) >= 3
