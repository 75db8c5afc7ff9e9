"""Writes an answer with a chat model, from the replies that the extractive answer quotes.

Each statement is checked as it streams in, then shown or removed. If none passes, or the model
fails, the extractive answer is kept unchanged and a notice tells the reader.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from bot.answers.answer import (
    AnswerBody,
    AnswerStatus,
    Notice,
    Outcome,
    Source,
    Statement,
)
from bot.answers.quote import Quote
from bot.answers.wording import asked_line, told
from bot.language_model.chat_model import ChatFailedError, ChatModel, Failure
from bot.language_model.output import MAX_STATEMENTS, NO_ANSWER, Claim, read_claims
from bot.language_model.prompt import messages
from bot.language_model.statement_check import StatementChecker
from bot.languages.messages import country_name, say
from bot.notices.notices import FIT_QUESTION
from bot.question.check import CheckedQuestion
from embeddings.encoders.encoder import Encoder

OnStatement = Callable[[Statement], None]
_MAX_READ = 30  # claims and malformed lines after which a model is not read on


class _Draft:
    """What a model wrote for one question: the statements that passed, and what was removed."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.removed: list[str] = []  # reasons, in the order of the model's text
        self.malformed = 0
        self.failure: Failure | None = None
        self.denied = False  # the model says that the passages do not answer the question

    @property
    def missing(self) -> int:
        """How many statements the reader does not see."""
        return len(self.removed) + self.malformed


def write(
    chat: ChatModel,
    body: AnswerBody,
    question: CheckedQuestion,
    encoder: Encoder,
    on_statement: OnStatement,
) -> AnswerBody:
    """Return `body`, made of quotes, reworded by the model as far as its words are supported.

    `on_statement` gets each statement as soon as it is checked. When the model fails in the end,
    the answer is extractive all the same, whatever was handed over before. When the model says that
    the replies do not answer the question, and nothing it wrote stands, they are only named.
    """
    draft, language = _Draft(), question.language
    for statement in _drafted(chat, body, question, encoder, draft):
        on_statement(statement)
    if draft.denied and not draft.statements:
        return _not_answered(body, language)
    if draft.failure in (Failure.TIMED_OUT, Failure.FAILED, Failure.BUSY) or not draft.statements:
        return replace(body, notices=(_failure_notice(draft, language), *body.notices))
    return _told(body, draft, language)


def _drafted(
    chat: ChatModel, body: AnswerBody, question: CheckedQuestion, encoder: Encoder, draft: _Draft
) -> Iterator[Statement]:
    """Yield the statements that pass, as they stream in; `draft` records the rest."""
    checker = StatementChecker(question.text, question.language, body.sources, encoder)
    # The only place where a question leaves the machine: what must be masked is masked here.
    sent = messages(question.text, question.language, body.sources)
    seen: set[Claim] = set()
    read = 0
    try:
        with closing(chat.stream(sent)) as pieces:  # type: ignore[type-var]
            for claim in read_claims(pieces):
                read += 1
                if claim in seen:
                    return  # small models fall into saying the same for ever
                if claim is None:
                    draft.malformed += 1
                elif claim is NO_ANSWER:
                    draft.denied = True
                    return
                else:
                    seen.add(claim)
                    checked = checker.check(claim)
                    if checked.statement is None:
                        draft.removed.append(checked.reason)
                    elif checked.statement not in draft.statements:
                        draft.statements.append(checked.statement)
                        yield checked.statement
                if len(draft.statements) >= MAX_STATEMENTS or read >= _MAX_READ:
                    return
    except ChatFailedError as error:
        draft.failure = error.failure


def _not_answered(body: AnswerBody, language: str) -> AnswerBody:
    """Return the answer for when the model finds none in the replies: they are only related."""
    sources = tuple(replace(source, quotes=()) for source in body.sources)
    lines = [say("model_denied", language), say("related_are", language)]
    lines += [f"[{source.n}] {asked_line(source.record, language)}" for source in sources]
    kept = tuple(n for n in body.notices if n.kind in FIT_QUESTION)
    return replace(
        body,
        status=AnswerStatus.NOT_COVERED,
        answer="\n".join(lines),
        outcome=Outcome.NEARBY,
        reserved=False,
        statements=(),
        sources=sources,
        notices=(Notice("generated", say("notice_denied", language)), *kept),
    )


def _told(body: AnswerBody, draft: _Draft, language: str) -> AnswerBody:
    cut = draft.missing + (draft.failure is not None)
    notices = [Notice("generated", say("notice_generated", language))]
    if cut:
        text = say("notice_statements_removed", language, count=cut)
        notices.append(Notice("statements_removed", text))
    sources = tuple(_with_quotes(source, draft.statements) for source in body.sources)
    return replace(
        body,
        status=AnswerStatus.PARTIAL if cut else AnswerStatus.ANSWERED,
        answer=_text(draft.statements, body, language),
        statements=tuple(draft.statements),
        sources=sources,
        notices=(*notices, *body.notices),
    )


def _text(statements: Sequence[Statement], body: AnswerBody, language: str) -> str:
    """Return the text for people: the statements, then who said so, with the quotes."""
    cited = [s for s in body.sources if any(s.n in said.citations for said in statements)]
    countries = dict.fromkeys(source.record.country for source in cited)
    paragraphs = [say("generated_reserved", language)] if body.reserved else []
    for country in countries:
        numbers = {source.n for source in cited if source.record.country == country}
        said = [s for s in statements if numbers & set(s.citations)]
        line = " ".join(f"{s.text} [{', '.join(map(str, s.citations))}]" for s in said)
        several = len(countries) > 1
        paragraphs.append(f"{country_name(country, language)}\n{line}" if several else line)
    supporting = [replace(source, quotes=_quotes_of(source, statements)) for source in cited]
    paragraphs.append(told(supporting, language, reserved=False))
    return "\n\n".join(paragraphs)


def _with_quotes(source: Source, statements: Sequence[Statement]) -> Source:
    """Return `source` with the quotes of the statements that cite it, or unchanged if none does."""
    quotes = _quotes_of(source, statements)
    return replace(source, quotes=quotes) if quotes else source


def _quotes_of(source: Source, statements: Sequence[Statement]) -> tuple[Quote, ...]:
    """Return the distinct quotes of the statements that cite `source`, in the reply's order."""
    quotes = {quote for s in statements if source.n in s.citations for quote in s.quotes}
    kept: list[Quote] = []
    for quote in sorted(quotes, key=lambda q: (q.start, -q.end)):
        if not kept or quote.end > kept[-1].end:
            kept.append(quote)
    return tuple(kept)


def _failure_notice(draft: _Draft, language: str) -> Notice:
    if draft.failure == Failure.TIMED_OUT:
        key = "notice_model_timed_out"
    elif draft.failure in (Failure.FAILED, Failure.BUSY):
        key = "notice_model_failed"
    else:
        key = "notice_model_unsupported" if draft.removed else "notice_model_silent"
    return Notice("model_failed", say(key, language))
