"""The record's life in the store: several documents, replaced texts, removal, older stores."""

import os
import sqlite3
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.files.file_state import FileState
from corpus.ingestion.ingest import IngestReport, ingest
from corpus.parliaments.france.assemblee_json import read_assemblee
from corpus.records.reading import ReadFile
from corpus.records.record import ReplyRecord, Status
from corpus.store.merge import TextKind
from corpus.store.schema import MIGRATIONS
from corpus.store.store import Store
from tests.corpus.fictional_records import QUESTION, REPLY, assemblee, assemblee_bytes, replies

UID = "QANR5L98QE7"
LONG = f"{QUESTION} Elle lui demande qui paie cette redevance et depuis quand elle est perçue."
PAGE = f"""---
titre: Redevance
---
Texte de la question
{LONG}

Texte de la réponse
{REPLY}
"""


def run(store: Store, *paths: Path) -> IngestReport:
    return ingest(store, paths, lambda done, total: None)


def asked(**changes: object) -> dict[str, object]:
    return {"textesQuestion": {"texteQuestion": {"texte": LONG}}} | changes


def write(path: Path, number: int = 7, **changes: object) -> None:
    path.write_bytes(assemblee_bytes(number, **asked(**changes)))


def the_record(store: Store) -> ReplyRecord:
    (record,) = store.records()
    assert store.versions() == {record.uid: record.sha256}
    return record


def test_a_question_waits_and_then_has_its_reply(store: Store, folder: Path) -> None:
    write(folder / "7.json", textesReponse=None, cloture=None)
    run(store, folder)
    assert the_record(store).status == Status.NOT_YET_ANSWERED
    write(folder / "7.json")
    run(store, folder)
    record = the_record(store)
    assert (record.status, record.reply, record.earlier_replies) == (Status.ANSWERED, REPLY, ())


def test_a_reply_that_changed_in_its_file_is_corrected_and_the_earlier_text_stays(
    store: Store, folder: Path
) -> None:
    write(folder / "7.json", textesReponse=replies("La redevance est de 9 euros."))
    run(store, folder)
    write(folder / "7.json", textesReponse=replies("La redevance est de 12 euros."))
    run(store, folder)
    record = the_record(store)
    assert record.reply == "La redevance est de 12 euros."
    assert record.status == Status.CORRECTED
    assert record.earlier_replies == ("La redevance est de 9 euros.",)
    found = store.find(UID)
    assert found is not None
    (other,) = found.others
    assert (other.kind, other.answered_on) == (TextKind.EARLIER, date(2031, 6, 10))
    assert (other.source, other.document) == ("AN", str(folder / "7.json"))


def test_a_correction_that_the_source_lists_is_kept_once(store: Store, folder: Path) -> None:
    write(folder / "7.json", textesReponse=replies("Neuf."))
    run(store, folder)
    write(folder / "7.json", textesReponse=replies("Neuf.", "Douze."))
    run(store, folder)
    record = the_record(store)
    assert (record.reply, record.earlier_replies) == ("Douze.", ("Neuf.",))
    assert record.earlier_dates == ("2031-06-10",)


def test_other_readers_that_word_a_reply_otherwise_correct_nothing(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "7.json", textesReponse=replies("Neuf euros (9)."))
    run(store, folder)
    write(folder / "7.json", textesReponse=replies("Neuf euros."))
    for name in ("store.store", "store.history"):
        monkeypatch.setattr(f"corpus.{name}.READERS_VERSION", 10**6)
    run(store, folder)
    assert the_record(store).status == Status.ANSWERED


def test_a_saved_page_is_the_question_of_the_open_data(store: Store, folder: Path) -> None:
    (folder / "page.txt").write_text(PAGE)
    run(store, folder)
    alone = the_record(store)
    assert alone.uid.startswith("file-")
    write(folder / "7.json", textesReponse=None, cloture=None)
    run(store, folder)
    record = the_record(store)
    assert (record.uid, record.reply, record.title) == (UID, REPLY, "cerfs-volants. redevance")
    by_either = store.find(UID), store.find(alone.uid)
    assert by_either[0] == by_either[1] is not None
    (folder / "7.json").unlink()
    run(store, folder)
    assert the_record(store) == alone


def test_words_that_two_official_questions_share_say_not_which_it_is(
    store: Store, folder: Path
) -> None:
    (folder / "page.txt").write_text(PAGE)
    write(folder / "7.json")
    write(folder / "8.json", 8)
    run(store, folder)
    assert [r.uid[:5] for r in store.records()] == ["QANR5", "QANR5", "file-"]
    (folder / "8.json").unlink()
    run(store, folder)
    assert the_record(store).uid == UID


@given(st.permutations(["a.json", "b.json", "c.txt", "d.json"]))
@settings(max_examples=12, deadline=None)
def test_the_order_in_which_files_are_read_does_not_matter(order: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "a.json", textesReponse=replies("Neuf."))
        write(folder / "b.json", textesReponse=replies("Neuf.", "Douze."))
        write(folder / "d.json", 8)
        (folder / "c.txt").write_text(PAGE + "\n" * 2)
        for path in folder.iterdir():
            os.utime(path, ns=(1, 1))
        seen = []
        for files in (order, [*order, *order], sorted(order)):
            with Store(folder / f"{len(seen)}.sqlite") as store:
                for file in files:
                    run(store, folder / file)
                seen.append(({r.uid: r.to_json() for r in store.records()}, store.versions()))
        assert seen[0] == seen[1] == seen[2]


def test_a_removed_question_stays_out_until_it_is_let_in_again(store: Store, folder: Path) -> None:
    write(folder / "7.json", textesReponse=replies("Un."))
    write(folder / "8.json", 8)
    run(store, folder)
    write(folder / "7.json", textesReponse=replies("Deux."))
    run(store, folder)
    assert store.remove_record(UID) == [folder / "7.json"]
    assert store.remove_record(UID) == []
    assert [r.uid for r in store.records()] == ["QANR5L98QE8"]
    write(folder / "7.json", textesReponse=replies("Trois."))
    report = run(store, folder)
    assert [r.uid for r in store.records()] == ["QANR5L98QE8"]
    assert [skip.place for _, skip in report.skipped] == [UID]
    assert store.removed() == [UID]
    assert store.restore_record("QANR5L98QE8") == []
    assert store.restore_record(UID) == [folder / "7.json"]
    run(store, folder)
    found = store.find(UID)
    assert found is not None
    assert (found.record.reply, found.others) == ("Trois.", ())


def test_what_is_removed_leaves_no_words_in_the_file(tmp_path: Path, folder: Path) -> None:
    write(folder / "7.json", textesReponse=replies("Le mot secret est cornemuse."))
    with Store(tmp_path / "s.sqlite") as store:
        run(store, folder)
        store.remove_record(UID)
    assert not any(b"cornemuse" in path.read_bytes() for path in tmp_path.glob("s.sqlite*"))


def test_a_forgotten_document_takes_its_earlier_texts_with_it(store: Store, folder: Path) -> None:
    for text in ("Un.", "Deux."):
        write(folder / "7.json", textesReponse=replies(text))
        run(store, folder)
    store.remove(folder / "7.json")
    assert store.find(UID) is None
    write(folder / "7.json", textesReponse=replies("Trois."))
    run(store, folder)
    assert the_record(store).earlier_replies == ()


def test_a_store_of_the_first_version_opens_with_all_its_records(tmp_path: Path) -> None:
    path, page = tmp_path / "corpus.sqlite", tmp_path / "page.txt"
    (read,) = read_assemblee([assemblee(**asked())])
    assert isinstance(read, ReplyRecord)
    saved = replace(read, uid="file-1", source="FILE", number="", themes=("x",))
    with sqlite3.connect(path) as database:
        database.executescript(MIGRATIONS[0])
        database.execute("PRAGMA user_version=1")
        database.execute("INSERT INTO documents VALUES (1, '/a.json', 1, 2, 'x', 1)")
        database.execute("INSERT INTO documents VALUES (2, ?, 1, 2, 'x', 1)", (str(page),))
        for document, record in ((1, read), (2, saved)):
            values = (document, record.uid, record.sha256, record.to_json())
            database.execute(
                "INSERT INTO records (document_id, uid, sha256, data) VALUES (?, ?, ?, ?)", values
            )
    database.close()
    with Store(path) as store:
        (record,) = store.records()  # the saved page is the question of the data
        assert (record.uid, record.themes) == (UID, (*read.themes, "x"))
        assert store.last_read() == {"AN": (1, ""), "FILE": (1, "")}
        page.write_text("x")
        store.put(FileState.of(page), ReadFile([replace(saved, uid="file-2")], [], []))
        assert [on > "2020" for _, on in store.last_read().values()] == [False, True]
    with Store(path) as store:
        assert store.find("file-2") == store.find(UID)


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "corpus.sqlite"
    with sqlite3.connect(path) as database:
        database.executescript(MIGRATIONS[0])
        database.execute("PRAGMA user_version=1")
        database.execute("INSERT INTO documents VALUES (1, '/a.json', 1, 2, 'x', 1)")
        database.execute("INSERT INTO records VALUES (1, 1, 'u', 's', 'no json')")
    database.close()
    with pytest.raises(Exception, match="cannot be opened"):
        Store(path)
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)
        assert "identity" not in str(database.execute("SELECT sql FROM sqlite_schema").fetchall())
    database.close()
