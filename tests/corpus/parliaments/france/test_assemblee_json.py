import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.parliaments.france.assemblee_json import find_questions, read_assemblee
from corpus.records.reading import Skipped
from corpus.records.record import ReplyRecord, Status
from tests.corpus.fictional_records import QUESTION, REPLY, assemblee, replies

NIL = {"@xsi:nil": "true"}


def read(**changes: Any) -> ReplyRecord:
    (record,) = read_assemblee([assemblee(**changes)])
    assert isinstance(record, ReplyRecord)
    return record


def skipped(question: Any) -> Skipped:
    (skip,) = read_assemblee([question])
    assert isinstance(skip, Skipped)
    return skip


def test_a_question_and_its_reply_are_read_with_all_that_is_known_of_them() -> None:
    assert read() == ReplyRecord(
        uid="QANR5L98QE7", source="AN", country="FR", language="fr", kind="QE",
        chamber="Assemblée nationale", legislature="98", number="7",
        title="cerfs-volants. redevance", themes=("cerfs-volants. redevance",), rubrique="sports",
        question=QUESTION, reply=REPLY, status=Status.ANSWERED, status_label="Réponse publiée",
        asked_by="Mme Odile Brindacier", asked_by_group="Groupe du vent",
        ministry_asked="Ministère des jeux", ministry="Ministère des jeux",
        asked_on=date(2031, 3, 4), answered_on=date(2031, 6, 10),
        url="https://questions.assemblee-nationale.fr/q98/98-7QE.htm",
        licence="Licence Ouverte 2.0",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["QE", "QOSD"])
def test_the_address_has_legislature_number_and_kind(kind: str) -> None:
    record = read(uid=f"QANR5L98{kind}7", type=kind)
    assert record.kind == kind
    assert record.url == f"https://questions.assemblee-nationale.fr/q98/98-7{kind}.htm"


@pytest.mark.parametrize("empty", [None, {}, [], "", NIL, [NIL], [None]])
@pytest.mark.parametrize("name", [name for name in assemblee() if name not in ("uid", "type")])
def test_every_element_may_be_empty_in_every_way(name: str, empty: Any) -> None:
    record = read(**{name: empty})
    assert record.uid == "QANR5L98QE7"
    assert record.question == ("" if name == "textesQuestion" else QUESTION)
    assert record.reply == ("" if name == "textesReponse" else REPLY)


def _as_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: [_as_lists(inner)] for name, inner in value.items()}
    return value


def test_a_list_may_stand_wherever_a_single_value_does() -> None:
    (record,) = read_assemblee([_as_lists(assemblee())])
    assert record == read()


@pytest.mark.parametrize("empty", [None, {}, NIL, ""])
def test_without_a_reply_the_question_is_not_yet_answered(empty: Any) -> None:
    record = read(textesReponse=empty, cloture=empty)
    assert (record.status, record.reply, record.answered_on) == (Status.NOT_YET_ANSWERED, "", None)


@pytest.mark.parametrize("empty", [None, {}, NIL, "", "<p>&nbsp;</p>", "Réponse. -"])
def test_a_reply_with_an_empty_text_is_no_reply(empty: Any) -> None:
    record = read(textesReponse={"texteReponse": {"infoJO": None, "texte": empty}})
    assert (record.status, record.reply) == (Status.NOT_YET_ANSWERED, "")


def test_of_several_replies_the_last_is_the_newest_and_the_earlier_are_kept() -> None:
    record = read(textesReponse=replies("Premier.", "Deuxième.", "Troisième."))
    assert record.reply == "Troisième."
    assert record.earlier_replies == ("Premier.", "Deuxième.")
    assert record.status == Status.CORRECTED
    assert record.answered_on == date(2031, 6, 12)


def test_an_empty_text_among_several_replies_replaces_none() -> None:
    record = read(textesReponse=replies("Premier.", NIL))
    assert (record.reply, record.earlier_replies) == ("Premier.", ())
    assert record.status == Status.ANSWERED


def test_of_several_ministries_the_last_owes_the_reply() -> None:
    names = ["Ministère des jeux", "Ministère du vent", "Ministère des ficelles"]
    attributions = [{"infoJO": None, "denomination": {"developpe": name}} for name in names]
    record = read(minAttribs={"minAttrib": attributions})
    assert record.ministry == "Ministère des ficelles"
    assert record.ministry_asked == "Ministère des jeux"


def test_a_ministry_known_by_its_short_name_only_is_named_by_it() -> None:
    record = read(minInt={"abrege": "Jeux", "developpe": None}, minAttribs=None)
    assert (record.ministry_asked, record.ministry) == ("Jeux", "Jeux")


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_the_number_and_date_before_a_question_are_taken_off_and_the_date_is_used(
    dash: str,
) -> None:
    texte = f"13382. {dash} 1er mars 2031. {dash} {QUESTION}"
    record = read(textesQuestion={"texteQuestion": {"infoJO": None, "texte": texte}})
    assert record.question == QUESTION
    assert record.asked_on == date(2031, 3, 1)
    assert record.asked_by == "Mme Odile Brindacier"


@pytest.mark.parametrize("mark", ["Reponse. - ", "Réponse. – ", "REPONSE. — ", "Reponse. "])
def test_the_mark_before_an_old_reply_is_taken_off(mark: str) -> None:
    text = "Conformement a l'arrete, les credits ont ete ouverts."
    record = read(textesReponse={"texteReponse": {"infoJO": None, "texte": mark + text}})
    assert record.reply == text


def test_a_reply_without_a_day_has_the_day_on_which_the_question_was_closed() -> None:
    record = read(textesReponse={"texteReponse": {"infoJO": None, "texte": REPLY}})
    assert record.answered_on == date(2031, 6, 10)


@pytest.mark.parametrize(
    ("code", "label", "status"),
    [
        ("RET_AUT", "Question retirée", Status.WITHDRAWN),
        ("AUTRE", "Retirée par l'auteur", Status.WITHDRAWN),
        ("CADUQUE", None, Status.LAPSED),
        ("AUTRE", "Question caduque", Status.LAPSED),
        ("FIN_MANDAT", "Fin de mandat", Status.LAPSED),
        ("AUTRE", "Fin de législature", Status.LAPSED),
        ("XYZ", "Issue inconnue", Status.NOT_YET_ANSWERED),
        ("REP_PUB", "Réponse publiée", Status.NOT_YET_ANSWERED),
        (None, None, Status.NOT_YET_ANSWERED),
    ],
)
def test_an_unanswered_question_has_the_outcome_of_its_closing(
    code: str | None, label: str | None, status: Status
) -> None:
    cloture = {"codeCloture": code, "libelleCloture": label, "dateCloture": "2031-12-01"}
    record = read(textesReponse=None, cloture=cloture)
    assert (record.status, record.status_label) == (status, label or "")
    assert record.answered_on is None


def test_several_analyses_are_themes_and_make_the_title_with_the_head() -> None:
    indexation = {
        "rubrique": "sports",
        "teteAnalyse": "Cerfs-volants",
        "analyses": {"analyse": ["redevance", "ficelle", None]},
    }
    record = read(indexationAN=indexation)
    assert record.themes == ("redevance", "ficelle")
    assert record.title == "Cerfs-volants : redevance : ficelle"


def test_markup_and_entities_are_read_in_titles_and_texts() -> None:
    indexation = {"rubrique": "sports &amp; jeux", "analyses": {"analyse": "l&#39;air"}}
    texte = {"texteReponse": {"texte": "<p>Un&nbsp;mot.</p><p>10<sup>6</sup>&nbsp;fils.</p>"}}
    record = read(indexationAN=indexation, textesReponse=texte)
    assert (record.rubrique, record.title) == ("sports & jeux", "l'air")
    assert record.reply == "Un mot.\n10⁶ fils."


DIALOGUE = (
    "<p><strong>Mme Odile Brindacier.</strong> Pourquoi&nbsp;?</p>"
    "<p><strong>M. Basile Cordier,</strong> <i>ministre des jeux</i>. Pour rien.</p>"
)


def test_a_question_to_the_government_is_split_out_of_its_one_text() -> None:
    record = read(
        uid="QANR5L98QG7", type="QG", textesQuestion=None,
        textesReponse={"texteReponse": {"infoJO": None, "texte": DIALOGUE}},
    )  # fmt: skip
    assert (record.kind, record.question, record.reply) == ("QG", "Pourquoi ?", "Pour rien.")
    assert record.answered_by == "M. Basile Cordier, ministre des jeux"


def test_a_dialogue_without_a_minister_is_left_out_with_the_reason() -> None:
    texte = "<p><strong>Mme Odile Brindacier.</strong> Pourquoi&nbsp;?</p>"
    question = assemblee(
        uid="QANR5L98QG7", textesQuestion=None, textesReponse={"texteReponse": {"texte": texte}}
    )
    skip = skipped(question)
    assert skip.place == "QANR5L98QG7"
    assert "Government" in skip.reason


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("no object", "question 1"),
        (None, "question 1"),
        ([], "question 1"),
        ({}, "question 1"),
        (assemblee(uid="42"), "42"),
        (assemblee(uid="QANR5L98XX7"), "QANR5L98XX7"),
        (assemblee(textesQuestion=None, textesReponse=None), "QANR5L98QE7"),
    ],
)
def test_what_is_no_question_is_left_out_and_named(question: Any, place: str) -> None:
    assert skipped(question).place == place


def test_a_fictional_question_says_so_and_has_no_official_address_or_licence() -> None:
    (record,) = read_assemblee([assemblee()], fictional=True)
    assert isinstance(record, ReplyRecord)
    assert (record.source, record.fictional, record.url) == ("SAMPLE", True, "")
    assert record.licence != "Licence Ouverte 2.0"


@pytest.mark.parametrize(
    "document",
    [
        {"questionsEcrites": {"question": [assemblee(1), assemblee(2)]}},
        {"question": [assemblee(1), assemblee(2)]},
        [{"question": assemblee(1)}, {"question": assemblee(2)}],
    ],
)
def test_questions_are_found_in_every_official_layout(document: Any) -> None:
    found = find_questions(document)
    assert found is not None
    assert [record.uid for record in read_assemblee(found) if isinstance(record, ReplyRecord)] == [
        "QANR5L98QE1",
        "QANR5L98QE2",
    ]


@pytest.mark.parametrize("root", [{"question": assemblee()}, {"a": {"question": assemblee()}}])
def test_one_question_is_found_alone(root: Any) -> None:
    assert find_questions(root) == [assemblee()]


@pytest.mark.parametrize(
    "document", [None, 3, "question", [], {}, {"question": 3}, [[]], {"a": []}]
)
def test_other_documents_hold_no_questions(document: Any) -> None:
    assert find_questions(document) is None


NUMBERS = st.integers(1, 999_999)
SENTENCES = st.lists(
    st.sampled_from(["le", "fil", "vole", "haut,", "12", "%", "du", "vent", "tourne", ";", "été"]),
    min_size=1,
    max_size=12,
).map(lambda words: f"Ainsi {' '.join(words)}.")
DAYS = st.dates(date(1986, 1, 1), date(2099, 1, 1))


@given(NUMBERS, st.integers(8, 99), SENTENCES, SENTENCES, st.tuples(DAYS, DAYS), SENTENCES)
@settings(max_examples=100, deadline=None)
def test_a_question_written_in_the_official_shape_is_read_back_equal(
    number: int, legislature: int, asked: str, answered: str, days: tuple[date, date], ministry: str
) -> None:
    question = assemblee(
        number,
        legislature,
        minAttribs={"minAttrib": {"denomination": {"developpe": ministry}}},
        textesQuestion={"texteQuestion": {"infoJO": {"dateJO": str(days[0])}, "texte": asked}},
        textesReponse={"texteReponse": {"infoJO": {"dateJO": str(days[1])}, "texte": answered}},
    )
    (record,) = read_assemblee([json.loads(json.dumps(question))])
    assert isinstance(record, ReplyRecord)
    assert (record.number, record.legislature) == (str(number), str(legislature))
    assert (record.question, record.reply, record.ministry) == (asked, answered, ministry)
    assert (record.asked_on, record.answered_on) == days
