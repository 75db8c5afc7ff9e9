"""The fictional sample as the home that the commands use."""

import pytest

from embeddings.disk.home import Home


@pytest.fixture
def sample(sample_home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PARLEBOT_HOME", str(sample_home.folder))
    return sample_home
