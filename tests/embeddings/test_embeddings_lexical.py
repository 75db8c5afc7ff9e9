import math
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from embeddings.lexical import LexicalIndex, LexicalText, analyse, build_lexical

FRENCH = [
    "La délocalisation des phares vers l'étranger inquiète.",
    "L'éclairage de l’île est rénové chaque année.",
    "Le gardien de la digue prend sa retraite.",
]
ENGLISH = [
    "The offshoring of lighthouses worries people.",
    "The regulations on kites were amended.",
    "A snail crosses the road.",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder = tmp_path_factory.mktemp("lexical") / "index"
    texts = [LexicalText(n, "fr", "", "", text) for n, text in enumerate(FRENCH)]
    texts += [LexicalText(n + 10, "en", "", "", text) for n, text in enumerate(ENGLISH)]
    build_lexical(folder, texts)
    return LexicalIndex(folder)


def _found(index: LexicalIndex, question: str, language: str) -> list[int]:
    return [hit.ordinal for hit in index.search(question, language, 10, None)]


@pytest.mark.parametrize(
    ("question", "language", "expected"),
    [
        ("délocalisations", "fr", 0),
        ("DELOCALISATION", "fr", 0),
        ("délocaliser", "fr", 0),
        ("d'années", "fr", 1),
        ("l'île", "fr", 1),
        ("ile", "fr", 1),
        ("l’eclairage rénové", "fr", 1),
        ("gardiens", "fr", 2),
        ("offshored", "en", 10),
        ("lighthouse", "en", 10),
        ("regulation of kite", "en", 11),
        ("crossing snails", "en", 12),
    ],
)
def test_a_word_is_found_whatever_its_accents_ending_case_or_elision(
    index: LexicalIndex, question: str, language: str, expected: int
) -> None:
    assert _found(index, question, language)[0] == expected


def test_words_are_looked_up_in_their_own_language_only(index: LexicalIndex) -> None:
    assert _found(index, "snail", "fr") == []
    assert _found(index, "digue", "en") == []


@pytest.mark.parametrize("question", ["", "le la les de", "the of and", "?!…", "«»", "   "])
def test_a_question_without_a_telling_word_finds_nothing(
    index: LexicalIndex, question: str
) -> None:
    for language in ("fr", "en"):
        assert _found(index, question, language) == []


@pytest.mark.parametrize(
    "question",
    [
        "title:* AND (gardien",
        'ordinal:0 OR "gardien',
        "gardien~2^9 [a TO b] {",
        "+gardien -digue \\",
        "gardien\0\ud800\u202e",
        "gardien " + "phare" * 5_000,
        "gardien " + " ".join(f"mot{n}" for n in range(10_000)),
    ],
)
def test_a_question_is_words_and_never_a_query_language(index: LexicalIndex, question: str) -> None:
    assert 2 in _found(index, question, "fr")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_analysed_into_distinct_terms(text: str) -> None:
    for language in ("fr", "en", "xx"):
        terms = analyse(text, language)
        assert len(terms) == len(set(terms))
        assert all(terms)


def test_a_filter_limits_inside_the_search(tmp_path: Path) -> None:
    texts = [LexicalText(n, "fr", "", "", "phare " * (60 - n) + "digue") for n in range(50)]
    build_lexical(tmp_path / "index", texts)
    index = LexicalIndex(tmp_path / "index")
    allowed = {3, 41, 49}
    assert {hit.ordinal for hit in index.search("phare", "fr", 3, allowed)} == allowed
    assert len(index.search("phare", "fr", 2, allowed)) == 2
    assert index.search("phare", "fr", 3, set()) == []
    free = {hit.ordinal: hit.score for hit in index.search("phare", "fr", 50, None)}
    for hit in index.search("phare", "fr", 50, allowed):
        assert hit.score == pytest.approx(free[hit.ordinal])


def test_a_rare_word_weighs_more_than_a_common_one(index: LexicalIndex) -> None:
    rarity = index.rarity("le gardien délocalisé du zeppelin", "fr")
    assert set(rarity) == {"gardien", "delocalis", "zeppelin"}
    assert rarity["zeppelin"] > rarity["gardien"] == rarity["delocalis"] > 0


# Words that no stemmer changes, so that counting them needs no analyser.
_WORDS = ["phare", "quai", "mur", "lac", "pont", "cerf", "vent", "port"]
_CORPORA = st.lists(
    st.lists(st.sampled_from(_WORDS), min_size=3, max_size=30), min_size=2, max_size=7
)


def _best_by_bm25(documents: list[list[str]], question: list[str]) -> list[float]:
    average = sum(map(len, documents)) / len(documents)
    scores = []
    for words in documents:
        counts, score = Counter(words), 0.0
        for word in set(question):
            holding = sum(word in other for other in documents)
            rarity = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
            count = counts[word]
            norm = count + 1.2 * (1 - 0.75 + 0.75 * len(words) / average)
            score += rarity * count * 2.2 / norm
        scores.append(score)
    return scores


@settings(max_examples=20, deadline=None)
@given(_CORPORA, st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3))
def test_the_best_document_is_the_one_that_bm25_names(
    documents: list[list[str]], question: list[str]
) -> None:
    scores = _best_by_bm25(documents, question)
    first, second = sorted(range(len(documents)), key=lambda n: -scores[n])[:2]
    assume(scores[first] > 1.02 * scores[second])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        texts = [LexicalText(n, "fr", "", "", " ".join(d)) for n, d in enumerate(documents)]
        build_lexical(path, texts)
        hits = LexicalIndex(path).search(" ".join(question), "fr", 10, None)
    assert hits[0].ordinal == first
    assert hits[0].score == pytest.approx(scores[first], rel=0.05)
