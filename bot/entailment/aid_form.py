"""What a sentence by a language model may look like: plain text, that speaks to nobody.

What the quote itself does, its translation may do too: speak in the first person or to somebody,
judge, say what ought to be done, stand on several lines.
"""

import re
import unicodedata

from corpus.text.clean import clean
from corpus.text.fold import fold_all
from corpus.text.language import language_of
from embeddings.lexical.stop_words import STOP_WORDS

_MIN_WORDS = 3
_PER_QUOTED = 2.2  # characters of an aid for each of its quote, beside those that it always has
_ALWAYS = 200
_MOST = 3_000
_MARKUP = frozenset("<>{}[]\\`*_#|~^=")
_ENTITY = re.compile(r"&\w+;|&#")
_SCHEME = re.compile(r"@|\bhttps?\b|\bwww\.|://")
_ADDRESS = re.compile(r"\b[\w-]{2,}\.[^\W\d_]{2,}\b")  # whatever might be one
_PUNCTUATION = "’‘“”«»–—‑‐−…•·°²³½¼¾×€£§"
# The other languages' small words that French and English do not have.
_FOREIGN = re.compile(
    r"(?:el|los|las|del|una|con|por|muy|pero|il|lo|gli|della|dei|delle|di|sono|non|alla|das|der|"
    r"und|ist|nicht|ein|eine|mit|von|zu|den|het|een|niet|zijn|voor|dos|uma|nao|ao|em|um)$"
)
_SECOND_PERSON = {
    "fr": re.compile(r"\b(?:vous|votre|vos|tu|toi|ton|tes)\b|\bt'(?=[aeiouh])"),
    "en": re.compile(r"\b(?:you|your|yours|yourself|yourselves)\b"),
}
_FIRST_PERSON = {
    "fr": re.compile(r"\b(?:je|nous|notre|nos|mon|mes|moi)\b|\bj'"),
    "en": re.compile(r"\b(?:i|we|our|ours|my|me|us)\b(?!\))"),
}
_OPENS = r"(?:^|[.!?:;\n] ?|\")"
_IMPERATIVE = re.compile(
    rf"{_OPENS}(?:please|do not|don't|never|always|remember|make sure|veuillez|merci de|"
    r"(?:contact|call|visit|ask|see|check|write to|send|use|consult|consider|note|try|sign|get|"
    r"download|vote|choose) (?:the|a|an|this|that|it|for|here|now|us|in|whether|if|\d+|your|on)|"
    r"(?:click|apply|go) (?:here|now|for|to|on|online|before|at)|"
    r"(?!assez\b|chez\b)(?:ne |n')?[a-z]{3,}ez(?:-vous|-le|-la|-les)?)\b"
)
_DUTY = re.compile(
    r"\b(?:il faut|il faudrait|il est (?:conseille|recommande|preferable)|il vaut mieux|"
    r"mieux vaut|ought to|it is (?:best|advisable|recommended)|had better|should)\b"
)
_QUOTED_DUTY = re.compile(
    r"\b(?:il (?:faut|faudrait|convient|importe|appartient)|conseill\w*|recomm\w*|preferable|"
    r"mieux|ought|advis\w*|better|should|must|need\w*|best|doi\w+|dev(?:ra|rai|ro)\w*|necessaire)\b"
)
_JUDGES = re.compile(
    r"\b(?:(?:un)?fortunately|sadly|happily|luckily|hopefully|disgrac\w*|shame\w*|scandal\w*|"
    r"wonderful\w*|terrible|disappoint\w*|outrag\w*|absurd\w*|regrettabl\w*|good news|bad news|"
    r"in my (?:opinion|view)|wisely|wrongly|(?:mal)?heureusement|helas|honteu\w*|formidable\w*|"
    r"decevan\w*|a (?:mon|notre) (?:avis|sens)|bonne nouvelle|mauvaise nouvelle|"
    r"inadmissible\w*|inacceptable\w*|unacceptable\w*|bravo)\b"
)
# What a document says to a program rather than to a reader proves nothing.
_INSTRUCTS = re.compile(
    r"\b(?:ignor\w+|oubli\w+|forget|disregard)\b.{0,40}\b(?:instruction|consigne|rule|regle)"
    r"|\bsystem ?(?:prompt|message)\b|<\|?system|\b(?:this|the|your|my|ce|le|ton) prompt\b"
    r"|\b(?:you are|tu es|vous etes)(?: now)? (?:an?|une?|maintenant)\b|\b(?:order|ordre) ?:"
)


def aid_form_reason(aid: str, language: str, quote: str, quote_language: str) -> str:
    """Return "" if `aid` may stand under `quote` by its looks, else why it may not.

    Reasons: "form", "language", "instruction", "reader" (it speaks to the reader, advises, judges
    or says "we", which the quote does not).
    """
    most = min(_MOST, _PER_QUOTED * len(quote) + _ALWAYS)
    if len(re.findall(r"\w+", aid)) < _MIN_WORDS or len(aid) > most:
        return "form"
    if not _MARKUP.isdisjoint(set(aid) - set(quote)) or _ENTITY.search(aid):
        return "form"
    if not _is_clean(aid, quote) or aid.count("\n") > quote.count("\n"):
        return "form"
    if _is_other_language(aid, language):
        return "language"
    said, quoted = _spoken(aid), _spoken(quote)
    if _INSTRUCTS.search(quoted) or _INSTRUCTS.search(said):
        return "instruction"
    return "reader" if _speaks_to_reader(said, language, quoted, quote_language) else ""


def question_form_reason(text: str, language: str, said: str) -> str:
    """Return "" if `text` may be asked as a question in `language`, else why it may not.

    `said` is the conversation it was made from. Reasons: "markup", "letters", "instruction",
    "language".
    """
    if not _MARKUP.isdisjoint(text) or _ENTITY.search(text):
        return "markup"
    if _SCHEME.search(text) or _ADDRESS.search(text):
        return "markup"
    if not _is_clean(text, "") or "\n" in text:
        return "letters"
    if _INSTRUCTS.search(_spoken(said)) or _INSTRUCTS.search(_spoken(text)):
        return "instruction"
    return "language" if _is_other_language(text, language) else ""


def _is_clean(text: str, quote: str) -> bool:
    """Return whether `text` has only common characters and such as its quote has.

    Spaces that cannot break, which French sets before some marks, are spaces.
    """
    spaced = re.sub(r"[^\S\n]+", " ", text).strip()
    return spaced == clean(text) and all(c == "\n" or _is_plain(c) or c in quote for c in spaced)


def _is_plain(character: str) -> bool:
    """Return whether a character is a Latin letter, a digit or common punctuation."""
    if character.isascii():
        return character.isprintable()
    if character.isalpha():
        return unicodedata.name(character, "").startswith("LATIN")
    return character in _PUNCTUATION


def _is_other_language(text: str, language: str) -> bool:
    if language_of(text) not in ("", language):
        return True
    words = re.findall(r"[a-z]+", fold_all(text).replace("'", " "))
    own = set(STOP_WORDS[language])
    foreign = {word for word in words if _FOREIGN.match(word) and word not in own}
    is_foreign = len(foreign) >= 2 and len(foreign) > len(own & set(words)) / 2
    return is_foreign or (len(words) >= 8 and not own & set(words))


def _spoken(text: str) -> str:
    """Return `text` folded, without the words that only look like the first or second person."""
    text = re.sub(r"\bUS\b|\bU\.S\.", "America", text)
    return fold_all(text).replace("rendez-vous", "rendezvous")


def _speaks_to_reader(said: str, language: str, quoted: str, quote_language: str) -> bool:
    for person in (_SECOND_PERSON, _FIRST_PERSON):
        if person[language].search(said) and not person[quote_language].search(quoted):
            return True
    return bool(
        (_IMPERATIVE.search(said) and not _IMPERATIVE.search(quoted))
        or (_DUTY.search(said) and not _QUOTED_DUTY.search(quoted))
        or (_JUDGES.search(said) and not _JUDGES.search(quoted))
    )
