from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.filters.cue import word_tables
from bot.filters.finder import FILTER_KINDS, find_filters
from bot.filters.period import Period, election_days
from bot.filters.question_filters import QuestionFilters
from corpus.text.fold import fold, fold_in_place
from embeddings.encoders.identity import EncoderIdentity
from embeddings.generation.manifest import FORMAT, Manifest

TODAY = date(2026, 11, 2)
MANIFEST = Manifest(
    format=FORMAT,
    built_at="2026-11-02T00:00:00+00:00",
    encoder=EncoderIdentity("none", "1", 8, "", "", "float32"),
    corpus_sha256="",
    records=0,
    replies=0,
    groups=0,
    period=("", ""),
    by_source={},
    fictional=0,
    replies_by_meaning=0,
    segments=(),
    languages=("fr", "en"),
    sources=("AN", "UK"),
    ministries=(
        "",
        "Solidarités et santé",
        "Santé et prévention",
        "Défense",
        "Armées et anciens combattants",
        "Économie, finances et relance",
        "Mer et pêche",
        "Commerce et artisanat",
        "Department of Health and Social Care",
        "Department for Education",
        "Treasury",
        "Home Office",
        "Ministry of Defence",
        "Wales Office",
    ),
    countries=("FR", "GB"),
    chambers=("Assemblée nationale", "House of Commons"),
    legislatures=("15", "17", ""),
    members=("", "M. Jean-Marc Dupont", "Mme Zoé Falaise", "Jane Smith", "Mme Anne Pires Brise"),
    files={},
)


def _scope(question: str, language: str, **changes: object) -> QuestionFilters:
    return find_filters(question, language, replace(MANIFEST, **changes), TODAY)  # type: ignore[arg-type]


def _found(question: str, language: str) -> dict[str, str]:
    return {found.kind: found.value for found in _scope(question, language).found}


@pytest.mark.parametrize(
    ("language", "question", "names"),
    [
        ("fr", "Selon le ministère de la santé, qui est vacciné ?", "santé|health"),
        ("fr", "D'après la ministre de la Santé en 2024, qui est vacciné ?", "santé|health"),
        ("fr", "Que dit le ministère des armées sur les drones ?", "défense|armées|defence"),
        ("fr", "Que répond Bercy aux petits commerçants ?", "finances"),
        ("fr", "Qu'a répondu le ministère de la mer aux pêcheurs ?", "mer"),
        ("fr", "Quelle est la position du ministère de la Défense sur les drones ?",
         "défense|armées|defence"),
        ("en", "According to the Department for Education, who pays for meals?", "education"),
        ("en", "What does the Treasury say about savings?", "treasury"),
        ("en", "What did the Home Office reply about visas?", "home office"),
        ("en", "What does the MoD say about drones?", "defence"),
        ("en", "What has the health secretary said about vaccines?", "santé|health"),
        ("en", "replies from the Department of Health and Social Care on vaccines", "social care"),
        ("en", "According to the Chancellor, will taxes rise?", "treasury"),
    ],
)  # fmt: skip
def test_a_ministry_that_speaks_is_a_filter_with_its_old_and_new_names(
    language: str, question: str, names: str
) -> None:
    expected = {
        name
        for name in MANIFEST.ministries
        if any(part in f" {fold(name)} ".replace(",", " ") for part in map(_part, names.split("|")))
    }
    assert expected
    assert set(_found(question, language)["ministry"].split("|")) == expected


def _part(name: str) -> str:
    return f" {fold(name)} " if name == "mer" else fold(name)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Combien de fonctionnaires emploie le ministère de la santé ?"),
        ("fr", "Où se trouve le ministère de la Défense ?"),
        ("fr", "Selon les associations, la santé va mal ?"),
        ("fr", "Quelles économies au ministère de l'Économie ?"),
        ("fr", "Que dit la loi sur la santé au travail ?"),
        ("fr", "Selon le ministère, qui est vacciné ?"),
        ("fr", "Selon le ministère des licornes, qui est vacciné ?"),
        ("en", "Does the MoD pay headhunters?"),
        ("en", "How many people work at the Home Office?"),
        ("en", "What does education cost, do they say?"),
        ("en", "According to home owners, are rates too high?"),
    ],
)
def test_a_ministry_that_is_only_the_subject_is_no_filter(language: str, question: str) -> None:
    assert "ministry" not in _found(question, language)


@pytest.mark.parametrize(
    ("language", "question", "period"),
    [
        ("en", "What did the government say in 2019?", "2019-01-01/2019-12-31"),
        ("en", "What did the government say about kites in 2019?", "2019-01-01/2019-12-31"),
        ("en", "In March 2021, what did the minister say about kites?", "2021-03-01/2021-03-31"),
        ("en", "replies from 2019 on kites", "2019-01-01/2019-12-31"),
        ("en", "was it answered in 2024?", "2024-01-01/2024-12-31"),
        ("en", "what has the government said about kites since 2022", "2022-01-01/.."),
        ("en", "what has the minister announced on kites since 2022?", "2022-01-01/.."),
        ("en", "what did ministers say about kites before 2020?", "../2019-12-31"),
        ("en", "what did ministers say last year about kites?", "2025-01-01/2025-12-31"),
        ("en", "According to the Home Office last year, are kites safe?", "2025-01-01/2025-12-31"),
        ("en", "What has changed for kites since the election?", "2024-07-04/.."),
        ("en", "What did the government say about kites? and in 2019?", "2019-01-01/2019-12-31"),
        ("fr", "En 2019, que répondait le gouvernement sur les phares ?", "2019-01-01/2019-12-31"),
        ("fr", "Selon le ministère de la santé en 2024, qui vacciner ?", "2024-01-01/2024-12-31"),
        ("fr", "Que disait le ministre des phares en février 2024 ?", "2024-02-01/2024-02-29"),
        ("fr", "réponses de 2019 sur les phares", "2019-01-01/2019-12-31"),
        ("fr", "Que répond le gouvernement sur les phares depuis 2023 ?", "2023-01-01/.."),
        ("fr", "Qu'a dit le ministre sur les phares entre 2021 et 2019 ?", "2019-01-01/2021-12-31"),
        ("fr", "Que disait le gouvernement sur les phares avant 2020 ?", "../2019-12-31"),
        ("fr", "Que disait le gouvernement sur les phares l'an dernier ?", "2025-01-01/2025-12-31"),
        ("fr", "Que dit le gouvernement des phares cette année ?", "2026-01-01/.."),
        ("fr", "Qu'est-ce qui a changé depuis les élections législatives ?", "2024-07-07/.."),
        ("fr", "Qu'est-ce qui a changé au Royaume-Uni depuis les élections ?", "2024-07-04/.."),
    ],
)
def test_a_period_is_a_filter_where_the_words_tie_it_to_the_saying(
    language: str, question: str, period: str
) -> None:
    assert _found(question, language).get("period") == period


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What does the 2021 census say about kites?"),
        ("en", "How many people were arrested in 2023?"),
        ("en", "What did the minister say about the number of arrests in 2019?"),
        ("en", "How much did the government spend in 2024?"),
        ("en", "Did the rules on kites change in 2024?"),
        ("en", "Will there still be holiday clubs in 2025?"),
        ("en", "how many homes were built since 2018?"),
        ("en", "What has changed since the election of the mayor?"),
        ("en", "How many exports have been blocked last year?"),
        ("en", "the 2021 to 2026 programme"),
        ("fr", "budget 2024 des phares"),
        ("fr", "Combien de phares ont été gardés en 2023 ?"),
        ("fr", "De combien l'assurance a-t-elle grimpé en 2024 ?"),
        ("fr", "En 1986, les éleveurs pouvaient-ils dépasser le quota ?"),
        ("fr", "Né en 1969, à quel âge la retraite ?"),
        ("fr", "Que devient la loi de 2019 sur les phares ?"),
        ("fr", "Qu'est-ce qui a changé depuis les élections municipales ?"),
    ],
)
def test_a_year_that_is_the_subject_is_no_filter(language: str, question: str) -> None:
    assert "period" not in _found(question, language)


@pytest.mark.parametrize(
    ("language", "question", "country"),
    [
        ("en", "What is being done in France for bakers?", "FR"),
        ("en", "Does France sell kites to its neighbours?", "FR"),
        ("en", "What has the French government decided on kites?", "FR"),
        ("en", "Are kites allowed in England?", "GB"),
        ("en", "What does the NHS pay for kites?", "GB"),
        ("fr", "Que fait le Royaume-Uni contre le bruit ?", "GB"),
        ("fr", "Peut-on garer un cerf-volant à Londres ?", "GB"),
        ("fr", "Le gouvernement britannique taxe-t-il les phares ?", "GB"),
        ("fr", "Que dit Bercy des phares ?", "FR"),
        ("fr", "Y a-t-il des loups en France ?", "FR"),
    ],
)
def test_a_question_that_names_a_country_is_limited_to_it(
    language: str, question: str, country: str
) -> None:
    assert _found(question, language).get("country") == country


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Are imports from France taxed?"),
        ("en", "Can British pensioners in France vote?"),
        ("en", "Will my pension be paid in France?"),
        ("en", "Who helps people living in France?"),
        ("en", "Is food cheaper than in France?"),
        ("en", "What is the government doing about wolves?"),
        ("en", "Is French taught at school?"),
        ("fr", "Le Brexit change-t-il quelque chose pour la France ?"),
        ("fr", "Les produits venus d'Angleterre sont-ils taxés ?"),
        ("fr", "Quel accord avec le Royaume-Uni ?"),
        ("fr", "Ma fille étudie à Londres : quelle bourse ?"),
        ("fr", "Comment exporter vers la France ?"),
        ("fr", "Combien de médecins manque-t-il ?"),
    ],
)
def test_a_country_that_is_only_the_subject_is_no_filter(language: str, question: str) -> None:
    assert "country" not in _found(question, language)


def test_a_country_that_is_the_only_one_of_the_index_limits_nothing() -> None:
    question = "Y a-t-il des loups en France ?"
    assert _scope(question, "fr", countries=("FR",)).found == ()
    assert _scope(question, "fr", countries=("GB",)).filters.country == "FR"


@pytest.mark.parametrize(
    ("language", "question", "kind", "value"),
    [
        ("fr", "Qu'a-t-on répondu au Sénat sur les phares ?", "chamber", "Sénat"),
        ("fr", "Les phares : que dit le ministre à l'Assemblée nationale ?", "chamber",
         "Assemblée nationale"),
        ("en", "What was said in the House of Lords about kites?", "chamber", "Lords"),
        ("en", "What did the minister say about kites in the Commons?", "chamber", "Commons"),
        ("fr", "Les phares sous la 15e législature", "legislature", "15"),
        ("fr", "Les phares pendant la XVIe législature", "legislature", "16"),
        ("fr", "les phares, XIVème législature", "legislature", "14"),
        ("en", "kites in the 17th legislature", "legislature", "17"),
        ("fr", "question n° 13382", "number", "13382"),
        ("fr", "la question écrite n°13 382 sur les phares", "number", "13382"),
        ("fr", "question 13382 ?", "number", "13382"),
        ("fr", "QE 33 : les phares", "number", "33"),
        ("en", "UIN 123456", "number", "123456"),
        ("en", "question number 4512 on kites", "number", "4512"),
        ("fr", "question de M. Dupont sur les phares", "deputy", "dupont"),
        ("fr", "les phares, question posée par Mme Pires Brise", "deputy", "pires brise"),
        ("fr", "Que demande la députée Zoé Falaise ?", "deputy", "zoe falaise"),
        ("en", "kites, asked by Jane Smith", "deputy", "jane smith"),
    ],
)  # fmt: skip
def test_chamber_legislature_number_and_member_are_found(
    language: str, question: str, kind: str, value: str
) -> None:
    assert _found(question, language) == {kind: value}


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Combien gagne un sénateur au Sénat ?"),
        ("fr", "La question de Madame Michu sur les phares"),
        ("fr", "La question de Jean sur les phares"),
        ("fr", "Une question de santé publique"),
        ("fr", "J'ai 3 questions sur 12 phares"),
        ("fr", "La question 30 jours après est-elle close ?"),
        ("en", "Is there a question of money in 2024 schools?"),
        ("fr", "Que fait le gouvernement pour les phares ?"),
        ("en", "Why do pharmacies run out of medicines?"),
    ],
)
def test_a_question_without_a_cue_gives_no_filter(language: str, question: str) -> None:
    scope = _scope(question, language)
    assert scope == QuestionFilters((), question)


@pytest.mark.parametrize(
    ("language", "question", "searched"),
    [
        ("fr", "Selon le ministère de la santé en 2024, qui faut-il vacciner ?",
         "qui faut-il vacciner ?"),
        ("en", "According to the Home Office, are kites safe?", "are kites safe?"),
        ("fr", "question n° 33 sur les phares de la côte", "sur les phares de la côte"),
        ("en", "What does the Treasury say about savings?",
         "What does the Treasury say about savings?"),
        ("fr", "Y a-t-il des loups en France ?", "Y a-t-il des loups en France ?"),
        ("fr", "Selon le ministère de la santé ?", "Selon le ministère de la santé ?"),
        ("fr", "question n° 33", "question n° 33"),
    ],
)  # fmt: skip
def test_words_that_only_limit_are_not_searched_unless_nothing_else_is_left(
    language: str, question: str, searched: str
) -> None:
    assert _scope(question, language).searched == searched


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("question n° 33", True),
        ("Montre-moi la question écrite n°33 !", True),
        ("What was the answer to question 33?", True),
        ("question n° 33 sur les phares", False),
        ("les phares", False),
    ],
)
def test_a_question_that_is_only_a_number_is_known_as_such(question: str, only: bool) -> None:
    assert _scope(question, "fr").number_only is only


def test_a_kind_that_is_taken_off_is_not_looked_for() -> None:
    question = "Selon le ministère de la santé en 2024, y a-t-il des loups en France ?"
    assert {f.kind for f in _scope(question, "fr").found} == {"ministry", "period", "country"}
    left = find_filters(question, "fr", MANIFEST, TODAY, without=frozenset({"ministry", "country"}))
    assert {f.kind for f in left.found} == {"period"}
    assert left.filters.ministry == left.filters.country == ""


def test_labels_are_in_the_askers_language() -> None:
    (found,) = _scope("What did the government say in 2019?", "en").found
    assert found.label == "since 1\xa0January 2019, until 31\xa0December 2019"
    (found,) = _scope("Que dit Bercy ?", "fr", countries=("FR",)).found
    assert found.label == "ministère «\xa0Économie, finances et relance\xa0»"


_PIECES = st.sampled_from(
    ["selon le ministère de la Santé", "in 2019", "en France", "question n° 12", "what did", "ﬁn",
     "the government say", "au Sénat", "XVe législature", "question de M. Dupont", "İ", "é", "?",
     "depuis les élections", "according to the", "Treasury", "last year", "’", "0", "-t-il"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=8), st.sampled_from(["fr", "en"]))
def test_what_is_found_stands_in_the_question(pieces: list[str], language: str) -> None:
    question = " ".join(pieces)
    scope = _scope(question, language)
    assert len(fold_in_place(question)) == len(question)
    for found in scope.found:
        assert found.kind in FILTER_KINDS
        assert found.words == question[found.start : found.end]
        assert found.words.strip()
        assert found.label
    assert bool(scope.found) == bool(scope.filters)
    assert scope.searched.strip() or not question.strip()
    assert len({found.kind for found in scope.found}) == len(scope.found)


def test_a_period_is_read_back_as_written() -> None:
    for period in (Period(date(2019, 1, 1), None), Period(None, date(2019, 1, 1))):
        assert Period.parse(str(period)) == period


def test_the_word_tables_are_folded_and_the_elections_in_order() -> None:
    tables = word_tables()
    for days in election_days().values():
        assert days == sorted(days)
        assert all(date.fromisoformat(day) for day in days)
    for country in tables["countries"].values():
        for words in country.values():
            assert all(word == fold_in_place(word) for word in words)
    for name in ("same_topic",):
        assert all(word == fold_in_place(word) for group in tables[name] for word in group)
    assert all(word == fold_in_place(word) for word in tables["nicknames"])
