"""A generation is served whole or not at all: flipped bytes, swaps under readers, what is known."""

import os
import random
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from corpus.records.record import ReplyRecord
from embeddings.disk.home import Home, NoGenerationError
from embeddings.generation import verified
from embeddings.generation.generations import drop_earlier
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.search.current import CurrentIndex
from embeddings.search.index_check import examine_generations
from tests.embeddings.fictional_parts import FOUR, KITES, Hashing, build_home, record

pytestmark = pytest.mark.slow

SWAPS = 50
NEW = record("f-5", "Quais", "Qui lave les quais ?", "La commune lave les quais.")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made, _ = build_home(tmp_path / "home", FOUR, Hashing())
    return made


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The files whose contents are read to verify them, in order."""
    names: list[str] = []

    def noted(path: Path) -> str:
        names.append(path.name)
        return sha256(path)

    sha256 = verified.file_sha256
    monkeypatch.setattr(verified, "file_sha256", noted)
    yield names


def _flip(path: Path, seed: str) -> None:
    content = bytearray(path.read_bytes())
    chance = random.Random(f"{path.name} {seed}")
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def _files(folder: Path) -> list[Path]:
    manifest = Manifest.read(folder)
    return [folder / name for name, (size, _) in manifest.files.items() if size]


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_no_byte_of_any_file_can_flip_unseen(home: Home, seed: str) -> None:
    CurrentIndex(home).get()
    folder = current_folder(home)
    for path in (*_files(folder), folder / "manifest.json"):
        content = path.read_bytes()
        _flip(path, seed)
        with pytest.raises(NoGenerationError, match=path.name):
            CurrentIndex(home).get()
        (state,) = examine_generations(home)
        assert state.damaged == (path,)
        path.write_bytes(content)
    assert CurrentIndex(home).get().folder == folder


def test_contents_are_read_once_and_a_build_has_read_them(home: Home, read: list[str]) -> None:
    CurrentIndex(home).get()
    del read[:]  # what changed within the last tick of the clock is read once more
    CurrentIndex(home).get()
    assert read == []
    build_home(home.folder, (*FOUR, NEW), Hashing())
    del read[:]
    assert CurrentIndex(home).get().manifest.records == 5
    assert len(read) < len(_files(current_folder(home))) / 2


def test_a_copied_home_is_read_again_once(home: Home, tmp_path: Path, read: list[str]) -> None:
    shutil.copytree(home.folder, tmp_path / "copy")
    copy = Home(tmp_path / "copy")
    CurrentIndex(copy).get()
    assert {path.name for path in _files(current_folder(copy))} <= set(read)
    del read[:]
    CurrentIndex(copy).get()
    assert read == []


@pytest.mark.parametrize("stamp", ["", "[]", "{", '{"a": 1}', '{"a": {"1": 5}}', "null"])
def test_a_stamp_that_is_none_is_no_proof(home: Home, stamp: str, read: list[str]) -> None:
    (home.folder / verified.STAMP_FILE).write_text(stamp)
    CurrentIndex(home).get()
    assert {path.name for path in _files(current_folder(home))} <= set(read)


def test_a_change_that_keeps_size_and_time_is_seen_by_the_doctor_and_not_when_asked(
    home: Home,
) -> None:
    path = next(p for p in _files(current_folder(home)) if p.suffix == ".faiss")
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns - 10**9))
    CurrentIndex(home).get()
    found = path.stat()
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    CurrentIndex(home).get()  # the stated limit
    assert [state.damaged for state in examine_generations(home)] == [(path,)]


def test_an_open_index_answers_while_the_new_one_is_damaged(home: Home) -> None:
    current = CurrentIndex(home)
    before = current.get()
    build_home(home.folder, (*FOUR, NEW), Hashing())
    path = _files(current_folder(home))[0]
    _flip(path, "new")
    for _ in range(2):
        assert current.get() is before
        assert path.name in current.trouble
    build_home(home.folder, FOUR, Hashing())
    assert current.get().folder == current_folder(home)
    assert current.trouble == ""


def test_an_open_index_that_was_deleted_on_purpose_answers_no_more(home: Home) -> None:
    current = CurrentIndex(home)
    current.get()
    build_home(home.folder, FOUR[1:], Hashing())
    drop_earlier(home)
    _flip(_files(current_folder(home))[0], "new")
    with pytest.raises(NoGenerationError):
        current.get()


def test_an_open_index_answers_no_more_once_a_byte_of_it_flips(home: Home) -> None:
    current = CurrentIndex(home)
    current.get()
    path = _files(current_folder(home))[-1]
    content = path.read_bytes()
    _flip(path, "open")
    for _ in range(2):
        with pytest.raises(NoGenerationError, match=path.name):
            current.get()
    path.write_bytes(content)
    assert current.get().manifest.records == 4


def test_readers_see_each_of_fifty_swaps_whole_or_not_at_all(home: Home) -> None:
    """Version n of the home has n extra records, all with the word of the version."""
    encoder, stop = Hashing(), threading.Event()
    troubles: list[str] = []
    seen: set[int] = set()

    def ask(current: CurrentIndex | None) -> None:
        while not stop.is_set():
            try:
                index = (current or CurrentIndex(home)).get()
                found = index.search("cerf-volant licence", "fr", encoder, count=50)
                versions = {hit.record.title for hit in found.hits if hit.record.uid[0] == "v"}
                count = index.manifest.records - 1
                seen.add(count)
                if len(versions) > 1 or {f"Version {count}"} != (versions or {f"Version {count}"}):
                    troubles.append(f"{count}: {versions}")
                time.sleep(0.02)  # or the readers leave the builder no time
            except Exception as error:  # a thread that died would ask no more
                troubles.append(repr(error))

    build_home(home.folder, _version(1), encoder)
    shared = CurrentIndex(home)
    threads = [threading.Thread(target=ask, args=(who,)) for who in (shared, None)]
    for thread in threads:
        thread.start()
    try:
        for n in range(2, SWAPS + 2):
            build_home(home.folder, _version(n % 7 + 1), encoder)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert troubles == []
    assert len(seen) > 3


def _version(count: int) -> list[ReplyRecord]:
    made = [
        record(f"v-{n}", f"Version {count}", "Qui a la licence ?", f"Le cerf-volant {n} l'a.")
        for n in range(count)
    ]
    return [KITES, *made]


def test_while_a_new_index_is_being_opened_the_one_that_is_open_answers(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = CurrentIndex(home)
    before = current.get()
    build_home(home.folder, [*FOUR, NEW], Hashing())
    opening, may_open = threading.Event(), threading.Event()
    verify = verified.verify

    def slow(*arguments: Any) -> Any:
        opening.set()
        assert may_open.wait(60)
        return verify(*arguments)

    monkeypatch.setattr("embeddings.search.current.verify", slow)
    with ThreadPoolExecutor(1) as other:
        opened = other.submit(current.get)
        assert opening.wait(60)
        assert current.get() is before
        may_open.set()
        assert opened.result().manifest.records == before.manifest.records + 1
    assert current.get().manifest.records == before.manifest.records + 1
