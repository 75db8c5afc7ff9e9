"""Replies to small talk and to questions that ministers do not answer, in the asker's language.

Help lines are facts with their sources: service-public.gouv.fr (numéros d'urgence), info.gouv.fr,
gov.uk, nhs.uk and the services' own sites.
"""

import re

from bot.question.kinds import QuestionKind
from corpus.text.fold import fold_in_place

# fmt: off
_DANGER_LINES = {
    "fr": {
        "head": "Si vous ou une autre personne êtes en danger, appelez tout de suite\xa0:",
        "FR": "En France\xa0: 112 (toute urgence), 15 (SAMU), 17 (police), 18 (pompiers), 114 par "
              "SMS (si vous ne pouvez pas parler) · 3114 (idées suicidaires, jour et nuit) · 3919 "
              "(violences faites aux femmes) · 119 (enfance en danger) · 115 (sans-abri)",
        "GB": "Au Royaume-Uni\xa0: 999 (toute urgence) · 116 123 (Samaritans, jour et nuit) · 0808 "
              "2000 247 (violences conjugales) · 0800 1111 (Childline, enfants) · 111 (santé)",
        "tail": "Je suis un outil automatique qui cite des réponses de ministres\xa0: je ne peux "
                "prévenir personne à votre place.",
    },
    "en": {
        "head": "If you or someone else is in danger, call now:",
        "FR": "In France: 112 (any emergency), 15 (ambulance), 17 (police), 18 (fire), 114 by text "
              "(if you cannot speak) · 3114 (suicidal thoughts, day and night) · 3919 (violence "
              "against women) · 119 (children in danger) · 115 (homelessness)",
        "GB": "In the United Kingdom: 999 (any emergency) · 116 123 (Samaritans, day and night) · "
              "0808 2000 247 (domestic abuse) · 0800 1111 (Childline, children) · 111 (health)",
        "tail": "I am an automatic tool that quotes ministers' replies: I cannot alert anybody for "
                "you.",
    },
}
_WORDS = {
    QuestionKind.PERSONAL: {
        "fr": "Votre question porte sur un cas personnel. Je cite ce que les ministres ont répondu "
              "en général\u202f; je ne peux ni consulter un dossier ni dire à quoi vous avez "
              "droit.\n"
              "En France\xa0: service-public.gouv.fr ou le 39 39, une maison France services, un "
              "délégué du Défenseur des droits, ou votre député. Au Royaume-Uni\xa0: gov.uk, "
              "Citizens Advice, ou votre membre du Parlement.\n"
              "Pour savoir ce que le Gouvernement a répondu sur le sujet, posez la question de "
              "façon générale.",
        "en": "Your question is about a personal case. I quote what ministers have replied in "
              "general; I cannot look into a file or say what you are entitled to.\n"
              "In the United Kingdom: gov.uk, Citizens Advice, or your Member of Parliament. In "
              "France: service-public.gouv.fr or 39 39, a France services office, the Défenseur "
              "des droits, or your deputy.\n"
              "To learn what the Government has replied on the subject, ask in general terms.",
    },
    QuestionKind.OPINION: {
        "fr": "Vous demandez un avis, un pronostic ou un jugement politique. Je n'en donne "
              "pas\xa0: je cite seulement ce que les ministres ont répondu. Demandez par "
              "exemple ce que le Gouvernement a dit, fait ou prévu à ce sujet.",
        "en": "You are asking for an opinion, a forecast or a political judgement. I give none: I "
              "only quote what ministers have replied. Ask, for instance, what the Government has "
              "said, done or planned about it.",
    },
    QuestionKind.OTHER: {
        "fr": "Ce n'est pas une question à laquelle répondent des ministres. Je cherche dans leurs "
              "réponses officielles aux questions des parlementaires\xa0: posez-moi une question "
              "sur une politique publique.",
        "en": "This is not a question that ministers answer. I search their official replies to "
              "members of parliament: ask me a question about public policy.",
    },
}
_SMALL_TALK_WORDS = {
    "greeting": {
        "fr": "Bonjour. Quelle question voulez-vous poser sur l'action du Gouvernement\u202f?",
        "en": "Hello. What would you like to ask about the Government's policies?",
    },
    "thanks": {
        "fr": "Avec plaisir. Posez une autre question quand vous voudrez.",
        "en": "You are welcome. Ask another question whenever you like.",
    },
    "goodbye": {"fr": "Au revoir.", "en": "Goodbye."},
    "about": {
        "fr": "Je suis un outil automatique, pas une personne. Je cherche dans les réponses "
              "officielles des ministres aux questions des parlementaires, j'en cite les mots "
              "exacts avec la source, et je le dis quand elles ne répondent pas.",
        "en": "I am an automatic tool, not a person. I search ministers' official replies to "
              "members of parliament, quote their exact words with the source, and say so "
              "when they do not answer.",
    },
    "abuse": {
        "fr": "Je ne réponds pas aux injures. Si une réponse vous a paru fausse, sa source est "
              "indiquée pour que vous puissiez la vérifier. Quelle est votre question\u202f?",
        "en": "I do not reply to insults. If an answer looked wrong to you, its source is given so "
              "that you can check it. What is your question?",
    },
}
# fmt: on
# A question made of nothing but these words, one of the first group among them, is small talk.
_SMALL_TALK = {
    "greeting": (
        "bonjour bonsoir salut coucou hello hi hey morning evening afternoon",
        "good madame monsieur tous toutes a there all everyone et and ca va bien comment vas tu "
        "allez vous how are you today doing aujourd hui",
    ),
    "thanks": (
        "merci thanks thank cheers super parfait great perfect helpful",
        "beaucoup bien a vous toi you very much so lot that was all it s c est tout bon ca m aide "
        "aidee pour for your help votre aide reponse answer the la ok okay d accord",
    ),
    "goodbye": (
        "revoir demain bientot bye goodbye journee soiree night later soon",
        "au a bonne good see you tomorrow have nice day nuit plus tard et and merci thanks",
    ),
    "abuse": (
        "idiot idiote imbecile moron stupid stupide useless rubbish crap shit merde connard "
        "connasse con conne debile nul nulle gueule fuck bastard asshole salope pute inutile shut "
        "foutre",
        "you re are an a what ta tu es un une vous etes des de d espece va te faire up off machine "
        "robot bot thing sale gros pauvre quel quelle bande this is ce c est",
    ),
}
_ABOUT = re.compile(
    r"(?:qui (?:es tu|etes vous|t a fabrique)|tu es qui|vous etes qui|que? (?:sais tu|savez vous"
    r"|peux tu|pouvez vous) faire|(?:es tu|etes vous|tu es|vous etes) (?:une? )?(?:robot|machine|ia"
    r"|humaine?|personne)|comment (?:ca marche|fonctionnes tu)|a quoi (?:sers tu|servez vous)"
    r"|who (?:are you|made you)|what (?:are you|can you do)|are you (?:an? )?(?:robot|human|bot"
    r"|person|machine|real|ai)|how do you work|help|aide)"
)


_HOW_ARE_YOU = re.compile(
    r"(?:comment )?(?:ca va|allez vous|vas tu)|how (?:are|do) you(?: do(?:ing)?)?"
)


def small_talk(question: str) -> str | None:
    """Return what kind of small talk `question` is (greeting, thanks...), or None."""
    words = re.findall(r"[a-z]+", fold_in_place(question))
    if _ABOUT.fullmatch(" ".join(words)):
        return "about"
    if _HOW_ARE_YOU.fullmatch(" ".join(words)):
        return "greeting"
    for topic, (heads, others) in _SMALL_TALK.items():
        is_head = [word in heads.split() for word in words]
        if any(is_head) and all(
            h or w in others.split() for h, w in zip(is_head, words, strict=True)
        ):
            return topic
    return None


def small_talk_answer(topic: str, language: str) -> str:
    """Return the reply to small talk of the kind `topic`."""
    return _SMALL_TALK_WORDS[topic][language]


def refusal(kind: QuestionKind, language: str) -> str:
    """Return the reply to a question of `kind`: personal, opinion, danger or other."""
    if kind == QuestionKind.DANGER:
        lines = _DANGER_LINES[language]
        near, far = ("FR", "GB") if language == "fr" else ("GB", "FR")
        return "\n".join((lines["head"], lines[near], lines[far], lines["tail"]))
    return _WORDS[kind][language]
