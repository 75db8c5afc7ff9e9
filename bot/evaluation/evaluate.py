"""Asks an evaluation's questions exactly as a citizen would and records what came back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from bot.answers.answer import Answer, AnswerStatus, Source
from bot.evaluation.coverage import COVERED, covered_share
from bot.evaluation.grading import Finder, Graded, Judged, by_group, judged_answer
from bot.evaluation.questions import (
    ANSWERABLE,
    EVAL_LANGUAGES,
    FOLLOW_UP,
    GRADED,
    EvalQuestion,
)
from bot.parlebot import Parlebot
from corpus.records.record import ReplyRecord
from embeddings.measure.metrics import RankingScores, ranking_scores
from embeddings.search.filters import Filters
from embeddings.search.index import Index

_CORPUS_OF_COUNTRY = {"GB": "uk"}  # elsewhere the country's code in small letters
_SOURCE_OF_CORPUS = {"uk": "UK", "fr": "AN"}
_ANSWERED = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL)


@dataclass(frozen=True, slots=True)
class Evaluation:
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
    language: str  # of the answer, asked with the question's own as default
    judged: Judged | None  # of a graded question
    model_failed: bool  # a chat model was set, and could not be used to the end
    limit: str = ""  # the source that the search was limited to, "" for none
    language_otherwise: str = ""  # of the answer when another language is the default

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
) -> tuple[list[Evaluation], list[EvalQuestion]]:
    """Return the outcome of each question, and the questions whose gold records are not indexed.

    `source` limits every search to one source ("" for no limit); `own_source` limits each to the
    source of its gold or graded record, or for an unanswerable question to that of its corpus.
    Raises what Parlebot.ask raises.
    """
    index = parlebot.current_index()
    find = Finder(index)
    outcomes: list[Evaluation] = []
    unknown: list[EvalQuestion] = []
    for question in questions:
        names = names_of(question)
        about = [record for name in names if (record := find(name))]
        if names and not about:
            unknown.append(question)
            continue
        limit = _own_source(question, about) if own_source else source
        answer = _ask(parlebot, question, limit, question.language)
        graded = by_group(question.grading, find) if question.grading else None
        outcome = evaluation_of(question, answer, about, index, graded)
        outcomes.append(replace(outcome, limit=limit))
    return outcomes, unknown


def names_of(question: EvalQuestion) -> Sequence[str]:
    """Return the uids of the records that `question` is about.

    They answer it; only where none does, they are the ones that were graded and do not.
    """
    return question.gold or (tuple(question.grading.grades) if question.grading else ())


def asked_otherwise(parlebot: Parlebot, outcomes: Iterable[Evaluation]) -> Iterator[Evaluation]:
    """Yield `outcomes` with the answer's language when another than the question's is the default.

    Raises what Parlebot.ask raises.
    """
    for outcome in outcomes:
        own = outcome.question.language
        other = next(language for language in EVAL_LANGUAGES if language != own)
        answer = _ask(parlebot, outcome.question, outcome.limit, other)
        yield replace(outcome, language_otherwise=answer.language)


def evaluation_of(
    question: EvalQuestion,
    answer: Answer,
    about: Sequence[ReplyRecord],
    index: Index,
    graded: Graded | None = None,
) -> Evaluation:
    """Return how good `answer` is; `about` are the indexed records of `names_of(question)`.

    A record is right when it is one of `about` that answer the question, or has the same reply.
    The quotes are checked against the records of `index`. `graded` is the grading of `question`.
    """
    right = {record.group for record in about} if question.gold else set()
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
    judged = (
        judged_answer(
            graded,
            ranked,
            _quoted(sources),
            answered=is_answered,
            reserved=answer.reserved,
            relevance={source.record.group: source.relevance for source in answer.sources},
        )
        if graded
        else None
    )
    return Evaluation(
        question=question,
        corpus=corpus_of(about[0]) if about else question.corpus,
        status=answer.status,
        reserved=answer.reserved,
        confidence=answer.confidence,
        scores=_scores(ranked, right, judged) if right else None,
        place=next((i for i, group in enumerate(ranked, start=1) if group in right), 0),
        cited_right=any(fits),
        first_cited_right=fits[:1] == [True],
        quote_hit=any(
            fit and covered_share(question.key, _texts(source)) >= COVERED
            for fit, source in zip(fits, sources, strict=True)
        ),
        quotes=len(quotes),
        verified=sum(verified),
        words_quoted=sum(len(quote.text.split()) for _, quote in quotes),
        answer_words=len(answer.answer.split()),
        first_uid=answer.retrieved[0].record.uid if answer.retrieved else "",
        timings_ms=answer.timings_ms,
        language=answer.language,
        judged=judged,
        model_failed=any(notice.kind == "model_failed" for notice in answer.notices),
    )


def is_unanswerable(outcome: Evaluation) -> bool:
    """Return whether no record answers the question of `outcome`."""
    return outcome.question.kind not in (ANSWERABLE, FOLLOW_UP, GRADED)


def corpus_of(record: ReplyRecord) -> str:
    """Return what question files call the country of `record`: "uk", else its code ("fr")."""
    return _CORPUS_OF_COUNTRY.get(record.country, record.country.lower())


def _ask(parlebot: Parlebot, question: EvalQuestion, limit: str, language: str) -> Answer:
    return parlebot.ask(
        question.text, history=question.history, filters=Filters(source=limit), language=language
    )


def _scores(ranked: Sequence[str], right: Set[str], judged: Judged | None) -> RankingScores:
    """Return the scores of `ranked`; where replies are graded, they count by their grades."""
    scores = ranking_scores(ranked, right)
    if judged and judged.ndcg_10 is not None:
        return scores._replace(ndcg_10=judged.ndcg_10)
    return scores


def _quoted(sources: Sequence[Source]) -> Mapping[str, Sequence[str]]:
    """Return the texts that each reply is quoted with, by its group."""
    quoted: dict[str, list[str]] = {}
    for source in sources:
        if source.quotes:
            quoted.setdefault(source.record.group, []).extend(_texts(source))
    return quoted


def _texts(source: Source) -> list[str]:
    return [quote.text for quote in source.quotes]


def _own_source(question: EvalQuestion, about: Sequence[ReplyRecord]) -> str:
    if about:
        return about[0].source
    return _SOURCE_OF_CORPUS.get(question.corpus, "")
