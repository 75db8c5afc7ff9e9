import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.console import error_console, shown_progress
from bot.cli.main import app
from bot.jobs.fetch_report import size
from bot.languages.translate import localised
from corpus.download.state import Downloads
from embeddings.disk.home import Home, default_home
from tests.corpus.download.archive_server import (
    QE,
    QG,
    SENAT,
    ArchiveServer,
    Mishap,
    serving,
    zip_of,
)
from tests.corpus.fictional_records import assemblee_bytes, uk


@pytest.fixture
def server() -> Iterator[ArchiveServer]:
    with serving() as running:
        running.files |= {
            QE: zip_of({"json/QANR5L98QE7.json": assemblee_bytes()}),
            QG: zip_of({"json/QANR5L98QE8.json": assemblee_bytes(8)}),
            SENAT: zip_of({"q.sql": b"nothing yet"}),
        }
        yield running


@pytest.fixture
def home(server: ArchiveServer, speaks_english: None) -> Home:
    made = default_home()
    server.write_table(made.folder)
    return made


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_fetch_says_a_line_a_source_and_what_comes_next(home: Home) -> None:
    result = _run("fetch", "an", "98")
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0].startswith("an-98-QE: new, ")
    assert lines[1].startswith("an-98-QG: new, ")
    assert "'parlebot update' brings it into the index" in lines[2]
    assert _run("fetch", "an", "98").stdout.splitlines() == [
        "an-98-QE: unchanged",
        "an-98-QG: unchanged",
    ]


def test_fetch_speaks_french_where_the_system_does(
    home: Home, server: ArchiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    server.always[QG] = Mishap(status=404)
    lines = _run("fetch", "an", "98").stdout.splitlines()
    assert lines[0].startswith("an-98-QE : nouveau, 0,")
    assert lines[0].endswith(" Kio reçus")
    assert "le serveur répond 404 (Not Found) ; si l'adresse a changé" in lines[1]
    server.always[QG] = Mishap(status=503)
    assert "503 (Service Unavailable) ; abandon après 3 essais" in _run("fetch", "an", "98").stdout


def test_all_legislatures_of_the_table_are_fetched(home: Home, server: ArchiveServer) -> None:
    result = _run("fetch", "an", "--all", "--dry-run", "--json")
    keys = {one["key"] for one in json.loads(result.stdout)}
    assert {"an-14-QE", "an-17-QG", "an-98-QE"} <= keys
    assert len(keys) == 14


def test_a_dry_run_tells_sizes_and_leaves_nothing(home: Home, server: ArchiveServer) -> None:
    result = _run("fetch", "senat", "--dry-run")
    assert f"senat: 0.1 KiB to fetch, 0.0 KiB of it here ({server.address}" in result.stdout
    assert not home.downloads.exists()
    server.questions = [uk(1, dateTabled="2024-07-01T00:00:00")["value"]]
    assert (
        "uk: 1 questions to look at"
        in _run("fetch", "uk", "--since", "2024-07-01", "--dry-run").stdout
    )
    server.always[SENAT] = Mishap(status=500)
    failed = _run("fetch", "senat", "--dry-run")
    assert (failed.exit_code, "senat: not known." in failed.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("an",), 2, "give LEGISLATURES, or --all"),
        (("an", "98", "--all"), 2, "give LEGISLATURES, or --all"),
        (("an", "99"), 1, "legislature 99 is not in the table of sources; there are: 14, 15"),
        (("uk", "--since", "last week"), 2, "give the day as YYYY-MM-DD"),
        (("uk", "--since", "2999-01-01"), 2, "that day has not come yet"),
        (("uk",), 1, "the first time, say from when on"),
    ],
)
def test_a_wrong_call_is_told(
    home: Home, arguments: tuple[str, ...], code: int, words: str
) -> None:
    result = _run("fetch", *arguments)
    said = " ".join(result.output.replace("│", " ").split())
    assert (result.exit_code, words in said) == (code, True), said


def test_a_source_that_fails_is_told_and_costs_the_exit_code(
    home: Home, server: ArchiveServer
) -> None:
    server.always[QE] = Mishap(status=404)
    result = _run("fetch", "an", "98", "--json")
    failed, good = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (failed["status"], good["status"]) == ("failed", "new")
    assert "404" in failed["message"]


@pytest.mark.parametrize("command", [("fetch", "senat"), ("update",)])
def test_while_another_one_is_at_work_the_exit_code_says_so(
    home: Home, command: tuple[str, ...]
) -> None:
    _run("fetch", "senat")
    with Downloads(home.downloads).locked():
        result = _run(*command)
    assert result.exit_code == 4
    assert "another 'parlebot fetch' or 'parlebot update' is at work" in result.stderr


def test_an_update_without_a_source_says_how_to_begin(home: Home) -> None:
    result = _run("update")
    assert result.exit_code == 1
    assert "begin with one, such as: parlebot fetch an 17" in result.stderr


def test_an_update_indexes_what_changed_and_says_so_in_one_line(
    home: Home, server: ArchiveServer
) -> None:
    day = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
    server.questions = [uk(1, dateTabled=f"{day}T00:00:00")["value"]]
    _run("fetch", "an", "98")
    _run("fetch", "uk", "--since", day)
    first = _run("update")
    (line,) = first.stdout.splitlines()
    assert first.exit_code == 0
    assert line.startswith("Sources: 3 asked, 0 changed, 0 failed, 0.0 KiB. Records: 3 added, ")
    again = _run("update")
    assert "0 added, 0 updated, 0 removed" in again.stdout

    server.files[QE] = zip_of({"json/QANR5L98QE9.json": assemblee_bytes(9)})
    changed: dict[str, Any] = json.loads(_run("update", "--json").stdout)
    assert [one["status"] for one in changed["fetched"]] == ["changed", "unchanged", "unchanged"]
    assert changed["indexed"]["index"]["added"] == 1
    assert changed["indexed"]["index"]["removed"] == 1


def test_a_quiet_update_says_nothing_unless_something_fails(
    home: Home, server: ArchiveServer
) -> None:
    _run("fetch", "an", "98")
    quiet = _run("update", "--quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")
    server.always[QE] = Mishap(status=410)
    failed = _run("update", "--quiet")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "an-98-QE: not fetched." in failed.stderr
    assert "410" in failed.stderr


def test_what_was_fetched_is_indexed_though_another_source_fails(
    home: Home, server: ArchiveServer
) -> None:
    _run("fetch", "an", "98")
    _run("update")
    server.files[QE] = zip_of({"json/QANR5L98QE9.json": assemblee_bytes(9)})
    server.always[QG] = Mishap(body=b"<html><title>Maintenance</title></html>")
    result = _run("update")
    assert result.exit_code == 1
    assert "1 changed, 1 failed" in result.stdout
    assert json.loads(_run("show", "QANR5L98QE9", "--json").stdout)["uid"] == "QANR5L98QE9"
    assert json.loads(_run("show", "QANR5L98QE8", "--json").stdout)["uid"] == "QANR5L98QE8"


def test_downloads_of_which_nothing_can_be_read_are_an_error(
    home: Home, server: ArchiveServer
) -> None:
    server.files[SENAT] = zip_of({"q.bin": bytes(range(256))})
    _run("fetch", "senat")
    result = _run("update")
    assert result.exit_code == 1
    assert "no record could be read from the downloads" in result.stderr


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "it is no valid JSON"),
        ("[]", "it does not have the shape of the table"),
        ('{"senate": {}}', "the table has no 'senate'; one of: pace, max_mib"),
        ('{"uk": {"url": "x"}}', "the table has no 'uk.url'; one of: api"),
        ('{"uk": 3}', "it does not have the shape of the table"),
        ('{"uk": {"api": "ftp://x/y"}}', "is no http address"),
        ('{"max_mib": "big"}', "it does not have the shape of the table"),
        ('{"pace": {"requests_per_second": 0}}', "at least one try"),
        ('{"an": {"archives": {"18": {"QE": {}}}}}', "it does not have the shape of the table"),
        ('{"an": {"archives": {"../x": {"QE": {"path": "q.zip"}}}}}', "the shape of the table"),
        ('{"an": {"archives": {"18": {"QE": {"path": "a/.."}}}}}', "in a file's name"),
    ],
)
def test_a_table_of_the_operator_that_cannot_be_understood_is_told(
    home: Home, text: str, words: str
) -> None:
    (home.folder / "sources.json").write_text(text, "utf-8")
    result = _run("fetch", "senat")
    assert result.exit_code == 1
    assert words in result.stderr
    assert str(home.folder / "sources.json") in result.stderr


def test_a_variable_names_another_table(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "mine.json"
    shutil.move(home.folder / "sources.json", elsewhere)
    monkeypatch.setenv("PARLEBOT_SOURCES", str(elsewhere))
    assert _run("fetch", "senat").exit_code == 0
    elsewhere.unlink()
    assert "mine.json: it cannot be read" in _run("fetch", "senat").stderr


def test_progress_is_silent_where_no_one_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(error_console()) as progress:
        progress("an-98-QE", 5, 10)
        progress("an-98-QG", 1, -1)
    assert capsys.readouterr() == ("", "")


def test_sizes_are_told_as_people_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert [size(100), size(5 << 20)] == ["0.1 KiB", "5.0 MiB"]
    monkeypatch.setenv("LC_ALL", "fr_FR")
    assert localised(size(5 << 20)) == "5,0 Mio"
