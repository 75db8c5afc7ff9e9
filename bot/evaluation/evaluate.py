"""Asks an evaluation's questions exactly as a citizen would and records what came back."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.answers.answer import Answer, AnswerStatus, Source
from bot.evaluation.questions import ANSWERABLE, FOLLOW_UP, EvalQuestion
from bot.parlebot import Parlebot
from corpus.records.record import ReplyRecord
from corpus.text.fold import fold_typography
from embeddings.measure.metrics import RankingScores, ranking_scores
from embeddings.search.filters import Filters
from embeddings.search.index import Index

_COVERED = 0.8  # share of the key's words that quotes must show to hold the answer
_CORPUS_OF_COUNTRY = {"GB": "uk"}  # elsewhere the country's code in small letters
_SOURCE_OF_CORPUS = {"uk": "UK", "fr": "AN"}
_ANSWERED = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one question, judged."""

    question: EvalQuestion
    corpus: str  # "uk", "fr"...: of the gold record, or what the file says
    status: AnswerStatus
    reserved: bool
    confidence: float
    scores: RankingScores | None  # None for an unanswerable question
    place: int  # of the first right record among those retrieved, from 1 on; 0 when none is
    cited_right: bool  # a right record is among the sources of the answer
    first_cited_right: bool
    quote_hit: bool  # the quotes of a right record hold the words of the key
    quotes: int
    verified: int  # quotes that equal the stored reply at their span
    words_quoted: int
    answer_words: int  # of all that a person reads before the notices, between spaces
    first_uid: str  # of the first record retrieved; "" when none was
    timings_ms: dict[str, float]

    @property
    def is_answered(self) -> bool:
        """True if an answer was given, with or without reserve."""
        return self.status in _ANSWERED

    @property
    def is_plain(self) -> bool:
        """True if an answer was given without reserve."""
        return self.status is AnswerStatus.ANSWERED and not self.reserved

    @property
    def is_right(self) -> bool:
        """True if a right record is cited or, when nothing is answered, retrieved first."""
        return self.cited_right if self.is_answered else self.place == 1

    @property
    def pair(self) -> str:
        """The language of the question on the corpus of the record: "en on uk"."""
        return f"{self.question.language} on {self.corpus}"


def evaluate(
    parlebot: Parlebot, questions: Iterable[EvalQuestion], source: str, *, own_source: bool
) -> tuple[list[Outcome], list[EvalQuestion]]:
    """Return the outcome of each question, and the questions whose gold records are not indexed.

    `source` limits every search to one source ("" for no limit); `own_source` limits each to the
    source of its gold record, or for an unanswerable question to that of its corpus.
    Raises what Parlebot.ask raises.
    """
    index = parlebot.current_index()
    outcomes: list[Outcome] = []
    unknown: list[EvalQuestion] = []
    for question in questions:
        gold = [record for uid in question.gold if (record := index.find(uid))]
        if question.gold and not gold:
            unknown.append(question)
            continue
        limit = _own_source(question, gold) if own_source else source
        answer = parlebot.ask(
            question.text,
            history=question.history,
            filters=Filters(source=limit),
            language=question.language,
        )
        outcomes.append(outcome_of(question, answer, gold, index))
    return outcomes, unknown


def outcome_of(
    question: EvalQuestion, answer: Answer, gold: Sequence[ReplyRecord], index: Index
) -> Outcome:
    """Return how good `answer` is; `gold` are the indexed records that answer `question`, if any.

    A record is right when it is one of `gold` or has the same reply. The quotes are
    checked against the records of `index`.
    """
    right = {record.group for record in gold}
    ranked = [found.record.group for found in answer.retrieved]
    is_answered = answer.status in _ANSWERED
    sources = answer.sources if is_answered else ()
    fits = [source.record.group in right for source in sources]
    quotes = [(source, quote) for source in answer.sources for quote in source.quotes]
    stored = {source.record.uid: index.find(source.record.uid) for source, _ in quotes}
    verified = [
        (record := stored[source.record.uid]) is not None
        and record.reply[quote.start : quote.end] == quote.text
        for source, quote in quotes
    ]
    return Outcome(
        question=question,
        corpus=corpus_of(gold[0]) if gold else question.corpus,
        status=answer.status,
        reserved=answer.reserved,
        confidence=answer.confidence,
        scores=ranking_scores(ranked, right) if right else None,
        place=next((i for i, group in enumerate(ranked, start=1) if group in right), 0),
        cited_right=any(fits),
        first_cited_right=fits[:1] == [True],
        quote_hit=any(
            fit and _holds(source, question.key) for fit, source in zip(fits, sources, strict=True)
        ),
        quotes=len(quotes),
        verified=sum(verified),
        words_quoted=sum(len(quote.text.split()) for _, quote in quotes),
        answer_words=len(answer.answer.split()),
        first_uid=answer.retrieved[0].record.uid if answer.retrieved else "",
        timings_ms=answer.timings_ms,
    )


def is_unanswerable(outcome: Outcome) -> bool:
    """Return whether no record answers the question of `outcome`."""
    return outcome.question.kind not in (ANSWERABLE, FOLLOW_UP)


def covered_share(key: str, quotes: Sequence[str]) -> float:
    """Return the share (0 to 1) of the words of `key` that `quotes` show in the same order.

    Case, punctuation and the typesetter's choices do not count.
    """
    words = words_of(key)
    shown = [word for quote in quotes for word in words_of(quote)]
    if not words:
        return 0.0
    blocks = SequenceMatcher(None, words, shown, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)


def corpus_of(record: ReplyRecord) -> str:
    """Return what question files call the country of `record`: "uk", else its code ("fr")."""
    return _CORPUS_OF_COUNTRY.get(record.country, record.country.lower())


def _holds(source: Source, key: str) -> bool:
    return covered_share(key, [quote.text for quote in source.quotes]) >= _COVERED


def words_of(text: str) -> list[str]:
    """Return the words of `text` for comparison: lower case, no punctuation."""
    return re.findall(r"\w+", fold_typography(text).casefold())


def _own_source(question: EvalQuestion, gold: Sequence[ReplyRecord]) -> str:
    if gold:
        return gold[0].source
    return _SOURCE_OF_CORPUS.get(question.corpus, "")
