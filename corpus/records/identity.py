"""Which question a record is about, so that one question from two sources is recognised as one.

An official uid says so. A text that somebody saved (a page, a PDF) is identified by the address of
the official page, or by chamber, legislature, kind and number together; failing that, by the words
of its question, if exactly one official question has the same.
"""

import hashlib
import re

from corpus.records.record import ReplyRecord
from corpus.text.fold import fold

_KEY_LETTERS = 120  # a shorter question may well have been asked twice
_SHARED_WORDS = 0.8  # of the shorter text: copies lose headings, names and line ends, no more
_PAGE_ADDRESS = re.compile(r"assemblee-nationale\.fr/q(\d{1,2})/\1-(\d{1,6})(QE|QG|QOSD)\.htm")
_UID_IN_ADDRESS = re.compile(
    r"assemblee-nationale\.fr/dyn/\d{1,2}/questions/(QANR5L\d+Q[EGOSD]+\d+)"
)
_OFFICIAL_UID = re.compile(r"QANR5L\d{1,3}(?:QE|QG|QOSD)\d+|uk-\d+")
_DIGITS = re.compile(r"\d+")
_NOT_LETTERS = re.compile(r"[\W_]+")


def is_official(record: ReplyRecord) -> bool:
    """Return whether the record's uid is the source's own, not one made from a dropped file."""
    return record.source != "FILE" or bool(_OFFICIAL_UID.fullmatch(record.uid))


def official_uid(record: ReplyRecord) -> str:
    """Return the official uid of the question, or "" if the record does not say which it is."""
    if is_official(record):
        return record.uid
    if record.fictional or record.country != "FR":
        return ""
    if match := _PAGE_ADDRESS.search(record.url):
        return f"QANR5L{match[1]}{match[3]}{match[2]}"
    if match := _UID_IN_ADDRESS.search(record.url):
        return match[1]
    legislature = _DIGITS.search(record.legislature)
    number = re.sub(r"\D", "", record.number)
    if (
        "assemblee" in letters(record.chamber)
        and record.kind in ("QE", "QG", "QOSD")
        and legislature
        and number
    ):
        return f"QANR5L{int(legislature[0])}{record.kind}{int(number)}"
    return ""


def question_key(record: ReplyRecord) -> str:
    """Return a key that equal questions share, a hash of their letters; "" for a short question.

    Case, accents, punctuation and spaces do not count: a PDF breaks lines and loses some of them.
    """
    own = letters(record.question)
    if len(own) < _KEY_LETTERS:
        return ""
    named = f"{record.country}\0{record.fictional}\0{own}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def letters(text: str) -> str:
    """Return the letters and digits of `text`, folded: what two copies of one text share."""
    return _NOT_LETTERS.sub("", fold(text))


def same_question(one: ReplyRecord, other: ReplyRecord) -> bool:
    """Return whether two records with one uid can be the same question, judging by their words.

    A file with a mistaken number must not lend its reply to another question.
    """
    if one.uid == other.uid or not (one.question and other.question):
        return True
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    return not shorter or len(shorter & longer) >= _SHARED_WORDS * len(shorter)


def _words(record: ReplyRecord) -> set[str]:
    return {word for word in _NOT_LETTERS.split(fold(record.question)) if len(word) > 3}
