"""Asks a question that might be suggested, as a reader would, to see whether it is answered."""

from collections.abc import Callable, Iterable

from bot.answers.answer import Answer, AnswerStatus, Outcome
from bot.parlebot import Parlebot
from bot.question.kinds import QuestionKind
from bot.requests.request import Request
from embeddings.search.filters import Filters

_ANSWERED = (Outcome.ANSWER, Outcome.OVERVIEW)
# True of most replies, or of what citizens ask; other notices are reasons to suggest another one.
_NO_WARNING = frozenset(
    {"legal_value", "government_changed", "own_case", "filters_found", "fictional"}
)


def answered(
    parlebot: Parlebot,
    question: str,
    language: str,
    filters: Filters,
    check: Callable[[], None],
) -> Answer | None:
    """Return the answer to `question` if it is one to be proud of, else None.

    It is the one that needs no chat model. Raises as `Parlebot.answer`, and what `check` raises.
    """
    request = Request(question, filters=filters, language=language)
    _, answer = next(parlebot.answer_steps(request, language, check))
    is_good = (
        answer.language == language
        and answer.status is AnswerStatus.ANSWERED
        and answer.outcome in _ANSWERED
        and answer.question_kind == QuestionKind.POLICY
        and not answer.reserved
        and any(source.quotes for source in answer.sources)
    )
    return answer if is_good else None


def warnings(answer: Answer) -> int:
    """Return how many of the notices of `answer` warn of something."""
    return len({notice.kind for notice in answer.notices} - _NO_WARNING)


def uids(answer: Answer) -> set[str]:
    """Return the records that `answer` quotes, and those that share their replies."""
    return {
        record.uid for source in answer.sources for record in (source.record, *source.also_answers)
    }


def ministry(answer: Answer) -> str:
    """Return who gave the first reply of `answer`."""
    return answer.sources[0].record.who_replied


def newest(answer: Answer) -> str:
    """Return the ISO day of the newest reply of `answer`; "" if none has a date."""
    days: Iterable[str] = (
        source.record.answered_on.isoformat()
        for source in answer.sources
        if source.record.answered_on
    )
    return max(days, default="")
