from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.answer import Answer, Outcome
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.requests.request import Request
from bot.server.answering import AbandonedError
from bot.suggestions.following import following
from embeddings.encoders.encoder import Encoder
from embeddings.search.filters import Filters
from tests.bot.bot_parts import build_home, record

OWLS = record(
    "Le gouvernement finance depuis mars mille nichoirs pour protéger les chouettes des clochers.",
    uid="f-owls",
    title="Protection des chouettes",
    question="Elle lui demande quelles mesures il compte prendre pour protéger les chouettes.",
)
BATS = record(
    "Le gouvernement protège les chauves-souris des clochers : il finance deux cents abris et "
    "interdit les travaux en été.",
    uid="f-bats",
    title="Protection des chauves-souris",
    question="Il lui demande les mesures prévues pour protéger les chauves-souris.",
    ministry="ministre de la nature",
)
ASKED = "Que fait le gouvernement pour les chouettes ?"


@pytest.fixture
def parlebot(tmp_path: Path, encoder: Encoder) -> Parlebot:
    return Parlebot(Pipeline(build_home(tmp_path / "home", [OWLS, BATS], encoder), encoder))


def _answered(parlebot: Parlebot, request: Request) -> Answer:
    answer = parlebot.answer(request)
    assert [source.record.uid for source in answer.sources] == ["f-owls"]
    return answer


def test_what_follows_leads_to_a_reply_that_is_not_shown_yet(parlebot: Parlebot) -> None:
    request = Request(ASKED)
    answer = _answered(parlebot, request)
    found = following(parlebot, answer, request)
    assert found
    assert any("chauves-souris" in question for question in found)
    for question in found:
        again = parlebot.answer(Request(question))
        assert "f-bats" in {source.record.uid for source in again.sources}


def test_the_limits_of_a_question_hold_for_what_follows(parlebot: Parlebot) -> None:
    request = Request(ASKED, filters=Filters(ministry="mer"))
    assert following(parlebot, _answered(parlebot, request), request) == []


def test_nothing_follows_where_nothing_was_answered(parlebot: Parlebot) -> None:
    for question in ("Bonjour", "?!", "Je veux mourir"):
        request = Request(question, language="fr")
        assert following(parlebot, parlebot.answer(request), request) == []
    request = Request(ASKED)
    nothing = replace(_answered(parlebot, request), outcome=Outcome.NOTHING)
    assert following(parlebot, nothing, request) == []


def test_who_waits_no_more_is_not_served_and_the_next_one_is(parlebot: Parlebot) -> None:
    request = Request(ASKED)
    answer = _answered(parlebot, request)

    def gone() -> None:
        raise AbandonedError

    with pytest.raises(AbandonedError):
        following(parlebot, answer, request, gone)
    assert following(parlebot, answer, request)


def test_what_is_known_is_not_checked_again(parlebot: Parlebot) -> None:
    request = Request(ASKED)
    answer = _answered(parlebot, request)
    found = following(parlebot, answer, request)

    def never() -> None:
        pytest.fail("it was checked again")

    assert following(parlebot, answer, request, never) == found
