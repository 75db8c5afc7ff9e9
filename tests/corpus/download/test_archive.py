import json
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.download.addresses import load_table
from corpus.download.archive import Fetched
from corpus.download.errors import FetchBusyError, FetchError
from corpus.download.state import Downloads, FileVersion, Slot
from corpus.ingestion.containers import list_files
from corpus.ingestion.fetch import Wanted, fetch_wanted, of_known, of_legislatures
from corpus.ingestion.fetch_plan import plan_fetch
from tests.corpus.download.archive_server import (
    QE,
    QG,
    SENAT,
    ArchiveServer,
    Mishap,
    serving,
    zip_of,
)
from tests.corpus.fictional_records import assemblee_bytes

NOISE = b"".join(os.urandom(0) + bytes([n * 37 % 251]) for n in range(90_000))
FIRST = zip_of({"json/QANR5L98QE7.json": assemblee_bytes(), "json/x.txt": NOISE}, stored=True)
SECOND = zip_of({"json/QANR5L98QE8.json": assemblee_bytes(8), "json/x.txt": NOISE}, stored=True)
ORAL = zip_of({"json/QANR5L98QE9.json": assemblee_bytes(9)})
DUMP = zip_of({"questions.sql": b"COPY tam_questions (id, titre) FROM stdin;\n1\tPhares\n\\.\n"})
PAGE = b"<!DOCTYPE html>\n<html><head><title>Maintenance en cours</title></head></html>"


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with serving() as running:
        running.files |= {QE: FIRST, QG: ORAL, SENAT: DUMP}
        yield running


@pytest.fixture
def home(tmp_path: Path, server: ArchiveServer) -> Path:
    server.write_table(tmp_path)
    return tmp_path


def _fetch(home: Path, key: str = "an-98-QE") -> Fetched:
    table, downloads = load_table(home), Downloads(home / "downloads")
    (archive,) = [a for a in (*table.an["98"], table.senat) if a.key == key]
    with downloads.locked():
        (fetched,) = fetch_wanted(
            table, downloads, Wanted((archive,)), lambda what, done, total: None
        )
    return fetched


def _content(home: Path) -> bytes:
    return (home / "downloads" / "an" / "98" / "Questions_ecrites.json.zip").read_bytes()


def _state(home: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((home / "downloads/.state/an-98-QE.json").read_text("utf-8"))
    return read


def _left(home: Path) -> list[str]:
    return sorted(p.name for p in (home / "downloads/.partial").iterdir())


def test_every_kind_of_a_legislature_is_fetched(home: Path) -> None:
    table, downloads = load_table(home), Downloads(home / "downloads")
    with downloads.locked():
        done = fetch_wanted(table, downloads, of_legislatures(table, ["98"]), lambda *_: None)
    assert [(one.key, one.status) for one in done] == [("an-98-QE", "new"), ("an-98-QG", "new")]
    assert [p.name for p in list_files(downloads.folder)] == [
        "Questions_ecrites.json.zip",
        "Questions_gouvernement.json.zip",
    ]
    assert _content(home) == FIRST


def test_the_senat_is_fetched(home: Path) -> None:
    assert _fetch(home, "senat").status == "new"
    assert (home / "downloads/senat/questions.zip").read_bytes() == DUMP


def test_an_unchanged_archive_costs_one_request_and_no_bytes(
    home: Path, server: ArchiveServer
) -> None:
    _fetch(home)
    before = (home / "downloads/an/98/Questions_ecrites.json.zip").stat()
    server.requests.clear()
    assert _fetch(home) == Fetched("an-98-QE", "unchanged")
    assert len(server.requests) == 1
    after = (home / "downloads/an/98/Questions_ecrites.json.zip").stat()
    assert before.st_mtime_ns == after.st_mtime_ns


@pytest.mark.parametrize("known", [(), ("ETag",)], ids=["etag", "last-modified"])
def test_a_server_that_knows_no_conditional_requests_is_not_read_to_the_end(
    home: Path, server: ArchiveServer, known: tuple[str, ...]
) -> None:
    headers = {"Last-Modified": "Tue, 04 Mar 2031 08:00:00 GMT"}
    server.always[QE] = Mishap(ignores_conditions=True, without=known, headers=headers)
    _fetch(home)
    assert _fetch(home) == Fetched("an-98-QE", "unchanged")


def test_the_same_bytes_under_new_headers_are_no_change(home: Path, server: ArchiveServer) -> None:
    _fetch(home)
    server.next(QE, Mishap(headers={"ETag": '"other"'}))
    fetched = _fetch(home)
    assert (fetched.status, fetched.received) == ("unchanged", len(FIRST))
    assert _state(home)["have"]["etag"] == '"other"'


def test_a_changed_archive_takes_the_place_of_the_old_one(
    home: Path, server: ArchiveServer
) -> None:
    _fetch(home)
    server.files[QE] = SECOND
    assert _fetch(home).status == "changed"
    assert _content(home) == SECOND
    assert _left(home) == []


@pytest.mark.parametrize("cuts", [(40_000,), (10_000, 20_000, 5, 30_000)])
def test_a_cut_download_goes_on_where_it_stopped(
    home: Path, server: ArchiveServer, cuts: tuple[int, ...]
) -> None:
    server.next(QE, *(Mishap(cut_after=cut) for cut in cuts))
    fetched = _fetch(home)
    assert _content(home) == FIRST
    assert fetched.received == len(FIRST)  # nothing came twice
    ranges = [request.headers.get("range") for request in server.asked(QE)]
    starts = [sum(cuts[:n]) for n in range(len(cuts) + 1)]
    assert ranges == [f"bytes={start}-" if start else None for start in starts]


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(
    home: Path, server: ArchiveServer
) -> None:
    server.next(QE, Mishap(cut_after=40_000), *[Mishap(status=503)] * 3)
    failed = _fetch(home)
    assert failed.status == "failed"
    assert "503" in failed.message
    assert _fetch(home).received == len(FIRST) - 40_000
    assert _content(home) == FIRST


def test_a_file_that_changes_while_it_is_cut_is_begun_anew(
    home: Path, server: ArchiveServer
) -> None:
    server.next(QE, Mishap(cut_after=40_000), *[Mishap(status=503)] * 3)
    _fetch(home)
    server.files[QE] = SECOND
    assert _fetch(home).received == len(SECOND)
    assert _content(home) == SECOND


@pytest.mark.parametrize("quiet", [(), ("ETag",)], ids=["tells its tag", "tells no tag"])
def test_a_server_that_ignores_if_range_mixes_no_two_versions(
    home: Path, server: ArchiveServer, quiet: tuple[str, ...]
) -> None:
    server.next(QE, Mishap(cut_after=40_000), *[Mishap(status=503)] * 3)
    _fetch(home)
    server.files[QE] = SECOND
    server.next(QE, Mishap(ignores_if_range=True, without=quiet))
    fetched = _fetch(home)
    assert fetched.status == "new"
    assert _content(home) == SECOND
    if not quiet:  # the wrong part was not even read
        assert fetched.received == len(SECOND)


def test_a_part_that_begins_elsewhere_than_asked_is_not_read(
    home: Path, server: ArchiveServer
) -> None:
    server.next(QE, Mishap(cut_after=40_000), Mishap(shifts_range=7))
    assert _fetch(home).received == 40_000 + len(FIRST)
    assert _content(home) == FIRST


def test_the_bytes_of_an_old_version_are_gone_before_a_new_one_is_expected(home: Path) -> None:
    table, downloads = load_table(home), Downloads(home / "downloads")
    slot = Slot(table.an["98"][0], downloads)
    with downloads.locked():
        slot.partial.write_bytes(b"PK old bytes")
        slot.start(FileVersion(slot.archive.url, '"new"', size=99))
    assert not slot.partial.exists()
    assert Slot(table.an["98"][0], downloads).state.coming == slot.state.coming


def test_a_server_that_ignores_ranges_sends_all_anew(home: Path, server: ArchiveServer) -> None:
    server.next(QE, Mishap(cut_after=40_000))
    server.always[QE] = Mishap(ignores_range=True)
    assert _fetch(home).received == len(FIRST) + 40_000
    assert _content(home) == FIRST


def test_without_a_validator_nothing_is_pieced_together(home: Path, server: ArchiveServer) -> None:
    server.next(QE, Mishap(cut_after=40_000, without=("ETag",)))
    assert _fetch(home).received == len(FIRST) + 40_000
    assert [request.headers.get("range") for request in server.asked(QE)] == [None, None]


def test_a_weak_tag_is_not_used_to_piece_together(home: Path, server: ArchiveServer) -> None:
    modified = "Tue, 04 Mar 2031 08:00:00 GMT"
    headers = {"ETag": 'W/"weak"', "Last-Modified": modified}
    server.next(QE, Mishap(cut_after=40_000, headers=headers))
    server.always[QE] = Mishap(headers=headers)
    assert _fetch(home).received == len(FIRST)
    assert server.asked(QE)[1].headers["if-range"] == modified


@pytest.mark.parametrize(
    ("mishap", "words"),
    [
        (Mishap(announce=500), "the connection was lost after"),
        (Mishap(announce=-500), "not whole: the zip is damaged or cut short"),
        (Mishap(body=PAGE), 'sent a web page, not the archive ("Maintenance en cours")'),
        (
            Mishap(body=PAGE, headers={"Content-Type": "application/zip"}),
            'sent a web page, not the archive ("Maintenance en cours")',
        ),
        (
            Mishap(body=b"{}", headers={"Content-Type": "application/json"}),
            "sent no zip archive, but something else (application/json)",
        ),
        (Mishap(body=b""), "sent a web page"),
        (Mishap(body=zip_of({})), "the zip is empty"),
        (Mishap(body=FIRST[:50_000]), "the zip is damaged or cut short"),
        (Mishap(body=FIRST[:300] + b"?" + FIRST[301:]), "the zip is damaged or cut short"),
        (Mishap(body=zip_of({"x": b"\0" * (40 << 20)})), "it unpacks to far more than its size"),
        (Mishap(headers={"Content-Encoding": "gzip"}), "compresses the file once more"),
        (Mishap(status=404), "the server answers 404 (Not Found)"),
        (Mishap(status=403), "the server answers 403 (Forbidden)"),
        (Mishap(status=500), "the server answers 500 (Internal Server Error)"),
        (Mishap(cut_after=0), "the connection was lost"),
        (Mishap(status=302, headers={"Location": "/elsewhere"}), "404 (Not Found)"),
        (Mishap(status=302, headers={"Location": QE}), "more than 5 redirects"),
        (
            Mishap(status=302, headers={"Location": "https://example.org/q.zip"}),
            "https://example.org/q.zip: the server points to a place that is not in the table",
        ),
        (Mishap(status=302, headers={"Location": "ftp://127.0.0.1/x"}), "points to no web address"),
        (Mishap(status=302, headers={"Location": "file:///etc/passwd"}), "no web address"),
        (Mishap(status=429, headers={"Retry-After": "7200"}), "asks to come back in 120 minutes"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_and_the_last_good_archive_stays(
    home: Path, server: ArchiveServer, mishap: Mishap, words: str
) -> None:
    _fetch(home)
    server.files[QE] = SECOND
    server.always[QE] = mishap
    fetched = _fetch(home)
    assert fetched.status == "failed"
    assert words in fetched.message
    assert _content(home) == FIRST
    server.always.clear()
    assert _fetch(home).status == "changed"
    assert _content(home) == SECOND
    assert _left(home) == []


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap(status=503),
        Mishap(status=429, headers={"Retry-After": "0"}),
        Mishap(status=503, headers={"Retry-After": "Tue, 04 Mar 2014 08:00:00 GMT"}),
        Mishap(status=503, headers={"Retry-After": "soon"}),
        Mishap(body=PAGE),
        Mishap(body=FIRST[:50_000], headers={"Content-Type": "application/zip"}),
    ],
)
def test_what_passes_is_tried_again(home: Path, server: ArchiveServer, mishap: Mishap) -> None:
    server.next(QE, mishap)
    assert _fetch(home).status == "new"
    assert len(server.asked(QE)) == 2


def test_a_server_is_left_alone_as_long_as_it_asks(home: Path, server: ArchiveServer) -> None:
    waited: list[float] = []
    server.next(QE, Mishap(status=429, headers={"Retry-After": "1"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.sleep", waited.append)
        _fetch(home)
    assert 1.0 in waited


def test_a_redirect_to_a_place_that_the_operator_lists_is_followed(
    tmp_path: Path, server: ArchiveServer
) -> None:
    with serving() as other:
        other.files["/mirror.zip"] = FIRST
        server.next(QE, Mishap(status=307, headers={"Location": f"{other.address}/mirror.zip"}))
        server.write_table(tmp_path, hosts=[other.address])
        assert _fetch(tmp_path).status == "new"
    assert _content(tmp_path) == FIRST


def test_an_archive_above_the_size_limit_is_refused(tmp_path: Path, server: ArchiveServer) -> None:
    server.write_table(tmp_path, max_mib=0)
    for without in ((), ("Content-Length",)):
        server.always[QE] = Mishap(without=without)
        fetched = _fetch(tmp_path)
        assert 'raise "max_mib"' in fetched.message
        assert fetched.received <= 1 << 16
    assert _left(tmp_path) == []


def test_an_archive_that_fits_no_disk_is_refused_before_it_is_read(
    tmp_path: Path, server: ArchiveServer
) -> None:
    server.write_table(tmp_path, max_mib=1 << 40)
    server.next(QE, Mishap(announce=1 << 55))
    fetched = _fetch(tmp_path)
    assert "not enough room" in fetched.message
    assert fetched.received == 0


def test_a_disk_that_fills_is_told_and_what_came_is_kept(home: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        fetched = _fetch(home)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "it cannot be written" in fetched.message
    again = _fetch(home)
    assert again.status == "new"
    assert 0 < again.received < len(FIRST)
    assert _content(home) == FIRST


@pytest.mark.parametrize("damage", [b"", b"broken", None], ids=["empty", "changed", "removed"])
def test_a_downloaded_file_that_someone_damaged_is_fetched_anew(
    home: Path, damage: bytes | None
) -> None:
    _fetch(home)
    path = home / "downloads/an/98/Questions_ecrites.json.zip"
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    assert _fetch(home).received == len(FIRST)
    assert _content(home) == FIRST


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"have": 3}', b'{"strange": 1}'])
def test_a_damaged_state_file_costs_a_download_and_nothing_else(home: Path, content: bytes) -> None:
    _fetch(home)
    (home / "downloads/.state/an-98-QE.json").write_bytes(content)
    assert _fetch(home).status in ("unchanged", "changed")
    assert _content(home) == FIRST
    assert _state(home)["have"]["size"] == len(FIRST)


def test_a_final_archive_that_was_published_anew_is_kept_with_a_remark(
    tmp_path: Path, server: ArchiveServer
) -> None:
    archives = {"98": {"QE": {"path": QE.split("repository/")[1], "md5": "0" * 32}}}
    base = server.address + QE.split("98/")[0]
    server.write_table(tmp_path, an={"base": base, "archives": archives})
    fetched = _fetch(tmp_path)
    assert (fetched.status, "published anew" in fetched.message) == ("new", True)


def test_one_source_that_fails_stops_no_other(home: Path, server: ArchiveServer) -> None:
    server.always[QE] = Mishap(status=404)
    table, downloads = load_table(home), Downloads(home / "downloads")
    with downloads.locked():
        done = fetch_wanted(table, downloads, of_legislatures(table, ["98"]), lambda *_: None)
    assert [one.status for one in done] == ["failed", "new"]


def test_what_was_fetched_before_is_what_an_update_fetches(home: Path) -> None:
    table, downloads = load_table(home), Downloads(home / "downloads")
    with pytest.raises(FetchError, match="no source was fetched yet"):
        of_known(table, downloads)
    _fetch(home, "senat")
    assert of_known(table, downloads) == Wanted((table.senat,))


def test_a_second_fetch_in_the_same_home_is_refused(home: Path) -> None:
    downloads = Downloads(home / "downloads")
    with (
        downloads.locked(),
        pytest.raises(FetchBusyError, match="another"),
        Downloads(home / "downloads").locked(),
    ):
        pass


def test_a_plan_tells_sizes_and_writes_nothing(home: Path, server: ArchiveServer) -> None:
    table, downloads = load_table(home), Downloads(home / "downloads")
    wanted = of_legislatures(table, ["98"])
    before = plan_fetch(table, downloads, wanted)
    assert [(one.status, one.size) for one in before] == [
        ("new", len(FIRST)),
        ("new", len(ORAL)),
    ]
    assert not downloads.folder.exists()
    assert {request.method for request in server.requests} == {"HEAD"}
    _fetch(home)
    server.files[QG] = FIRST
    server.next(QG, Mishap(status=405))
    after = plan_fetch(table, downloads, wanted)
    assert [(one.status, one.size) for one in after] == [("unchanged", len(FIRST)), ("new", -1)]


def test_progress_is_told_and_never_goes_past_the_end(home: Path) -> None:
    table, downloads = load_table(home), Downloads(home / "downloads")
    told: list[tuple[str, int, int]] = []
    with downloads.locked():
        fetch_wanted(table, downloads, Wanted(table.an["98"][:1]), lambda *now: told.append(now))
    assert told[-1] == ("an-98-QE", len(FIRST), len(FIRST))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
