"""`fetch` and `update` are killed at random moments: the next run completes all the same."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.files.checksum import file_sha256
from corpus.ingestion.containers import list_files
from corpus.store.store import Store
from embeddings.disk.home import Home
from embeddings.generation.checksums import check_files
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.search.index import Index
from tests.corpus.download.archive_server import QE, QG, ArchiveServer, serving, zip_of
from tests.corpus.fictional_records import assemblee_bytes, uk
from tests.sample import moments

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here"),
]

MOMENTS = 12
NOISE = bytes(n * 37 % 251 for n in range(60_000))
LONG = "<p>" + "Kites fly over the lighthouse in the wind. " * 8 + "</p>"
Run = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """Run parlebot in a home, killed after some seconds or not."""
    script = Path(__file__).parent / "killed_runs.py"
    forge = subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def order(
        home: Path,
        *arguments: str,
        kill_after: float | None = None,
        kill_at: Path | None = None,
        by: signal.Signals = signal.SIGKILL,
    ) -> dict[str, Any]:
        assert forge.stdin is not None
        assert forge.stdout is not None
        values = {
            "home": str(home), "arguments": arguments, "kill_after": kill_after,
            "kill_at": kill_at and str(kill_at), "signal": by,
        }  # fmt: skip
        forge.stdin.write(json.dumps(values) + "\n")
        forge.stdin.flush()
        done = json.loads(forge.stdout.readline())
        assert isinstance(done, dict)
        return done

    yield order
    forge.terminate()
    forge.wait()


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with serving() as running:
        yield running


def _archive(*numbers: int, **changes: Any) -> bytes:
    members = {f"json/QANR5L98QE{n}.json": assemblee_bytes(n, **changes) for n in numbers}
    return zip_of(members | {"json/.noise": NOISE}, stored=True)


def _files(home: Path) -> dict[str, str]:
    folder = home / "downloads"
    return {str(p.relative_to(folder)): file_sha256(p) for p in list_files(folder)}


def _kill(run: Run, kept: Path, home: Path, moment: float, *arguments: str) -> None:
    """Restore the home and kill one run in it; an earlier moment when it was over before."""
    killed = False
    while not killed:
        shutil.rmtree(home)
        shutil.copytree(kept, home)
        killed = run(home, *arguments, kill_after=moment)["killed"]
        moment *= 0.7


def test_a_fetch_that_is_killed_at_any_moment_is_completed_by_the_next(
    tmp_path: Path, server: ArchiveServer, run: Run
) -> None:
    home, kept = tmp_path / "home", tmp_path / "kept"
    server.write_table(home)
    server.files |= {QE: _archive(1), QG: _archive(2)}
    first = run(home, "fetch", "an", "98")
    assert first["code"] == 0
    old = _files(home)
    shutil.copytree(home, kept)
    server.files |= {QE: _archive(3), QG: _archive(4)}
    # However slow the machine, half of a run is the download that a kill can interrupt.
    server.piece, pause = 8192, max(0.02, first["seconds"] / 16)
    server.pause = pause
    undisturbed = run(home, "fetch", "an", "98")
    new = _files(home)
    assert undisturbed["code"] == 0, undisturbed["said"]
    assert len(set(new.items()) | set(old.items())) == 4
    resumed = 0
    for moment in moments(undisturbed["seconds"], MOMENTS):
        server.pause = pause
        _kill(run, kept, home, moment, "fetch", "an", "98")
        assert set(_files(home).items()) <= set(old.items()) | set(new.items())
        server.requests.clear()
        server.pause = 0.0
        done = run(home, "fetch", "an", "98")
        assert done["code"] == 0, done["said"]
        assert _files(home) == new
        assert not list((home / "downloads" / ".partial").iterdir())
        resumed += any("range" in request.headers for request in server.requests)
    assert resumed >= MOMENTS // 5


def test_an_interrupted_fetch_says_so_and_goes_on(
    tmp_path: Path, server: ArchiveServer, run: Run
) -> None:
    home = tmp_path / "home"
    server.write_table(home)
    server.files |= {QE: _archive(1), QG: _archive(2)}
    server.piece, server.pause = 4096, 0.2
    partial = home / "downloads" / ".partial"
    done = run(home, "fetch", "an", "98", kill_at=partial, by=signal.SIGINT)
    assert done["code"] == 130
    assert "interrupted; what was done is kept" in done["said"]
    server.requests.clear()
    server.pause = 0.0
    assert run(home, "fetch", "an", "98")["code"] == 0
    assert server.requests[0].headers["range"].startswith("bytes=")


def test_an_update_that_is_killed_at_any_moment_is_completed_by_the_next(
    tmp_path: Path, server: ArchiveServer, run: Run
) -> None:
    home, kept = tmp_path / "home", tmp_path / "kept"
    today = datetime.now(UTC).date()
    day = (today - timedelta(days=1)).isoformat()
    server.write_table(home)
    server.files |= {QE: _archive(1, 2), QG: _archive(9)}
    server.questions = [uk(41, dateTabled=f"{day}T00:00:00")["value"]]
    assert run(home, "fetch", "an", "98")["code"] == 0
    assert run(home, "fetch", "uk", "--since", day)["code"] == 0
    first = run(home, "update")
    assert first["code"] == 0, first["said"]
    assert _indexed(home) == {f"QANR5L98QE{n}" for n in (1, 2, 9)} | {"uk-9000041"}
    shutil.copytree(home, kept)

    server.files[QE] = _archive(2, 3, indexationAN={"rubrique": "jeux", "analyses": None})
    server.questions += [uk(42, dateTabled=f"{day}T00:00:00", answerText=LONG)["value"]]
    server.piece, server.pause = 8192, 0.005
    undisturbed = run(home, "update")
    assert undisturbed["code"] == 0, undisturbed["said"]
    old = {"QANR5L98QE1", "QANR5L98QE2", "QANR5L98QE9", "uk-9000041"}
    new = {"QANR5L98QE2", "QANR5L98QE3", "QANR5L98QE9", "uk-9000041", "uk-9000042"}
    assert _indexed(home) == new
    files, records = _files(home), _stored(home)
    for moment in moments(undisturbed["seconds"], MOMENTS):
        _kill(run, kept, home, moment, "update")
        assert _indexed(home) in (old, new)  # the last complete index never stops answering
        done = run(home, "update", "--quiet")
        assert (done["code"], done["said"]) == (0, "")
        assert _indexed(home) == new
        assert _stored(home) == records
        assert _files(home) == files


def _indexed(home: Path) -> set[str]:
    """Return the uids of the index that answers, which is whole."""
    folder = current_folder(Home(home))
    check_files(folder, Manifest.read(folder), contents=True)
    index = Index(folder)
    try:
        return set(index.texts.versions())
    finally:
        index.close()


def _stored(home: Path) -> tuple[dict[str, str], int]:
    """Return the records of the store, and how many rows they take: one each."""
    with Store(Home(home).store) as store:
        versions = store.versions()
    with sqlite3.connect(Home(home).store) as database:
        (rows,) = database.execute("SELECT count(*) FROM records").fetchone()
    assert rows == len(versions)
    return versions, rows
