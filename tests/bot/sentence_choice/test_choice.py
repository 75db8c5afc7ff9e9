from bot.answers.quote import is_verified
from bot.sentence_choice.choice import MAX_PARTS, MAX_WORDS, choose_sentences, quotes_of
from bot.sentence_choice.forms import Reply
from embeddings.texts.sentence_splitter import split_sentences
from tests.bot.bot_parts import record

PRICE = 0.005
TWELVE = " ".join(f"Le phare numéro {n} est gardé." for n in range(12))


def _reply(text: str) -> Reply:
    return Reply(text, split_sentences(text))


def _chosen(text: str, chances: dict[int, float], **options: object) -> str:
    """Return what is quoted of `text` given its sentences' chances, quotes joined by " | "."""
    reply = _reply(text)
    given = [chances.get(n, 0.0) for n in range(len(reply.sentences))]
    numbers = choose_sentences(reply, given, PRICE, **options)  # type: ignore[arg-type]
    quotes = quotes_of(record(text), reply, numbers)
    assert all(is_verified(quote, record(text)) for quote in quotes)
    assert [q.start for q in quotes] == sorted(q.start for q in quotes)
    return " | ".join(quote.text for quote in quotes)


def test_a_sentence_is_quoted_when_it_is_worth_its_words_and_not_otherwise() -> None:
    assert _chosen(TWELVE, {2: 0.6, 7: 0.3}) == (
        "Le phare numéro 2 est gardé. | Le phare numéro 7 est gardé."
    )
    assert _chosen(TWELVE, {2: 0.9, 7: 0.02}) == "Le phare numéro 2 est gardé."


def test_a_longer_sentence_must_be_likelier_to_be_quoted() -> None:
    long = "Le phare de la pointe est gardé par " + "un gardien et " * 10 + "un chien."
    assert _chosen(f"Un chien garde le phare. {long}", {0: 0.8, 1: 0.1}).count("gardien") == 0
    assert _chosen(f"Un chien garde le phare. {long}", {0: 0.6, 1: 0.4}).count("gardien") == 10


def test_quotes_stand_in_the_replys_order_and_neighbours_are_one() -> None:
    assert _chosen(TWELVE, {7: 0.5, 2: 0.3, 8: 0.2}) == (
        "Le phare numéro 2 est gardé. | Le phare numéro 7 est gardé. Le phare numéro 8 est gardé."
    )


def test_one_sentence_at_least_is_quoted_when_some_must_be() -> None:
    long = "Le phare est gardé par " + "un gardien et " * 80 + "un chien."
    assert _chosen(long, {0: 0.1}) == long
    assert _chosen(long, {0: 0.1}, some=False) == ""


def test_no_more_is_quoted_than_a_reader_reads() -> None:
    even = dict.fromkeys(range(12), 1 / 12)
    assert len(split_sentences(_chosen(TWELVE, even).replace(" | ", " "))) == MAX_PARTS
    sentence = "Le phare numéro {} est gardé par " + "deux gardiens et " * 12 + "un chien."
    text = " ".join(sentence.format(n) for n in range(4))
    quoted = _chosen(text, dict.fromkeys(range(4), 0.25))
    assert 0 < len(quoted.replace("|", "").split()) <= MAX_WORDS


def test_courtesies_are_left_out_even_where_they_score_best() -> None:
    for courtesy, answer in (
        (
            "L'honorable parlementaire a appelé l'attention du ministre de la mer sur les phares.",
            "Deux gardiens veillent sur le phare.",
        ),
        ("I thank the hon. Member for her question.", "Two keepers guard the lighthouse."),
    ):
        assert _chosen(f"{courtesy} {answer}", {0: 0.9, 1: 0.1}) == answer
        assert _chosen(courtesy, {0: 1.0}) == courtesy


def test_a_heading_is_never_quoted_alone() -> None:
    text = "Gardiens des phares\nDeux gardiens veillent sur le phare."
    assert _chosen(text, {0: 0.9, 1: 0.1}) == "Deux gardiens veillent sur le phare."


def test_the_same_chances_choose_the_same() -> None:
    even = dict.fromkeys(range(12), 1 / 12)
    assert _chosen(TWELVE, even) == _chosen(TWELVE, even)


def test_an_empty_reply_has_nothing_to_quote() -> None:
    assert choose_sentences(_reply(""), []) == []
