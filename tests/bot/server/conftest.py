"""One server for the tests of this folder, with canaries beside it that nobody may touch."""

import shutil
from collections.abc import Iterator

import pytest

from embeddings.disk.home import Home
from tests.bot.server.attacked import Attacked
from tests.bot.server.canaries import Canaries


@pytest.fixture(scope="session")
def attacked(sample_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attacked]:
    """The server, without a rate, and with a home and a folder for temporary files of its own."""
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copytree(sample_home.folder, folder / "home")
    with Canaries(folder / "canaries") as canaries:
        attacked = Attacked(folder / "home", folder / "tmp", canaries)
        yield attacked
        assert attacked.end() == 0  # it ends in order after all that


@pytest.fixture
def victim(attacked: Attacked) -> Attacked:
    """The same, started anew where an earlier test has left it dead or deaf."""
    attacked.until_well()
    return attacked
