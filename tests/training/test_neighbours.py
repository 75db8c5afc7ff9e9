import numpy as np

from tests.training.fictional import pairs
from training.neighbours import Words, nearest_vectors

_REPLIES = [f"{pair.reply} {n} {n + 1_000}" for n, pair in enumerate(pairs(200))]


def test_the_nearest_reply_by_words_speaks_of_the_same_rare_things() -> None:
    texts = [*_REPLIES, "Puffins nest on Moss Island.", "Moss Island counts its puffins."]
    near = Words(texts).nearest()
    assert near[200][0] == 201
    assert all(place not in row for place, row in enumerate(near))


def test_replies_that_are_nearly_the_same_are_known_as_such() -> None:
    puffins = "Puffins nest on Moss Island under the care of wardens"
    texts = [*_REPLIES, puffins, f"{puffins} each spring"]
    same = Words(texts).same([0, 200, 201])
    assert same.tolist() == [[True, False, False], [False, True, True], [False, True, True]]


def test_the_nearest_vector_is_found_and_never_itself() -> None:
    vectors = np.eye(12, dtype=np.float32)
    vectors[3] = vectors[4] * 0.9
    near = nearest_vectors(vectors)
    assert near[3][0] == 4
    assert all(place not in row for place, row in enumerate(near))
