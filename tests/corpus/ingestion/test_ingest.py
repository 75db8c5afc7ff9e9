import json
import os
import zipfile
from pathlib import Path

import pytest

from corpus.ingestion.ingest import SAMPLE, IngestReport, forget_sample, ingest
from corpus.records.record import Status
from corpus.store.store import Store
from tests.corpus.fictional_records import assemblee, assemblee_bytes, replies, uk
from tests.corpus.whole_file import read_file


def run(store: Store, *paths: Path) -> IngestReport:
    return ingest(store, paths, lambda done, total: None)


def counts(report: IngestReport) -> tuple[int, int, int]:
    return report.files_read, report.files_unchanged, report.files_removed


def numbers(store: Store) -> list[str]:
    return [record.number for record in store.records()]


def test_a_folder_is_read_once_and_then_left_alone(store: Store, folder: Path) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    (folder / "2.json").write_bytes(assemblee_bytes(2))
    report = run(store, folder)
    assert counts(report) == (2, 0, 0)
    assert report.records_read == {"AN": 2}
    assert counts(run(store, folder)) == (0, 2, 0)
    assert numbers(store) == ["1", "2"]


def test_a_touched_but_equal_file_is_not_read_again(store: Store, folder: Path) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    run(store, folder)
    os.utime(folder / "1.json", ns=(1, 1))
    assert counts(run(store, folder)) == (0, 1, 0)


def test_a_changed_file_replaces_its_records(store: Store, folder: Path) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    run(store, folder)
    (folder / "1.json").write_bytes(assemblee_bytes(23))
    assert counts(run(store, folder)) == (1, 0, 0)
    assert numbers(store) == ["23"]


def test_a_removed_file_is_forgotten(store: Store, folder: Path) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    (folder / "2.json").write_bytes(assemblee_bytes(2))
    run(store, folder)
    (folder / "1.json").unlink()
    assert counts(run(store, folder)) == (0, 1, 1)
    assert numbers(store) == ["2"]


def test_a_file_removed_elsewhere_is_kept(store: Store, folder: Path, tmp_path: Path) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(assemblee_bytes(2))
    run(store, folder, elsewhere)
    elsewhere.unlink()
    assert counts(run(store, folder)) == (0, 1, 0)
    assert numbers(store) == ["1", "2"]


@pytest.mark.parametrize("folder_stays", [True, False])
def test_a_folder_whose_last_file_is_gone_is_forgotten(
    store: Store, folder: Path, folder_stays: bool
) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    run(store, folder)
    (folder / "1.json").unlink()
    if not folder_stays:
        folder.rmdir()
    assert counts(run(store, folder)) == (0, 0, 1)
    assert numbers(store) == []


def test_a_path_at_which_nothing_ever_was_is_refused_before_anything_is_read(
    store: Store, folder: Path
) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    with pytest.raises(FileNotFoundError):
        run(store, folder, folder / "nowhere")
    assert numbers(store) == []


def test_an_empty_folder_gives_nothing(store: Store, folder: Path) -> None:
    assert counts(run(store, folder)) == (0, 0, 0)


def test_a_file_given_twice_is_read_once(store: Store, folder: Path) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    assert counts(run(store, folder, folder / "1.json", folder / "../documents")) == (1, 0, 0)


def test_of_two_files_with_one_uid_the_newest_read_counts_until_it_goes(
    store: Store, folder: Path
) -> None:
    (folder / "a.json").write_bytes(assemblee_bytes(1, textesReponse=replies("Premier.")))
    (folder / "b.json").write_bytes(assemblee_bytes(1, textesReponse=replies("Second.")))
    run(store, folder)
    assert [record.reply for record in store.records()] == ["Second."]
    (folder / "b.json").unlink()
    run(store, folder)
    assert [record.reply for record in store.records()] == ["Premier."]


def test_what_was_left_out_is_told_again_for_an_unchanged_file(store: Store, folder: Path) -> None:
    (folder / "a.txt").write_text("rien")
    (folder / "b.json").write_text(json.dumps({"results": [uk(1), None]}))
    first = run(store, folder)
    assert [(path.name, skip.place) for path, skip in first.skipped] == [
        ("a.txt", ""),
        ("b.json", "result 2"),
    ]
    again = run(store, folder)
    assert counts(again) == (0, 2, 0)
    assert again.skipped == first.skipped


def test_a_remark_names_its_file(store: Store, folder: Path) -> None:
    (folder / "a.json").write_bytes(assemblee_bytes(1).decode().encode("cp1252"))
    report = run(store, folder)
    assert [path.name for path, _ in report.remarks] == ["a.json"]
    assert report.records_read == {"AN": 1}


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"{", b"<html>Page introuvable</html>"])
def test_a_good_file_that_breaks_keeps_its_records_until_it_is_good_again(
    store: Store, folder: Path, broken: bytes
) -> None:
    file = folder / "1.json"
    file.write_bytes(assemblee_bytes(1))
    run(store, folder)
    file.write_bytes(broken)
    for _ in range(2):
        report = run(store, folder)
        assert counts(report) == (0, 0, 0)
        ((path, skip),) = report.skipped
        assert path == file
        assert "the 1 records read from it before are kept" in skip.reason
        assert numbers(store) == ["1"]
    file.write_bytes(assemblee_bytes(2))
    assert run(store, folder).skipped == []
    assert numbers(store) == ["2"]


def test_a_large_file_that_was_cut_does_not_take_the_records_behind_the_cut_with_it(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.ingestion.containers.START_BYTES", 500)
    monkeypatch.setattr("corpus.ingestion.containers._CHUNK", 64)
    whole = json.dumps({"question": [assemblee(number) for number in range(1, 6)]}).encode()
    (folder / "all.json").write_bytes(whole)
    assert run(store, folder).records_read == {"AN": 5}
    (folder / "all.json").write_bytes(whole[: len(whole) // 2])
    (skip,) = [skip for _, skip in run(store, folder).skipped]
    assert "after 2 records" in skip.reason
    assert "the 5 records read from it before are kept" in skip.reason
    assert numbers(store) == ["1", "2", "3", "4", "5"]


def test_a_page_that_is_whole_but_holds_nothing_any_more_is_no_broken_file(
    store: Store, folder: Path
) -> None:
    (folder / "a.json").write_text(json.dumps({"results": [uk(1)]}))
    run(store, folder)
    (folder / "a.json").write_text(json.dumps({"results": []}))
    assert counts(run(store, folder)) == (1, 0, 0)
    assert numbers(store) == []


def test_a_zip_is_one_document_whose_good_members_are_read(store: Store, folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("1.json", assemblee_bytes(1))
        archive.writestr("2.json", "{")
        archive.writestr("3.json", assemblee_bytes(3))
    report = run(store, folder)
    assert counts(report) == (1, 0, 0)
    assert [skip.place for _, skip in report.skipped] == ["2.json"]
    assert numbers(store) == ["1", "3"]


def test_the_readme_and_the_licence_of_a_folder_are_no_documents(
    store: Store, folder: Path
) -> None:
    for name in ("README.md", "LICENSE", "readme.txt"):
        (folder / name).write_text("Réponse\nrien")
    assert counts(run(store, folder)) == (0, 0, 0)
    assert counts(run(store, folder / "README.md")) == (1, 0, 0)


@pytest.mark.skipif(os.name == "nt" or os.uname().sysname == "Darwin", reason="names are Unicode")
def test_a_file_whose_name_is_no_unicode_is_left_out_and_the_others_are_read(
    store: Store, folder: Path
) -> None:
    Path(os.fsdecode(bytes(folder) + b"/r\xe9ponse.json")).write_bytes(assemblee_bytes(1))
    (folder / "2.json").write_bytes(assemblee_bytes(2))
    report = run(store, folder)
    assert [skip.reason for _, skip in report.skipped] == [
        "its name is not valid Unicode: rename the file"
    ]
    assert numbers(store) == ["2"]


def test_lone_surrogates_in_a_document_reach_neither_the_store_nor_the_report(
    store: Store, folder: Path
) -> None:
    lone = "a\ud800b"
    group = {"groupe": {"developpe": lone}}
    (folder / "1.json").write_text(json.dumps({"question": assemblee(1, auteur=group)}))
    (folder / "2.json").write_text(json.dumps({"question": {"uid": lone}}))
    (folder / "3.json").write_text(json.dumps(uk(uin=lone, house=lone, groupedQuestions=[lone])))
    report = run(store, folder)
    assert [(record.asked_by_group, record.chamber) for record in store.records()] == [
        ("ab", "Assemblée nationale"),
        ("", "ab"),
    ]
    assert [skip.place for _, skip in report.skipped] == ["ab"]


def test_progress_is_told_from_none_to_all(store: Store, folder: Path) -> None:
    for number in (1, 2, 3):
        (folder / f"{number}.json").write_bytes(assemblee_bytes(number))
    told: list[tuple[int, int]] = []
    ingest(store, [folder], lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_the_sample_is_read_whole_and_is_all_fictional(store: Store) -> None:
    report = run(store, SAMPLE)
    records = list(store.records())
    assert report.skipped == []
    assert report.remarks == []
    assert len(records) == report.files_read == len(list(SAMPLE.glob("*.json"))) >= 40
    assert {(r.source, r.fictional, r.url) for r in records} == {("SAMPLE", True, "")}
    assert len({r.ministry for r in records}) >= 15
    assert all(r.ministry and r.question for r in records)
    assert all(r.asked_on and r.asked_by for r in records if r.kind != "QG")


def test_the_sample_has_every_kind_of_outcome_groups_and_a_correction(store: Store) -> None:
    run(store, SAMPLE)
    records = list(store.records())
    statuses = {r.status for r in records}
    assert statuses >= {Status.ANSWERED, Status.CORRECTED, Status.NOT_YET_ANSWERED}
    assert statuses >= {Status.WITHDRAWN, Status.LAPSED}
    assert {r.kind for r in records} == {"QE", "QG", "QOSD"}
    assert len({r.group for r in records}) < len(records)
    assert all(bool(r.reply) == r.status.has_reply == bool(r.answered_on) for r in records)


def test_the_sample_is_forgotten_and_nothing_else(store: Store, folder: Path) -> None:
    (folder / "1.json").write_bytes(assemblee_bytes(1))
    run(store, folder, SAMPLE)
    assert forget_sample(store) == len(list(SAMPLE.glob("*.json")))
    assert numbers(store) == ["1"]
    assert forget_sample(store) == 0


def test_the_members_words_are_in_no_reply_of_the_sample() -> None:
    for file in SAMPLE.glob("*.json"):
        for record in read_file(file).records:
            for sentence in record.question.split(". "):
                assert len(sentence) < 30 or sentence not in record.reply
