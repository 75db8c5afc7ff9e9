import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.parliaments.france.dialogue import split_dialogue
from corpus.text.html import html_to_text

HTML = (
    '<p align="center"><strong>CERFS-VOLANTS</strong></p>'
    "<p><strong>M. le président.</strong> La parole est à Mme Odile Brindacier.</p>"
    "<p><strong>Mme Odile Brindacier.</strong> Les cerfs-volants tombent. Que ferez-vous&nbsp;? "
    "<i>(Applaudissements sur quelques bancs.)</i></p>"
    "<p><strong>Mme la présidente.</strong> La parole est à M. le ministre des jeux.</p>"
    "<p><strong>M. Basile Cordier,</strong> <i>ministre des jeux de plein air</i>. Madame la "
    "députée, le fil sera renforcé. <i>(Exclamations sur divers bancs.)</i> Un fonds y aidera.</p>"
    "<p>Il est de 3 millions d'euros. <i>(Sourires.)</i></p>"
    "<p><strong>Mme Odile Brindacier.</strong> C'est trop peu&nbsp;!</p>"
)

PLAIN = """M. le president. La parole est a M. Yvon Tracel.
M. Yvon Tracel. Monsieur le ministre, les toupies manquent.
Comptez-vous agir ?
M. le president. La parole est a M. le ministre delegue aux jeux.
M. Emile Fardot, ministre delegue aux jeux. Monsieur le depute, l'atelier rouvrira.
Il le fera des janvier. (Applaudissements sur les bancs du groupe du vent.)
M. Yvon Tracel. Enfin !
M. le ministre delegue aux jeux. Et il embauchera."""


def test_the_html_form_is_split_into_its_two_sides() -> None:
    dialogue = split_dialogue(html_to_text(HTML))
    assert dialogue.question == ("Les cerfs-volants tombent. Que ferez-vous ?\nC'est trop peu !")
    assert dialogue.reply == (
        "Madame la députée, le fil sera renforcé. Un fonds y aidera.\nIl est de 3 millions d'euros."
    )
    assert dialogue.answered_by == "M. Basile Cordier, ministre des jeux de plein air"


def test_the_plain_unaccented_form_is_split_into_its_two_sides() -> None:
    dialogue = split_dialogue(PLAIN)
    assert dialogue.question == (
        "Monsieur le ministre, les toupies manquent.\nComptez-vous agir ?\nEnfin !"
    )
    for words in ("l'atelier rouvrira.\nIl le fera des janvier.", "Et il embauchera."):
        assert words in dialogue.reply
    assert dialogue.answered_by == "M. Emile Fardot, ministre delegue aux jeux"


def test_the_chair_and_the_noises_of_the_chamber_are_on_neither_side() -> None:
    dialogue = split_dialogue(html_to_text(HTML))
    for noise in ("La parole est", "Applaudissements", "Exclamations", "Sourires", "CERFS-VOLANTS"):
        assert noise not in dialogue.question + dialogue.reply


def test_with_several_ministers_each_turn_keeps_its_speaker() -> None:
    dialogue = split_dialogue(
        "Mme Odile Brindacier. Qui paiera ?\n"
        "M. Basile Cordier, ministre des jeux. La commune.\n"
        "Mme Alma Tissot, secrétaire d'État aux ficelles. Et l'État."
    )
    assert dialogue.reply == (
        "M. Basile Cordier, ministre des jeux :\nLa commune.\n"
        "Mme Alma Tissot, secrétaire d'État aux ficelles :\nEt l'État."
    )
    assert dialogue.answered_by == (
        "M. Basile Cordier, ministre des jeux; Mme Alma Tissot, secrétaire d'État aux ficelles"
    )


def test_a_minister_who_speaks_again_needs_no_function() -> None:
    dialogue = split_dialogue(
        "M. Basile Cordier, ministre des jeux. Oui.\nM. Tracel. Non !\nM. Basile Cordier. Si."
    )
    assert (dialogue.question, dialogue.reply) == ("Non !", "Oui.\nSi.")


@pytest.mark.parametrize(
    "speaker",
    [
        "M. le Premier ministre",
        "Mme la Première ministre",
        "M. le garde des sceaux",
        "Mme la ministre des jeux",
        "M. Jean de la Toupie, secrétaire d’État aux jeux",
        "Mme Alma Tissot, garde des sceaux, ministre de la justice",
        "M. Basile Cordier, haut-commissaire aux jeux",
        "Mme Alma Tissot, porte-parole du Gouvernement",
    ],
)
def test_a_member_of_the_government_is_known_by_title_or_function(speaker: str) -> None:
    dialogue = split_dialogue(f"M. Yvon Tracel. Quand ?\n{speaker}. Demain.")
    assert (dialogue.question, dialogue.reply) == ("Quand ?", "Demain.")
    assert dialogue.answered_by == speaker


@pytest.mark.parametrize(
    "interruption",
    [
        "M. Yvon Tracel. Menteur !",
        "M. Yvon Tracel (Groupe du vent). Menteur !",
        "Mme Ode d'Arc-Brindacier, rapporteure générale. Menteur !",
        "Plusieurs députés du groupe du vent. Menteur !",
        "Un député du groupe du vent. Menteur !",
        "M. DU FIL. Menteur !",
    ],
)
def test_who_interrupts_a_minister_is_never_quoted_as_the_reply(interruption: str) -> None:
    dialogue = split_dialogue(
        f"M. Yvon Tracel. Quand ?\nM. Basile Cordier, ministre des jeux. Demain.\n{interruption}"
    )
    assert dialogue.reply == "Demain."
    assert "Quand ?\n" in dialogue.question
    assert dialogue.question.endswith("\nMenteur !")


def test_who_asks_is_told_and_each_of_several_members_stands_above_their_words() -> None:
    one = split_dialogue(PLAIN)
    assert one.asked_by == "M. Yvon Tracel"
    assert "M. Yvon Tracel" not in one.question
    two = split_dialogue(
        "Mme Odile Brindacier. Quand ?\nM. Basile Cordier, ministre des jeux. Demain.\n"
        "M. Yvon Tracel. Enfin !"
    )
    assert two.asked_by == "Mme Odile Brindacier"
    assert two.question == "Mme Odile Brindacier :\nQuand ?\nM. Yvon Tracel :\nEnfin !"


@pytest.mark.parametrize(
    "address",
    [
        "M. le ministre, vous aviez promis des toupies. Où sont-elles ?",
        "M. le Premier ministre, nous attendons encore. Où sont-elles ?",
        "Mme la ministre des jeux, je vous écoute. Où sont-elles ?",
    ],
)
def test_a_member_who_addresses_the_minister_is_not_the_minister(address: str) -> None:
    dialogue = split_dialogue(
        f"M. Yvon Tracel. Les toupies manquent.\n{address}\n"
        "M. Basile Cordier, ministre des jeux. Au grenier."
    )
    assert dialogue.question == f"Les toupies manquent.\n{address}"
    assert dialogue.reply == "Au grenier."


def test_a_turn_without_words_does_not_hide_the_next_speaker() -> None:
    dialogue = split_dialogue("M. le président.\nM. Basile Cordier, ministre des jeux. Demain.")
    assert dialogue.reply == "Demain."


@pytest.mark.parametrize(
    "text",
    ["", "Un texte sans personne.", "M. le président. La parole est à M. Tracel.\nM. Tracel. Ah."],
)
def test_without_a_minister_there_is_no_reply(text: str) -> None:
    dialogue = split_dialogue(text)
    assert (dialogue.reply, dialogue.answered_by) == ("", "")


MEMBERS = ("M. Yvon Tracel", "Mme Odile Brindacier", "M. Ugo Le Fil, rapporteur")
MINISTERS = ("M. Basile Cordier, ministre des jeux", "M. le Premier ministre")
SPEAKERS = st.sampled_from(("M. le président", *MEMBERS, *MINISTERS))


@given(st.lists(SPEAKERS, max_size=8))
@settings(max_examples=150, deadline=None)
def test_every_turn_is_on_the_side_of_its_speaker(speakers: list[str]) -> None:
    turns = [(speaker, f"Mots{turn}.") for turn, speaker in enumerate(speakers)]
    dialogue = split_dialogue("\n".join(f"{speaker}. {words}" for speaker, words in turns))
    for speaker, words in turns:
        assert (words in dialogue.reply) == (speaker in MINISTERS)
        assert (words in dialogue.question) == (speaker in MEMBERS)
