"""What to ask next: questions near the one just answered that have another answer here."""

from collections.abc import Callable, Iterator
from itertools import islice
from weakref import WeakKeyDictionary

from bot.answers.answer import Answer, Outcome
from bot.parlebot import Parlebot
from bot.question.kinds import QuestionKind
from bot.requests.request import Request
from bot.suggestions.candidates import everyday, made_of
from bot.suggestions.check import answered, uids
from embeddings.encoders.centring import centre_question
from embeddings.encoders.encoder import Encoder, Vectors
from embeddings.search.index import Index

_SHOWN = 3
_MADE = 8  # questions made of records, at most
_CHECKED = 4  # at most, for they cost as much as a question
_FOLLOWED = (Outcome.ANSWER, Outcome.OVERVIEW, Outcome.NEARBY)
# Cosines of centred vectors: questions nearer than the one ask the same, farther than the other
# something else.
_SAME, _AKIN = 0.8, 0.55
_REMEMBERED = 256  # questions

# What was found for each index; it goes with it.
_found: "WeakKeyDictionary[Index, dict[object, list[str]]]" = WeakKeyDictionary()
_vectors: "WeakKeyDictionary[Index, dict[str, dict[str, Vectors]]]" = WeakKeyDictionary()


def following(
    parlebot: Parlebot,
    answer: Answer,
    request: Request,
    check: Callable[[], None] = lambda: None,
) -> list[str]:
    """Return up to three questions to ask after `answer`, in its language, that stand alone.

    Each was asked here with the filters of `request`, and is answered by a reply that `answer` does
    not quote. `check` is called before each costly step: what it raises ends this. Raises as
    `Parlebot.answer`.
    """
    if answer.outcome not in _FOLLOWED or answer.question_kind != QuestionKind.POLICY:
        return []
    index, encoder = parlebot.parts()
    known = _found.setdefault(index, {})
    key = (answer.standalone, answer.language, request.filters, frozenset(uids(answer)))
    if key not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[key] = _fresh(parlebot, answer, request, _near(index, encoder, answer), check)
    return known[key]


def _fresh(
    parlebot: Parlebot,
    answer: Answer,
    request: Request,
    candidates: list[str],
    check: Callable[[], None],
) -> list[str]:
    """Return those of `candidates` that quote what was found for `answer` and is not shown yet."""
    shown, good = uids(answer), []
    near = {found.record.uid for found in answer.retrieved}
    for question in candidates:
        check()
        found = answered(parlebot, question, answer.language, request.filters, check)
        if found and uids(found) & near - shown:
            shown |= uids(found)
            good.append(question)
        if len(good) == _SHOWN:
            break
    return good


def _near(index: Index, encoder: Encoder, answer: Answer) -> list[str]:
    """Return the questions nearest to that of `answer` that do not ask the same, for checking."""
    language = answer.language
    asked = _vector(index, encoder, answer.standalone, language)
    vectors = dict(_everyday(index, encoder, language))
    for question in islice(_asked_by_others(answer), _MADE):
        vectors[question] = _vector(index, encoder, question, language)
    chosen: list[str] = []
    for question in sorted(vectors, key=lambda one: -float(vectors[one] @ asked)):
        vector = vectors[question]
        others = (asked, *(vectors[other] for other in chosen))
        if vector @ asked >= _AKIN and max(vector @ other for other in others) < _SAME:
            chosen.append(question)
    return chosen[:_CHECKED]


def _asked_by_others(answer: Answer) -> Iterator[str]:
    """Yield what was asked in the records that were found for `answer` and are not shown."""
    shown = uids(answer)
    for found in answer.retrieved:
        if found.record.uid not in shown and found.record.language == answer.language:
            yield from made_of(found.record)


def _everyday(index: Index, encoder: Encoder, language: str) -> dict[str, Vectors]:
    known = _vectors.setdefault(index, {})
    if language not in known:
        known[language] = {q: _vector(index, encoder, q, language) for q in everyday(language)}
    return known[language]


def _vector(index: Index, encoder: Encoder, question: str, language: str) -> Vectors:
    return centre_question(encoder.encode_query(question), language, index.parts.question_means)
