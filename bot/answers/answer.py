"""The answer: what the pipeline returns, and what commands, the page and programs show."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from bot.answers.quote import Quote
from bot.filters.question_filters import AppliedFilter
from bot.languages.messages import inside_quotes, say
from bot.question.kinds import QuestionKind
from corpus.records.record import ReplyRecord
from embeddings.generation.manifest import Manifest


class AnswerStatus(StrEnum):
    """What became of a question, as programs are told; `Outcome` is finer."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_COVERED = "not_covered"
    NOT_ANSWERED_YET = "not_answered_yet"
    OUT_OF_SCOPE = "out_of_scope"
    REJECTED = "rejected"


# Where the outcome says more than the status.
_FOUND_OUT = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL, AnswerStatus.NOT_COVERED)


class Outcome(StrEnum):
    """What the found replies were good for."""

    ANSWER = "answer"  # one reply settles the question, or several that say the same
    OVERVIEW = "overview"  # several replies together, each with a real part of it
    NEARBY = "nearby"  # none answers; the nearest are named, with what they are about
    NOTHING = "nothing"


class AidKind(StrEnum):
    """What a reading aid is."""

    TRANSLATION = "translation"  # of a quote that is not in the asker's language
    PLAIN = "plain"  # one plain sentence about a quote


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or run of sentences of the answer, with the numbers of its sources."""

    text: str
    citations: tuple[int, ...]
    quotes: tuple[Quote, ...] = ()  # the text itself, and where it stands


@dataclass(frozen=True, slots=True)
class Source:
    """A cited reply: who answered, when, to which question, and the words quoted."""

    n: int
    record: ReplyRecord
    also_answers: tuple[ReplyRecord, ...]  # other questions that received the same reply
    quotes: tuple[Quote, ...]
    relevance: float = 0.0  # the probability that it holds a real part of the answer

    def to_dict(self) -> dict[str, Any]:
        """Return the source in the machine interface's form."""
        r = self.record
        return {
            "n": self.n,
            "uid": r.uid,
            "also_answers": [other.uid for other in self.also_answers],
            "source": r.source,
            "country": r.country,
            "kind": r.kind,
            "number": r.number or None,
            "legislature": r.legislature or None,
            "title": r.heading,
            "ministry": r.ministry or None,
            "asked_by": r.asked_by or None,
            "asked_on": r.asked_on.isoformat() if r.asked_on else None,
            "answered_on": r.answered_on.isoformat() if r.answered_on else None,
            "url": r.url or None,
            "licence": r.licence or None,
            "fictional": r.fictional,
            "relevance": round(self.relevance, 4),
            "quotes": [asdict(quote) for quote in self.quotes],
        }


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know before trusting the answer."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched. ISO dates; None when no reply has a date."""

    replies: int
    first: str | None
    last: str | None
    built_at: str
    fictional: bool
    by_meaning: int  # replies searched by meaning; the others by their words so far

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """Return what an index with `manifest` holds."""
        first, last = manifest.period
        return cls(
            manifest.replies,
            first or None,
            last or None,
            manifest.built_at,
            manifest.fictional > 0,
            manifest.replies_by_meaning,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the coverage in the machine interface's form."""
        return {
            "replies": self.replies,
            "from": self.first,
            "to": self.last,
            "built_at": self.built_at,
            "fictional": self.fictional,
            "by_meaning": self.by_meaning,
        }


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A record that was found, with the score it was ranked by."""

    record: ReplyRecord
    score: float
    relevance: float = 0.0  # the probability that it holds a real part of the answer


@dataclass(frozen=True, slots=True)
class ReadingAid:
    """What a language model wrote about a quote, to be shown below it as that and nothing else."""

    n: int  # of the source
    quote: Quote
    spoken: str  # the language of the quote
    kind: AidKind
    language: str  # of the text: the asker's
    text: str

    @property
    def words(self) -> str:
        """The quote's words as they stand in the answer's text."""
        return inside_quotes(self.quote.text, self.spoken)

    def to_dict(self) -> dict[str, Any]:
        """Return the aid in the machine interface's form, with the label that it is shown under."""
        return {
            "n": self.n,
            "start": self.quote.start,
            "end": self.quote.end,
            "kind": self.kind.value,
            "language": self.language,
            "text": self.text,
            "label": say(f"aid_{self.kind}", self.language),
        }


@dataclass(frozen=True, slots=True)
class AnswerBody:
    """What is shown to the asker; `Answer` adds how the question was read and what was searched."""

    status: AnswerStatus
    answer: str
    confidence: float = 0.0
    reserved: bool = False
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    notices: tuple[Notice, ...] = ()
    outcome: Outcome = Outcome.NOTHING
    question_kind: str = QuestionKind.POLICY


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question."""

    question: str
    standalone: str
    language: str
    status: AnswerStatus
    answer: str
    confidence: float = 0.0
    reserved: bool = False
    statements: tuple[Statement, ...] = ()
    sources: tuple[Source, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    notices: tuple[Notice, ...] = ()
    filters: tuple[AppliedFilter, ...] = ()
    wordings: tuple[str, ...] = ()  # of the question, which were searched beside it
    aids: tuple[ReadingAid, ...] = ()
    coverage: Coverage | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    outcome: Outcome = Outcome.NOTHING
    question_kind: str = QuestionKind.POLICY

    @property
    def aids_in_order(self) -> list[ReadingAid]:
        """Return the reading aids in the order in which the answer's text has their quotes."""
        return sorted(self.aids, key=lambda aid: self.answer.find(aid.words))

    def to_dict(self) -> dict[str, Any]:
        """Return the object of the machine interface (see docs/machine-interface.md)."""
        return {
            "question": self.question,
            "standalone": self.standalone,
            "language": self.language,
            "confidence": round(self.confidence, 4),
            "reserved": self.reserved,
            "related": self.outcome is Outcome.NEARBY,
            "question_kind": str(self.question_kind),
            "status": self.status.value,
            "outcome": (self.outcome if self.status in _FOUND_OUT else self.status).value,
            "answer": self.answer,
            "statements": [
                {
                    "text": s.text,
                    "citations": list(s.citations),
                    "quotes": [asdict(quote) for quote in s.quotes],
                }
                for s in self.statements
            ],
            "sources": [source.to_dict() for source in self.sources],
            "retrieved": [
                {
                    "uid": found.record.uid,
                    "score": round(found.score, 4),
                    "relevance": round(found.relevance, 4),
                }
                for found in self.retrieved
            ],
            "notices": [asdict(notice) for notice in self.notices],
            "filters": [applied.to_dict() for applied in self.filters],
            "wordings": list(self.wordings),
            "aids": [aid.to_dict() for aid in self.aids],
            "coverage": self.coverage.to_dict() if self.coverage else None,
            "timings_ms": {name: round(ms, 1) for name, ms in self.timings_ms.items()},
        }
