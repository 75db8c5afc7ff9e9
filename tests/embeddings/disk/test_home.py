import os
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.disk.home import BusyError, Home, VectorServer, default_home
from tests import ROOT


def test_the_home_is_what_the_variable_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEBOT_HOME", "~/phares")
    assert default_home().folder == Path("~/phares").expanduser()
    monkeypatch.setenv("PARLEBOT_HOME", "relative")
    assert default_home().folder == Path.cwd() / "relative"


def test_without_the_variable_the_home_is_in_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PARLEBOT_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_home().folder == tmp_path / "parlebot"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_home().folder == tmp_path / ".local" / "share" / "parlebot"


def test_the_vector_server_of_the_home_is_what_the_variables_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert default_home().vector_server is None
    monkeypatch.setenv("PARLEBOT_VECTORS", "http://milvus.example:19530")
    assert default_home().vector_server == VectorServer("http://milvus.example:19530")
    monkeypatch.setenv("PARLEBOT_VECTORS_TOKEN", "secret")
    server = default_home().vector_server
    assert server == VectorServer("http://milvus.example:19530", "secret")
    assert "secret" not in repr(server)


def test_naming_a_home_makes_nothing_on_the_disk(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    assert not home.folder.exists()
    home.create()
    home.create()
    assert home.generations.is_dir()


def test_one_builder_at_a_time_even_in_one_process(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with home.building(), pytest.raises(BusyError, match=str(tmp_path)), home.building():
        pass
    with home.building():
        pass


def test_a_builder_in_another_process_is_told_to_wait_until_the_first_has_ended(
    tmp_path: Path,
) -> None:
    code = (
        "import sys; from pathlib import Path; from embeddings.disk.home import Home\n"
        "with Home(Path(sys.argv[1])).building():\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError), Home(tmp_path).building():
            pass
    finally:
        holder.kill()
        holder.communicate()
    with Home(tmp_path).building():
        pass
