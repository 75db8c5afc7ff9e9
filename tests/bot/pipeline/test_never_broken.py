"""What happens around a build: a full disk, a second builder, a kill, each as a person sees it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import app
from bot.jobs.index import index_paths
from embeddings.disk.home import Home
from embeddings.generation.manifest import current_folder

QUESTION = "Qui garde le phare de Brumaille ?"
PAGE = """---
titre: Phare de {place}
ministère: ministre de la mer
date de la réponse: 2025-03-04
---
Texte de la question
Qui garde le phare de {place} la nuit ? (exemple fictif)

Texte de la réponse
Le phare de {place} est gardé par trois gardiens. {rest}
"""
KIB = 1024


@pytest.fixture
def documents(tmp_path: Path, speaks_english: None) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "1.txt").write_text(PAGE.format(place="Brumaille", rest=""), "utf-8")
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 32 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={32 * KIB}k", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here: that needs root")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _index(home: Home, documents: Path) -> None:
    home.create()
    index_paths(home, [documents])


def test_on_a_full_disk_the_last_index_answers_and_the_message_says_what_to_do(
    documents: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(small_disk / "home")
    monkeypatch.setenv("PARLEBOT_HOME", str(home.folder))
    _index(home, documents)
    before, answer = current_folder(home), _run("ask", QUESTION).stdout
    (documents / "2.txt").write_text(PAGE.format(place="Sablefin", rest="Oui. " * 9), "utf-8")
    filler = small_disk / "filler"
    # From a disk on which nothing fits to one on which all but the last files do.
    for spare in (0, 100, 700, 3000):
        with filler.open("wb") as file:
            file.write(bytes(max(0, shutil.disk_usage(small_disk).free - spare * KIB)))
        result = _run("index", str(documents))
        if result.exit_code == 0:
            break
        assert result.exit_code == 5, (spare, result.stderr)
        assert f"the disk of {home.folder} is full" in result.stderr
        assert "free some space and run the same command again" in result.stderr
        assert current_folder(home) == before
        assert _run("ask", QUESTION).stdout == answer
        if spare < 700:  # what cannot be used for want of space is not taken for damaged
            assert "damaged:" not in _run("doctor", "--repair").stdout
        filler.unlink()
    else:
        assert _run("index", str(documents)).exit_code == 0
    filler.unlink(missing_ok=True)
    assert current_folder(home) != before
    assert _run("doctor", "--repair").exit_code == 0, _run("doctor").stdout
    assert not list(home.folder.glob("*.damaged-*"))


def test_of_two_builders_one_is_told_to_wait_and_nothing_breaks(
    documents: Path, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    _index(home, documents)
    before = current_folder(home)
    (documents / "2.txt").write_text(PAGE.format(place="Sablefin", rest=""), "utf-8")
    with home.building():
        result = _run("index", str(documents))
        assert result.exit_code == 4
        assert "wait until it has finished" in result.stderr
        assert result.stdout == ""
        assert _run("ask", QUESTION).exit_code == 0
    assert current_folder(home) == before
    assert _run("index", str(documents)).exit_code == 0
    assert _run("doctor").exit_code == 0
