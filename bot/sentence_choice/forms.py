"""The form of a sentence in a reply: courtesy, dependent on another, list item, row, heading.

All rules look at folded words, in lower case and without accents, because the replies of 1986 to
1997 have no accents.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.text.fold import fold
from embeddings.texts.sentence_splitter import Span

_OPENING = 300  # characters of a sentence, among which what it depends on is named
_HEADING_WORDS = 14  # a line of more words without a full stop is a sentence that lacks it
# Words that only say who asked, thank, or promise to answer: there is no answer in them.
_COURTESY = re.compile(
    r"l'attention (?:de |du |d').{0,120}\bsur\b|attention (?:est|a ete) (?:appelee|attiree)"
    r"|a bien pris connaissance|remerci\w+ .{0,60}(?:parlementaire|depute|senat|question|interpell)"
    r"|repondrai a votre question|vous m'interrogez|vous (?:appelez|attirez) (?:mon|l')"
    r"|^(?:monsieur|madame|m\.|mme) l[ae] (?:deputee?|senateur|senatrice|presidente?)[.!]?$"
    r"|^i (?:am grateful|thank|would like to thank|wish to thank)\b|^thank you\b"
    r"|^i apologise for the delay"
)
# ... unless the same sentence goes on to answer.
_GOES_ON = re.compile(
    r"\b(?:et|,) (?:lui |l'|vous )(?:precise|indique|informe|rappelle|assure)\b"
    r"|\b(?:and|,) (?:can confirm|i can|we have|we will|the government)\b"
)
# Openings that add or frame: what follows them stands alone, or leans by itself.
_ADDED = re.compile(
    r"^(?:en effet|ainsi|par ailleurs|de plus|en outre|enfin|egalement|notamment|de surcroit"
    r"|dans ce (?:cadre|contexte|sens)|dans cette (?:perspective|optique)|dans ces conditions"
    r"|en ce sens|a ce titre|a cet (?:egard|effet)|a cette fin|sur ce point"
    r"|also|additionally|in addition|furthermore|moreover|finally|separately|similarly"
    r"|in this (?:context|regard)|to this end|with this in mind)\b(?: (?:also|egalement))?, *"
)
_FIRST_OF_SEVERAL = re.compile(
    r"^(?:en premier lieu|premierement|tout d'abord|d'abord|d'une part|l[ea] premiere?(?! ministre)"
    r"|first(?:ly)?(?=,)|first of all|in the first place|to begin with)\b"
)
_LEANS = re.compile(
    # French: pronouns and demonstratives, alone or after a preposition; contrasts and conclusions.
    r"^(?:celui|celle|ceux|celles|elle|elles|ils|cela|ceci|c'est|c'etait|c'en|son|sa|ses|leurs?"
    r"|tel(?:le)?s? (?:est|sont)|l'un|l'une|ce dernier|cette derniere)\b"
    r"|^l[ea] (?:premiere?|seconde?|deuxieme|troisieme)(?:,| (?:est|consiste|concerne|vise)\b)"
    r"|^il\b(?! (?:n'|ne |s'|en |y )*(?:y a|a|aura|avait|est|etait|sera|serait|ete|faut|convient"
    r"|appartient|agit|existe|resulte|importe|revient|reste|va|demeure|suffit)\b)"
    r"|^(?:(?:a|au|dans|sur|pour|de|en|par|avec|parmi|depuis|sous|selon|outre|grace a|lors de"
    r"|a l'issue de|au titre de|l'ensemble de|afin de) )?(?:ce|cet|cette|ces)\b"
    r"(?! (?:jour|stade|qui concerne|annee|ete|hiver|printemps|automne|mois|semaine|moment)\b)"
    r"|^(?:toutefois|cependant|neanmoins|en revanche|pour autant|pourtant|mais|or|des lors"
    r"|par consequent|en consequence|pour ce faire|de ce fait|de meme|a l'inverse|a defaut)\b"
    # English.
    r"|^(?:(?:in|on|at|for|under|through|to|of|from|with|by|following|since|within|alongside"
    r"|during|given|despite|among|once|as part of|in addition to|as a result of|because of) )?"
    r"(?:this|that|these|those)\b(?! (?:government|year|month|week|summer|autumn|winter|spring"
    r"|parliament|country|time|stage|house|who|with|whose|eligible|affected)\b)"
    r"|^(?:its|they|their|he|she|his|her|such|neither|both (?:have|are|were|will)"
    r"|the (?:latter|former|same)|the (?:first|second|third)(?= (?:is|was|relates)\b|,)|as such)\b"
    r"|^it\b(?! (?:is|was|has been|will be|would be|should be|has)(?: also| not| therefore"
    r"| currently| only)* (?:for|important|the|noted|vital|essential|right|possible|proved|clear"
    r"|expected|estimated|likely|our|my|up to|worth|necessary|too|crucial|illegal|unlawful|an"
    r" offence|a matter|a criminal|taking)\b)"
    r"|^(?:however|nevertheless|nonetheless|but|yet|instead|therefore|thus|hence|consequently"
    r"|accordingly|conversely|otherwise|as a result|by contrast|on the other hand)\b"
)
# What is pointed at within the first words: "La lutte contre ce phénomène", "All of these", "En
# 2024, elle a été versée".
_POINTS = re.compile(
    r"^(?:en|depuis|a|au|des|in|on|since|by|from) [^,]{2,40}, (?:elle|elles|ils|they|he|she)\b|"
    r"^(?:\S+ ){1,7}(?:ce|cet|cette|ces) "
    r"(?!(?:jour|stade|qui|que|qu'\w*|dont|a quoi|sont|n'\w*|annee|ete|hiver|printemps|automne|mois"
    r"|semaine|moment|gouvernement|titre)\b)"
    r"|^(?:\S+ ){1,4}(?:this|these|those) (?!(?:government|year|month|week|summer|autumn|winter"
    r"|spring|parliament|country|time|stage|house|who|with|in|that|which|affected|on|from)\b)"
)
# "- ", "• ", "2) ", "3 - the", "1° ", "(b) ", "II. ", but not "M. Dupont" or "12 - 15 years".
_MARK = re.compile(
    r"[“\"«]? ?(?:(?P<bullet>[-–—•*·▪◦o]) "
    r"|(?P<open>\(?)(?P<count>\d{1,2}|[a-z]{1,4}|[A-Z]{1,4})"
    r"(?P<close>[.)°/]+ |\s?[-–] (?=[^\W\d])))"
)
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii")
# As the turns of a dialogue begin, and the lines of those who interrupt it.
_SPEAKER = re.compile(r"(?:MM?\.|Mmes?) .*(?::| \.)$")


class Reply(NamedTuple):
    """A reply's text with the spans of its sentences."""

    text: str
    sentences: Sequence[Span]

    def words(self, number: int) -> str:
        """Return the text of the sentence `number`."""
        span = self.sentences[number]
        return self.text[span.start : span.end]

    def count(self, number: int) -> int:
        """Return how many words the sentence `number` has."""
        return len(self.words(number).split())

    def begins_line(self, number: int) -> bool:
        """Return whether the sentence `number` begins a line of the reply."""
        return number == 0 or "\n" in self._between(number - 1)

    def _between(self, number: int) -> str:
        return self.text[self.sentences[number].end : self.sentences[number + 1].start]


def is_courtesy(text: str) -> bool:
    """Return whether a sentence only gives thanks, or says who asked."""
    words = fold(text)
    return bool(_COURTESY.search(words)) and not _GOES_ON.search(words)


def leans(text: str) -> bool:
    """Return whether a sentence depends on the one before: "Ce double mouvement", "However, it".

    So does one that begins in the middle, with a small letter.
    """
    words = _ADDED.sub("", fold(text[:_OPENING]))
    return text[:1].islower() or bool(_LEANS.match(words) or _POINTS.match(words))


def begins_count(text: str) -> bool:
    """Return whether a sentence is the first of an announced series: "En premier lieu"."""
    return bool(_FIRST_OF_SEVERAL.match(fold(text[:_OPENING])))


class Mark(NamedTuple):
    """What an item of a list begins with: "•", or the form of a count, "(1)", with its number."""

    form: str
    number: int  # 0 if it does not count


def marks(text: str) -> list[Mark]:
    """Return what the mark of a list item may be: nothing for other lines, two for "i) ..."."""
    match = _MARK.match(text)
    if match is None:
        return []
    if match["bullet"]:
        return [Mark(match["bullet"], 0)]
    around, count = f"{match['open']}{{}}{match['close'].strip()}", match["count"]
    if count.isdigit():
        return [Mark(around.format("1"), int(count))]
    case, found = "a" if count.islower() else "A", []
    if count.lower() in _ROMANS:
        found.append(Mark(around.format(case + "i"), _ROMANS.index(count.lower()) + 1))
    if len(count) == 1 and (case == "a" or match["close"] != ". "):
        found.append(Mark(around.format(case), ord(count.lower()) - ord("a") + 1))
    return found


def is_row(text: str) -> bool:
    """Return whether a line is a row of a table, as the readers write them: "2023 | 1,204"."""
    return " | " in text


def has_digit(text: str) -> bool:
    """Return whether `text` contains a digit."""
    return any(map(str.isdigit, text))


def opens_list(text: str) -> bool:
    """Return whether the sentence introduces what follows: "Three grants exist:"."""
    return text.endswith((":", ":-")) and not is_speaker(text)


def is_speaker(text: str) -> bool:
    """Return whether this names who says what follows: "Mme Vitou, ministre :", "M. Lebrun ."."""
    return bool(_SPEAKER.match(text))


def is_heading(reply: Reply, number: int) -> bool:
    """Return whether a sentence is a short line with no full stop: a heading, a speaker's name."""
    text = reply.words(number)
    ends = number + 1 == len(reply.sentences) or reply.begins_line(number + 1)
    return (
        reply.begins_line(number)
        and ends
        and len(text.split()) <= _HEADING_WORDS
        and not text.rstrip().endswith((".", "!", "?", "…", ";", ","))
        and not marks(text)
        and not is_row(text)
    )
