import re
from dataclasses import replace
from html import unescape

import pytest

from bot.answers.answer import Answer, AnswerStatus
from bot.answers.quote import Quote
from bot.filters.question_filters import AppliedFilter, Origin
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.requests.request import Request
from bot.web.answer import after_html, statements_html, understood_html
from bot.web.chat import answer_events
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.bot.scripted_model import ScriptedModel, choosing

_QUESTION = "Mon fauteuil roulant sera-t-il remboursé en entier ?"


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.fixture(scope="module")
def answer(sample_parlebot: Parlebot) -> Answer:
    return sample_parlebot.ask(_QUESTION)


def test_the_statements_hold_the_words_of_the_answer(answer: Answer) -> None:
    shown = [_text(html) for html in statements_html(answer)]
    assert shown == [line for line in answer.answer.split("\n\n") if line]


def test_a_number_opens_its_source_unless_it_stands_in_quoted_words(answer: Answer) -> None:
    quote = Quote("Voir [1]\net [2].", 0, 16)
    source = replace(answer.sources[0], quotes=(quote,))
    told = replace(answer, sources=(source,), answer=f"Le ministre : « {quote.text} » [1] [7]")
    (html,) = statements_html(told)
    assert html.count("<button") == 1
    assert re.search(r'<button[^>]*data-source="1"[^>]*>\[1\]</button> \[7\]', html)
    assert f"{quote.text}</span>" in html


def test_an_answer_without_a_chat_model_is_shown_at_once(sample_parlebot: Parlebot) -> None:
    question = "permis de conduire"
    assert len(sample_parlebot.ask(question).sources) > 1
    events = list(answer_events(sample_parlebot, Request(question, language="fr")))
    assert [event["state"] for event in events] == ["searching", "done"]
    assert "47" in events[0]["text"]


def test_the_answer_without_a_chat_model_is_shown_while_one_works(
    sample_home: Home, encoder: Encoder, sample_parlebot: Parlebot
) -> None:
    chat = ScriptedModel(choosing("1 480 euros"), aids=lambda data: {"texts": []}, explain=True)
    parlebot = Parlebot(Pipeline(sample_home, encoder, chat))
    events = list(answer_events(parlebot, Request(_QUESTION, language="fr")))
    assert [event["state"] for event in events] == ["searching", "choosing", "answering", "done"]
    (alone,) = [e for e in answer_events(sample_parlebot, Request(_QUESTION)) if "html" in e]
    assert events[1]["html"] == alone["html"] != events[2]["html"]
    assert "sans modèle de langage" in events[1]["text"]
    assert events[2]["html"] == events[3]["html"]


def test_a_chip_says_what_it_takes_off(answer: Answer) -> None:
    applied = AppliedFilter("ministry", "Mer <b>", "ministère « Mer <b> »", Origin.FOUND)
    told = replace(answer, filters=(applied,), standalone="Et <i> alors ?")
    html = understood_html(told, in_conversation=True)
    assert html.count("<li") == 2
    assert 'data-off="found" data-kind="ministry"' in html
    assert "Chercher sans cette limite : ministère « Mer &lt;b&gt; »" in html
    assert "Et &lt;i&gt; alors ?" in html
    assert understood_html(answer, in_conversation=True) == ""
    assert html.count("<button") == 2
    # With nothing before it, the question as written would be understood in the same way again.
    assert understood_html(told, in_conversation=False).count("<button") == 1


def test_notices_and_sources_stand_below_the_answer(answer: Answer) -> None:
    text = _text(after_html(answer))
    assert all(notice.text in text for notice in answer.notices)
    assert answer.sources[0].record.ministry in text
    nothing = replace(answer, notices=(), sources=(), status=AnswerStatus.REJECTED)
    assert after_html(nothing) == ""
