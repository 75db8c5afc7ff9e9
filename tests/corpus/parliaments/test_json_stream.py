import io
import json
from typing import Any

import pytest

from corpus.files.streaming import MAX_RECORD_BYTES
from corpus.parliaments.json_stream import read_json_stream
from corpus.records.reading import Reading, Skipped, UnreadableError
from corpus.records.record import ReplyRecord
from tests.corpus.fictional_records import assemblee, uk


def read(document: Any) -> Reading:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_json_stream(content[: 1 << 16], io.BytesIO(content))


def uids(items: Reading) -> list[str]:
    return [item.uid for item in items if isinstance(item, ReplyRecord)]


@pytest.mark.parametrize(
    "document",
    [
        {"questionsEcrites": {"question": [assemblee(1), assemblee(2)]}},
        {"questionsGvt": {"@xmlns": "a", "question": [assemblee(1), assemblee(2)]}},
        {"question": [assemblee(1), assemblee(2)]},
        {"export": {"when": [], "questions": {"question": [assemblee(1), assemblee(2)]}}},
        [{"question": assemblee(1)}, {"question": assemblee(2)}],
    ],
)
def test_questions_are_found_in_every_layout_of_many(document: Any) -> None:
    assert uids(read(document)) == ["QANR5L98QE1", "QANR5L98QE2"]


def test_answers_are_found_on_a_page_and_a_cut_one_is_refused() -> None:
    items = list(read({"totalResults": 3, "results": [uk(1), uk(2, answerText="k" * 255 + "...")]}))
    assert uids(iter(items)) == ["uk-9000001"]
    assert [item.place for item in items if isinstance(item, Skipped)] == ["uk-9000002"]


def test_a_document_that_says_so_is_fictional() -> None:
    (record,) = read({"fictional": True, "question": [assemblee(1)]})
    assert isinstance(record, ReplyRecord)
    assert record.fictional


def test_the_mark_of_utf_8_is_no_part_of_it() -> None:
    assert uids(read(b"\xef\xbb\xbf" + json.dumps({"question": [assemblee(1)]}).encode()))


def test_what_stands_before_a_break_is_given_then_the_break_is_told() -> None:
    given = read(json.dumps({"question": [assemblee(1), assemblee(2)]}).encode()[:-40])
    assert uids(iter([next(given)])) == ["QANR5L98QE1"]
    with pytest.raises(UnreadableError, match=r"after 1 records.*cut short.*not read"):
        list(given)


def test_a_record_without_end_is_refused() -> None:
    endless = b'{"question": [{"uid": "' + b"a" * (MAX_RECORD_BYTES + 99_999)
    with pytest.raises(UnreadableError, match="without the end of a record"):
        list(read(endless))


@pytest.mark.parametrize("document", [{"a": 1}, {"a": "question"}, b"[", b"{", b'{"a": tru'])
def test_another_document_is_refused(document: Any) -> None:
    with pytest.raises(UnreadableError):
        list(read(document))


def test_json_lines_are_named_as_such() -> None:
    with pytest.raises(UnreadableError, match="JSON Lines"):
        list(read(b'{"a": 1}\n{"a": 2}\n'))
