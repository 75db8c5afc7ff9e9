"""The doctor finds each kind of damage that is done here first, says so, and puts it right."""

import gc
import json
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import app
from bot.jobs.index import index_paths
from bot.languages.recognise import recognised
from bot.languages.translate import translate
from bot.pipeline.pipeline import Pipeline
from corpus.ingestion.ingest import ingest
from corpus.store.store import Store
from embeddings.disk.home import Home
from embeddings.generation.manifest import Manifest, current_folder

pytestmark = pytest.mark.slow

QUESTION = "Qui garde le phare de Brumaille ?"
PAGE = """---
titre: Phare de {place}
ministère: ministre de la mer
date de la réponse: 2025-03-0{n}
---
Texte de la question
Qui garde le phare de {place} la nuit ? (exemple fictif)

Texte de la réponse
Le phare de {place} est gardé par {n} gardiens. La lanterne est allumée au coucher du soleil.
"""
PLACES = ("Brumaille", "Port-Écume", "la Pointe aux Mouettes", "Sablefin")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of two generations, and the documents beside it."""
    folder = tmp_path_factory.mktemp("doctor")
    documents = folder / "documents"
    documents.mkdir()
    for n, place in enumerate(PLACES, start=1):
        (documents / f"{n}.txt").write_text(PAGE.format(place=place, n=n), "utf-8")
        if n >= len(PLACES) - 1:
            _index(Home(folder / "home"), documents)
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path, speaks_english: None) -> Home:
    """A copy of that home, to be broken."""
    shutil.copytree(made / "home", tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture(scope="module")
def answered(made: Path) -> tuple[str, list[str]]:
    """What the unbroken home answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARLEBOT_HOME", str(made / "home"))
        return _answer()


def _index(home: Home, documents: Path) -> None:
    index_paths(home, [documents])


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _doctor(*arguments: str) -> dict[str, Any]:
    result = _run("doctor", "--json", *arguments)
    (line,) = result.stdout.splitlines()
    report = json.loads(line)
    assert result.exit_code == (0 if report["clean"] else 1)
    for check in report["checks"]:
        assert bool(check["remedy"]) == (check["level"] != "ok")
        assert translate(recognised(check["sentence"], "fr"), "fr") != check["sentence"]
    for deed in report["repaired"]:
        assert translate(recognised(deed, "fr"), "fr") != deed
    assert isinstance(report, dict)
    return report


def _findings(report: dict[str, Any]) -> dict[str, str]:
    return {c["name"]: c["level"] for c in report["checks"] if c["level"] != "ok"}


def _answer() -> tuple[str, list[str]]:
    answer = json.loads(_run("ask", QUESTION, "--json").stdout)
    return answer["answer"], [found["uid"] for found in answer["retrieved"]]


def _flip(path: Path, seed: str = "") -> None:
    content = bytearray(path.read_bytes())
    at = random.Random(f"{path.name} {seed}").randrange(len(content))
    content[at] ^= 1 << random.Random(seed).randrange(8)
    path.write_bytes(content)


def _sql(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(statement, values)


def _records_file(home: Home) -> Path:
    folder = current_folder(home)
    return folder / max(Manifest.read(folder).files, key=lambda name: name.endswith(".sqlite"))


def _of_another_encoder(home: Home) -> None:
    folder = current_folder(home)
    manifest = Manifest.read(folder)
    other = replace(manifest.encoder, revision="of another year")
    replace(manifest, encoder=other).write(folder)


def _all_damaged(home: Home) -> None:
    for folder in home.generations.iterdir():
        _flip(folder / max(Manifest.read(folder).files, key=lambda n: (folder / n).stat().st_size))


def _new_in_store(home: Home) -> None:
    page = home.folder.parent / "new.txt"
    page.write_text(PAGE.format(place="Neuville-les-Vagues", n=9), "utf-8")
    with Store(home.store) as store:
        ingest(store, [page], lambda done, total: None)


def _left_by_a_killed_build(home: Home) -> None:
    (home.generations / "20260101T000000000000Z.unfinished" / "lexical").mkdir(parents=True)
    home.pointer.with_suffix(".new").write_text("2026")


def _vectors(home: Home, vector: bytes, count: int) -> None:
    rows = f"SELECT text_sha256 FROM vectors ORDER BY text_sha256 LIMIT {count}"
    _sql(home.vectors, f"UPDATE vectors SET vector = ? WHERE text_sha256 IN ({rows})", vector)


# What breaks -> the check that says so, its level, and what is said of the repair.
BROKEN: dict[str, tuple[Callable[[Home], object], str, str, str]] = {
    "no pointer": (lambda h: h.pointer.unlink(), "pointer", "fail", "answers again"),
    "a dangling pointer": (
        *(lambda h: h.pointer.write_text("20200101T000000000000Z"), "pointer"),
        *("fail", "answers again"),
    ),
    "a pointer of rubbish": (
        *(lambda h: h.pointer.write_bytes(b"\xff\0../../etc\n\x1b[2J"), "pointer"),
        *("fail", "answers again"),
    ),
    "a missing file": (lambda h: _records_file(h).unlink(), "index", "fail", "answers again"),
    "a flipped byte": (lambda h: _flip(_records_file(h)), "index", "fail", "answers again"),
    "every index damaged": (_all_damaged, "index", "fail", "made the index anew: 4 records, 0"),
    "an earlier index damaged": (
        *(lambda h: _flip(min(h.generations.iterdir()) / "manifest.json"), "earlier_indexes"),
        *("warn", "removed 1 damaged"),
    ),
    "another encoder": (_of_another_encoder, "encoder", "fail", "made the index anew: 4 records"),
    "a cut build": (_left_by_a_killed_build, "interrupted_build", "warn", "removed 2 unfinished"),
    "vectors cut": (
        *(lambda h: _vectors(h, b"\0" * 8, 3), "vector_cache", "fail"),
        "removed 3 damaged vectors",
    ),
    "vectors that are no numbers": (
        *(lambda h: _vectors(h, b"\0\0\xc0\x7f" * 384, 2), "vector_cache", "fail"),
        "removed 2 damaged vectors",
    ),
    "vectors of no length": (
        *(lambda h: _vectors(h, b"\0" * 4 * 384, 1), "vector_cache", "fail"),
        "removed 1 damaged vectors",
    ),
    "a cache of rubbish": (
        *(lambda h: h.vectors.write_bytes(b"no database" * 999), "vector_cache", "fail"),
        "set the damaged vector cache aside",
    ),
    "orphan vectors": (
        lambda h: _sql(h.vectors, "INSERT INTO vectors VALUES ('e', x'00', x'00')"),
        *("orphan_vectors", "warn", "removed 1 vectors"),
    ),
    "a record that changed": (
        lambda h: _sql(
            h.store, "UPDATE records SET data = replace(data, '1 gardien', '7 gardien')"
        ),
        *("store", "fail", "read 1 documents again for 1 changed records"),
    ),
    "a store of rubbish in the middle": (
        lambda h: _overwrite(h.store, 2 * 4096, b"\xa5" * 4096),
        *("store", "fail", "read 4 documents again: 4 records"),
    ),
    "an index behind the store": (_new_in_store, "up_to_date", "warn", "made the index anew: 5"),
}


def _overwrite(path: Path, at: int, content: bytes) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


def test_a_home_that_nothing_happened_to_is_clean(home: Home) -> None:
    report = _doctor("--repair")
    assert report["clean"]
    assert report["repaired"] == []
    assert [c["level"] for c in report["checks"]] == ["ok"] * len(report["checks"])
    assert "✓" in _run("doctor").stdout


@pytest.mark.parametrize("what", BROKEN)
def test_the_doctor_names_what_is_broken_and_puts_it_right(
    home: Home, answered: tuple[str, list[str]], what: str
) -> None:
    breaks, name, level, deed = BROKEN[what]
    breaks(home)
    found = _doctor()
    assert _findings(found)[name] == level, found
    repaired = _doctor("--repair")
    assert repaired["clean"], repaired
    assert deed in " / ".join(repaired["repaired"])
    after = _answer()
    assert after[0] == answered[0]
    assert set(after[1]) >= set(answered[1])


def test_a_flipped_byte_in_any_file_is_named_by_all_and_served_by_none(home: Home) -> None:
    folder = current_folder(home)
    names = [n for n, (size, _) in Manifest.read(folder).files.items() if size]
    for name in (*names, "manifest.json"):
        path = folder / name
        content = path.read_bytes()
        _flip(path)
        for command in (("ask", QUESTION), ("status",)):
            result = _run(*command)
            assert result.exit_code == 3, name
            assert Path(name).name in result.stderr, result.stderr
            assert result.stdout == ""
        path.write_bytes(content)
    _flip(folder / name)
    (check,) = [c for c in _doctor()["checks"] if c["name"] == "index"]
    assert check["samples"] == [str(folder / name)]


def test_a_running_pipeline_serves_no_byte_that_flipped_since(home: Home) -> None:
    pipeline = Pipeline(home)
    assert pipeline.ask(QUESTION).sources
    _flip(_records_file(home))
    with pytest.raises(Exception, match=_records_file(home).name):
        pipeline.ask(QUESTION)
    assert "answers again" in " ".join(_doctor("--repair")["repaired"])
    assert pipeline.ask(QUESTION).sources


def test_a_store_whose_head_is_lost_leaves_the_index_and_says_what_to_do(
    home: Home, made: Path
) -> None:
    before = _answer()
    _overwrite(home.store, 0, b"\0" * 100)
    report = _doctor("--repair")
    assert "run 'parlebot index' on them" in " / ".join(report["repaired"])
    assert "it has 4 records more" in " / ".join(report["repaired"])
    assert _answer() == before  # the only whole copy of the records is not thrown away
    assert list(home.folder.glob("corpus.sqlite.damaged-*"))
    _index(home, made / "documents")
    assert _doctor()["clean"]
    assert _answer() == before


def test_a_home_of_which_only_the_store_was_kept_answers_again_after_a_repair(home: Home) -> None:
    before = _answer()
    shutil.rmtree(home.generations)
    home.pointer.unlink()
    assert _doctor("--repair")["clean"]
    assert _answer() == before


def test_what_was_removed_on_request_stays_out_of_a_store_that_is_read_again(home: Home) -> None:
    uid = _answer()[1][0]
    assert _run("remove", uid, "--yes").exit_code == 0
    _sql(home.store, "INSERT INTO replaced VALUES ('i', 'text', 'earlier', '', 'FILE', 'd')")
    _overwrite(home.store, 4096 * _root_page(home.store, "records_by_uid"), b"\xa5" * 64)
    assert _findings(_doctor())["store"] == "fail"
    deeds = " / ".join(_doctor("--repair")["repaired"])
    assert "notes of questions that were removed on request" in deeds
    assert uid not in _answer()[1]
    with Store(home.store) as store:
        assert store.removed() == [uid]


def _root_page(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as database:
        (page,) = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)
        ).fetchone()
    return int(page) - 1


def test_vectors_are_not_called_orphans_while_the_store_cannot_be_read(home: Home) -> None:
    _overwrite(home.store, 0, b"\0" * 100)
    (check,) = [c for c in _doctor()["checks"] if c["name"] == "orphan_vectors"]
    assert check["level"] == "ok"
    _doctor("--repair")
    with closing(sqlite3.connect(home.vectors)) as database:
        (count,) = database.execute("SELECT count(*) FROM vectors").fetchone()
    assert count > 10


def test_a_lock_file_means_nothing_and_a_held_lock_means_busy(home: Home) -> None:
    home.lock.touch()
    assert _doctor()["clean"]
    _left_by_a_killed_build(home)
    with home.building():
        assert _doctor()["clean"]  # what is unfinished is being worked at
        result = _run("doctor", "--repair")
        assert (result.exit_code, result.stdout) == (4, "")
    assert not _doctor()["clean"]


def test_a_home_that_is_not_there_or_empty_is_a_warning(home: Home) -> None:
    shutil.rmtree(home.folder)
    assert _findings(_doctor("--repair")) == {"home": "warn", "pointer": "warn"}
    assert not home.folder.exists()
    home.create()
    assert _findings(_doctor("--repair")) == {"pointer": "warn"}


def test_downloads_that_were_cut_are_named(home: Home) -> None:
    (home.downloads / ".partial").mkdir(parents=True)
    (home.downloads / ".partial" / "an-17-QE.zip").write_bytes(b"PK")
    assert _findings(_doctor()) == {"downloads": "warn"}
    (home.downloads / ".state").mkdir()
    (home.downloads / ".state" / "an-17-QE.json").write_text("{")
    assert _findings(_doctor()) == {"downloads": "warn"}


def test_a_person_reads_what_is_wrong_where_and_the_command_that_helps(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    _records_file(home).unlink()
    said = _run("doctor").stdout
    assert "✗ the index that answers is damaged" in said
    assert str(_records_file(home)) in said
    assert "remedy: parlebot doctor --repair" in said
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert "✗ l'index qui répond est abîmé" in _run("doctor").stdout
    assert "→ " in _run("doctor", "--repair").stdout


@pytest.fixture
def mounted_read_only(home: Home) -> Iterator[Home]:
    """The home on a mount that cannot be written, not even by root."""
    bind = ["mount", "--bind", str(home.folder), str(home.folder)]
    if shutil.which("mount") is None or subprocess.run(bind, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here: that needs root")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(home.folder)], check=True)
        yield home
    finally:
        gc.collect()  # a command that ended by an exit code may hold its maps until then
        subprocess.run(["umount", str(home.folder)], check=True)


def test_a_home_on_a_read_only_mount_is_asked_and_looked_at(mounted_read_only: Home) -> None:
    with pytest.raises(OSError, match="Read-only"):
        (mounted_read_only.folder / "file").touch()
    assert _answer()[1]
    assert _run("status").exit_code == 0
    report = _doctor()
    assert report["clean"], report
    assert "read-only disk" in report["checks"][0]["sentence"]
    result = _run("doctor", "--repair")
    assert result.exit_code == 1
    assert "Read-only" in result.stderr
