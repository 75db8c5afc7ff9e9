"""Turns a follow-up into a standalone question: "and in Wales?" means nothing by itself.

The earlier questions are read in order, each in the light of those before it. One that depends on
them is rewritten: the new period, place or name replaces the old one, "why?" opens the earlier
question, and any other is appended to it ("..., and who sets it?"), where its pronouns have
something to refer to. One that stands on its own starts a new subject; so does one that names
another ("and potholes?"), which is for the caller to tell.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.question.check import MAX_CHARACTERS, CheckedQuestion
from bot.rewriting.cues import (
    is_fragment,
    is_yes_or_no,
    leans_on_history,
    may_name_subject,
    opening_of,
    when_or_why,
)
from bot.rewriting.slots import is_counterpart, with_more, with_slot
from corpus.text.clean import one_line
from corpus.text.language import language_of
from embeddings.lexical.bm25 import analyse
from embeddings.lexical.stop_words import STOP_WORDS

_REMEMBERED = 8  # earlier questions that are read; anything before them is forgotten
_AND = {"fr": "et", "en": "and"}
_QUESTION_MARK = {"fr": " ?", "en": "?"}

# Whether the second of two texts names another subject than the first, an earlier question; both
# are in the language that the third argument is.
NamesNewSubject = Callable[[str, str, str], bool]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is being talked about: a question without its mark, and what was appended to it."""

    asked: str
    language: str
    behind: str = ""

    def __str__(self) -> str:
        text = self.asked
        if self.behind:
            text += f", {_AND[self.language]} {self.behind}"
        return text + _QUESTION_MARK[self.language]


def standalone(
    question: CheckedQuestion, history: Sequence[str], is_new: NamesNewSubject
) -> CheckedQuestion:
    """Return `question` in a form that can be understood and searched on its own.

    `history` are the earlier questions of the conversation, oldest first. A question that stands
    on its own comes back unchanged, so a new subject starts clean; so does one with nothing before
    it that it could lean on. Of one for which `is_new` says so only "and" is taken off.
    """
    subject: _Subject | None = None
    for earlier in history[-_REMEMBERED:]:
        text = one_line(earlier[:MAX_CHARACTERS])
        language = language_of(text) or (subject or question).language
        if subject and leans_on_history(text, language):
            subject = _followed(subject, text, language, is_new)
        elif analyse(text, language):  # "thanks" is no subject
            subject = _Subject(_bare(text), language)
    if not subject or not leans_on_history(question.text, question.language):
        return question
    if subject.language != question.language:
        text = f"{subject} {_capital(question.text)}"  # two languages do not mix in a sentence
    else:
        text = str(_followed(subject, question.text, question.language, is_new))
    return CheckedQuestion(text[: MAX_CHARACTERS * 2], question.language)


def _followed(subject: _Subject, text: str, language: str, is_new: NamesNewSubject) -> _Subject:
    """Return the subject after `text`, which depends on `subject`, was asked."""
    if language != subject.language:
        return subject
    opening = opening_of(text, language)
    rest = _bare(opening.rest)
    if not rest:  # "and?"
        return subject
    if is_fragment(rest, language):
        if replaced := _replaced(subject, rest):
            return replaced
        both = _added(subject, rest)
    elif when_or_why(rest, language) and is_yes_or_no(subject.asked, language):
        return _Subject(f"{_capital(rest)} {_small(subject.asked, language)}", language)
    else:
        both = None
    both = both or _Subject(subject.asked, language, _small(_bare(opening.said or rest), language))
    said = rest if opening.ties else rest[:1].lower() + rest[1:]  # any sentence has a capital
    may_be_new = may_name_subject(rest, language) and not is_counterpart(said, language)
    if may_be_new and is_new(str(subject), rest, language):
        return _Subject(_capital(rest), language)
    return both


def _replaced(subject: _Subject, fragment: str) -> _Subject | None:
    """Return `subject` with `fragment` instead of its like, or None if it has none."""
    asked, behind, language = subject.asked, subject.behind, subject.language
    if behind and (text := with_slot(behind, fragment, language)):
        return _Subject(asked, language, text)
    text = with_slot(asked, fragment, language)
    return _Subject(text, language, behind) if text else None


def _added(subject: _Subject, fragment: str) -> _Subject | None:
    """Return `subject` with `fragment` added to its words, or None if that cannot be read."""
    asked, behind, language = subject.asked, subject.behind, subject.language
    text = with_more(behind or asked, fragment, language)
    if not text:
        return None
    return _Subject(asked, language, text) if behind else _Subject(text, language)


def _bare(text: str) -> str:
    return re.sub(r"[\s?!.…]+$", "", text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str, language: str) -> str:
    """Return `text` as written inside a sentence: small words lose their capital."""
    first = re.match(r"[^\W\d_]+", text)
    if not first or (first[0].lower() not in STOP_WORDS[language] and analyse(first[0], language)):
        return text
    return text[0].lower() + text[1:]
