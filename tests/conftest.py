"""Shared fixtures: real parts, one build of the fictional sample for all tests, no network."""

import os
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from corpus.ingestion.ingest import SAMPLE, ingest
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.load import open_encoder

SHARED = Path(__file__).parents[2] / "shared"
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


# Read once, when a library is loaded: set before any test, and inherited by what tests start.
os.environ["HF_HUB_OFFLINE"] = "1"
# Chooses which hostile inputs are tried and when a run is killed; the workers inherit it.
os.environ.setdefault("PARLEBOT_TEST_SAMPLE", str(random.randrange(10**6)))
# What a test with one of these needs takes long to make: the real encoder, data, a browser.
_SLOW_FIXTURES = {"encoder", "shared", "browser"}


def pytest_report_header() -> str:
    """Say by which environment variable the same sample is drawn again."""
    return f"PARLEBOT_TEST_SAMPLE={os.environ['PARLEBOT_TEST_SAMPLE']}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow, and so leave to `make test`, every test that uses a slow fixture."""
    for item in items:
        if _SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def _nothing_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test in a home of its own and off the network."""
    monkeypatch.setenv("PARLEBOT_HOME", str(tmp_path / "home"))
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOOPBACK:
            raise OSError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(autouse=True)
def _nothing_is_suggested(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare builds the check of what the page suggests, but where it is what is tested."""
    if "suggestions" not in request.node.path.parts:
        monkeypatch.setattr("bot.suggestions.suggestions._TRIED", 0)


@pytest.fixture
def speaks_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the system speak English, whatever the machine does."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The real bundled encoder, loaded once."""
    return open_encoder()


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str, encoder: Encoder) -> Home:
    """A home with the fictional sample, built once for all workers. Tests must not change it."""
    folder = tmp_path_factory.getbasetemp()
    shared_folder = folder if worker_id == "master" else folder.parent
    home = Home(shared_folder / "sample_home")
    unfinished = Home(shared_folder / "sample_home.unfinished")
    with FileLock(shared_folder / "sample_home.lock"):
        if not home.folder.exists():
            unfinished.create()
            with Store(unfinished.store) as store:
                ingest(store, [SAMPLE], lambda done, total: None)
                build(unfinished, store, encoder, lambda done, total: None)
            unfinished.folder.rename(home.folder)
    return home


@pytest.fixture(scope="session")
def sample_pipeline(sample_home: Home, encoder: Encoder) -> Iterator[Pipeline]:
    """The answering pipeline over the fictional sample."""
    pipeline = Pipeline(sample_home, encoder)
    yield pipeline
    pipeline.index().close()


@pytest.fixture(scope="session")
def sample_parlebot(sample_pipeline: Pipeline) -> Parlebot:
    """The public door to the same pipeline."""
    return Parlebot(sample_pipeline)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The real questions and replies beside the checkout; skips where they are not there."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"the real data is not here ({SHARED}); CI has it")
    return SHARED
