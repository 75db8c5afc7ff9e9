"""The replies here are fictional."""

from types import SimpleNamespace
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sentence_choice.forms import Reply
from bot.sentence_choice.inseparable import Ties
from bot.sentence_choice.likelihood import ReadReply
from bot.sentence_choice.plan import MOST_REPLIES, MOST_WORDS, Worth, best_sentence, planned, runs
from embeddings.search.index import Hit
from embeddings.texts.sentence_splitter import split_sentences
from tests.bot.bot_parts import record

PRICE = 0.003
KEEPERS = "Le phare est gardé par deux gardiens depuis 1902."
PAINT = "La tour sera repeinte en blanc au printemps prochain."
FEES = "Une visite coûte trois euros par adulte."
PARTS = st.floats(0, 1)


def worth(text: str, chances: dict[int, float], part: float = 0.9, day: int = 0) -> Worth:
    reply = Reply(text, split_sentences(text))
    given_chances = tuple(chances.get(n, 0.0) for n in range(len(reply.sentences)))
    hit = cast(Hit, SimpleNamespace(record=record(text)))
    return Worth(ReadReply(hit, reply, Ties(reply), given_chances), part, day)


def told(found: list[Worth], price: float = PRICE, words: int = MOST_WORDS) -> list[str]:
    """Return the text that is shown of each reply, in the order of the plan."""
    shown = planned(found, price, words)
    return [" ".join(found[p].reply.reply.words(n) for n in ns) for p, ns in shown.items()]


def test_what_is_likeliest_to_answer_comes_first_and_what_hardly_does_is_left_out() -> None:
    found = [worth(KEEPERS, {0: 0.3}), worth(PAINT, {0: 0.9}), worth(FEES, {0: 0.01})]
    assert told(found) == [PAINT, KEEPERS]


def test_a_reply_that_hardly_answers_is_not_shown_for_a_telling_sentence() -> None:
    assert told([worth(KEEPERS, {0: 0.8}), worth(PAINT, {0: 0.8}, part=0.02)]) == [KEEPERS]


def test_what_several_replies_say_is_said_once() -> None:
    assert told([worth(KEEPERS, {0: 0.9}), worth(KEEPERS, {0: 0.8}), worth(PAINT, {0: 0.4})]) == [
        KEEPERS,
        PAINT,
    ]


def test_of_two_replies_that_say_the_same_the_newer_is_shown() -> None:
    found = [worth(KEEPERS, {0: 0.8}, day=1), worth(KEEPERS, {0: 0.8}, day=900)]
    assert list(planned(found, PRICE)) == [1]


def test_a_longer_sentence_must_be_likelier_to_be_shown() -> None:
    long = "Le phare de la pointe est gardé par " + "un gardien et " * 10 + "un chien."
    assert told([worth(f"{FEES} {long}", {0: 0.8, 1: 0.05})]) == [FEES]
    assert told([worth(f"{FEES} {long}", {0: 0.8, 1: 0.6})]) == [f"{FEES} {long}"]


def test_a_sentence_brings_what_it_cannot_be_read_without() -> None:
    leaning = "Ils sont logés sur place."
    assert told([worth(f"{KEEPERS} {leaning}", {0: 0.0, 1: 0.9})]) == [f"{KEEPERS} {leaning}"]


def test_courtesies_and_headings_are_left_out_even_where_they_score_best() -> None:
    thanks = "L'honorable parlementaire a appelé l'attention du ministre de la mer sur les phares."
    assert told([worth(f"{thanks} {KEEPERS}", {0: 0.9, 1: 0.1})]) == [KEEPERS]
    assert told([worth(f"Gardiens des phares\n{KEEPERS}", {0: 0.9, 1: 0.1})]) == [KEEPERS]
    assert told([worth(thanks, {0: 1.0})]) == [thanks]


def test_one_sentence_is_shown_however_long_and_unlikely() -> None:
    long = "Le phare est gardé par " + "un gardien et " * 80 + "un chien."
    assert told([worth(long, {0: 0.01})]) == [long]


def test_nothing_is_shown_of_nothing() -> None:
    assert planned([], PRICE) == {}
    assert planned([worth("", {})], PRICE) == {}
    assert best_sentence(worth("", {})) == ()


def test_the_best_sentence_is_the_likeliest() -> None:
    assert best_sentence(worth(f"{KEEPERS} {PAINT} {FEES}", {1: 0.4, 2: 0.2})) == (1,)


def test_neighbours_are_one_run() -> None:
    assert runs([]) == []
    assert runs([3, 4, 7]) == [[3, 4], [7]]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.lists(PARTS, min_size=1, max_size=6), PARTS), max_size=8),
    st.integers(20, 150),
)
def test_no_more_is_shown_than_a_reader_reads(
    replies: list[tuple[list[float], float]], most: int
) -> None:
    sentence = "Le phare numéro {} de la pointe {} est gardé par deux gardiens et un chien."
    found = [
        worth(
            " ".join(sentence.format(n, place) for n in range(len(own))), dict(enumerate(own)), part
        )
        for place, (own, part) in enumerate(replies)
    ]
    shown = planned(found, PRICE, most)
    words = sum(found[place].reply.reply.count(n) for place, ns in shown.items() for n in ns)
    assert len(shown) <= MOST_REPLIES
    assert words <= max(most, len(sentence.split()))
    assert bool(shown) == bool(found)
    assert shown == planned(found, PRICE, most)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, min_size=2, max_size=6), PARTS)
def test_a_lower_price_never_shows_fewer_words(chances: list[float], part: float) -> None:
    sentence = "Le phare numéro {} est gardé."
    text = " ".join(sentence.format(n) for n in range(len(chances)))
    found = [worth(text, dict(enumerate(chances)), part)]

    def words(price: float) -> int:
        return sum(
            found[p].reply.reply.count(n) for p, ns in planned(found, price).items() for n in ns
        )

    assert words(0.02) <= words(0.001)
