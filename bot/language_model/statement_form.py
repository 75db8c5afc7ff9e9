"""What a statement may look like: one plain, neutral sentence in the asker's language."""

import re
import unicodedata

from corpus.text.clean import clean
from corpus.text.fold import fold_all
from corpus.text.language import language_of
from embeddings.lexical.stop_words import STOP_WORDS
from embeddings.texts.sentence_splitter import split_sentences

_MAX_CHARACTERS = 400
_MIN_WORDS = 3
_MAX_SENTENCES = 2
_MARKUP = re.compile(r"[<>{}\[\]\\`*_#|~^@=]|\bhttps?\b|\bwww\.|://|&\w+;|&#")
_ADDRESS = re.compile(
    r"\b[\w-]{2,}\.(?:com|fr|org|net|uk|eu|io|info|gouv|gov|co|ru|cn|xyz|example|test|app|dev)\b",
    re.IGNORECASE,
)
# The other languages' small words that French and English do not have.
_FOREIGN = re.compile(
    r"(?:el|los|las|del|una|para|con|por|y|es|son|muy|pero|il|lo|gli|della|dei|delle|che|di|e|"
    r"sono|per|non|alla|das|der|die|und|ist|nicht|ein|eine|mit|von|zu|den|het|een|van|niet|zijn|"
    r"voor|os|da|dos|uma|nao|ao|em|um)$"
)
_SECOND_PERSON = re.compile(
    r"\b(?:vous|votre|vos|tu|toi|ton|tes|you|your|yours|yourself|yourselves)\b|\bt'(?=[aeiouh])"
)
_FIRST_PERSON = re.compile(
    r"\b(?:je|nous|notre|nos|mon|mes|moi|i|we|our|ours|my|me|us)\b|\bj'|\bi'm\b"
)
_ADVICE = re.compile(
    r"^(?:please|veuillez|merci de|s'il|contact|call|click|visit|ask|apply|go|see|check|ignore|"
    r"write|send|use|consult|consider|remember|note|do|don't|never|always|try|sign|vote|download|"
    r"cliquez|\w{3,}ez\b|ne \w+ez\b)\b"
    r"|\b(?:il faut|il faudrait|il est (?:conseille|recommande|preferable)|il vaut mieux|"
    r"mieux vaut|ought to|it is (?:best|advisable|recommended)|had better|devriez|should)\b"
)
_OPINION = re.compile(
    r"\b(?:unfortunately|fortunately|sadly|happily|luckily|hopefully|obviously|clearly|"
    r"disgrac\w*|shame\w*|scandal\w*|excellent\w*|wonderful\w*|terrible|disappoint\w*|brilliant\w*|"
    r"outrag\w*|absurd\w*|unfair\w*|regrettabl\w*|in my (?:opinion|view)|good news|bad news|great|"
    r"wisely|rightly|wrongly|insufficient\w*|inadequate\w*|"
    r"malheureusement|heureusement|helas|evidemment|bien sur|scandaleu\w*|honteu\w*|"
    r"formidable\w*|remarquable\w*|decevan\w*|absurde\w*|injuste\w*|regrettable\w*|"
    r"a (?:mon|notre) (?:avis|sens)|bonne nouvelle|mauvaise nouvelle|a juste titre|a tort|"
    r"insuffisan\w*|inadmissible\w*|inacceptable\w*|unacceptable\w*|courageu\w*|bravo)\b"
)

# What a document says to a program rather than to a reader proves nothing.
_INSTRUCTS = re.compile(
    r"\b(?:ignor\w+|oubli\w+|forget|disregard)\b.{0,40}\b(?:instruction|consigne|rule|regle)"
    r"|\bsystem ?(?:prompt|message)\b|<\|?system|\bprompt\b"
    r"|\b(?:you are|tu es|vous etes)(?: now)? (?:an?|une?|maintenant)\b|\b(?:order|ordre) ?:"
)


def form_reason(text: str, language: str, quotes: str) -> str:
    """Return "" if `text` may be shown as a sentence in `language`, else why it may not.

    A word of judgement is let through when the `quotes` judge too. Reasons: "markup", "length",
    "letters", "language", "instruction", "advice", "opinion".
    """
    if _MARKUP.search(text) or _ADDRESS.search(text):
        return "markup"
    if text != clean(text) or not all(map(_is_plain, text)):
        return "letters"
    words = re.findall(r"\w+", text)
    if len(text) > _MAX_CHARACTERS or len(words) < _MIN_WORDS or "\n" in text:
        return "length"
    if len(split_sentences(text)) > _MAX_SENTENCES:
        return "length"
    if _other_language(text, language):
        return "language"
    folded = fold_all(text).replace("rendez-vous", "rendezvous")
    quoted = fold_all(quotes)
    if _INSTRUCTS.search(quoted) or _INSTRUCTS.search(folded):
        return "instruction"
    if _SECOND_PERSON.search(folded) or _FIRST_PERSON.search(folded):
        return "advice"
    if _ADVICE.search(folded):
        return "advice"
    if _OPINION.search(folded) and not _OPINION.search(quoted):
        return "opinion"
    return ""


def _is_plain(character: str) -> bool:
    """Return whether a character is a Latin letter, a digit or common punctuation."""
    if character.isascii():
        return character.isprintable()
    if character.isalpha():
        return unicodedata.name(character, "").startswith("LATIN")
    return unicodedata.category(character)[0] in "PZ" or character in "€£°²³½¼¾×"


def _other_language(text: str, language: str) -> bool:
    if language_of(text) not in ("", language):
        return True
    words = re.findall(r"[a-z]+", fold_all(text).replace("'", " "))
    own = set(STOP_WORDS[language])
    foreign = sum(bool(_FOREIGN.match(word)) and word not in own for word in words)
    return foreign >= 2 or (len(words) >= 8 and not own & set(words))
