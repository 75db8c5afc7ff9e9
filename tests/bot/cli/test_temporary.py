import os
import tempfile
from pathlib import Path

import pytest

from bot.cli.chat import private_temporary_folder


def test_what_is_temporary_is_private_and_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("GRADIO_TEMP_DIR", "/nowhere")
    with private_temporary_folder() as folder:
        assert folder.parent == tmp_path
        assert folder.stat().st_mode & 0o777 == 0o700
        assert os.environ["GRADIO_TEMP_DIR"] == str(folder)
        (folder / "left").mkdir()
    assert list(tmp_path.iterdir()) == []
