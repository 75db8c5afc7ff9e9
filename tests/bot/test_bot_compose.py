from bot_parts import record

from bot.compose import MAX_SENTENCES, MAX_WORDS, choose_quotes
from bot.verify import Quote, is_verified
from corpus.record import ReplyRecord
from embeddings.encoder import Encoder
from embeddings.passages import split_passages
from embeddings.sentences import split_sentences


def _chosen(reply: ReplyRecord, question: str, encoder: Encoder) -> list[Quote]:
    vector = encoder.encode_query(question)
    quotes = choose_quotes(reply, split_passages(reply.reply), vector, {}, encoder)
    assert all(quote.text == reply.reply[quote.start : quote.end] for quote in quotes)
    assert all(is_verified(quote, reply) for quote in quotes)
    assert [q.start for q in quotes] == sorted(q.start for q in quotes)
    return quotes


LONG = record(
    "Le pain lève mieux au soleil. Les escargots dorment l'hiver. La pêche au thon est suivie. "
    "Le phare de Port-Brume est gardé par deux gardiens. La laine des moutons se vend peu. "
    "Les musées ouvrent à dix heures. Les gardiens des phares sont logés sur place. "
    "Le sel vient des marais. Les ponts sont repeints tous les six ans. "
    "Les vélos sont loués au port. La neige tombe en janvier. Les pommes mûrissent en octobre."
)


def test_the_sentences_that_answer_are_quoted_and_not_the_whole_reply(encoder: Encoder) -> None:
    quotes = _chosen(LONG, "Par qui le phare de Port-Brume est-il gardé ?", encoder)
    assert "Le phare de Port-Brume est gardé par deux gardiens." in " ".join(q.text for q in quotes)
    assert sum(len(split_sentences(q.text)) for q in quotes) <= MAX_SENTENCES
    assert sum(len(q.text.split()) for q in quotes) <= MAX_WORDS


def test_the_same_question_chooses_the_same(encoder: Encoder) -> None:
    question = "Où logent les gardiens ?"
    assert _chosen(LONG, question, encoder) == _chosen(LONG, question, encoder)


def test_long_sentences_stop_at_the_limit_of_words(encoder: Encoder) -> None:
    sentence = "Le phare numéro {} est gardé par " + "deux gardiens et " * 12 + "un chien."
    reply = record(" ".join(sentence.format(n) for n in range(6)))
    quotes = _chosen(reply, "Qui garde le phare ?", encoder)
    assert 0 < sum(len(quote.text.split()) for quote in quotes) <= MAX_WORDS


def test_one_sentence_longer_than_the_limit_is_still_quoted_whole(encoder: Encoder) -> None:
    reply = record("Le phare est gardé par " + "un gardien et " * 60 + "un chien.")
    (quote,) = _chosen(reply, "Qui garde le phare ?", encoder)
    assert quote.text == reply.reply


def test_a_sentence_that_leans_on_the_one_before_brings_it(encoder: Encoder) -> None:
    filler = " ".join(f"La mer est haute le {n} du mois." for n in range(1, 9))
    for opening, leaning, question, language in (
        (
            "Le programme Brise a été créé en 2021.",
            "Ce dispositif verse 800 euros aux joueurs de cerf-volant.",
            "Combien d'euros sont versés aux joueurs de cerf-volant ?",
            "fr",
        ),
        (
            "The Breeze programme began in 2021.",
            "This measure pays 800 pounds to every kite player.",
            "How many pounds are paid to a kite player?",
            "en",
        ),
    ):
        reply = record(f"{filler} {opening} {leaning} {filler}", language=language)
        text = " | ".join(quote.text for quote in _chosen(reply, question, encoder))
        assert f"{opening} {leaning}" in text


def test_the_opening_of_a_list_brings_its_items(encoder: Encoder) -> None:
    reply = record(
        "La mer est haute.\nTrois aides existent pour acheter un cerf-volant :\n- une prime ;\n"
        "- un prêt ;\n- une remise.\nLa mer est basse."
    )
    text = "\n".join(
        q.text for q in _chosen(reply, "Quelles aides pour acheter un cerf-volant ?", encoder)
    )
    assert "cerf-volant :\n- une prime ;\n- un prêt ;\n- une remise." in text


def test_courtesies_are_not_quoted_where_there_is_an_answer(encoder: Encoder) -> None:
    for courtesy, answer, question, language in (
        (
            "Le ministre remercie l'honorable parlementaire de sa question.",
            "Deux gardiens veillent sur le phare de Port-Brume. Un gardien veille sur le phare de "
            "la Falaise. Le phare du Cap est gardé par un automate. Les autres phares ne sont "
            "gardés que la nuit.",
            "Qui garde les phares ?",
            "fr",
        ),
        (
            "I am grateful to my hon. Friend for raising this.",
            "Two keepers guard the Mudford lighthouse. One keeper guards the Cliff lighthouse. "
            "The Cape lighthouse is guarded by a machine. Other lighthouses are guarded at night.",
            "Who guards the lighthouses?",
            "en",
        ),
    ):
        quotes = _chosen(record(f"{courtesy} {answer}", language=language), question, encoder)
        assert [quote.text for quote in quotes] == [answer]


def test_an_empty_reply_has_nothing_to_quote(encoder: Encoder) -> None:
    assert _chosen(record(""), "Qui garde le phare ?", encoder) == []
    vector = encoder.encode_query("phare")
    assert choose_quotes(LONG, [], vector, {}, encoder) == []
