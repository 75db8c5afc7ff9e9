"""A home made with an encoder that nothing was fitted on answers with reserve, and it is told."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import app
from bot.jobs.fitted import not_fitted
from bot.parlebot import Parlebot
from embeddings.disk.home import Home
from embeddings.encoders.identity import EncoderIdentity
from tests.embeddings.fictional_parts import WordBag
from tests.fitted_encoders import FITTED

NAME = "meadow/words"
PARTS = ["breadth", "fusion", "kinds", "relevance", "sentences", "waiting"]
TOLD = f"Not fitted on the encoder {NAME}: {', '.join(PARTS)}."
COMMAND = "python -m benchmarks.fit_all HOME EVAL_FOLDER"
PAGE = """---
titre: {title}
---
Texte de la question
Mme Odile Brindacier interroge M. le ministre de la mer au sujet de : {title}.

Texte de la réponse
{reply}
"""
REPLIES = {
    "Gardiens des phares": "Le phare de Port-Brume garde ses deux gardiens jusqu'en 2031.",
    "Licence de cerf-volant": "Aucune licence n'est exigée pour un cerf-volant sous 50 mètres.",
    "Comptage des nuages": "Les nuages de la Brumaille sont comptés chaque mardi par la station.",
}


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def _json(*arguments: str) -> Any:
    return json.loads(_run(*arguments, "--json").stdout)


@pytest.fixture
def indexed(tmp_path: Path, speaks_english: None, monkeypatch: pytest.MonkeyPatch) -> Result:
    """What `index --encoder` printed that made the home."""
    words = WordBag(NAME)
    for module in ("bot.jobs.index", "bot.pipeline.opened_home", "bot.doctor.facts"):
        monkeypatch.setattr(f"{module}.open_encoder", lambda name: words)
    documents = tmp_path / "documents"
    documents.mkdir()
    for number, (title, reply) in enumerate(REPLIES.items()):
        page = PAGE.format(title=title, reply=reply)
        (documents / f"{number}.txt").write_text(page, "utf-8")
    return _run("index", str(documents), "--encoder", NAME)


def test_index_and_status_tell_what_was_not_fitted_and_the_command(indexed: Result) -> None:
    for printed in (indexed.stdout, _run("status").stdout):
        assert printed.count(TOLD) == printed.count(COMMAND) == 1
    assert _json("status")["not_fitted"] == PARTS


def test_it_is_told_in_french(indexed: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    monkeypatch.setenv("LC_MESSAGES", "fr_FR.UTF-8")
    printed = _run("status").stdout
    assert f"Non ajustés sur l'encodeur {NAME} : breadth, fusion" in printed
    assert f"Pour les ajuster : {COMMAND}" in printed


def test_the_doctor_warns_with_the_command_as_the_remedy(indexed: Result) -> None:
    (warned,) = [c for c in _json("doctor")["checks"] if c["level"] != "ok"]
    assert (warned["name"], warned["level"], warned["remedy"]) == ("fitted", "warn", COMMAND)
    assert warned["sentence"].startswith(TOLD)


@pytest.mark.parametrize("reply", REPLIES.values())
def test_its_replies_are_found_and_quoted_with_reserve_and_no_claim_of_confidence(
    indexed: Result, reply: str
) -> None:
    answer = _json("ask", f"Est-il vrai que {reply.removesuffix('.')} ?")
    assert (answer["status"], answer["reserved"], answer["confidence"]) == ("answered", True, 0.0)
    first = answer["sources"][0]
    assert reply in [quote["text"] for quote in first["quotes"]]
    assert "fitted" not in json.dumps(answer)  # the operator is told, not the asker


def test_with_the_bundled_encoder_nothing_is_told(sample_home: Home) -> None:
    with Parlebot.open(sample_home.folder) as parlebot:
        assert not_fitted(parlebot.current_index().encoder) == []


@pytest.mark.parametrize("encoder", FITTED, ids=lambda encoder: encoder.name)
def test_every_encoder_that_has_a_file_has_all_parts_in_it(encoder: EncoderIdentity) -> None:
    assert not_fitted(encoder) == []
