import json
from dataclasses import replace

import pytest

from bot.answers.answer import Answer, Source
from bot.answers.quote import Quote
from bot.pipeline.pipeline import Pipeline
from bot.web.kept.conversation import KeptTurn, parse_conversation
from bot.web.kept.kept import kept_turn
from bot.web.kept.reference import reference
from tests.bot.bot_parts import record
from tests.bot.web.kept.kept_parts import conversation


@pytest.fixture(scope="module")
def answer(sample_pipeline: Pipeline) -> Answer:
    return sample_pipeline.ask("Mon fauteuil roulant sera-t-il remboursé en entier ?")


def _through_the_browser(answer: Answer) -> KeptTurn:
    sent = json.dumps(conversation(kept_turn(answer)))
    (kept,) = parse_conversation(json.loads(sent)).turns
    return kept


def test_a_turn_keeps_question_quotes_references_and_notices(answer: Answer) -> None:
    kept = _through_the_browser(answer)
    assert kept.question == answer.question
    assert kept.notices == tuple(notice.text for notice in answer.notices)
    assert kept.notices
    for source, card in zip(answer.sources, kept.cards, strict=True):
        assert card.quotes == tuple(quote.text for quote in source.quotes)
        assert card.reference == reference(source, "fr")
        assert card.head.startswith(f"[{source.n}] ")
        assert source.record.ministry in card.head


def test_the_lead_has_what_no_card_has(answer: Answer, sample_pipeline: Pipeline) -> None:
    assert answer.sources
    assert _through_the_browser(answer).lead == ()
    nearby = sample_pipeline.ask("Quelle est la recette de la tarte aux pommes de pin ?")
    kept = _through_the_browser(nearby)
    assert kept.lead
    assert not any(line.startswith("[") or "«" in line for line in kept.lead)


def test_a_quote_of_several_lines_is_in_its_card_alone(answer: Answer) -> None:
    spoken = record("Un.\nDeux [2].\nTrois.")
    source = Source(1, spoken, (), (Quote(spoken.reply, 0, len(spoken.reply)),))
    told = replace(
        answer,
        sources=(source,),
        answer=f"Avant.\n\nLe ministre : «\xa0{spoken.reply}\xa0» [1]\n\nAprès.",
    )
    kept = _through_the_browser(told)
    assert kept.lead == ("Avant.", "Après.")
    assert kept.cards[0].quotes == (spoken.reply,)


def test_what_does_not_stand_in_the_reply_is_not_kept_as_its_words(answer: Answer) -> None:
    source = replace(answer.sources[0], quotes=(Quote("Jamais dit.", 0, 11),))
    assert _through_the_browser(replace(answer, sources=(source,))).cards[0].quotes == ()
