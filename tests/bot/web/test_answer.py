from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import html

from bot.answers.answer import Answer, AnswerStatus, Notice, Outcome, Source
from bot.answers.quote import Quote
from bot.filters.question_filters import AppliedFilter, Origin
from bot.languages.messages import day, quoted, say
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.requests.request import Request
from bot.web.answer import after_html, answer_html, understood_html
from bot.web.chat import answer_events
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.bot.bot_parts import record
from tests.bot.scripted_model import ScriptedModel, choosing

_QUESTION = "Mon fauteuil roulant sera-t-il remboursé en entier ?"


def _elements(markup: str, selector: str) -> list[Any]:
    """Return the elements of a class, or with an attribute."""
    condition = (
        f"@{selector}"
        if selector.startswith("data-")
        else (f"contains(concat(' ', @class, ' '), ' {selector} ')")
    )
    found: list[Any] = html.fragment_fromstring(markup, "div").xpath(f".//*[{condition}]")
    return found


def _texts(markup: str, selector: str) -> list[str]:
    return [_plain(each.text_content()) for each in _elements(markup, selector)]


def _plain(text: str) -> str:
    """Return `text` with single common spaces: those of our French are tested elsewhere."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def answer(sample_parlebot: Parlebot) -> Answer:
    return sample_parlebot.ask(_QUESTION)


def _quoting(n: int, reply: str, **fields: object) -> Source:
    """Return a source whose reply is quoted whole."""
    return Source(n, record(reply, uid=f"f-{n}", **fields), (), (Quote(reply, 0, len(reply)),))


def _with(answer: Answer, *sources: Source, **fields: Any) -> Answer:
    return replace(answer, sources=sources, answer="", notices=(), **fields)


def test_each_reply_is_a_card_with_who_when_the_words_and_its_number(answer: Answer) -> None:
    (source,) = answer.sources
    shown = answer_html(answer)
    (card,) = _elements(shown, "pb-card")
    assert card.get("data-n") == "1"
    assert _texts(shown, "pb-who") == [source.record.ministry]
    assert _texts(shown, "pb-when") == [_plain(day(source.record.answered_on, "fr"))]
    (quote,) = _elements(shown, "pb-quote")
    assert quote.get("lang") == "fr"
    said = [_plain(line.text_content()) for line in quote.findall("p")]
    words = [_plain(quoted(each.text, "fr")) for each in source.quotes]
    assert said == [*words[:-1], f"{words[-1]} [1]"]
    (cite,) = _elements(shown, "pb-cite")
    assert cite.get("data-source") == "1"
    assert cite.get("href").startswith(f"r/{source.record.uid}")


def test_a_number_within_quoted_words_opens_nothing(answer: Answer) -> None:
    told = _with(answer, _quoting(1, "Voir [1]\net [2]."))
    shown = answer_html(told)
    assert len(_elements(shown, "pb-cite")) == 1
    assert _texts(shown, "pb-quote") == ["« Voir [1] et [2]. » [1]"]


def test_a_quote_that_is_not_in_its_reply_is_not_shown(answer: Answer) -> None:
    source = replace(answer.sources[0], quotes=(Quote("Rien de tel n'a été dit.", 0, 24),))
    shown = answer_html(_with(answer, source))
    assert "Rien de tel" not in shown
    assert _elements(shown, "pb-quote") == []


def test_what_is_said_first_stands_once_and_above_the_cards(answer: Answer) -> None:
    told = replace(answer, answer=f"Voici.\n\n{quoted(answer.sources[0].quotes[0].text, 'fr')} [1]")
    shown = answer_html(told)
    assert _texts(shown, "pb-lead") == ["Voici."]
    assert shown.index("Voici.") < shown.index("pb-card")
    assert shown.count(answer.sources[0].quotes[0].text[:40]) == 2  # shown, and to be copied


def test_an_overview_says_how_many_replies_it_is_made_of(answer: Answer) -> None:
    sources = (_quoting(1, "Le phare est gardé."), _quoting(2, "Le phare est automatique."))
    shown = answer_html(_with(answer, *sources, outcome=Outcome.OVERVIEW))
    assert _texts(shown, "pb-lead") == [_plain(say("page_overview", "fr", count=2))]
    alone = answer_html(_with(answer, sources[0], outcome=Outcome.OVERVIEW))
    assert _elements(alone, "pb-lead") == []


def test_the_same_words_are_shown_once_and_the_other_reply_says_whose_they_are(
    answer: Answer,
) -> None:
    same = "Le phare est gardé."
    shown = answer_html(_with(answer, _quoting(1, same), _quoting(2, same)))
    assert len(_elements(shown, "pb-card")) == 2
    assert len(_elements(shown, "pb-quote")) == 1
    assert _texts(shown, "pb-same") == [f"{say('page_same_words', 'fr', n=1)} [2]"]


def test_replies_that_differ_are_told_in_a_line_of_time_oldest_first(answer: Answer) -> None:
    sources = (
        _quoting(1, "Le phare est gardé.", answered_on=date(2024, 3, 5)),
        _quoting(2, "Il ne l'est plus.", answered_on=date(2020, 1, 2)),
        _quoting(3, "Sans date.", answered_on=None),
    )
    told = _with(answer, *sources)
    assert _elements(answer_html(told), "pb-time") == []
    shown = answer_html(replace(told, notices=(Notice("replies_differ", "Deux réponses..."),)))
    assert _texts(shown, "data-card") == ["2 janvier 2020", "5 mars 2024"]
    assert [each.get("data-card") for each in _elements(shown, "data-card")] == ["2", "1"]
    assert _texts(shown, "pb-when")[2] == say("page_undated", "fr")


def test_replies_of_several_countries_stand_under_their_names(answer: Answer) -> None:
    british = _quoting(2, "The lighthouse is kept.", country="GB", language="en")
    shown = answer_html(_with(answer, _quoting(1, "Le phare est gardé."), british))
    assert _texts(shown, "pb-country") == ["France", "Royaume-Uni"]
    assert [quote.get("lang") for quote in _elements(shown, "pb-quote")] == ["fr", "en"]
    assert _elements(answer_html(answer), "pb-country") == []


def test_only_the_page_of_the_record_s_own_source_is_a_link(answer: Answer) -> None:
    page = "https://www.senat.fr/questions/base/2024/qSEQ240100033.html"
    for source, links in (("SENAT", [page]), ("FILE", [])):
        shown = answer_html(_with(answer, _quoting(1, "Oui.", source=source, url=page)))
        assert [each.get("href") for each in _elements(shown, "pb-official")] == links


def test_what_is_copied_is_the_quotes_and_where_they_stand(answer: Answer) -> None:
    (copied,) = _elements(answer_html(answer), "data-copy")
    text = copied.get("data-copy")
    assert all(quote.text in text for quote in answer.sources[0].quotes)
    for part in ("147", "20 mai 2025"):
        assert part in _plain(text)
    nothing = replace(answer.sources[0], quotes=())
    assert _elements(answer_html(_with(answer, nothing)), "data-copy") == []


def test_an_answer_without_a_chat_model_is_shown_at_once(sample_parlebot: Parlebot) -> None:
    question = "permis de conduire"
    assert len(sample_parlebot.ask(question).sources) > 1
    events = list(answer_events(sample_parlebot, Request(question, language="fr")))
    assert [event["state"] for event in events if event["state"] != "next"] == ["searching", "done"]
    assert "47" in events[0]["text"]


def test_the_answer_without_a_chat_model_is_shown_while_one_works(
    sample_home: Home, encoder: Encoder, sample_parlebot: Parlebot
) -> None:
    chat = ScriptedModel(choosing("1 480 euros"), aids=lambda data: {"texts": []}, explain=True)
    parlebot = Parlebot(Pipeline(sample_home, encoder, chat))
    events = list(answer_events(parlebot, Request(_QUESTION, language="fr")))
    states = [event["state"] for event in events if event["state"] != "next"]
    assert states == ["searching", "choosing", "answering", "done"]
    (alone,) = [e for e in answer_events(sample_parlebot, Request(_QUESTION)) if "html" in e]
    assert events[1]["html"] == alone["html"] != events[2]["html"]
    assert "sans modèle de langage" in events[1]["text"]
    assert events[2]["html"] == events[3]["html"]


def test_a_link_asks_what_was_understood_where_something_was_asked_before(
    sample_parlebot: Parlebot,
) -> None:
    def done(*history: str) -> dict[str, Any]:
        request = Request("et pour les enfants ?", history, language="fr")
        (event,) = [e for e in answer_events(sample_parlebot, request) if e["state"] == "done"]
        return event

    assert done()["asks"] == "et pour les enfants ?"
    following = done("Que dit la question n° 147 ?")
    assert following["asks"] == "Que dit pour les enfants ?"
    assert following["found"] == {"number": "147"}


def test_a_chip_says_what_it_takes_off(answer: Answer) -> None:
    applied = AppliedFilter("ministry", "Mer <b>", "ministère « Mer <b> »", Origin.FOUND)
    told = replace(answer, filters=(applied,), standalone="Et <i> alors ?")
    shown = understood_html(told, in_conversation=True)
    assert shown.count("<li") == 2
    assert 'data-off="found" data-kind="ministry"' in shown
    off = say("page_chip_off", "fr", label=applied.label)
    assert [b.get("aria-label") for b in _elements(shown, "data-off")][1] == off
    assert "Et &lt;i&gt; alors ?" in _plain(shown)
    assert understood_html(answer, in_conversation=True) == ""
    assert shown.count("<button") == 2
    # With nothing before it, the question as written would be understood in the same way again.
    assert understood_html(told, in_conversation=False).count("<button") == 1


def test_notices_stand_in_one_line_that_opens_and_none_under_every_answer(answer: Answer) -> None:
    assert {notice.kind for notice in answer.notices} >= {"legal_value", "fictional", "own_case"}
    kinds = [each.get("data-kind") for each in _elements(after_html(answer), "data-kind")]
    assert kinds == ["own_case"]
    assert _elements(after_html(answer), "pb-warning") == []
    always = tuple(n for n in answer.notices if n.kind in ("legal_value", "fictional"))
    nothing = replace(answer, notices=always, sources=(), status=AnswerStatus.REJECTED)
    assert after_html(nothing) == ""


def test_only_what_warns_is_amber_and_its_line_says_which_in_few_words(answer: Answer) -> None:
    told = (Notice("masked", "Un numéro a été masqué."), Notice("own_case", "Pas vous."))
    shown = after_html(replace(answer, notices=told))
    short, one = _elements(shown, "pb-warning")
    assert short.text_content().casefold() == say("page_short_masked", "fr")
    assert one.text_content() == "Un numéro a été masqué."
    assert _texts(shown, "pb-more") == [say("page_notices_more", "fr", count=1)]


def test_a_warning_of_one_reply_stands_on_its_card(answer: Answer) -> None:
    sources = (_quoting(1, "Le phare est gardé."), _quoting(2, "Il ne l'est plus."))
    old = (Notice("age", "La réponse [2] a plus de trois ans."),)
    told = replace(_with(answer, *sources), notices=old)
    noted = [_texts(html.tostring(card).decode(), "pb-warns") for card in _cards(told)]
    assert noted == [[], [say("page_short_age", "fr")]]
    assert _texts(after_html(told), "pb-more") == []


def _cards(answer: Answer) -> list[Any]:
    return _elements(answer_html(answer), "pb-card")
