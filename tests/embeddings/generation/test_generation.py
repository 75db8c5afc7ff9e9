import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records.record import ReplyRecord
from embeddings.disk.home import Home, NoGenerationError
from embeddings.generation.checksums import check_files
from embeddings.generation.generations import KEPT, new_generation
from embeddings.generation.manifest import FORMAT, Manifest, current_folder
from embeddings.generation.record_texts import RecordTexts, RecordWriter, group_number
from embeddings.generation.segment import Segment
from embeddings.search.index import Index
from tests import ROOT
from tests.embeddings.fictional_parts import FOUR, Hashing, build_home

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made, _ = build_home(tmp_path / "built", FOUR, Hashing())
    return made


@pytest.fixture
def empty_home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "empty")
    home.create()
    return home


def _generations(home: Home) -> list[str]:
    return sorted(path.name for path in home.generations.iterdir())


def _make(home: Home, now: datetime) -> str:
    with new_generation(home, now) as folder:
        (folder / "manifest.json").write_text("{}")
    return current_folder(home).name


def test_a_home_without_an_index_says_how_to_make_one(empty_home: Home) -> None:
    with pytest.raises(NoGenerationError, match="parlebot index --sample"):
        current_folder(empty_home)


def test_a_finished_generation_becomes_current_in_one_step(empty_home: Home) -> None:
    with new_generation(empty_home, NOON) as folder:
        (folder / "manifest.json").write_text("{}")
        with pytest.raises(NoGenerationError):
            current_folder(empty_home)
    assert current_folder(empty_home).parent == empty_home.generations
    assert _generations(empty_home) == [current_folder(empty_home).name]


def test_only_the_newest_generations_are_kept(empty_home: Home) -> None:
    made = [_make(empty_home, NOON + timedelta(minutes=n)) for n in range(5)]
    assert _generations(empty_home) == made[-KEPT:]
    assert current_folder(empty_home).name == made[-1]


def test_a_generation_that_fails_leaves_nothing(empty_home: Home) -> None:
    name = _make(empty_home, NOON)
    with (
        pytest.raises(KeyboardInterrupt),
        new_generation(empty_home, NOON + timedelta(minutes=1)) as folder,
    ):
        (folder / "half").write_text("half")
        raise KeyboardInterrupt
    assert _generations(empty_home) == [name]
    assert current_folder(empty_home).name == name


def test_what_a_killed_build_left_is_cleared_by_the_next(empty_home: Home) -> None:
    leftover = empty_home.generations / "20260101T000000000000Z.unfinished"
    leftover.mkdir()
    (leftover / "half").write_text("half")
    name = _make(empty_home, NOON)
    assert _generations(empty_home) == [name]


@pytest.mark.parametrize("pointer", [b"", b"\n", b"gone\n", b"../../etc", b"\xff\xfe\n", b"a\0b"])
def test_a_pointer_to_nothing_is_an_error_that_says_what_to_do(home: Home, pointer: bytes) -> None:
    home.pointer.write_bytes(pointer)
    with pytest.raises(NoGenerationError, match="parlebot index"):
        current_folder(home)


def test_a_manifest_survives_its_file(home: Home, tmp_path: Path) -> None:
    manifest = Manifest.read(current_folder(home))
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path) == manifest
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["records"] == 4


def test_every_file_of_a_generation_is_in_its_manifest(home: Home) -> None:
    folder = current_folder(home)
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    locks = {name for name in present if name.endswith(".lock")}
    assert set(Manifest.read(folder).files) == present - locks - {"manifest.json"}


def test_a_flipped_byte_in_any_file_is_found_and_the_file_named(home: Home) -> None:
    folder = current_folder(home)
    manifest = Manifest.read(folder)
    check_files(folder, manifest, contents=True)
    for name, (size, _) in manifest.files.items():
        if not size:
            continue
        path = folder / name
        content = path.read_bytes()
        path.write_bytes(
            content[: size // 2] + bytes([content[size // 2] ^ 1]) + content[size // 2 + 1 :]
        )
        with pytest.raises(NoGenerationError, match=path.name):
            check_files(folder, manifest, contents=True)
        path.write_bytes(content)
    check_files(folder, manifest, contents=True)


def test_a_missing_or_cut_file_is_named_when_the_index_is_opened(home: Home) -> None:
    folder = current_folder(home)
    for name, (size, _) in Manifest.read(folder).files.items():
        path = folder / name
        content = path.read_bytes()
        path.unlink()
        with pytest.raises(NoGenerationError, match=path.name):
            Index(folder)
        if size:
            path.write_bytes(content[:-1])
            with pytest.raises(NoGenerationError, match=path.name):
                Index(folder)
        path.write_bytes(content)
    Index(folder).close()


@pytest.mark.parametrize(
    "name",
    ["0000/records.sqlite", "0000/columns.npz", "0000/reply.faiss", "statistics.npz", "dead.npy"],
)
def test_a_file_of_the_right_size_that_holds_rubbish_is_an_error_that_says_what_to_do(
    home: Home, name: str
) -> None:
    path = current_folder(home) / name
    path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(NoGenerationError, match="run 'parlebot index' again"):
        Index(current_folder(home)).search("phares", "fr", Hashing())


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", "null", "{}", '{"format": 1}', '{"format": []}', "\0"]
)
def test_a_manifest_that_is_none_is_an_error_that_says_what_to_do(
    home: Home, manifest: str
) -> None:
    (current_folder(home) / "manifest.json").write_text(manifest)
    with pytest.raises(NoGenerationError, match="run 'parlebot index' again"):
        Index(current_folder(home))


def test_an_index_of_another_format_is_not_read(home: Home) -> None:
    path = current_folder(home) / "manifest.json"
    values = json.loads(path.read_text("utf-8")) | {"format": FORMAT + 1}
    path.write_text(json.dumps(values), "utf-8")
    with pytest.raises(NoGenerationError, match=f"format {FORMAT + 1}"):
        Index(current_folder(home))


@pytest.fixture(scope="module")
def manifest_values(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    home, _ = build_home(tmp_path_factory.mktemp("manifest"), FOUR, Hashing())
    yield (current_folder(home) / "manifest.json").read_bytes()


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_manifest_cut_or_flipped_anywhere_is_read_or_refused_and_nothing_else(
    manifest_values: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(manifest_values) - 1))
    flipped = bytes([manifest_values[at] ^ 1 << data.draw(st.integers(0, 7))])
    rest = data.draw(st.sampled_from([b"", flipped + manifest_values[at + 1 :]]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "manifest.json").write_bytes(manifest_values[:at] + rest)
        try:
            manifest = Manifest.read(folder)
        except NoGenerationError:
            return
        assert json.loads(json.dumps(asdict(manifest)))["format"] == FORMAT


def test_records_are_found_by_number_uid_and_group(tmp_path: Path) -> None:
    twin = replace(FOUR[0], uid="f-0")  # has the same reply
    old = replace(FOUR[2], title="Old")
    base = _segment(tmp_path, "0000", FOUR[0], old)
    segments = [base, _segment(tmp_path, "0001", *FOUR[2:], twin)]
    texts = RecordTexts(tmp_path, segments, np.array([1]))
    assert list(texts.ordinals()) == [0, 2, 3, 4]
    assert [texts[n] for n in texts.ordinals()] == [FOUR[0], *FOUR[2:], twin]
    assert texts.find("f-3") == FOUR[2]
    assert texts.find("f-3' OR '1'='1") is None
    assert texts.of_group(group_number(twin)) == [twin, FOUR[0]]
    assert texts.sharing("f-1") == [FOUR[0], twin]
    assert texts.versions() == {r.uid: r.sha256 for r in (FOUR[0], *FOUR[2:], twin)}
    texts.close()


def _segment(folder: Path, name: str, *records: ReplyRecord) -> Segment:
    (folder / name).mkdir()
    with RecordWriter(folder / name) as writer:
        for number, one in enumerate(records):
            writer.add(number, one)
    return Segment(name, len(records), (), planned=False)


_ASK_READ_ONLY = """
import os, sys
from pathlib import Path
from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home
question = "Les passages à niveau sont-ils sûrs ?"
if os.getuid() == 0:  # root can write anywhere: load all that is needed, then be nobody
    Pipeline(Home(Path(sys.argv[1]))).ask(question)
    os.setuid(65534)
home = Home(Path(sys.argv[2]))
assert not os.access(home.folder, os.W_OK)
print(Pipeline(home).ask(question).status.value)
"""


def test_an_index_on_a_disk_that_cannot_be_written_answers(sample_home: Home) -> None:
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(sample_home.folder, folder / "home")
    paths = [folder, *folder.rglob("*")]
    try:
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        done = subprocess.run(
            [sys.executable, "-c", _ASK_READ_ONLY, sample_home.folder, folder / "home"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for path in paths:
            path.chmod(0o755)
        shutil.rmtree(folder)
    assert (done.returncode, done.stdout) == (0, "answered\n"), done.stderr


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077])
def test_whoever_the_umask_lets_read_can_read_all_of_an_index(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        build_home(tmp_path / "home", FOUR[:3], Hashing())
        home, _ = build_home(tmp_path / "home", FOUR, Hashing())  # the base, then an addition
    finally:
        os.umask(before)
    needed = [home.pointer, home.store, home.generations, *home.generations.rglob("*")]
    assert {path.stat().st_mode & 0o777 for path in needed if path.is_dir()} == {0o777 & ~umask}
    assert {path.stat().st_mode & 0o777 for path in needed if path.is_file()} == {0o666 & ~umask}
