from dataclasses import replace
from datetime import date

import pytest

from bot.answers.answer import Source
from bot.languages.messages import quoted
from bot.web.kept.reference import citation, copied_quote, reference
from corpus.records.record import ReplyRecord, Status
from tests.bot.bot_parts import record

_PAGE = "https://questions.assemblee-nationale.fr/q17/17-12345QE.htm"
_WRITTEN = replace(
    record("La prime est maintenue."),
    title="Prime de phare",
    source="AN",
    chamber="Assemblée nationale",
    legislature="17",
    number="12345",
    asked_by="Mme Ana Roy",
    asked_by_group="Groupe A",
    ministry="Ministère de la mer",
    asked_on=date(2025, 3, 3),
    answered_on=date(2025, 5, 20),
    url=_PAGE,
    licence="Licence Ouverte 2.0",
)
_COMMONS = replace(
    record("The grant will stay."),
    source="UK",
    country="GB",
    language="en",
    kind="UK written",
    title="Lighthouses: Finance",
    chamber="House of Commons",
    number="5766",
    asked_by="Jane Doe",
    asked_by_group="Labour",
    ministry="Department for Transport",
    asked_on=date(2024, 9, 12),
    answered_on=date(2024, 10, 8),
    url="https://questions-statements.parliament.uk/written-questions/detail/2024-09-12/5766",
    licence="",
)


def _cited(cited: ReplyRecord, language: str, *also: ReplyRecord) -> str:
    return reference(Source(1, cited, also, ()), language)


def test_a_french_question_is_cited_with_all_that_is_known() -> None:
    assert _cited(_WRITTEN, "fr") == (
        "Question écrite n°\xa012345 du 3 mars 2025 posée par Mme Ana Roy (Groupe A), Assemblée "
        "nationale, 17e législature\u202f; Ministère de la mer, réponse du 20 mai 2025, "
        f"{quoted('Prime de phare', 'fr')}, {_PAGE} (Licence Ouverte 2.0)"
    )


def test_a_british_question_is_cited_with_all_that_is_known() -> None:
    assert _cited(_COMMONS, "en") == (
        "Written question 5766 by Jane Doe (Labour), House of Commons, asked on 12 September 2024; "
        "Department for Transport, reply of 8 October 2024, “Lighthouses: Finance”, "
        f"{_COMMONS.url}"
    )


def test_the_frame_is_in_the_reader_s_language_and_the_names_are_the_source_s() -> None:
    in_english = _cited(_WRITTEN, "en")
    assert "Written question 12345 by Mme Ana Roy (Groupe A)" in in_english
    assert "Assemblée nationale (France), 17th legislature, asked on 3 March 2025;" in in_english
    assert quoted("Prime de phare", "fr") in in_english
    assert "House of Commons (Royaume-Uni)" in _cited(_COMMONS, "fr")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("QG", "Question au Gouvernement n°\xa012345"),
        ("QOSD", "Question orale sans débat n°\xa012345"),
        ("UK written", "Question écrite n°\xa012345"),
        ("Interpellation", "Interpellation n°\xa012345"),  # of a country that has no words here
        ("", "Question n°\xa012345"),
    ],
)
def test_a_question_is_called_by_its_kind(kind: str, name: str) -> None:
    assert _cited(replace(_WRITTEN, kind=kind), "fr").startswith(f"{name} du 3 mars")


@pytest.mark.parametrize(
    ("legislature", "french", "english"),
    [
        ("1", "1re législature", "1st legislature"),
        ("12", "12e législature", "12th legislature"),
        ("22", "22e législature", "22nd legislature"),
        ("33", "33e législature", "33rd legislature"),
        ("XVII", "législature XVII", "legislature XVII"),
    ],
)
def test_a_legislature_is_counted(legislature: str, french: str, english: str) -> None:
    cited = replace(_WRITTEN, legislature=legislature)
    assert f", {french}\u202f;" in _cited(cited, "fr")
    assert f", {english}," in _cited(cited, "en")


def test_what_is_not_known_leaves_no_gap() -> None:
    bare = replace(
        _WRITTEN,
        **dict.fromkeys(
            ("title", "chamber", "legislature", "asked_by", "ministry", "url", "licence"), ""
        ),
        asked_on=None,
    )
    assert _cited(bare, "fr") == "Question n°\xa012345\u202f; réponse du 20 mai 2025"
    assert _cited(replace(bare, number=""), "fr") == ("Question\u202f; réponse du 20 mai 2025, f-1")


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.ANSWERED, "réponse non datée"),
        (Status.NOT_YET_ANSWERED, "pas encore de réponse"),
        (Status.WITHDRAWN, "retirée"),
    ],
)
def test_a_reply_without_a_date_is_told_as_what_it_is(status: Status, told: str) -> None:
    text = _cited(replace(_WRITTEN, answered_on=None, status=status), "fr")
    assert f"; Ministère de la mer, {told}, " in text
    assert "avec réponse" not in text


def test_all_questions_of_a_reply_are_named_up_to_twenty() -> None:
    others = [replace(_WRITTEN, number=str(number)) for number in range(1, 22)]
    assert "même réponse aux questions 1, 2, https" in _cited(_WRITTEN, "fr", *others[:2])
    text = _cited(_WRITTEN, "fr", *others)
    assert ", 20 et 1 autres, https" in text
    grouped = replace(_WRITTEN, grouped_numbers=("12345", "7"))
    assert "même réponse aux questions 7, " in _cited(grouped, "fr")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://a.example/", "data:text/html,x"])
def test_an_address_that_is_not_secure_is_not_cited(url: str) -> None:
    assert url not in _cited(replace(_WRITTEN, url=url), "fr")


def test_a_fictional_reply_says_so_first() -> None:
    assert _cited(replace(_WRITTEN, fictional=True), "fr").startswith("EXEMPLE FICTIF · Question")


def test_a_citation_for_a_line_of_its_own_has_no_address() -> None:
    source = Source(1, _WRITTEN, (), ())
    assert reference(source, "fr") == f"{citation(source, 'fr')}, {_PAGE} (Licence Ouverte 2.0)"


def test_a_copied_quote_is_in_the_marks_of_its_own_language() -> None:
    french, english = Source(1, _WRITTEN, (), ()), Source(1, _COMMONS, (), ())
    assert copied_quote(french, "La prime « mer »", "en").startswith(
        f"{quoted('La prime « mer »', 'fr')} — Written question 12345"
    )
    assert copied_quote(english, "The grant", "fr").startswith("“The grant” — Question écrite")


def test_a_title_in_capitals_is_cited_as_people_write() -> None:
    shouted = replace(_WRITTEN, title="PRIME DES GARDIENS DE PHARE")
    assert quoted("Prime des gardiens de phare", "fr") in _cited(shouted, "fr")
