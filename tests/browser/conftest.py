"""A real Chromium, and the page served from this process over the fictional sample."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.feedback.feedback import Feedback
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.suggestions.suggestions import suggest
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.browser.browser_parts import Troubled, served
from tests.browser.page_states import Staged

expect.set_options(timeout=30_000)  # a slow machine is no failure

# Debian's, else the one that `playwright install chromium` has fetched.
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def _no_server_looks_for_suggestions() -> Iterator[None]:
    """Leave the suggestions of the sample, whose home all servers here share, to `staged_page`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.server.readiness.suggest", lambda *given: None)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = _CHROMIUM or (own if Path(own).exists() else None)
        if path is None:
            reason = (
                "no Chromium on this machine: the page is NOT tested (apt-get install chromium)"
            )
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        launched = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def sample_page(sample_pipeline: Pipeline) -> Iterator[str]:
    """The address of the page over the fictional sample."""
    yield from served(sample_pipeline)


@pytest.fixture(scope="session")
def troubled_page(
    sample_home: Home, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a page whose pipeline is slow or breaks where the question says so.

    It also asks whether an answer was useful.
    """
    pipeline = Troubled(sample_home, encoder)
    yield from served(pipeline, feedback=Feedback(tmp_path_factory.mktemp("feedback")))
    pipeline.index().close()


@pytest.fixture(scope="session")
def staged_page(
    sample_home: Home, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a page on which every state of a page can be met."""
    pipeline = Staged(sample_home, encoder)
    suggest(Parlebot(pipeline))
    yield from served(pipeline, feedback=Feedback(tmp_path_factory.mktemp("staged_feedback")))
    pipeline.index().close()
