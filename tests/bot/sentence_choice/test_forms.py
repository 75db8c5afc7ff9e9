import pytest

from bot.sentence_choice.forms import Reply, is_courtesy, is_heading, leans, marks
from embeddings.texts.sentence_splitter import split_sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Ce double mouvement a vidé les phares.",
        "Elle est versée chaque mois aux gardiens.",
        "Dans ce cadre, elle loge les gardiens.",
        "Par ailleurs, ces gardiens sont logés.",
        "Toutefois, le phare reste fermé.",
        "La garde de ces phares est confiée à la marine.",
        "Il vise à loger les gardiens.",
        "Depuis 2021, elle est versée aux gardiens.",
        "In 2021, they were housed.",
        "Son montant est de 300 euros.",
        "This pays for two keepers.",
        "In addition, they are housed.",
        "However, the lighthouse is closed.",
        "As part of this work, two lighthouses were painted.",
        "It pays 800 pounds to each keeper.",
        "The keepers of these lighthouses are housed.",
        "et les phares de la côte.",
    ],
)
def test_what_hangs_on_the_sentence_before_is_seen(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Les phares sont gardés la nuit.",
        "Il est prévu de repeindre douze phares.",
        "Il n'appartient pas au Gouvernement de nommer les gardiens.",
        "À ce jour, douze phares sont gardés.",
        "À ce stade, aucun phare ne sera vendu.",
        "En ce qui concerne les phares, rien ne change.",
        "Par ailleurs, les phares sont repeints.",
        "À ce titre, les gardiens sont logés.",
        "Cette année, douze phares ont été repeints.",
        "This Government is committed to lighthouses.",
        "It is for harbours to appoint keepers.",
        "It is important that keepers are housed.",
        "There are two keepers.",
        "In addition, keepers are housed.",
        "Those who keep lighthouses are housed.",
    ],
)
def test_what_stands_alone_is_left_alone(sentence: str) -> None:
    assert not leans(sentence)


@pytest.mark.parametrize(
    ("sentence", "courtesy"),
    [
        ("L'honorable parlementaire a appele l'attention du ministre sur les phares.", True),
        ("Le ministre remercie l'honorable parlementaire de sa question.", True),
        ("Je vous remercie de votre question.", True),
        ("Monsieur le député,", False),
        ("I am grateful to my hon. Friend for raising this.", True),
        ("I apologise for the delay in responding to the hon. Member.", True),
        ("I thank the hon. Member, and can confirm that two keepers are housed.", False),
        (
            "Le ministre remercie l'honorable parlementaire de sa question et lui précise que les "
            "gardiens sont logés.",
            False,
        ),
        ("La campagne a attiré l'attention du public.", False),
        ("I refer the hon. Member to the answer of 5 July.", False),
    ],
)
def test_courtesies_are_told_from_answers(sentence: str, courtesy: bool) -> None:
    assert is_courtesy(sentence) is courtesy


def test_list_items_are_told_from_sentences_and_years() -> None:
    for item in ("- une prime ;", "• a grant", "2) un prêt", "a) a loan", "1° Le phare ;"):
        assert marks(item)
    for line in (
        "2023. Une année sèche.",
        "Un phare.",
        "-5 degrees were measured.",
        "A lighthouse.",
    ):
        assert not marks(line)


def test_a_short_line_without_a_full_stop_is_a_heading() -> None:
    text = "Gardiens des phares\nDeux gardiens veillent.\nNotes:\nUn phare. Sans point"
    reply = Reply(text, split_sentences(text))
    headings = [n for n in range(len(reply.sentences)) if is_heading(reply, n)]
    assert [reply.words(n) for n in headings] == ["Gardiens des phares", "Notes:"]
