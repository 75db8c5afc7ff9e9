"""The words that show that a question depends on the one before it."""

import re
from typing import NamedTuple

from corpus.text.fold import fold_in_place
from embeddings.lexical.bm25 import analyse
from embeddings.lexical.shared_words import named_words

_AND = {
    "fr": re.compile(r"^(?:et|mais|donc|alors|d'accord|ok|oui|non|bon)\b[\s,]*"),
    "en": re.compile(r"^(?:and|but|or|so|then|ok|okay|yes|no|right)\b[\s,]*"),
}
_WHAT_ABOUT = {
    "fr": re.compile(
        r"^(?:(?:qu'en|que?) (?:est|sera|etait)(?:-il|-ce)? (?:de |d'|du |des |pour )|"
        r"quid (?:de |d'|du |des )?|meme (?:question|chose) pour )"
    ),
    "en": re.compile(r"^(?:(?:what|how) about |what of |(?:the )?same (?:question )?for )"),
}
_ASKS = {
    "fr": re.compile(
        r"\b(?:qu[ei]?|qu'\w+|quels?|quelles?|quoi|quand|ou|comment|pourquoi|combien|est-ce)\b"
    ),
    "en": re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b"),
}
_POLITE = re.compile(r"(?:merci|bonjour|bonsoir|salut|au revoir|thanks?|hello|hi|hey|bye)\b")
# What makes a clause of a fragment. Not every verb: those with which people ask.
_VERB = {
    "fr": re.compile(
        r"\b(?:est|sont|ont|sera|seront|etait|etaient|serait|seraient|avait|avaient|aura|auront|"
        r"fait|font|peut|peuvent|pourra|pourront|doit|doivent|devra|devront|va|vont|faut|"
        r"existe|existent|coute|coutent|rapporte|concerne)\b|-(?:t-)?(?:ils?|elles?|on)\b"
    ),
    "en": re.compile(
        r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|should|may|"
        r"might|must)\b"
    ),
}
_HAS = re.compile(r"\ba\b")  # French, unfolded: "à" is no verb
_ASKS_WHEN_OR_WHY = {
    "fr": re.compile(
        r"(?:mais )?(?:pourquoi|comment|quand|ou|a partir de quand|depuis quand|jusqu'a quand|"
        r"pour quand|depuis combien de temps|pendant combien de temps|de combien|"
        r"(?:a|jusqu'a|des) quel(?:le)? \w+|pour quelles? raisons?)"
    ),
    "en": re.compile(
        r"(?:why|how|when|where|since when|until when|by when|from when|by how much|how (?:long|"
        r"often|soon|far|quickly)|for how long|at what \w+|for what reasons?)"
    ),
}
_YES_OR_NO = {
    "fr": re.compile(r"^(?!.*\b(?:qu[ei]|quels?|quelles?|quand|ou|comment|pourquoi|combien)\b)"),
    "en": re.compile(
        r"^(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|should|may|might|must)"
        r"\b"
    ),
}
# Pronouns and the like that stand for something named before; what only looks like them is cut
# out first.
_NO_PRONOUN = {
    "fr": re.compile(
        r"\bil y a\w*\b|\by a\w*-t-il\b|\bsuffit-il\b|\bfaut-il\b|\bqu'est-ce\b|\best-ce qu|"
        r"\bou en (?:est|sont)\b|"
        r"\bc'est (?:quoi|quand|ou|qui|comment)\b|\bil faut\b|"
        r"\b(?:il est|est-il) (?:possible|prevu|vrai|interdit|obligatoire|legal|envisage)\b|"
        r"\bcette annee\b|\bce (?:mois|jour|soir)\b"
    ),
    "en": re.compile(
        r"\bis it (?:\w+ly )?(?!still|true\W*$)\w+ (?:that|to|for)\b|\bit is \w+ (?:that|to)\b|"
        r"\b(?:is|are|was|were|be) there\b|\bthere (?:is|are|was|were|be)\b|"
        r"\bthis (?:year|month|week|winter|summer|autumn|spring)\b|\bthat (?=[a-z]+ )(?!is|still)"
    ),
}
_PRONOUN = {
    "fr": re.compile(
        r"\b(?:ils?|elles?|lui|leurs?|eux|celui-ci|celle-ci|ceux-ci|celles-ci|celui-la|celle-la|"
        r"cela|ca|ceci|c'\w+|ce (?:sont|serait|sera)|sa|son|ses|y|en (?=est|sont|a\b|ont|reste)|"
        r"d'entre|autres?\W*$|depuis(?=\W*$)|la-bas|cet|cette|ces)\b"
    ),
    "en": re.compile(
        r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|ones|"
        r"same|there|since(?=\W*$)|(?:another|the \w+|which|that|this) one|one(?=\W*$))\b"
    ),
}
# Terms that name nothing, and terms that name no subject: "what does the minister say?"
_NO_CONTENT = frozenset(["mani", "much", "more", "long", "often", "one", "happen", "still"])
_NO_SUBJECT = frozenset(
    [
        *("minist", "govern", "say", "think", "answer", "repli", "new", "news"),
        *("ministr", "gouvern", "dit", "pens", "repond", "nouveau", "nouvel"),
    ]
)
_FEW = 1  # words that say something: with no more than these a question does not stand alone
_FEW_WITH_PRONOUN = 3
_MANY = 4  # with more of them it can be searched, whatever its pronouns stand for


class Opening(NamedTuple):
    """A follow-up without its linking words: `rest`; and `said`, with "what about" kept."""

    rest: str
    said: str
    ties: bool  # there was "and", "what about" or the like


def opening_of(text: str, language: str) -> Opening:
    """Return what `text` says after "and", "mais", "what about"..."""
    tie = _AND[language].match(fold_in_place(text))
    said = text[tie.end() :] if tie else text
    about = _WHAT_ABOUT[language].match(fold_in_place(said))
    rest = said[about.end() :] if about else said
    return Opening(rest, said, bool(tie or about))


def leans_on_history(text: str, language: str) -> bool:
    """Return whether `text` cannot be understood without the question before it."""
    plain = fold_in_place(text)
    if _POLITE.match(plain):
        return False
    opening = opening_of(text, language)
    if opening.ties and is_fragment(opening.rest, language):
        return True
    said = len([t for t in _content(opening.rest, language) if t not in _NO_SUBJECT])
    if said > _MANY:
        return False
    if opening.ties or _points_back(plain, language):
        return True
    return said <= _FEW and not any(not name[0].isdigit() for name in named_words(text))


def may_name_subject(text: str, language: str) -> bool:
    """Return whether `text`, without "and" and the like, may be about something of its own."""
    named = [term for term in _content(text, language) if term not in _NO_SUBJECT]
    return bool(named) and not _points_back(fold_in_place(text), language)


def is_fragment(text: str, language: str) -> bool:
    """Return whether `text` is a phrase that asks nothing: "in Wales", "les retraités"."""
    plain = fold_in_place(text)
    asks = _ASKS[language].search(plain) or _VERB[language].search(plain)
    return not (asks or (language == "fr" and _HAS.search(text)))


def when_or_why(text: str, language: str) -> bool:
    """Return whether `text` is only "why", "depuis quand"..., which can open a question."""
    return bool(_ASKS_WHEN_OR_WHY[language].fullmatch(fold_in_place(text)))


def is_yes_or_no(text: str, language: str) -> bool:
    """Return whether `text` is a question without a question word, which "why" can open."""
    return bool(_YES_OR_NO[language].match(fold_in_place(text)))


def _points_back(plain: str, language: str) -> bool:
    """Return whether a pronoun in the folded `plain` refers to nothing named before it."""
    plain = _NO_PRONOUN[language].sub(lambda m: " " * len(m[0]), plain)
    few = len(_content(plain, language)) <= _FEW_WITH_PRONOUN
    for pronoun in _PRONOUN[language].finditer(plain):
        if few and plain[pronoun.start() - 1 : pronoun.start()] != "-":
            return True
        before = re.sub(r"\S+$", "", plain[: pronoun.start()])  # of "a-t-il perdu", nothing
        if not _content(before, language):
            return True
    return False


def _content(text: str, language: str) -> list[str]:
    """Return the terms of `text` that name something: no numbers, no words any question has."""
    terms = analyse(text, language)
    return [t for t in terms if t not in _NO_CONTENT and not any(map(str.isdigit, t))]
