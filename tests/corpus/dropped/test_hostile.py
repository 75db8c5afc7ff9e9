"""Hundreds of hostile files a reader: none crashes, hangs or fills memory; the good are read."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from corpus.ingestion.ingest import ingest
from corpus.records.reading import ReadFile
from corpus.store.store import Store
from tests.corpus.dropped.dropped_writers import csv_bytes, good, table
from tests.corpus.dropped.hostile_dropped import FAMILIES
from tests.corpus.whole_file import read_file
from tests.sample import is_drawn

pytestmark = pytest.mark.slow

resource = pytest.importorskip("resource", reason="bounds on memory need a Unix system")
# What takes a minute of work hangs: the slowest input here takes some seconds on an old machine.
SECONDS = 60
WAITING = 600  # other programs may keep the machine busy
MEMORY = 1 << 30  # beyond what the tests take already
GOOD = csv_bytes(table([good(900), good(901)]))


class Hang(BaseException):
    """Not an Exception: no reader may take it for a damaged file."""


@contextmanager
def bounded() -> Iterator[None]:
    """Stop what runs longer than SECONDS or takes more than MEMORY."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Hang

    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    timers = {signal.SIGALRM: signal.ITIMER_REAL, signal.SIGPROF: signal.ITIMER_PROF}
    before = {number: signal.signal(number, stop) for number in timers}
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, hard))
    signal.setitimer(signal.ITIMER_REAL, WAITING)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        for number, timer in timers.items():
            signal.setitimer(timer, 0)
            signal.signal(number, before[number])
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("kind", FAMILIES)
def test_no_hostile_file_stops_its_reader_and_the_good_one_beside_them_is_read(
    kind: str, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    path = folder / f"hostile.{kind}"
    count = 0
    for name, content in FAMILIES[kind]():
        count += 1
        if count % 10 and not is_drawn(f"{kind} {name} {count}"):
            continue
        path.write_bytes(content)
        try:
            with bounded():
                found = read_file(path)
        except Hang:
            pytest.fail(f"{name}: more than {SECONDS} seconds")
        assert_told(found, name)
        path.rename(folder / f"{count}.{kind}") if count % 10 == 0 else path.unlink()
    assert count >= 200
    (folder / "good.csv").write_bytes(GOOD)
    with Store(tmp_path / "corpus.sqlite") as store:
        report = ingest(store, [folder], lambda done, total: None)
        numbers = {record.number for record in store.records()}
    assert {"900", "901"} <= numbers
    assert report.files_read + len({file for file, _ in report.skipped}) > count // 10
    assert {file.name for file in tmp_path.iterdir()} <= {
        "documents", "corpus.sqlite", "corpus.sqlite-wal", "corpus.sqlite-shm",
    }  # fmt: skip


def assert_told(found: ReadFile, name: str) -> None:
    """Something was read, or it is said in a line for people why not."""
    assert found.records or found.skipped or found.remarks, name
    for skip in found.skipped:
        assert skip.reason, name
        assert "\n" not in skip.reason, (name, skip)
        assert "Traceback" not in skip.reason, name
        assert len(skip.reason) < 1_000, (name, skip.reason)
