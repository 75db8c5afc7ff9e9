import math
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from embeddings.lexical import bm25 as lexical
from embeddings.lexical.bm25 import LexicalIndex, LexicalText
from tests.embeddings.fictional_parts import build_lexical

FRENCH = [
    "La délocalisation des phares vers l'étranger inquiète.",
    "L'éclairage de l’île est rénové chaque année.",
    "Le gardien de la digue prend sa retraite.",
    "Les cerfs-volants : l'art. R. 411-25 fixe une amende de 1 500 euros.",
    "L'allocation aux gardiens isolés (AGI) est versée en juin.",
    "L'AGI est versée sans condition d'âge, et l'allocation baisse.",
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
        ("l’édition des cerfs volants", "fr", 3),
        ("cerf-volant", "fr", 3),
        ("article r411-25", "fr", 3),
        ("1500 euros", "fr", 3),
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


@pytest.mark.parametrize("narrow", [50, 0])
def test_a_filter_limits_inside_the_search(
    narrow: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexical, "_INSIDE", narrow)
    texts = [LexicalText(n, "fr", "", "", "phare " * (60 - n) + "digue") for n in range(50)]
    build_lexical(tmp_path / "index", texts)
    index = LexicalIndex(tmp_path / "index")
    allowed = {3, 41, 49}
    flags = np.isin(np.arange(50), list(allowed))
    assert {hit.ordinal for hit in index.search("phare", "fr", 3, flags)} == allowed
    assert len(index.search("phare", "fr", 2, flags)) == 2
    assert index.search("phare", "fr", 3, np.zeros(50, np.bool_)) == []
    free = {hit.ordinal: hit.score for hit in index.search("phare", "fr", 50, None)}
    for hit in index.search("phare", "fr", 50, flags):
        assert hit.score == pytest.approx(free[hit.ordinal])


def test_a_rare_word_weighs_more_than_a_common_one(index: LexicalIndex) -> None:
    rarity = index.rarity("la retraite et la délocalisation du zeppelin", "fr")
    assert set(rarity) == {"retrait", "delocalis", "zeppelin"}
    assert rarity["zeppelin"] > rarity["retrait"] == rarity["delocalis"] > 0


def test_a_compound_is_as_rare_as_its_parts(index: LexicalIndex) -> None:
    assert set(index.rarity("le phare-zeppelin", "fr")) == {"phar", "zeppelin"}


@pytest.mark.parametrize(
    ("question", "language", "meant"),
    [
        ("le gardein du phare", "fr", {"gardein": "gardien"}),
        ("la délocalisaton du phare", "fr", {"delocalisaton": "delocalisation"}),
        ("la delocaliztion des phares", "fr", {"delocaliztion": "delocalisation"}),
        ("ligthhouses and snails", "en", {"ligthhouses": "lighthouses"}),
        # Known words, also of the other language, names of another world, and short ones.
        ("le gardien du phare", "fr", {}),
        ("les gardiens des snail", "fr", {}),
        ("le phare du zeppelin", "fr", {}),
        ("le phare de la dige", "fr", {}),
        ("A snail that crossed the roud", "en", {}),
        # Two errors need eight letters, and are never in the first one.
        ("la diguuue du phare", "fr", {}),
        ("le phare de zelocaliztion", "fr", {}),
    ],
)
def test_only_a_long_word_that_no_record_has_is_corrected(
    index: LexicalIndex, question: str, language: str, meant: dict[str, str]
) -> None:
    found = index.corrections(question, language)
    assert {word: correction.word for word, correction in found.items()} == meant


def test_a_question_in_another_language_is_not_taken_for_errors(index: LexicalIndex) -> None:
    assert index.corrections("the guardian retreats from delocalizations", "fr") == {}


def test_only_a_sure_correction_counts_as_a_word_of_the_corpus(index: LexicalIndex) -> None:
    assert set(index.rarity("la délocalisaton du phare", "fr")) == {"delocalis", "phar"}
    assert "delocalizt" in index.rarity("la delocaliztion du phare", "fr")


_LONG_WORDS = {"délocalisation": 0, "étranger": 0, "rénové": 1, "gardien": 2, "retraite": 2}
_LETTER = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(_LONG_WORDS)), st.integers(1, 30), _LETTER, st.integers(0, 3))
def test_one_typing_error_in_a_long_word_finds_the_same_record(
    index: LexicalIndex, word: str, place: int, letter: str, kind: int
) -> None:
    at = place % (len(word) - 1) + 1
    rest = word[at + 1 :]
    wrong = {
        0: word[:at] + rest,
        1: word[:at] + letter + word[at:],
        2: word[:at] + letter + rest,
        3: word[: at - 1] + word[at] + word[at - 1] + rest,
    }[kind]
    assume(len(wrong) >= 5)
    # "condition" stands in another record: without it no word of the question were known.
    assert _LONG_WORDS[word] in _found(index, f"{wrong} condition", "fr")


def test_an_acronym_also_looks_up_what_it_stands_for_with_less_weight(index: LexicalIndex) -> None:
    written = {hit.ordinal: hit.score for hit in index.search("AGI", "fr", 10, None)}
    assert set(list(written)[:2]) == {4, 5}
    assert 2 in written  # "gardien", of the expansion alone
    assert written[2] < index.search("gardien", "fr", 10, np.arange(50) == 2)[0].score
    spelt = _found(index, "allocations aux gardiens isolés", "fr")
    assert spelt[:2] == [4, 5]


def test_the_rubrics_of_a_record_find_it(tmp_path: Path) -> None:
    text = LexicalText(0, "fr", "", "", "", "élevage\nescargots")
    build_lexical(tmp_path / "index", [text])
    assert _found(LexicalIndex(tmp_path / "index"), "escargot", "fr") == [0]


def test_a_language_without_an_analysis_of_its_own_is_read_as_english(tmp_path: Path) -> None:
    build_lexical(tmp_path / "index", [LexicalText(0, "cy", "", "", "goleudai a barcutiaid")])
    assert _found(LexicalIndex(tmp_path / "index"), "goleudai", "en") == [0]


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
