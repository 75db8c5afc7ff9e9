from collections import Counter

from training.common_words import RAREST, common, within_sentences


def test_the_words_that_open_a_sentence_tell_nothing_of_their_capitals() -> None:
    text = "Reefs are near Wick. Lights burn: Keepers (Anna) watch the reefs."
    assert within_sentences(text) == {"are", "near", "Wick", "burn", "watch", "the", "reefs"}


def test_a_word_is_common_when_it_often_stands_in_small_letters() -> None:
    small = Counter({"reef": RAREST, "reefs": RAREST, "wick": 3, "lewis": RAREST, "the": 90})
    capital = Counter({"lewis": 20 * RAREST, "reef": 2 * RAREST})
    assert common(small, capital, ("the",)) == ["reef"]
