"""Ministries, members, chambers, legislatures and question numbers named in a question.

A ministry is a filter only where it is named as the speaker ("selon le ministère de
la santé", "what does the Treasury say"), never where it is only what the question is about.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.filters.cue import Cue, any_of, word_tables
from corpus.text.fold import fold
from embeddings.search.filters import ALTERNATIVES

_WORD = re.compile(r"\w+(?:-\w+)*")
_SPEAKS = re.compile(
    r"(?P<pure>\b(?:selon|d'apres|according to)\s+)"
    r"|\b(?:que|qu'en) (?:dit|disait|disent|repond|repondait|pense|pensait)\s+"
    r"|\bqu'(?:a|avait|en a) (?:dit|repondu|declare|annonce)\s+"
    r"|\b(?:reponses?|position|avis) (?=d)"
    r"|\brepondu par\s+"
    r"|\b(?:answer(?:s|ed)?|repl(?:y|ies|ied)|responses?|statements?) (?:given )?(?:by|from|of)\s+"
    r"|\bwhat (?:does|did|do|has|have) (?=(?:\w+\W+){1,9}?(?:say|said|think|answer|repl))"
)
_MOST_WORDS = 14  # that a ministry's name is looked for in
_ASKED = re.compile(
    r"\b(?:asked by|questions? (?:ecrites? |orales? )?(?:posees? par|de|by|from|of)|posees? par|"
    r"(?:la |le )?(?:deputee?|senateur|senatrice)|mp|reponse a) "
    r"(?=\w)(?:(?:m\.|mm\.|mmes?|mlle|mr\.?|mrs\.?|ms\.?|dr\.?|sir|dame|lord|lady|monsieur|madame|"
    r"la deputee|le depute|la senatrice|le senateur|baroness) )?"
)
_CHAMBERS = {
    "Sénat": r"(?:(?:au|le|du) senat|(?:in|by) the (?:french )?senate)",
    "Assemblée nationale": r"(?:(?:a|de|par) l'assemblee(?: nationale)?"
    r"|(?:in|by) the (?:french )?national assembly)",
    "Commons": r"(?:(?:in|by) the (?:house of )?commons|(?:a|de|par) la chambre des communes|"
    r"aux communes)",
    "Lords": r"(?:(?:in|by) the (?:house of )?lords|(?:a|de|par) la chambre des lords"
    r"|chez les lords)",
}
# A chamber is a filter where something was asked or answered there, not where it is the subject.
_ASKED_THERE = re.compile(
    r"(?:\b(?:dit|disait|repond|repondu|repondait|reponses?|questions?|posee?s?|interroge|demande|"
    r"asked|answer(?:s|ed)?|repl(?:y|ies|ied)|said|say|told)(?:\W+(?:given|made|donnees?|le|la|the|"
    r"gouvernement|government|ministre|minister)){0,2}\W+)$"
)
_LEGISLATURE = re.compile(
    r"\b(?:(?:sous|dans|pendant|durant|depuis|de|lors de|in|under|during) )?(?:la |the )?"
    r"(?P<ordinal>\d{1,2}(?:e|eme|th|st|nd|rd)|[xvi]{1,6}(?:e|eme|th)) legislature\b"
)
_NUMBER = re.compile(
    r"\b(?:(?:la |the )?(?:written |oral )?question(?: ecrite| orale)?(?: au gouvernement)?|"
    r"(?:la )?q(?:e|g|osd)|(?:the )?uin)"
    r"(?:\s*(?:n\s?[°o]\.?|no\.?|number|numero|num\.?|#|:)\s*|\s+)"
    r"(?P<number>(?:hl)?\d{1,3}(?:[ .,]\d{3})+|(?:hl)?\d{1,7})(?!\d|[ -]?(?:jours|days|ans|%))\b"
)
_ROMAN = {"i": 1, "v": 5, "x": 10}


def find_ministry(text: str, names: Sequence[str]) -> Iterator[Cue]:
    """Yield the ministry that the folded question `text` names as the speaker.

    `names` are those of the index; the value is all of them that are that ministry, old and new.
    """
    for match in _SPEAKS.finditer(text):
        words = list(_WORD.finditer(text, match.end()))[:_MOST_WORDS]
        for count in range(len(words), 0, -1):
            found = _named(tuple(w[0] for w in words[:count]), tuple(names))
            if found:
                pure = bool(match["pure"])
                start = match.start() if pure else words[0].start()
                value = ALTERNATIVES.join(found)
                yield Cue("ministry", value, start, words[count - 1].end(), said=not pure)
                return


def find_deputy(text: str, members: Sequence[str]) -> Iterator[Cue]:
    """Yield the member whose question is asked for, if the index knows one by that name."""
    titles = word_tables()["titles_of_people"]
    for match in _ASKED.finditer(text):
        known = [(name, [w for w in _words(name) if w not in titles]) for name in members]
        words = list(_WORD.finditer(text, match.end()))[:6]
        for count in range(len(words), 0, -1):
            typed = [w[0] for w in words[:count]]
            full = [w for w in typed if w not in titles]
            fitting = [name for name, own in known if full and _is_name(full, own)]
            if fitting and typed[-1] not in titles:
                value = text[words[0].start() : words[count - 1].end()]
                if any(value in fold(name) for name in fitting):
                    yield Cue("deputy", value, match.start(), words[count - 1].end(), said=False)
                    return


def find_chamber(text: str) -> Iterator[Cue]:
    """Yield the chamber in which something was asked or answered."""
    for name, pattern in _CHAMBERS.items():
        for match in re.finditer(rf"\b{pattern}(?![\w-])", text):
            last = not text[match.end() :].strip(" ?!.")
            told = re.search(r"\b(?:dit|repond\w*|reponses?|said|say|answer\w*|repl\w+)\b", text)
            if _ASKED_THERE.search(text[: match.start()]) or (last and told):
                yield Cue("chamber", name, *match.span(), said=False)
                return


def find_legislature(text: str) -> Iterator[Cue]:
    """Yield the legislature named by its ordinal: "15e", "XVIe", "16th"."""
    for match in _LEGISLATURE.finditer(text):
        number = _ordinal(match["ordinal"])
        if number:
            yield Cue("legislature", str(number), *match.span(), said=False)
            return


def find_number(text: str) -> Iterator[Cue]:
    """Yield the number of a question: "question n° 13382", "UIN 123456", "QE 33"."""
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match["number"])
        if int(digits):
            yield Cue("number", digits, *match.span(), said=False)
            return


def same_remit(one: str, other: str) -> bool:
    """Return whether two ministry names share a topic: the same ministry renamed, or nearly."""
    names = [fold(name) for name in (one, other)]
    tables = word_tables()
    topics = [
        word
        for word in _words(names[0])
        if word not in (*tables["kinds_of_office"], *tables["links_in_names"])
    ]
    return any(_treats(names[1], topic, literally=False) for topic in topics)


def _named(words: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the `names` meant by these words, if they name a ministry and end there."""
    phrase = " ".join(words).removeprefix("the ").removeprefix("le ").removeprefix("la ")
    nickname = word_tables()["nicknames"].get(phrase)
    if nickname:
        return tuple(n for n in names if any(_in(part, n) for part in nickname))
    offices, links = word_tables()["kinds_of_office"], word_tables()["links_in_names"]
    topics = [word for word in words if word not in (*offices, *links)]
    exact = any(phrase == " ".join(_words(name)) for name in names)
    if not topics or words[-1] in links or not (exact or set(offices) & set(words)):
        return ()
    return tuple(
        name for name in names if all(_treats(name, topic, literally=exact) for topic in topics)
    )


def _treats(name: str, topic: str, *, literally: bool) -> bool:
    """Return whether a ministry's name contains `topic` or, unless `literally`, a similar word."""
    own = {_singular(word) for word in _words(name)}
    groups = [] if literally else word_tables()["same_topic"]
    same = [word for group in groups if topic in group for word in group]
    return any(all(_singular(part) in own for part in word.split()) for word in (topic, *same))


def _in(phrase: str, name: str) -> bool:
    return bool(re.search(any_of((phrase,)), " ".join(_words(name))))


def _is_name(typed: Sequence[str], own: Sequence[str]) -> bool:
    """Return whether `typed` is the name `own`, last part included: a first name is not enough."""
    return set(typed) <= set(own) and bool(set(typed) & set(own[1:] or own))


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(name)))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _ordinal(text: str) -> int:
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    values = [_ROMAN[c] for c in re.sub(r"(?:eme|e|th)$", "", text)]
    return sum(
        -v if any(v < later for later in values[i + 1 :]) else v for i, v in enumerate(values)
    )
