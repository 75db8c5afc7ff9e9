import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from bot.answers.answer import Answer, AnswerStatus, Notice
from bot.cli.main import app
from bot.cli.render import print_answer
from bot.pipeline.pipeline import Pipeline
from corpus.ingestion.ingest import ingest
from corpus.store.store import Store
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests import ROOT
from tests.bot.bot_parts import build_home, record

REPLY = """---
titre: Phares de Brumaille
ministère: ministre de la mer
date de la réponse: 2025-03-04
---
Texte de la question
Qui garde les phares de la côte de Brumaille la nuit ?

Texte de la réponse
Les phares de la côte de Brumaille sont gardés par {} gardiens.
"""


pytestmark = pytest.mark.usefixtures("speaks_english")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    return made


def _run(*arguments: str, given: str | None = None) -> Result:
    result = CliRunner().invoke(app, list(arguments), input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _json(result: Result) -> Any:
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def test_the_version_is_the_installed_one() -> None:
    assert _run("--version").stdout.split()[-1] == version("parlebot")


def test_one_question_gives_one_object(sample: Home) -> None:
    result = _run("ask", "Combien coûte un repas à la cantine scolaire ?", "--json")
    answer = _json(result)
    assert result.exit_code == 0
    assert (answer["id"], answer["status"]) == (None, "answered")
    assert answer["sources"][0]["uid"] == "QANR5L99QE103"


def test_limits_in_the_words_are_applied_unless_they_are_not_wanted(sample: Home) -> None:
    question = "Que disait le ministre de la cantine scolaire en 2021 ?"
    limited = _json(_run("ask", question, "--json"))
    told = {notice["kind"] for notice in limited["notices"]}
    assert told & {"filters_found", "filters_dropped"}
    free = _json(_run("ask", question, "--json", "--without", "period", "--without", "ministry"))
    assert free["filters"] == []
    assert not any("filters" in notice["kind"] for notice in free["notices"])
    given = _json(_run("ask", question, "--json", "--without", "all", "--number", "103"))
    assert [found["uid"] for found in given["retrieved"]] == ["QANR5L99QE103"]


def test_a_search_takes_the_filters_of_a_question(sample: Home) -> None:
    for option in (("--country", "FR"), ("--legislature", "99"), ("--chamber", "assemblee")):
        found = _json(_run("search", "cantine", "--json", "--number", "103", *option))
        assert [hit["uid"] for hit in found] == ["QANR5L99QE103"], option
    for option in (("--country", "GB"), ("--legislature", "15"), ("--chamber", "Sénat")):
        assert _json(_run("search", "cantine", "--json", *option)) == [], option


def test_a_person_reads_the_answer_its_source_and_what_was_searched(sample: Home) -> None:
    result = _run("ask", "Combien coûte un repas à la cantine scolaire ?")
    assert result.exit_code == 0
    for said in ("[1]", "QANR5L99QE103", "EXEMPLE FICTIF", "47 réponses consultées"):
        assert said in result.stdout


def test_an_address_is_printed_in_one_piece_however_narrow_the_terminal(
    sample_pipeline: Pipeline,
) -> None:
    answer = sample_pipeline.ask("Combien coûte un repas à la cantine scolaire ?")
    shown = io.StringIO()
    print_answer(Console(file=shown, width=12), answer)
    assert f"    {answer.sources[0].record.uid}\n" in shown.getvalue()


def test_the_reply_that_show_prints_is_what_the_quotes_slice(sample: Home) -> None:
    (source, *_) = _json(_run("ask", "Combien coûte un repas à la cantine scolaire ?", "--json"))[
        "sources"
    ]
    shown = _json(_run("show", source["uid"], "--json"))
    assert source["quotes"]
    for quote in source["quotes"]:
        assert shown["reply"][quote["start"] : quote["end"]] == quote["text"]
    assert shown["fictional"] is True


def test_a_batch_is_answered_line_by_line_in_order(sample: Home) -> None:
    lines = [
        json.dumps({"id": "a", "question": "Les loyers sont-ils plafonnés ?"}),
        "not json",
        json.dumps({"id": "c", "question": "?"}),
        json.dumps({"id": "d", "question": "Et depuis ?", "history": ["Le prix de la cantine ?"]}),
        json.dumps({"id": "e", "question": "Le loup ?", "ministry": "Licornes"}),
    ]
    result = _run("ask", "--batch", "-", "--json", given="\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", None, "c", "d", "e"]
    assert [answer["status"] == "rejected" for answer in answers] == [False, True, True] + [
        False
    ] * 2
    assert "line 2" in answers[1]["answer"]


def test_a_batch_from_a_file_is_the_same_as_from_standard_input(
    sample: Home, tmp_path: Path
) -> None:
    line = json.dumps({"id": 1, "question": "Le prix de la cantine ?"})
    (tmp_path / "batch.jsonl").write_text(f"{line}\n", "utf-8")
    (one, other) = (
        _json(_run("ask", "--batch", str(tmp_path / "batch.jsonl"), "--json")),
        _json(_run("ask", "--batch", "-", "--json", given=f"{line}\n")),
    )
    assert {**one, "timings_ms": 0} == {**other, "timings_ms": 0}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", "?!"], 1, "at least one word"),
        (["ask", "Le loup ?", "--since", "hier"], 1, "2024-07-05"),
        (["ask", "Le loup ?", "--without", "colour"], 1, "period"),
        (["ask", "--batch", "no/such/file"], 1, "no/such/file"),
        (["show", "QANR5L99QE999"], 1, "QANR5L99QE999"),
        (["search", "?"], 1, "at least one word"),
        (["index", "no/such/folder"], 1, "no/such/folder"),
        (["ask"], 2, "QUESTION"),
        (["ask", "Le loup ?", "--batch", "-"], 2, "QUESTION"),
        (["index"], 2, "--sample"),
        (["index", "--sample", "somewhere"], 2, "--sample"),
        (["ask", "Le loup ?", "--colour", "red"], 2, "--colour"),
        (["search", "Le loup ?", "--count", "0"], 2, "count"),
        (["dance"], 2, "dance"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_done_is_one_line_and_an_exit_code(
    sample: Home, arguments: list[str], code: int, said: str
) -> None:
    result = _run(*arguments)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [["ask", "Le loup ?"], ["ask", "--batch", "-"], ["show", "x"], ["search", "loup"], ["status"]],
    ids=" ".join,
)
def test_without_an_index_the_exit_code_is_3_and_the_remedy_is_told(arguments: list[str]) -> None:
    result = _run(*arguments, given="{}")
    assert result.exit_code == 3
    assert "parlebot index" in result.stderr
    assert result.stdout == ""


def test_a_second_builder_is_told_to_wait(tmp_path: Path, folder: Path) -> None:
    (folder / "a.txt").write_text(REPLY.format(2), "utf-8")
    home = Home(tmp_path / "home")
    home.create()
    with home.building():
        result = _run("index", str(folder))
    assert result.exit_code == 4
    assert "another 'parlebot index'" in result.stderr


def test_search_lists_replies_best_first(sample: Home) -> None:
    found = _json(_run("search", "le prix de la cantine", "--count", "3", "--json"))
    assert found[0]["uid"] == "QANR5L99QE103"
    assert len(found) == 3
    assert "QANR5L99QE103" in _run("search", "le prix de la cantine").stdout


def test_status_tells_what_is_indexed_and_checks_it(sample: Home) -> None:
    told = _json(_run("status", "--json"))
    assert (told["records"], told["replies"], told["fictional"]) == (52, 47, 52)
    assert told["home"] == str(sample.folder)
    assert "FICTIONAL SAMPLE" in _run("status").stdout


def test_a_good_file_is_indexed_and_every_bad_one_reported(folder: Path) -> None:
    (folder / "good.txt").write_text(REPLY.format(2), "utf-8")
    (folder / "broken.json").write_text('{"questions": [', "utf-8")
    (folder / "empty.txt").write_text("", "utf-8")
    (folder / "image.txt").write_bytes(bytes(range(256)) * 40)
    report = _json(result := _run("index", str(folder), "--json"))
    assert result.exit_code == 0
    assert report["index"]["added"] == 1
    bad = {"broken.json", "empty.txt", "image.txt"}
    assert {Path(skip["file"]).name for skip in report["skipped"]} == bad
    assert all(skip["reason"] for skip in report["skipped"])
    again = _run("index", str(folder))
    assert again.exit_code == 0
    assert all(name in again.stdout for name in bad)


def test_a_folder_of_bad_files_only_fails_and_the_previous_index_still_answers(
    folder: Path, tmp_path: Path, encoder: Encoder
) -> None:
    build_home(tmp_path / "home", [record("Le phare est gardé par deux gardiens.")], encoder)
    (folder / "broken.json").write_text('{"questions": [', "utf-8")
    result = _run("index", str(folder))
    assert result.exit_code == 1
    assert "broken.json" in result.output
    found = _json(_run("search", "Qui garde le phare ?", "--json"))
    assert [hit["uid"] for hit in found] == ["f-1"]


def test_the_sample_and_real_documents_are_never_mixed(
    folder: Path, tmp_path: Path, sample_home: Home
) -> None:
    shutil.copytree(sample_home.folder, tmp_path / "home")
    (folder / "good.txt").write_text(REPLY.format(2), "utf-8")
    with Store(tmp_path / "home" / "corpus.sqlite") as store:
        ingest(store, [folder], lambda done, total: None)  # an earlier run, cut off right here
    assert _run("index", str(folder)).exit_code == 0
    told = _json(_run("status", "--json"))
    assert (told["by_source"], told["fictional"]) == ({"FILE": 1}, 0)
    refused = _run("index", "--sample")
    assert refused.exit_code == 1
    assert "real replies" in refused.stderr
    assert _json(_run("status", "--json"))["by_source"] == {"FILE": 1}


def test_the_sample_of_another_installation_is_no_real_document(
    tmp_path: Path, sample_home: Home
) -> None:
    shutil.copytree(sample_home.folder, tmp_path / "home")
    with sqlite3.connect(tmp_path / "home" / "corpus.sqlite") as database:
        database.execute("UPDATE documents SET path = '/old' || path")
    database.close()
    assert _run("index", "--sample").exit_code == 0


def test_escape_sequences_of_a_document_never_reach_the_terminal(folder: Path) -> None:
    hostile = REPLY.format("\x1b[31mdeux\x1b]0;titre\x07\x9b2J").replace("Phares", "\x1b[2JPhares")
    (folder / "hostile\x1b[5m.txt").write_text(hostile, "utf-8")
    (folder / "broken\x1b[5m.json").write_text('{"a": "\x1b[31m', "utf-8")
    outputs = [
        _run("index", str(folder)).output,
        (asked := _run("ask", "Qui garde les phares de Brumaille ?")).output,
        _run("search", "phares de Brumaille").output,
    ]
    (hit,) = _json(_run("search", "phares de Brumaille", "--json"))
    outputs += [_run("show", hit["uid"], *json_).output for json_ in ([], ["--json"])]
    outputs.append(_run("show", "x\x1b[31m").output)
    assert "gardiens" in asked.stdout
    for output in outputs:
        assert not {"\x1b", "\x07", "\x9b"} & set(output), output


def _python(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PARLEBOT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


_IMPORTS = """
import sys
from bot.cli.main import app
try:
    app({arguments!r})
except SystemExit as done:
    code = done.code
heavy = [name for name in {heavy!r} if name in sys.modules]
print("HEAVY", heavy, code)
"""


@pytest.mark.parametrize(
    ("arguments", "heavy"),
    [
        (["--help"], ["torch", "faiss", "gradio", "langchain", "langchain_core", "numpy"]),
        (["ask", "--help"], ["torch", "faiss", "gradio", "langchain", "langchain_core", "numpy"]),
        (
            ["ask", "Combien coûte un repas à la cantine scolaire ?", "--json"],
            [
                *("torch", "tokenizers", "gradio", "langchain", "langchain_core"),
                *("sentence_transformers", "corpus.ingestion.readers", "lxml", "pypdf", "ijson"),
            ],
        ),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_command_does_not_load_what_it_does_not_need(
    sample: Home, arguments: list[str], heavy: list[str]
) -> None:
    done = _python(_IMPORTS.format(arguments=arguments, heavy=heavy), sample.folder)
    assert done.stdout.splitlines()[-1] == "HEAVY [] 0", done.stdout + done.stderr


def test_standard_output_is_utf_8_whatever_the_system_says(sample: Home) -> None:
    code = (
        "import sys; from bot.cli.main import main\n"
        "sys.argv = ['parlebot', 'show', 'QANR5L99QE117']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert "Ministère des transports" in done.stdout.decode("utf-8")


def test_personal_data_in_a_question_enters_no_file_and_no_error(
    sample: Home, tmp_path: Path
) -> None:
    question = "Qui paie un fauteuil roulant ? jeanne.secrete@exemple.fr 06 39 98 12 34"
    lines = [json.dumps({"question": question}), f'{{"question": "{question}"', f'["{question}"]']
    (tmp_path / "lines.jsonl").write_text("\n".join(lines), "utf-8")
    for result in (
        _run("ask", question),
        _run("ask", question, "--since", "hier"),
        _run("ask", "--batch", str(tmp_path / "lines.jsonl")),
        _run("search", question),
        _run("search", question * 100),
    ):
        assert "secrete" not in result.stderr
    assert "jeanne.secrete" not in _run("ask", question).stdout
    assert "secrete" not in _run("search", question).stdout
    for path in sample.folder.rglob("*"):
        if path.is_file():
            assert b"secrete" not in path.read_bytes(), path


def test_the_console_shows_the_gravest_warnings_only() -> None:
    answer = Answer(
        "q", "q", "en", AnswerStatus.ANSWERED, "a",
        notices=(*(Notice("age", f"warning {n}") for n in range(6)), Notice("legal_value", "law")),
    )  # fmt: skip
    console = Console(width=80)
    with console.capture() as capture:
        print_answer(console, answer)
    shown = capture.get()
    assert [n for n in range(6) if f"! warning {n}" in shown] == [0, 1, 2, 3]
    assert "2 more with --json" in shown
    assert "! law" not in shown
    assert "law" in shown
