import gzip
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from corpus.download.addresses import load_table
from corpus.download.archive import Fetched
from corpus.download.errors import FetchError
from corpus.download.http_client import SourceClient
from corpus.download.state import Downloads
from corpus.ingestion.fetch import Wanted
from corpus.ingestion.fetch_plan import plan_fetch
from corpus.parliaments.united_kingdom.fetch import UkDownload, UkState
from tests.corpus.download.archive_server import API, ArchiveServer, Mishap, serving
from tests.corpus.fictional_records import uk
from tests.corpus.whole_file import read_file

SINCE = date(2031, 3, 3)
NOON = datetime(2031, 3, 10, 12, tzinfo=UTC)
LONG = "<p>" + "Kites fly over the lighthouse. " * 20 + "</p>"


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with serving() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, server: ArchiveServer) -> Path:
    server.write_table(tmp_path)
    return tmp_path


def _question(number: int, day: str = "2031-03-04", **changes: Any) -> dict[str, Any]:
    made = uk(number, dateTabled=f"{day}T00:00:00", **changes)["value"]
    assert isinstance(made, dict)
    return made


def _fetch(home: Path, since: date | None = SINCE, now: datetime = NOON) -> Fetched:
    table, downloads = load_table(home), Downloads(home / "downloads")
    client = SourceClient(table)
    try:
        with downloads.locked():
            return UkDownload(client, downloads, table.uk, lambda *_: None).run(since, now)
    finally:
        client.close()


def _day(home: Path, day: str = "2031-03-04") -> Path:
    return home / "downloads" / "uk" / day[:7] / f"{day}.json.gz"


def _ids(home: Path, day: str = "2031-03-04") -> list[int]:
    page = json.loads(gzip.decompress(_day(home, day).read_bytes()))
    return [result["value"]["id"] - 9_000_000 for result in page["results"]]


def _single(number: int) -> str:
    return f"{API}/{9_000_000 + number}"


def _listings(server: ArchiveServer, day: str) -> int:
    return sum(f"tabledWhenFrom={day}" in request.path for request in server.asked(API))


def test_each_day_is_a_file_that_the_reader_reads(home: Path, server: ArchiveServer) -> None:
    server.questions = [
        _question(1),
        _question(2, answerText=LONG),
        _question(3, "2031-03-05", house="Lords"),
        _question(4, "2031-03-02"),  # before the first day
    ]
    assert _fetch(home).status == "new"
    assert (_ids(home), _ids(home, "2031-03-05")) == ([1, 2], [3])
    files = sorted((home / "downloads" / "uk").rglob("*.gz"))
    assert [path.name[:10] for path in files] == ["2031-03-04", "2031-03-05"]
    read = read_file(files[0])
    assert [record.uid for record in read.records] == ["uk-9000001", "uk-9000002"]
    assert read.records[1].reply.count("Kites fly over the lighthouse.") == 20
    assert read.skipped == []


def test_a_run_that_follows_within_the_same_second_lists_the_recent_days_again(
    home: Path, server: ArchiveServer
) -> None:
    server.questions = [_question(1, "2031-03-09")]
    _fetch(home)
    server.questions.append(_question(2, "2031-03-09"))
    assert _fetch(home, now=NOON + timedelta(milliseconds=1)).status == "changed"
    assert _ids(home, "2031-03-09") == [1, 2]


def test_only_what_the_listing_cuts_is_asked_for_by_its_id(
    home: Path, server: ArchiveServer
) -> None:
    server.questions = [
        _question(1),
        _question(2, answerText=LONG),
        _question(3, questionText=LONG),
        _question(4, attachments=[{"url": "x"}], attachmentCount=1),
    ]
    _fetch(home)
    asked = [len(server.asked(_single(number))) for number in (1, 2, 3, 4)]
    assert asked == [0, 1, 1, 1]


def test_a_day_of_several_pages_is_whole(home: Path, server: ArchiveServer) -> None:
    server.questions = [_question(number) for number in range(1, 251)]
    _fetch(home)
    assert _ids(home) == list(range(1, 251))
    assert _listings(server, "2031-03-04") == 3


def test_questions_that_appear_while_the_list_is_read_are_neither_lost_nor_twice(
    home: Path, server: ArchiveServer
) -> None:
    server.questions = [_question(number) for number in range(1, 151)]
    server.between_pages = [_question(500), _question(501)]
    _fetch(home)
    assert _ids(home) == [*range(1, 151), 500, 501]


def test_nothing_new_costs_the_recent_days_and_two_lists(home: Path, server: ArchiveServer) -> None:
    server.questions = [_question(1), _question(2, answerText=LONG)]
    later = datetime(2031, 3, 20, 12, tzinfo=UTC)
    _fetch(home, now=later)
    before = _day(home).stat().st_mtime_ns
    server.requests.clear()
    assert _fetch(home, None, datetime(2031, 3, 21, 12, tzinfo=UTC)).status == "unchanged"
    kinds = [r.path for r in server.requests if "WhenTo" not in r.path]
    assert len(kinds) == 2  # answered since, corrected since
    assert _listings(server, "2031-03-04") == 0
    assert _listings(server, "2031-03-18") == 1  # listed too soon to be settled
    assert server.asked(_single(2)) == []
    assert _day(home).stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"answerText": None, "dateAnswered": None}, {"dateAnswered": "2031-03-20T00:00:00"}),
        ({}, {"dateAnswerCorrected": "2031-03-20T00:00:00", "answerIsCorrection": True}),
    ],
    ids=["answered", "corrected"],
)
def test_a_question_that_is_answered_or_corrected_later_is_fetched_again(
    home: Path, server: ArchiveServer, before: dict[str, Any], after: dict[str, Any]
) -> None:
    other = _question(2, answerText=LONG)
    server.questions = [_question(1, **before), other]
    _fetch(home, now=datetime(2031, 3, 19, 12, tzinfo=UTC))
    server.questions = [_question(1, **{"answerText": LONG + "New."} | after), other]
    server.requests.clear()
    assert _fetch(home, None, datetime(2031, 3, 21, 12, tzinfo=UTC)).status == "changed"
    assert "New." in gzip.decompress(_day(home).read_bytes()).decode()
    assert len(server.asked(_single(1))) == 1
    assert server.asked(_single(2)) == []  # its listing says nothing new


def test_a_member_who_changes_party_changes_no_question(home: Path, server: ArchiveServer) -> None:
    question = _question(2, answerText=LONG, askingMember={"name": "A", "party": "Kites"})
    server.questions = [question]
    _fetch(home)
    question["askingMember"]["party"] = "Lighthouses"
    server.requests.clear()
    _fetch(home, None)
    assert server.asked(_single(2)) == []


def test_a_run_that_is_cut_goes_on_with_the_records_and_days_that_miss(
    home: Path, server: ArchiveServer
) -> None:
    days = ("2031-03-04", "2031-03-05")
    server.questions = [
        _question(10 * d + n, day, answerText=LONG) for d, day in enumerate(days) for n in (1, 2, 3)
    ]
    server.always = {_single(number): Mishap(status=404) for number in (11, 12, 13)}
    with pytest.raises(FetchError, match="404"):
        _fetch(home)  # three in a row: it gives up
    server.always = {}
    server.requests.clear()
    _fetch(home)
    assert _listings(server, "2031-03-04") == 0
    assert _listings(server, "2031-03-05") == 1
    assert (_ids(home), _ids(home, "2031-03-05")) == ([1, 2, 3], [11, 12, 13])


def test_the_single_records_of_an_unfinished_day_are_not_asked_for_twice(
    home: Path, server: ArchiveServer
) -> None:
    server.questions = [_question(number, answerText=LONG) for number in range(1, 7)]
    for number in (4, 5, 6):
        server.always[_single(number)] = Mishap(status=404)
    with pytest.raises(FetchError):
        _fetch(home)
    journal = home / "downloads/.partial/uk-2031-03-04.jsonl"
    journal.write_bytes(journal.read_bytes()[:-5])  # the kill came in the middle of a line
    server.always = {}
    server.requests.clear()
    _fetch(home)
    assert [len(server.asked(_single(n))) for n in range(1, 7)] == [0, 0, 1, 1, 1, 1]
    assert _ids(home) == [1, 2, 3, 4, 5, 6]
    assert not journal.exists()


def test_one_record_that_cannot_be_completed_stops_nothing_and_is_asked_for_again(
    home: Path, server: ArchiveServer
) -> None:
    server.questions = [_question(1, answerText=LONG), _question(2, "2031-03-05")]
    server.always[_single(1)] = Mishap(status=404)
    fetched = _fetch(home)
    assert fetched.status == "new"
    assert fetched.message.startswith("1 records could not be completed")
    read = read_file(_day(home))
    assert read.records == []
    assert "cut at 255 characters" in read.skipped[0].reason
    server.always = {}
    assert _fetch(home, None).message == ""
    assert read_file(_day(home)).skipped == []


def test_an_earlier_first_day_is_added_and_a_later_one_takes_nothing_away(
    home: Path, server: ArchiveServer
) -> None:
    server.questions = [_question(1), _question(2, "2031-02-28")]
    _fetch(home)
    _fetch(home, date(2031, 2, 28))
    _fetch(home, date(2031, 3, 9))
    assert (_ids(home), _ids(home, "2031-02-28")) == ([1], [2])
    assert UkState.of(Downloads(home / "downloads")).since == "2031-02-28"


def test_the_first_time_a_first_day_is_needed(home: Path) -> None:
    with pytest.raises(FetchError, match="--since 2024-07-01"):
        _fetch(home, None)


@pytest.mark.parametrize(
    ("mishap", "words"),
    [
        (Mishap(body=b"<html><title>Down</title></html>"), r'a web page, not data \("Down"\)'),
        (Mishap(body=b'{"results": [', headers={"Content-Type": "application/json"}), "valid JSON"),
        (Mishap(body=b"[]", headers={"Content-Type": "application/json"}), "no list of written"),
        (Mishap(body=b"[" * 100_000, headers={"Content-Type": "x"}), "no valid JSON"),
        (
            Mishap(body=b'{"totalResults": 5, "results": []}', headers={"Content-Type": "x"}),
            "announces 5 questions and lists 0",
        ),
        (
            Mishap(body=b'{"totalResults": 1, "results": [{"value": {"id": "x"}}]}'),
            "no list of written",
        ),
        (
            Mishap(body=b'{"totalResults": 0, "results": []}', headers={"Content-Type": "x"}),
            "no question of 2031-03-04 any more, where it had 1; they are kept",
        ),
        (Mishap(status=429, headers={"Retry-After": "3600"}), "come back in 60 minutes"),
        (Mishap(status=400), "the server answers 400"),
        (Mishap(cut_after=20), "the connection was lost"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_and_the_days_stay(
    home: Path, server: ArchiveServer, mishap: Mishap, words: str
) -> None:
    server.questions = [_question(1)]
    _fetch(home)
    state = UkState.of(Downloads(home / "downloads"))
    state.days["2031-03-04"] = "2031-03-05T00:00:00+00:00"
    state.checked_at = ""
    state.save(Downloads(home / "downloads"))
    before = _day(home).read_bytes()
    server.always[API] = mishap
    with pytest.raises(FetchError, match=words):
        _fetch(home, None)
    assert _day(home).read_bytes() == before


def test_a_record_that_is_another_one_is_not_taken(home: Path, server: ArchiveServer) -> None:
    server.questions = [_question(1, answerText=LONG)]
    other = json.dumps(uk(2)).encode()
    server.always[_single(1)] = Mishap(body=other, headers={"Content-Type": "application/json"})
    assert "not the record that was asked for" in _fetch(home).message


def test_a_damaged_day_is_made_anew(home: Path, server: ArchiveServer) -> None:
    server.questions = [_question(1, answerText=LONG)]
    _fetch(home)
    _day(home).write_bytes(b"\x1f\x8bbroken")
    state = UkState.of(Downloads(home / "downloads"))
    state.days = {}
    state.save(Downloads(home / "downloads"))
    assert _fetch(home).status == "changed"
    assert _ids(home) == [1]


def test_a_plan_tells_how_many_questions_by_one_request(home: Path, server: ArchiveServer) -> None:
    server.questions = [_question(1), _question(2), _question(3, "2031-03-01")]
    table, downloads = load_table(home), Downloads(home / "downloads")
    (planned,) = plan_fetch(table, downloads, Wanted(uk=True, uk_since=SINCE))
    assert (planned.status, planned.questions) == ("new", 2)
    assert len(server.requests) == 1
    assert not downloads.folder.exists()
