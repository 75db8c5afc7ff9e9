"""The public door, used as a program uses it: over homes of its own."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import bot
from bot import Filters, Parlebot
from bot.answers.answer import AnswerStatus
from bot.answers.quote import is_verified
from bot.errors import BadInputError, NoGenerationError
from bot.pipeline.replies import FURTHER_FROM
from bot.requests.request import Request
from embeddings.disk.home import Home
from tests import ROOT

QUESTION = "Combien coûte un repas à la cantine scolaire ?"
CANTEEN = "QANR5L99QE103"
PAGE = """---
titre: Phares de Brumaille
ministère: ministre de la mer
date de la réponse: 2025-03-04
---
Texte de la question
Qui garde les phares de la côte de Brumaille la nuit ?

Texte de la réponse
Les phares de la côte de Brumaille sont gardés par quarante gardiens.
"""


@pytest.fixture(scope="module")
def parlebot(sample_home: Home) -> Iterator[Parlebot]:
    with Parlebot.open(sample_home.folder) as opened:
        yield opened


def test_it_answers_with_the_minister_s_words(parlebot: Parlebot) -> None:
    answer = parlebot.ask(QUESTION)
    assert answer.sources[0].record.uid == CANTEEN
    assert "9,10 euros" in answer.answer


def test_it_understands_a_question_by_the_earlier_ones(parlebot: Parlebot) -> None:
    answer = parlebot.ask("et pour les familles ?", history=[QUESTION])
    assert answer.sources[0].record.uid == CANTEEN


def test_it_looks_within_the_filters_only(parlebot: Parlebot) -> None:
    nowhere = Filters(source="UK")
    assert parlebot.ask(QUESTION, filters=nowhere).sources == ()
    assert parlebot.search(QUESTION, filters=nowhere) == []
    assert parlebot.retriever(filters=nowhere).invoke(QUESTION) == []


def test_it_answers_as_on_the_day_that_is_given(parlebot: Parlebot) -> None:
    kinds = [
        {notice.kind for notice in parlebot.ask(QUESTION, today=day).notices}
        for day in (date(2026, 1, 1), date(2060, 1, 1))
    ]
    assert kinds[1] - kinds[0] == {"age"}


def test_a_word_of_no_language_is_taken_for_that_of_the_records(parlebot: Parlebot) -> None:
    assert parlebot.ask("SNCF 2024", language="en").language == "fr"
    assert parlebot.ask("?!", language="en").language == "en"  # refused, not looked up


def test_it_lists_the_best_replies_first(parlebot: Parlebot) -> None:
    hits = parlebot.search(QUESTION, count=3)
    assert hits[0].record.uid == CANTEEN
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == 3


@pytest.mark.parametrize(
    ("question", "reason"), [("?!", "un mot"), ("a " * 600, "1\u202f000 caractères")]
)
def test_what_cannot_be_searched_is_refused_in_words(
    parlebot: Parlebot, question: str, reason: str
) -> None:
    with pytest.raises(BadInputError, match=reason):
        parlebot.search(question)


def test_it_shows_a_record_and_its_documents(parlebot: Parlebot) -> None:
    shown = parlebot.show(CANTEEN)
    assert "9,10 euros" in shown.record.reply
    assert shown.life is not None
    assert shown.life.record.uid == CANTEEN
    with pytest.raises(BadInputError, match="no record 'nothing'"):
        parlebot.show("nothing")


def test_langchain_gets_documents_that_can_be_cited(parlebot: Parlebot) -> None:
    found = parlebot.retriever(count=2).invoke(QUESTION)
    assert len(found) == 2
    best = found[0]
    reply = parlebot.show(CANTEEN).record.reply
    assert best.metadata["uid"] == CANTEEN
    assert reply[best.metadata["start"] : best.metadata["end"]] == best.page_content


def test_what_is_indexed_is_answered_from_at_once(tmp_path: Path) -> None:
    document = tmp_path / "phares.txt"
    document.write_text(PAGE, "utf-8")
    steps: list[tuple[str, int, int]] = []
    with Parlebot.open(tmp_path / "replies") as parlebot:
        with pytest.raises(NoGenerationError):
            parlebot.ask("Qui garde les phares de Brumaille ?")
        report = parlebot.index([document], progress=lambda *step: steps.append(step))
        answer = parlebot.ask("Qui garde les phares de Brumaille ?")
        document.write_text(PAGE.replace("quarante", "cinquante"), "utf-8")
        parlebot.index([str(document)])
        again = parlebot.ask("Qui garde les phares de Brumaille ?")
    assert report.ingest.files_read == 1
    assert {what for what, _, _ in steps} == {"Reading files", "Embedding texts"}
    assert "quarante gardiens" in answer.answer
    assert "cinquante gardiens" in again.answer


def test_without_a_folder_it_opens_the_home_of_the_commands(
    sample_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEBOT_HOME", str(sample_home.folder))
    with Parlebot.open() as parlebot:
        assert parlebot.show(CANTEEN).record.uid == CANTEEN


def test_after_it_was_closed_it_opens_again_when_asked(parlebot: Parlebot) -> None:
    parlebot.close()
    assert parlebot.show(CANTEEN).record.uid == CANTEEN


def test_the_readme_s_lines_of_python_run(
    sample_home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (lines,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    shutil.copytree(sample_home.folder, tmp_path / "replies")
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "phares.txt").write_text(PAGE, "utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(lines, names)
    assert "fauteuils roulants" in capsys.readouterr().out
    with names["parlebot"] as parlebot:
        assert "quarante gardiens" in parlebot.ask("Qui garde les phares de Brumaille ?").answer


def test_importing_the_package_loads_nothing_until_a_name_is_used() -> None:
    code = (
        "import sys, bot; print([name for name in sys.modules if '.' in name and "
        "name.split('.')[0] in ('bot', 'corpus', 'embeddings')], 'numpy' in sys.modules); "
        "print(bot.Parlebot.__module__, 'bot.parlebot' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines() == ["[] False", "bot.parlebot True"]


def test_every_public_name_is_there_and_no_other() -> None:
    assert [name for name in bot.__all__ if getattr(bot, name).__name__ != name] == []
    with pytest.raises(AttributeError, match="Pipeline"):
        bot.Pipeline  # noqa: B018


@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "Comment arrêter le démarchage téléphonique ?",
        "Que fait-on contre les déserts médicaux ?",
        "agriculture",
        "Combien de licornes vivent sur la Lune ?",
    ],
)
def test_what_is_followed_is_what_an_answer_quotes_or_could_as_well_have_quoted(
    parlebot: Parlebot, question: str
) -> None:
    answer = parlebot.ask(question)
    followed = {source.record.uid: source for source in parlebot.followed(Request(question))}
    if answer.status != AnswerStatus.ANSWERED:
        assert followed == {}
        return
    likely = {one.record.uid: one.relevance for one in answer.retrieved}
    quoted = {source.record.uid: source.quotes for source in answer.sources}
    assert {uid: followed[uid].quotes for uid in quoted} == quoted
    for uid in followed.keys() - quoted.keys():
        assert likely[uid] >= FURTHER_FROM.broad
        assert all(is_verified(quote, followed[uid].record) for quote in followed[uid].quotes)
    missed = likely.keys() - followed.keys()
    assert all(likely[uid] < FURTHER_FROM.narrow for uid in missed)


def test_a_question_that_cannot_be_searched_cannot_be_followed(parlebot: Parlebot) -> None:
    with pytest.raises(BadInputError):
        parlebot.followed(Request("?" * 5_000))
    assert parlebot.followed(Request("Bonjour !")) == []
