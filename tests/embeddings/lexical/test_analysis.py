import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.fold import strip_accents
from embeddings.lexical.analysis import analyse, stem, terms_in_order, words_in_order
from embeddings.lexical.stop_words import STOP_WORDS


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("l'île d'en face", "l’île d‘en face", "fr"),
        ("l'hôtel de l'écluse", "hotel ecluse", "fr"),
        ("jusqu'aux digues qu'il garde", "digues garde", "fr"),
        ("lorsqu’un phare s’éteint", "un phare eteint", "fr"),
        ("aujourd'hui", "aujourd’hui", "fr"),
        ("le conseil de prud'hommes", "conseil prudhommes", "fr"),
        ("une œuvre, un cœur", "une oeuvre, un coeur", "fr"),
        ("la pêche a été fermée", "la peche a ete fermee", "fr"),
        ("Comment la digue est-elle gardée ?", "digue gardee", "fr"),
        ("Y a-t-il un phare ?", "phare", "fr"),
        ("2,5 %", "2.5%", "fr"),
        ("2,50 €", "2.5 €", "fr"),
        ("1 500 euros", "1500 euros", "fr"),
        ("1\u202f500 euros", "1.500 euros", "fr"),
        ("34\u00a0000 communes", "34000 communes", "fr"),
        ("10 000 000 F", "10.000.000 F", "fr"),
        ("R. 411-25", "r411-25", "fr"),
        ("article R.411-25", "article R 411-25", "fr"),
        ("art. R.* 421-1", "art. R* 421-1", "fr"),
        ("l'article L. 1221-1", "article l 1221‑1", "fr"),
        ("question n° 13382", "question n°13 382", "fr"),
        ("la S.N.C.F. du Nord", "la SNCF du nord", "fr"),
        ("5,2 Md€", "5,2 milliards", "fr"),
        ("the keeper's lamp", "the keeper’s lamp", "en"),
        ("the keeper's lamp", "keeper lamp", "en"),
        ("1,500 kites", "1500 kites", "en"),
        ("1,234,567.89", "1234567.89", "en"),
        ("£1.2bn", "1.2 billion", "en"),
        ("£5m", "5 million", "en"),
        ("2019/20", "2019-20", "en"),
        ("the U.K. rules", "the UK rules", "en"),
        ("they don't", "they don’t", "en"),
    ],
)
def test_what_is_written_in_two_ways_is_the_same_terms(one: str, other: str, language: str) -> None:
    assert analyse(one, language) == analyse(other, language)


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("R. 411-25", "R. 4112-5", "fr"),
        ("2,5 %", "25 %", "fr"),
        ("2.500 %", "2500", "fr"),
        ("0,125", "125", "fr"),
        ("1221-1", "1221-2", "fr"),
        ("de 2019 à 500 euros", "2019500", "fr"),
        ("en 2019 500 phares", "2019500 phares", "fr"),
        ("£1.2bn", "£12bn", "en"),
        ("5 m of sand", "5 million of sand", "en"),
    ],
)
def test_different_numbers_stay_different(one: str, other: str, language: str) -> None:
    assert analyse(one, language) != analyse(other, language)


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        ("sous-traitance", "fr", {"traitanc", "soustrait"}),
        ("call-centre", "en", {"call", "centr", "callcentr"}),
        ("COVID-19", "en", {"covid", "19", "covid19"}),
        ("loi n° 2016-1691", "fr", {"loi", "2016x1691", "2016", "1691"}),
        ("R. 411-25", "fr", {"r411x25", "411x25"}),
    ],
)
def test_a_compound_or_reference_is_found_whole_and_by_its_parts(
    text: str, language: str, terms: set[str]
) -> None:
    assert set(analyse(text, language)) == terms


def test_no_stop_word_is_a_term_with_or_without_its_accents() -> None:
    assert analyse("à été où même déjà très pourquoi dès qu’elle a ete", "fr") == []
    for language, words in STOP_WORDS.items():
        assert len(words) == len(set(words))
        assert [word for word in words if stem(word, language)] == []


def test_words_keep_their_endings_and_terms_their_order() -> None:
    assert words_in_order("Les cerfs-volants de l’île", "fr") == [
        "les",
        "cerfs",
        "volants",
        "de",
        "ile",
    ]
    assert terms_in_order("kites, lamps, kites", "en") == ["kite", "lamp", "kite"]


_WORDS = "l d qu jusqu c t a là même mêmes ce il déjà été île œuvre phare cœur Évêque forêt 2"
_TEXTS = st.lists(
    st.tuples(st.sampled_from(_WORDS.split()), st.sampled_from([" ", "'", "-", ". ", ", "])),
    max_size=9,
).map(lambda pairs: "".join(piece + sign for piece, sign in pairs))


@settings(max_examples=150, deadline=None)
@given(_TEXTS)
def test_accents_apostrophes_and_hyphens_of_all_kinds_make_no_difference(text: str) -> None:
    for language in ("fr", "en"):
        terms = analyse(text, language)
        assert analyse(strip_accents(text), language) == terms
        assert analyse(text.replace("'", "’").replace("-", "‑"), language) == terms


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_cut_into_distinct_terms(text: str) -> None:
    for language in ("fr", "en", "xx"):
        terms = analyse(text, language)
        assert len(terms) == len(set(terms))
        assert all(terms)
        assert all(words_in_order(text, language))


@pytest.mark.parametrize(
    "text", ["1" + " 000" * 20_000, "a-" * 50_000, "l'" * 50_000, "A." * 50_000]
)
def test_a_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    analyse(text, "fr")
