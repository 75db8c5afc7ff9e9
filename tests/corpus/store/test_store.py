import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.files.file_state import FileState
from corpus.parliaments.france.assemblee_json import read_assemblee
from corpus.records.reading import ReadFile, Skipped
from corpus.records.record import ReplyRecord
from corpus.store.store import Store, StoreError
from tests.corpus.fictional_records import assemblee


def record(number: int, reply: str = "Oui.") -> ReplyRecord:
    (read,) = read_assemblee([assemblee(number)])
    assert isinstance(read, ReplyRecord)
    return replace(read, reply=reply)


def put(store: Store, path: Path, *records: ReplyRecord, skipped: tuple[Skipped, ...] = ()) -> None:
    path.write_text(path.name)
    store.put(FileState.of(path), ReadFile(list(records), list(skipped), []))


def replies(store: Store) -> dict[str, str]:
    return {record.uid: record.reply for record in store.records()}


def test_records_come_back_equal_and_in_the_order_of_their_uids(
    store: Store, tmp_path: Path
) -> None:
    put(store, tmp_path / "a", record(2), record(1))
    assert list(store.records()) == [record(1), record(2)]
    assert store.versions() == {r.uid: r.sha256 for r in (record(1), record(2))}
    assert store.count_of(tmp_path / "a") == 2
    assert store.count_of(tmp_path / "b") == 0


def test_what_was_stored_is_there_when_the_store_is_opened_again(tmp_path: Path) -> None:
    with Store(tmp_path / "corpus.sqlite") as store:
        put(store, tmp_path / "a", record(1), skipped=(Skipped("p", "r"),))
    with Store(tmp_path / "corpus.sqlite") as store:
        assert list(store.records()) == [record(1)]
        assert store.skipped(tmp_path / "a") == [Skipped("p", "r")]
        assert store.is_unchanged(FileState.of(tmp_path / "a"))


def test_a_file_read_again_replaces_all_that_it_gave_before(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "a", record(1), record(2), skipped=(Skipped("p", "r"),))
    put(store, tmp_path / "a", record(2, "Non."), record(3))
    assert replies(store) == {"QANR5L98QE2": "Non.", "QANR5L98QE3": "Oui."}
    assert store.skipped(tmp_path / "a") == []


def test_of_two_documents_with_one_uid_the_newest_answers_until_it_goes(
    store: Store, tmp_path: Path
) -> None:
    uid = "QANR5L98QE1"
    for name, reply, changed in (("b", "Second.", 2), ("a", "Premier.", 1)):
        (tmp_path / name).write_text(reply)
        os.utime(tmp_path / name, ns=(changed, changed))
        store.put(FileState.of(tmp_path / name), ReadFile([record(1, reply)], [], []))
    assert replies(store) == {uid: "Second."}
    (current,) = store.records()
    assert current.earlier_replies == ("Premier.",)
    assert store.versions() == {uid: current.sha256}
    store.remove(tmp_path / "b")
    assert list(store.records()) == [record(1, "Premier.")]
    assert store.versions() == {uid: record(1, "Premier.").sha256}
    store.remove(tmp_path / "a")
    assert replies(store) == store.versions() == {}


def test_a_write_that_fails_half_way_changes_nothing(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "a", record(1))
    broken = replace(record(3), title="\ud800")  # no text that can be written
    with pytest.raises(UnicodeEncodeError):
        put(store, tmp_path / "a", record(2), broken)
    assert list(store.records()) == [record(1)]


def test_a_file_is_unchanged_by_its_content_when_only_its_time_differs(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    assert not (path.write_text("x") and store.is_unchanged(FileState.of(path)))
    put(store, path, record(1))
    os.utime(path, ns=(1, 1))
    assert store.is_unchanged(FileState.of(path))
    path.write_text("b")  # as long as before
    os.utime(path, ns=(2, 2))
    assert not store.is_unchanged(FileState.of(path))
    path.write_text("longer")
    os.utime(path, ns=(1, 1))
    assert not store.is_unchanged(FileState.of(path))


def test_a_file_read_by_earlier_readers_counts_as_changed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, tmp_path / "a", record(1))
    monkeypatch.setattr("corpus.store.store.READERS_VERSION", 10**6)
    assert not store.is_unchanged(FileState.of(tmp_path / "a"))


def test_documents_are_found_by_their_folder_and_not_by_a_part_of_its_name(
    store: Store, tmp_path: Path
) -> None:
    for name in ("a/1", "a/b/2", "ab/3"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        put(store, tmp_path / name)
    assert store.documents_below(tmp_path / "a") == [tmp_path / "a/1", tmp_path / "a/b/2"]
    assert store.documents_below(tmp_path / "ab/3") == [tmp_path / "ab/3"]


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    with Store(path) as store:
        put(store, tmp_path / "a", record(1))
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version=99")
    database.close()
    with pytest.raises(StoreError, match="newer parlebot") as caught:
        Store(path)
    assert str(path) in str(caught.value)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM records").fetchone() == (1,)
    database.close()


@pytest.mark.parametrize(
    "content", [b"no database at all " * 100, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "corpus.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(path)
    assert path.read_bytes() == content


def test_a_place_where_no_store_can_be_made_is_an_error_in_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no folder/corpus.sqlite"):
        with pytest.raises(StoreError, match="cannot be opened"):
            Store(path)
