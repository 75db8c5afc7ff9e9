"""The adversarial model server: whatever a model writes, only what the replies say gets through."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner

from bot.answers.answer import Answer, Outcome, Statement
from bot.answers.quote import is_verified
from bot.cli.main import app
from bot.language_model.chat_model import ChatModel
from bot.language_model.settings import ChatSettings
from bot.pipeline.pipeline import Pipeline
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests import ROOT
from tests.bot.language_model.behaviours import CASES, GOOD, WHEELCHAIR, says
from tests.bot.language_model.model_server import ModelServer, model_server

Ask = Callable[[str, str], Answer]
_TIMEOUT = 1.5  # seconds for a whole answer


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server({name: case.behaviour for name, case in CASES.items()}) as running:
        yield running


def _model(server: ModelServer, name: str, timeout: float = _TIMEOUT) -> ChatModel:
    return ChatModel(ChatSettings(f"openai:{name}", server.url, "secret-key", timeout))


@pytest.fixture
def ask(server: ModelServer, sample_home: Home, encoder: Encoder) -> Iterator[Ask]:
    opened: list[Pipeline] = []

    def asked(name: str, question: str) -> Answer:
        # A time-out of its own where the answer is whole: the encoder may be slow on a busy day.
        timeout = 60.0 if CASES[name].kept else _TIMEOUT
        pipeline = Pipeline(sample_home, encoder, _model(server, name, timeout))
        opened.append(pipeline)
        return pipeline.ask(question)

    yield asked
    for pipeline in opened:
        pipeline.index().close()


def _digits(text: str) -> set[str]:
    """Return the runs of figures in a text, thousands joined: an oracle that knows no grammar."""
    joined = re.sub(r"(?<=\d)[ .,](?=\d)", "", text)
    return set(re.findall(r"\d+", joined))


def test_the_table_holds_at_least_sixty_ways_to_go_wrong() -> None:
    assert sum(not case.kept for case in CASES.values()) >= 60


@pytest.mark.parametrize("name", CASES)
def test_nothing_unsupported_reaches_the_reader(
    name: str, ask: Ask, sample_pipeline: Pipeline
) -> None:
    case = CASES[name]
    extractive = sample_pipeline.ask(case.question)
    answer = ask(name, case.question)
    assert answer.status.value == case.status
    assert case.notice in [notice.kind for notice in answer.notices]
    shown = str(answer.to_dict()["statements"]) + answer.answer
    if not case.kept:
        assert answer.answer == extractive.answer
        assert answer.statements == extractive.statements
        assert answer.sources == extractive.sources
    else:
        assert len(answer.statements) == case.kept
    assert not [text for text in case.never if text in shown]
    for source in answer.sources:
        assert all(is_verified(quote, source.record) for quote in source.quotes)
    for statement in answer.statements:
        quoted = " ".join(quote.text for quote in statement.quotes)
        assert _digits(statement.text) <= _digits(quoted)
        (n,) = statement.citations
        source = next(source for source in answer.sources if source.n == n)
        assert all(is_verified(quote, source.record) for quote in statement.quotes)


def test_statements_are_handed_over_as_they_stand_and_one_call_is_made(
    server: ModelServer, sample_home: Home, encoder: Encoder
) -> None:
    pipeline = Pipeline(sample_home, encoder, _model(server, "good_then_lie", 60.0))
    calls, seen = len(server.requests), list[Statement]()
    answer = pipeline.ask(CASES["good"].question, on_statement=seen.append)
    pipeline.index().close()
    assert tuple(seen) == answer.statements
    assert len(server.requests) == calls + 1
    rules, data = server.requests[-1]["messages"]
    assert CASES["good"].question not in rules["content"]
    sent = json.loads(data["content"])
    assert sent["question"] == CASES["good"].question
    assert [p["passage"] for p in sent["passages"]] == [s.n for s in answer.sources]
    assert server.headers[-1]["Authorization"] == "Bearer secret-key"


def test_a_question_that_no_reply_covers_asks_no_model(
    server: ModelServer, sample_home: Home, encoder: Encoder
) -> None:
    pipeline = Pipeline(sample_home, encoder, _model(server, "good"))
    calls = len(server.requests)
    answer = pipeline.ask("Quelle est la recette de la tarte aux pommes ?")
    pipeline.index().close()
    assert answer.status.value not in ("answered", "partial")
    assert len(server.requests) == calls


def test_a_dead_server_leaves_the_extractive_answer(
    sample_home: Home, encoder: Encoder, sample_pipeline: Pipeline
) -> None:
    settings = ChatSettings("openai:x", "http://127.0.0.1:9/v1", "", 5.0)
    pipeline = Pipeline(sample_home, encoder, ChatModel(settings))
    answer = pipeline.ask(CASES["good"].question)
    pipeline.index().close()
    assert answer.answer == sample_pipeline.ask(CASES["good"].question).answer
    assert [notice.kind for notice in answer.notices][:2] == ["fictional", "model_failed"]


@pytest.mark.parametrize(
    ("name", "status", "kept"), [("denies", "not_covered", 0), ("denies_after_all", "answered", 1)]
)
def test_a_model_that_finds_no_answer_in_the_replies_leaves_them_named_only(
    sample_home: Home, encoder: Encoder, name: str, status: str, kept: int
) -> None:
    verdict = '{"answers": false}'
    behaviours = {"denies": says(verdict), "denies_after_all": says(GOOD, verdict)}
    with model_server(behaviours) as running:
        pipeline = Pipeline(sample_home, encoder, _model(running, name, 60.0))
        answer = pipeline.ask(WHEELCHAIR)
        pipeline.index().close()
    assert (answer.status, len(answer.statements)) == (status, kept)
    assert (answer.outcome == Outcome.NEARBY) == (kept == 0)
    assert any(source.quotes for source in answer.sources) == (kept > 0)
    assert "generated" in [notice.kind for notice in answer.notices]
    assert answer.sources[0].record.heading in answer.answer or kept


def test_the_command_answers_with_the_model_that_the_environment_sets(
    server: ModelServer, sample_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEBOT_HOME", str(sample_home.folder))
    monkeypatch.setenv("PARLEBOT_CHAT_MODEL", "good")
    monkeypatch.setenv("PARLEBOT_CHAT_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "meant-for-somebody-else")
    result = CliRunner().invoke(app, ["ask", CASES["good"].question, "--json"])
    assert result.exit_code == 0
    assert "generated" in [notice["kind"] for notice in json.loads(result.output)["notices"]]
    assert "meant-for-somebody-else" not in server.headers[-1]["Authorization"]


def test_without_a_model_nothing_of_it_is_loaded(sample_home: Home) -> None:
    code = (
        "import sys; sys.argv = ['parlebot', 'ask', 'fauteuil roulant']\n"
        "from bot.cli.main import app\n"
        "try: app()\n"
        "except SystemExit: pass\n"
        "loaded = {'openai', 'langchain', 'langchain_openai', 'langsmith'}\n"
        "loaded.add('bot.language_model.chat_model')\n"
        "sys.exit(len(loaded & set(sys.modules)))"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PARLEBOT_CHAT")}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | {"PARLEBOT_HOME": str(sample_home.folder)},
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_model_is_not_waited_for_when_nobody_waits_for_the_answer(
    server: ModelServer, sample_home: Home, encoder: Encoder
) -> None:
    class _OverError(Exception):
        pass

    def check() -> None:
        if server.requests:  # the model has been asked, and says nothing for 20 seconds
            raise _OverError

    del server.requests[:]
    pipeline = Pipeline(sample_home, encoder, _model(server, "silence", timeout=600.0))
    with pytest.raises(_OverError):
        pipeline.ask(WHEELCHAIR, check=check)
    pipeline.index().close()
