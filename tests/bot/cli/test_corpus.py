"""The commands about the corpus: sources, show with the record's life, export, remove."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.main import app
from bot.filters.names import same_remit
from bot.jobs.export import attribution, safe_cell
from corpus.ingestion.ingest import ingest
from corpus.records.record import ReplyRecord
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.bot.bot_parts import build_home, record

ASKED = "Mme Odile Brindacier demande à M. le ministre de la mer qui garde les phares la nuit."
LONG = f"{ASKED} Elle souhaite connaître le nombre des gardiens et la date de leur relève."
DATA = """{{"question": {{"uid": "QANR5L98QE{number}", "minInt": {{"developpe": "Mer"}},
 "minAttribs": {{"minAttrib": [{{"denomination": {{"developpe": "Mer"}}}},
  {{"denomination": {{"developpe": "Ministère de la mer et des phares"}}}},
  {{"infoJO": {{"dateJO": "2031-04-02"}}, "denomination": {{"developpe": "Culture"}}}}]}},
 "signalement": {{"dateSignalement": "2031-05-01"}},
 "renouvellements": {{"renouvellement": ["2031-05-15", "2031-06-15"]}},
 "textesQuestion": {{"texteQuestion": {{"infoJO": {{"dateJO": "2031-03-04"}},
  "texte": "{question}"}}}},
 "textesReponse": {{"texteReponse": {{"infoJO": {{"dateJO": "2031-07-01"}},
  "texte": "{reply}"}}}}}}}}"""
PAGE = f"""---
titre: Phares
---
Texte de la question
{LONG}

Texte de la réponse
Quarante gardiens, dit la page.
"""


@pytest.fixture(autouse=True)
def _speaks_english_in_wide_lines(speaks_english: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Home:
    """A home of two official questions, one of them also saved as a page and corrected since."""
    home = Home(tmp_path_factory.mktemp("life"))
    home.create()
    folder = home.folder / "documents"
    folder.mkdir()
    (folder / "page.txt").write_text(PAGE)
    (folder / "8.json").write_text(
        DATA.format(number=8, question="Combien coûte la corne de brume ?", reply="Neuf euros.")
    )
    with Store(home.store) as store:
        for reply in ("Trente gardiens.", "Trente-deux gardiens."):
            text = DATA.format(number=7, question=LONG, reply=reply)
            (folder / "7.json").write_text(text)
            ingest(store, [folder], lambda done, total: None)
        build(home, store, encoder, lambda done, total: None)
    return home


@pytest.fixture
def home(made: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PARLEBOT_HOME", str(made.folder))
    return made


@pytest.fixture
def own(made: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A copy of the home, to change."""
    folder = tmp_path / "own"
    shutil.copytree(made.folder, folder)
    monkeypatch.setenv("PARLEBOT_HOME", str(folder))
    yield Home(folder)


def _run(*arguments: str, given: str | None = None) -> Result:
    result = CliRunner().invoke(app, list(arguments), input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _json(*arguments: str) -> Any:
    return json.loads(_run(*arguments).stdout)


def _uids() -> list[str]:
    return [json.loads(line)["uid"] for line in _run("export").stdout.splitlines()]


def test_show_tells_what_happened_and_what_was_said_before(home: Home) -> None:
    said = " ".join(_run("show", "QANR5L98QE7").stdout.split())
    for part in (
        "Ministry asked: Mer", "Ministry: Culture", "Status: answered, corrected",
        "4 March 2031 · asked of: Mer",
        "– · assigned to: Ministère de la mer et des phares (name or remit changed)",
        "2 April 2031 · reassigned to: Culture", "1 May 2031 · flagged as overdue",
        "15 May 2031 · asked again by its author", "15 June 2031 · asked again by its author",
        "1 July 2031 · reply by: Culture", "Trente-deux gardiens.",
        "Earlier text (1 July 2031, AN, 7.json) Trente gardiens.",
        "Another copy (FILE, page.txt) Quarante gardiens, dit la page.",
        "title: [2]", "uid: [1] [2] says: file-",
    ):  # fmt: skip
        assert part in said


def test_show_puts_the_question_beside_the_reply_where_there_is_room(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    lines = _run("show", "QANR5L98QE8").stdout.splitlines()
    assert any("corne de brume" in line and "Neuf euros." in line for line in lines)
    monkeypatch.setenv("COLUMNS", "80")
    lines = _run("show", "QANR5L98QE8").stdout.splitlines()
    assert not any("corne de brume" in line and "Neuf euros." in line for line in lines)


def test_show_finds_a_saved_page_and_gives_programs_all_of_it(home: Home) -> None:
    shown = _json("show", "QANR5L98QE7", "--json")
    (page,) = (o["value"] for o in shown["fields"]["uid"]["otherwise"])
    assert _json("show", page, "--json") == shown
    assert (shown["reply"], shown["earlier_replies"]) == (
        "Trente-deux gardiens.", ["Trente gardiens."],
    )  # fmt: skip
    assert {o["kind"]: o["text"] for o in shown["other_texts"]} == {
        "earlier": "Trente gardiens.", "copy": "Quarante gardiens, dit la page.",
    }  # fmt: skip
    assert [Path(d).name for d in shown["documents"]] == ["7.json", "page.txt"]
    assert [e["kind"] for e in shown["events"]].count("renewed") == 2
    assert shown["also_answers"] == []


def test_show_works_without_a_store_and_says_when_it_is_damaged(own: Home) -> None:
    own.store.write_bytes(b"no database " * 500)
    said = " ".join(_run("show", "QANR5L98QE7").stdout.split())
    assert "Earlier text" in said  # the index has it too
    assert "cannot be read: the corpus store" in said
    for path in own.folder.glob("corpus.sqlite*"):
        path.unlink()
    assert _json("show", "QANR5L98QE8", "--json")["documents"] == []
    for command in (["sources"], ["remove", "QANR5L98QE8", "--yes"]):
        result = _run(*command)
        assert (result.exit_code, "no corpus store" in result.stderr) == (3, True)
    assert not own.store.exists()


def test_a_change_of_name_is_told_from_another_ministry() -> None:
    assert same_remit("Ministère de l'écologie", "Ministère de la transition écologique")
    assert same_remit("Travail", "ministère du travail et des solidarités")
    assert not same_remit("Ministère de la culture", "Ministère de l'intérieur")
    assert not same_remit("", "Culture")


def test_sources_count_by_source_year_ministry_and_status(home: Home) -> None:
    found = _json("sources", "--json")
    source = found["by_source"]["AN"]
    page = found["by_source"]["FILE"]  # it is part of an official record
    assert (page["questions"], page["documents"]) == (0, 1)
    assert source["last_read"] > "2020"
    assert source | {"last_read": ""} == {
        "questions": 2, "replies": 2, "waiting": 0, "closed": 0, "newest_reply": "2031-07-01",
        "documents": 2, "last_read": "",
    }  # fmt: skip
    assert found["by_year"] == {"2031": 2}
    assert found["by_ministry"] == {"Culture": 2}
    assert found["by_status"] == {"corrected": 1, "answered": 1}
    assert found["index"]["up_to_date"] is True
    said = _run("sources").stdout
    for part in ("AN", "2031", "Culture", "answered, corrected", "up to date"):
        assert part in said


def test_sources_say_when_the_index_is_behind_or_missing(
    own: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store(own.store) as store:
        store.remove_record("QANR5L98QE8")
    said = _run("sources").stdout
    assert "not up to date" in said
    assert "QANR5L98QE8" in said
    own.pointer.unlink()
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.delenv("LC_ALL")
    monkeypatch.delenv("LC_MESSAGES")
    assert "Aucun index" in _run("sources").stdout
    monkeypatch.setenv("PARLEBOT_HOME", str(own.folder / "nothing"))
    assert _run("sources").exit_code == 3


def test_an_export_reads_back_and_names_the_licence(home: Home, tmp_path: Path) -> None:
    result = _run("export", "--output", str(tmp_path / "x.jsonl"))
    assert "2 questions written" in result.stderr
    assert "Licence Ouverte 2.0 2" in result.stderr
    lines = (tmp_path / "x.jsonl").read_text("utf-8").splitlines()
    for line in lines:
        values = json.loads(line)
        credit = values.pop("attribution")
        read = ReplyRecord.from_json(json.dumps(values))
        assert credit == attribution(read)
        for part in ("Assemblée nationale", read.number, "juillet 2031", read.licence, read.url):
            assert part in credit
    assert _run("export", "--output", str(tmp_path / "x.jsonl")).exit_code == 1
    assert (tmp_path / "x.jsonl").read_text("utf-8").splitlines() == lines
    assert list(tmp_path.glob("*.unfinished")) == []


def test_an_export_takes_the_filters_of_a_question(home: Home) -> None:
    assert _uids() == ["QANR5L98QE7", "QANR5L98QE8"]
    only = _run("export", "--number", "8", "--ministry", "culture", "--since", "2031-01-01")
    assert [json.loads(line)["uid"] for line in only.stdout.splitlines()] == ["QANR5L98QE8"]
    nothing = _run("export", "--country", "GB")
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert _run("export", "--format", "xls").exit_code == 2


def test_a_table_has_one_row_a_record_and_runs_no_formula(
    tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = record('=HYPERLINK("http://x")\n"a",b', title="+1", asked_by="@x", number="-1")
    home = build_home(tmp_path / "h", [hostile], encoder)
    monkeypatch.setenv("PARLEBOT_HOME", str(home.folder))
    _run("export", "--format", "csv", "--output", str(tmp_path / "x.csv"))
    text = (tmp_path / "x.csv").read_text("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    cells = dict(zip(head, row, strict=True))
    assert cells["reply"] == f"'{hostile.reply}"
    assert [cells[n] for n in ("title", "asked_by", "number")] == ["'+1", "'@x", "'-1"]
    assert cells["themes"] == "[]"
    assert text == _run("export", "--format", "csv").stdout


@given(st.text(max_size=12))
@settings(max_examples=200, deadline=None)
def test_no_cell_starts_as_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not cell.startswith(("\t", "\r", "\n"))
    assert cell.removeprefix("'").endswith(text.replace("\0", "").removeprefix("'"))


def test_an_attribution_is_in_the_records_own_language() -> None:
    base = record("Yes.", language="en", chamber="House of Commons", number="41")
    british = replace(base, licence="Open Parliament Licence v3.0")
    assert attribution(british).startswith(
        "House of Commons, question 41, answered on 5\xa0March 2024"
    )
    assert "Contains Parliamentary information licensed under the Open" in attribution(british)
    assert "licence unknown" in attribution(base)
    assert "FICTIF" in attribution(replace(base, language="fr", fictional=True))


def test_nothing_is_removed_without_a_yes(own: Home) -> None:
    for answer in ("", "n\n", "what\n"):
        result = _run("remove", "QANR5L98QE7", given=answer)
        assert (result.exit_code, "Nothing was removed." in result.stdout) == (1, True)
    assert _uids() == ["QANR5L98QE7", "QANR5L98QE8"]


def test_a_removed_question_is_gone_from_disk_and_stays_out_until_undone(own: Home) -> None:
    result = _run("remove", "QANR5L98QE7", given="oui\n")
    assert result.exit_code == 0
    assert "The index holds 1." in result.stdout
    assert _uids() == ["QANR5L98QE8"]
    assert len(list(own.generations.iterdir())) == 1
    assert _run("show", "QANR5L98QE7").exit_code == 1
    documents = own.folder.parent.parent / "documents"  # where nothing is
    assert not documents.exists()
    files = [p for p in own.folder.rglob("*") if p.is_file() and p.parent.name != "documents"]
    assert not any(b"Trente-deux gardiens" in p.read_bytes() for p in files)
    assert _run("remove", "QANR5L98QE8", "--undo").exit_code == 1
    assert "may come back" in _run("remove", "QANR5L98QE7", "--undo").stdout


def test_a_source_or_a_file_is_removed_whole(own: Home, made: Home) -> None:
    page = made.folder / "documents" / "page.txt"
    assert _run("remove", "--file", str(page), "--yes").exit_code == 0
    assert _json("show", "QANR5L98QE7", "--json")["documents"] == [
        str(made.folder / "documents" / "7.json")
    ]
    assert _run("remove", "--source", "an", "--yes").exit_code == 0
    result = _run("ask", "Qui garde les phares ?")
    assert (result.exit_code, "nothing is indexed yet" in result.stderr) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["QANR5L98QE7", "QANR5L98QE99"], 1, "no record QANR5L98QE99 in the store"),
        (["--source", "UK"], 1, "no source UK in the store; it has: AN, FILE"),
        (["--file", "/nowhere"], 1, "nothing was read from /nowhere"),
        ([], 2, "give UIDs, --source or --file"),
        (["QANR5L98QE7", "--source", "AN"], 2, "give UIDs, --source or --file"),
        (["--source", "AN", "--undo"], 2, "give UIDs, --source or --file"),
    ],
)
def test_a_removal_of_what_is_not_there_removes_nothing(
    home: Home, arguments: list[str], code: int, said: str
) -> None:
    result = _run("remove", "--yes", *arguments)
    told = " ".join(result.stderr.replace("│", " ").split())
    assert (result.exit_code, said in told) == (code, True), told
    assert len(_uids()) == 2
