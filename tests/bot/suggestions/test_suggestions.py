import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import app
from bot.languages.catalogue import LANGUAGES
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.suggestions import suggestions
from bot.suggestions.check import answered
from bot.suggestions.suggestions import CHECKING, are_known, starters, suggest, suggest_after_build
from embeddings.disk.home import default_home
from embeddings.encoders.encoder import Encoder
from embeddings.search.filters import NO_FILTERS
from tests.bot.bot_parts import build_home, record

OWLS = record(
    "Le gouvernement finance depuis mars la pose de mille nichoirs pour les chouettes des clochers "
    "et paie deux gardes par commune.",
    uid="f-owls",
    title="Protection des chouettes",
    question="Elle lui demande quelles mesures il compte prendre pour protéger les chouettes.",
)
OWL_QUESTION = "Que compte faire le gouvernement pour protéger les chouettes\u202f?"


@pytest.fixture
def parlebot(tmp_path: Path, encoder: Encoder) -> Parlebot:
    return Parlebot(Pipeline(build_home(tmp_path / "home", [OWLS], encoder), encoder))


def test_what_is_suggested_was_answered_by_this_very_index(parlebot: Parlebot) -> None:
    assert starters(parlebot, "fr") == []
    assert not are_known(parlebot)
    tried: list[tuple[int, int]] = []
    suggest(parlebot, lambda done, total: tried.append((done, total)))
    assert OWL_QUESTION in starters(parlebot, "fr")
    for language in LANGUAGES:
        assert len(starters(parlebot, language)) <= 6
        for question in starters(parlebot, language):
            answer = answered(parlebot, question, language, NO_FILTERS, lambda: None)
            assert answer is not None
            assert answer.sources[0].quotes
    done, totals = zip(*tried, strict=True)
    assert list(done) == sorted(done)
    assert done[-1] == totals[0] == 2 * suggestions._TRIED


def test_what_was_found_for_another_generation_is_not_suggested(
    parlebot: Parlebot, encoder: Encoder
) -> None:
    suggest(parlebot)
    assert starters(parlebot, "fr")
    build_home(parlebot.home.folder, [record("Un phare est gardé par deux marins.")], encoder)
    assert starters(parlebot, "fr") == []


@pytest.mark.parametrize("kept", ["", "{", "[]", "null", '{"generation": 3}', '"\\ud800"'])
def test_a_damaged_file_suggests_nothing(parlebot: Parlebot, kept: str) -> None:
    parlebot.home.suggestions.write_text(kept, "utf-8")
    assert starters(parlebot, "fr") == []


def test_an_interrupted_check_leaves_nothing_half_done(parlebot: Parlebot) -> None:
    suggest(parlebot)

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        suggest(parlebot, check=stop)
    assert starters(parlebot, "fr") == []
    assert not list(parlebot.home.folder.glob("suggestions*"))


def test_what_warns_of_least_comes_first_and_ministries_take_turns() -> None:
    class Told:
        def __init__(self, ministry: str, *notices: str) -> None:
            self.language = "en"
            self.notices = [type("N", (), {"kind": kind}) for kind in notices]
            said = record("Yes.", ministry=ministry)
            self.sources = [type("S", (), {"record": said})]

    good = [
        ("old", Told("a", "age")),
        ("plain", Told("a", "legal_value")),
        ("plain too", Told("a")),
        ("other", Told("b", "age")),
    ]
    assert suggestions._best(good) == ["plain", "other", "plain too", "old"]  # type: ignore[arg-type]


def _shown(*arguments: str) -> str:
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    return said.output


def test_a_build_ends_with_the_check_and_a_removal_forgets_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "_TRIED", 60)
    folder = tmp_path / "in"
    folder.mkdir()
    text = f"# {OWLS.title}\n## Question\n{OWLS.question}\n## Réponse\n{OWLS.reply}\n"
    (folder / "owls.txt").write_text(text, "utf-8")
    _shown("index", str(folder))
    home = default_home()
    kept = json.loads(home.suggestions.read_text("utf-8"))
    assert OWL_QUESTION in kept["questions"]["fr"]
    _shown("remove", "--file", str(folder), "--yes")
    assert not home.suggestions.exists()


def test_a_check_that_fails_or_is_interrupted_does_not_fail_the_build(
    parlebot: Parlebot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for raised in (RuntimeError, KeyboardInterrupt):

        def broken(*_: object, raised: type[BaseException] = raised) -> None:
            raise raised

        monkeypatch.setattr(suggestions, "answered", broken)
        suggest_after_build(parlebot)
    assert not are_known(parlebot)
    monkeypatch.undo()
    steps = []
    suggest_after_build(parlebot, lambda what, *_: steps.append(what))
    assert set(steps) == {CHECKING}
    suggest_after_build(parlebot, lambda *_: pytest.fail("it was checked twice"))
