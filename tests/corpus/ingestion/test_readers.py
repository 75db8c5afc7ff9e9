import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from corpus.ingestion.readers import decode
from corpus.records.reading import ReadFile, Skipped, UnreadableError
from corpus.records.record import ReplyRecord, Status
from corpus.text.html import html_to_text
from tests.corpus.fictional_records import QUESTION, REPLY, assemblee, assemblee_bytes, uk
from tests.corpus.whole_file import read_file

TEXT = f"Texte de la question\n\n{QUESTION}\n\nTexte de la réponse\n\n{REPLY}\n"


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def of(content: bytes, name: str = "file") -> ReadFile:
        (tmp_path / name).write_bytes(content)
        return read_file(tmp_path / name)

    return of


def test_the_format_is_known_by_its_content_and_not_by_its_name(read: Any) -> None:
    assert [r.source for r in read(TEXT.encode(), "a.json").records] == ["FILE"]
    assert [r.source for r in read(assemblee_bytes(), "b.md").records] == ["AN"]
    assert [r.source for r in read(json.dumps(uk()).encode(), "c.txt").records] == ["UK"]


def test_gzip_and_zip_are_read_like_what_they_hold(read: Any, tmp_path: Path) -> None:
    page = json.dumps({"results": [uk(1), uk(2)]}).encode()
    assert [r.uid for r in read(gzip.compress(page)).records] == ["uk-9000001", "uk-9000002"]
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("json/1.json", assemblee_bytes(1))
        archive.writestr("../../2.json", assemblee_bytes(2))
        archive.writestr("/3.txt", TEXT)
    content = read_file(tmp_path / "a.zip")
    assert [r.number for r in content.records] == ["1", "2", ""]
    assert content.skipped == []


def test_the_single_big_file_of_the_14th_legislature_is_read(read: Any, tmp_path: Path) -> None:
    questions = [assemblee(number, legislature=14) for number in range(1, 201)]
    document = json.dumps({"questionsEcrites": {"question": questions}}).encode()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Questions_ecrites_XIV.json", document)
    for content in (read(document), read_file(tmp_path / "a.zip")):
        assert [r.number for r in content.records] == [str(number) for number in range(1, 201)]


@pytest.mark.parametrize(
    ("fictional", "source"), [("écrit pour l'exemple", "SAMPLE"), (True, "SAMPLE"), (None, "AN")]
)
def test_a_document_that_says_so_is_fictional(read: Any, fictional: Any, source: str) -> None:
    document = {"fictional": fictional, "question": assemblee()}
    (record,) = read(json.dumps(document).encode()).records
    assert (record.source, record.fictional) == (source, source == "SAMPLE")


def test_a_bad_question_is_left_out_and_the_others_are_read(read: Any) -> None:
    questions = [assemblee(1), {"uid": "42"}, None, assemblee(2)]
    content = read(json.dumps({"question": questions}).encode())
    assert [r.number for r in content.records] == ["1", "2"]
    assert [skip.place for skip in content.skipped] == ["42", "question 3"]


def test_what_is_left_out_of_an_archive_names_its_member(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.json", json.dumps({"question": [{"uid": "42"}]}))
        archive.writestr("b.txt", "rien")
        archive.writestr("c.json", "{")
        archive.writestr("d.txt", TEXT.encode("cp1252"))
    content = read_file(tmp_path / "a.zip")
    assert [skip.place for skip in content.skipped] == ["'a.json': 42", "'b.txt'", "c.json"]
    (remark,) = content.remarks
    assert remark.startswith("'d.txt': not UTF-8")
    assert len(content.records) == 1


def test_broken_json_says_the_line_and_that_it_was_cut(read: Any) -> None:
    text = json.dumps({"question": assemblee()}, indent=1)
    (cut,) = read(text[: len(text) // 2].encode()).skipped
    assert f"line {text[: len(text) // 2].count(chr(10)) + 1}" in cut.reason
    (broken,) = read(text.replace(":", ";", 1).encode()).skipped
    assert "line 2" in broken.reason
    assert "cut short" not in broken.reason


@pytest.mark.parametrize("document", [{"a": 1}, [1, 2], {"results": [1]}, [], {}])
def test_json_of_another_shape_says_what_is_expected(read: Any, document: Any) -> None:
    (skip,) = read(json.dumps(document).encode()).skipped
    assert "neither the Assemblée's questions nor the UK Parliament's" in skip.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [TEXT, assemblee_bytes().decode()])
def test_unicode_is_read_with_and_without_its_mark(read: Any, encoding: str, text: str) -> None:
    content = read(text.encode(encoding))
    assert [(r.question, r.reply) for r in content.records] == [(QUESTION, REPLY)]
    assert (content.skipped, content.remarks) == ([], [])


@pytest.mark.parametrize("text", [TEXT, assemblee_bytes().decode()])
def test_windows_1252_is_read_with_a_remark(read: Any, text: str) -> None:
    content = read(text.replace("fictive", "dite « fictive » à 3 €").encode("cp1252"))
    (record,) = content.records
    assert "dite « fictive » à 3 €" in record.reply
    (remark,) = content.remarks
    assert "Windows-1252" in remark


def test_plain_utf_8_has_no_remark() -> None:
    decoded = decode("é".encode())
    assert (decoded.text, decoded.remark) == ("é", "")


PICTURE = b"\x89PNG\r\n\x1a\n\0\0"


@pytest.mark.parametrize(
    "content", [b"", b" \n", b"\0" * 50, PICTURE, bytes(range(1, 32)) * 9, b"\xff\xfea"]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        decode(content)


def test_a_file_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    content = read_file(tmp_path / "nowhere")
    assert content.records == []
    assert [skip.place for skip in content.skipped] == [""]


def test_every_record_of_the_united_kingdoms_files_is_read(shared: Path) -> None:
    files = sorted(shared.glob("data/uk/commons-written-questions-*.json.gz"))
    contents = [read_file(file) for file in files]
    assert [skip for content in contents for skip in content.skipped] == []
    records = [record for content in contents for record in content.records]
    assert len({record.uid for record in records}) == len(records) == 3_289
    assert {record.source for record in records} == {"UK"}
    assert all(record.asked_on and record.ministry and record.url for record in records)
    assert_clean(records)


def test_every_french_record_and_the_seed_are_read(shared: Path) -> None:
    files = sorted([*shared.glob("data/fr/*.json"), *shared.glob("seed/*.txt")])
    contents = [read_file(file) for file in files]
    assert [skip for content in contents for skip in content.skipped] == []
    assert [len(content.records) for content in contents] == [1] * len(files)
    records = [record for content in contents for record in content.records]
    assert [r.uid for r in records if r.source == "AN"] == [
        f.stem for f in files if f.suffix == ".json"
    ]
    assert_clean(records)


def test_the_seed_is_read_with_its_question_its_ministry_and_its_reply(shared: Path) -> None:
    (file,) = shared.glob("seed/*.txt")
    (record,) = read_file(file).records
    assert record.asked_by == "M. Yannick Haury"
    assert record.ministry == "ministre de l'économie et des finances"
    assert record.status == Status.ANSWERED
    assert "\n" not in record.question
    words = file.read_text("utf-8").split("Texte de la réponse")[1].split()
    assert record.reply.split() == words


def assert_clean(records: list[ReplyRecord]) -> None:
    assert records
    for record in records:
        for text in (record.title, record.question, record.reply, *record.earlier_replies):
            assert html_to_text(text) == text, record.uid
            assert "  " not in text


def test_a_skip_is_a_place_and_a_reason(read: Any) -> None:
    assert read(b"").skipped == [Skipped("", "the file is empty")]
