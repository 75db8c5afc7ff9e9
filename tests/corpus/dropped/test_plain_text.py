import textwrap
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dropped.plain_text import ministry_in, read_text
from corpus.records.reading import Skipped
from corpus.records.record import ReplyRecord, Status

ASKED = "Mme Odile Brindacier interroge M. le ministre des jeux sur les cerfs-volants."
ANSWERED = "Le fil sera renforcé dans les communes du littoral avant l'été."


def read(text: str) -> ReplyRecord:
    (record,) = read_text(text)
    assert isinstance(record, ReplyRecord), record
    return record


def skipped(text: str) -> Skipped:
    (skip,) = read_text(text)
    assert isinstance(skip, Skipped), skip
    return skip


def test_the_text_of_a_question_page_is_read() -> None:
    record = read(
        " Texte de la question\n\n"
        "Mme Odile Brindacier interroge M. le ministre des jeux sur\nles cerfs-volants.\n\n"
        "Texte de la réponse\n\n"
        "Le fil sera renforcé dans les communes\ndu littoral avant l'été.\n "
    )
    assert (record.question, record.reply) == (ASKED, ANSWERED)
    assert (record.source, record.kind, record.country) == ("FILE", "QE", "FR")
    assert (record.language, record.status) == ("fr", Status.ANSWERED)
    assert record.asked_by == "Mme Odile Brindacier"
    assert record.ministry == record.ministry_asked == "ministre des jeux"
    assert not record.fictional


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("Texte de la question", "Texte de la réponse"),
        ("TEXTE DE LA QUESTION", "TEXTE DE LA REPONSE"),
        ("Texte de la question :", "Texte de la réponse :"),
        ("# Texte de la question", "# Texte de la réponse"),
        ("### Question", "### Réponse"),
        ("**Question**", "**Réponse**"),
        ("**Question :**", "__Réponse__ :"),
        ("Question", "Answer"),
        ("Question:", "Reply:"),
        ("## Question text", "## Answer text"),
        ("Text of the question", "Text of the answer"),
        ("\xa0Texte de la question\u200b", "Texte\xa0de la re\u0301ponse"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_headings_may_be_of_many_forms(question: str, reply: str, end: str) -> None:
    text = f"{question}\n\n{ASKED}\n\n{reply}\n\n{ANSWERED}\n".replace("\n", end)
    record = read(text)
    assert (record.question, record.reply) == (ASKED, ANSWERED)


def test_the_reply_may_stand_before_the_question() -> None:
    record = read(f"Texte de la réponse\n{ANSWERED}\nTexte de la question\n{ASKED}")
    assert (record.question, record.reply) == (ASKED, ANSWERED)


PAGE = f"""Question N° 1 234 de Mme Odile Brindacier (Groupe du vent)
Question écrite
Ministère interrogé > Jeux de plein air
Ministère attributaire > Vent et marées
Rubrique > sports
Titre > Fil des cerfs-volants
Analyse > cerfs-volants. fil
Question publiée au JO le : 04/03/2031 page : 1234
Réponse publiée au JO le : 10/06/2031 page : 4321

Texte de la question

{ASKED}

Texte de la réponse

{ANSWERED}
"""


def test_the_header_lines_of_a_question_page_are_read() -> None:
    record = read(PAGE)
    assert (record.number, record.title, record.rubrique) == (
        "1234", "Fil des cerfs-volants", "sports",
    )  # fmt: skip
    assert (record.asked_by, record.asked_by_group) == ("Mme Odile Brindacier", "Groupe du vent")
    assert (record.ministry_asked, record.ministry) == ("Jeux de plein air", "Vent et marées")
    assert (record.asked_on, record.answered_on) == (date(2031, 3, 4), date(2031, 6, 10))
    assert (record.question, record.reply) == (ASKED, ANSWERED)


FRONT = """---
title: "Fil des cerfs-volants"
number: 77
ministère: Vent et marées
date: 2031-06-10
asked_on: 4 mars 2031
answered_by: M. Basile Cordier
url: https://exemple.invalid/77
licence: MIT
pays: fr
fictif: oui
humeur: bonne
---
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_is_read_in_french_and_english(end: str) -> None:
    text = f"{FRONT}## Question\n{ASKED}\n## Réponse\n{ANSWERED}".replace("\n", end)
    record = read(text)
    assert (record.title, record.number, record.licence) == ("Fil des cerfs-volants", "77", "MIT")
    assert (record.ministry, record.answered_by) == ("Vent et marées", "M. Basile Cordier")
    assert (record.asked_on, record.answered_on) == (date(2031, 3, 4), date(2031, 6, 10))
    assert (record.url, record.country) == ("https://exemple.invalid/77", "FR")
    assert record.fictional
    assert (record.question, record.reply) == (ASKED, ANSWERED)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_is_never_part_of_a_question_without_heading(end: str) -> None:
    text = f"{FRONT}{ASKED}\n\n## Réponse\n{ANSWERED}".replace("\n", end)
    assert read(text).question == ASKED


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "exemple.invalid"])
def test_an_address_that_is_no_web_address_is_dropped(url: str) -> None:
    assert read(f"---\nurl: {url}\n---\nRéponse\n{ANSWERED}").url == ""


def test_an_english_text_is_of_the_united_kingdom() -> None:
    record = read("Question:\nHow many kites are there?\nAnswer:\nThere are 1,204 of them.")
    assert (record.language, record.country, record.kind) == ("en", "GB", "UK written")


@pytest.mark.parametrize("above", [ASKED, f"\n{ASKED}\n", f"# Un titre\n\n{ASKED}"])
def test_without_its_heading_the_question_is_what_stands_above_the_reply(above: str) -> None:
    record = read(f"{above}\nTexte de la réponse\n{ANSWERED}")
    assert (record.question, record.reply) == (ASKED, ANSWERED)


def test_header_lines_are_no_part_of_a_question_without_heading() -> None:
    text = f"Question N° 7\n**Ministère attributaire :** Vent\n{ASKED}\nRéponse\n{ANSWERED}"
    record = read(text)
    assert (record.number, record.ministry) == ("7", "Vent")
    assert (record.question, record.reply) == (ASKED, ANSWERED)


@pytest.mark.parametrize(
    "text", [f"Texte de la question\n{ASKED}", f"Question\n{ASKED}\nRéponse\n"]
)
def test_a_question_alone_is_not_yet_answered(text: str) -> None:
    record = read(text)
    assert (record.question, record.reply) == (ASKED, "")
    assert record.status == Status.NOT_YET_ANSWERED


def test_a_reply_alone_is_read() -> None:
    record = read(f"Texte de la réponse\n{ANSWERED}")
    assert (record.question, record.reply, record.status) == ("", ANSWERED, Status.ANSWERED)


@pytest.mark.parametrize(
    "text",
    [
        ANSWERED,
        f"{ASKED}\n\n{ANSWERED}",
        f"La réponse\n{ANSWERED}",
        f"Texte de la réponse {ANSWERED}",
        "---\ntitle: a\n---\nbonjour",
    ],
)
def test_without_a_heading_nothing_is_taken_for_a_reply(text: str) -> None:
    skip = skipped(text)
    assert "Texte de la réponse" in skip.reason
    assert "Answer:" in skip.reason


def test_headings_without_text_are_left_out() -> None:
    assert "headings" in skipped("Texte de la question\n\nTexte de la réponse\n\n").reason


def test_several_questions_in_one_text_are_left_out_rather_than_mixed() -> None:
    pair = f"Texte de la question\n{ASKED}\nTexte de la réponse\n{ANSWERED}\n"
    assert "file of its own" in skipped(pair + pair.replace("fil", "vent")).reason


def test_a_line_of_the_question_that_looks_like_a_short_heading_stays_in_the_question() -> None:
    text = (
        f"Texte de la question\n{ASKED}\nRéponse :\nje veux un fil.\n"
        f"Texte de la réponse\n{ANSWERED}\nQuestion :\nréglée."
    )
    record = read(text)
    assert record.reply == f"{ANSWERED} Question :\nréglée."
    assert "je veux un fil" in record.question


def test_the_uid_is_made_of_the_words_and_of_nothing_else() -> None:
    bare = read(f"Question\n{ASKED}\nRéponse\n{ANSWERED}")
    assert read(PAGE).uid == bare.uid
    assert read(PAGE.replace("avant l'été", "après l'été")).uid != bare.uid


@pytest.mark.parametrize(
    ("question", "ministry"),
    [
        ("M. Yvon Tracel interroge Mme la ministre du vent sur le fil.", "ministre du vent"),
        ("M. A alerte M. le secrétaire d'État aux jeux, à nouveau.", "secrétaire d'État aux jeux"),
        ("Mme B demande à M. le garde des sceaux si le fil", "garde des sceaux"),
        ("Mme B s'interroge sur le fil.", ""),
        ("", ""),
    ],
)
def test_the_ministry_is_read_in_the_opening_of_a_question(question: str, ministry: str) -> None:
    assert ministry_in(question) == ministry


WORDS = st.lists(
    st.sampled_from(
        ["le", "fil", "déjà", "vole", "l'été", "communes", "12,5", "question", "texte"]
    ),
    min_size=1,
    max_size=50,
).map(lambda words: "Ainsi " + " ".join(words))


@given(WORDS, WORDS, st.integers(8, 100))
@settings(max_examples=150, deadline=None)
def test_texts_wrapped_at_any_width_are_read_with_the_same_words(
    asked: str, answered: str, width: int
) -> None:
    record = read(
        f"Texte de la question\n\n{textwrap.fill(asked, width)}\n\n"
        f"Texte de la réponse\n\n{textwrap.fill(answered, width)}\n"
    )
    assert (record.question, record.reply) == (asked, answered)


@given(WORDS, WORDS)
@settings(max_examples=50, deadline=None)
def test_the_members_words_are_never_in_the_reply(asked: str, answered: str) -> None:
    for heading in ("", "Texte de la question\n", "## Question\n"):
        assert read(f"{heading}{asked}\nTexte de la réponse\n{answered}").reply == answered
