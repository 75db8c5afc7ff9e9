"""The commands `vectors export` and `vectors import`, from one home to another."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.console import BUSY, FAILED
from bot.cli.main import app
from embeddings.disk.home import Home

QUESTION = "Que fait le gouvernement contre la délocalisation des centres d'appels ?"


def _run(home: Home, *arguments: object, lang: str = "C.UTF-8") -> Result:
    environment = {"PARLEBOT_HOME": str(home.folder), "LC_ALL": lang, "COLUMNS": "100"}
    return CliRunner().invoke(app, [str(a) for a in arguments], env=environment)


@pytest.fixture(scope="module")
def file(sample_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vectors of the sample, exported."""
    path = tmp_path_factory.mktemp("exported") / "vectors.bin"
    done = _run(sample_home, "vectors", "export", path)
    assert done.exit_code == 0, done.output
    assert f"vectors written to {path}" in done.output
    return path


def test_with_imported_vectors_nothing_is_embedded_and_answers_are_the_same(
    sample_home: Home, tmp_path: Path, file: Path
) -> None:
    other = Home(tmp_path / "other")
    assert "new vectors" in _run(other, "vectors", "import", file).output
    built = _run(other, "index", "--sample", "--json")
    assert json.loads(built.output)["index"]["texts_embedded"] == 0
    answers = [
        json.loads(_run(home, "ask", QUESTION, "--json").output) for home in (sample_home, other)
    ]
    for answer in answers:
        answer.pop("timings_ms")
        answer["coverage"].pop("built_at")
    assert answers[0]["status"] == "answered"
    assert answers[0] == answers[1]


def test_a_damaged_file_is_named_and_leaves_the_home_as_it_was(tmp_path: Path, file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    bad = tmp_path / "bad.bin"
    bad.write_bytes(raw)
    home = Home(tmp_path / "home")
    said = _run(home, "vectors", "import", bad)
    assert (said.exit_code, said.output) == (
        FAILED,
        f"parlebot: {bad} is damaged; download or copy it again\n",
    )
    said = _run(home, "vectors", "import", bad, lang="fr_FR.UTF-8")
    assert (
        said.output == f"parlebot: {bad} est abîmé\u202f; téléchargez-le ou copiez-le de nouveau\n"
    )


def test_what_cannot_be_done_is_said_in_one_line(
    sample_home: Home, tmp_path: Path, file: Path
) -> None:
    empty = Home(tmp_path / "empty")
    for home, command, path, told in (
        (empty, "import", tmp_path / "none.bin", "there is nothing at"),
        (empty, "export", tmp_path / "out.bin", "run 'parlebot index' first"),
        (sample_home, "export", file, "is there already"),
    ):
        said = _run(home, "vectors", command, path)
        assert said.exit_code == FAILED
        assert told in said.output
        assert said.output.count("\n") == 1
    assert not (tmp_path / "out.bin").exists()


def test_an_import_waits_for_no_builder(tmp_path: Path, file: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    with home.building():
        assert _run(home, "vectors", "import", file).exit_code == BUSY
