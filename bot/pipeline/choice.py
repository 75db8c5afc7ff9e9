"""The answer as a chat model chooses it: other sentences of the found replies, or none of them.

It is planned and worded exactly as without a model, of the same verified quotes. A model that
fails leaves the answer as it is.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.answers.answer import AnswerBody, AnswerStatus, Notice
from bot.languages.messages import say
from bot.pipeline.asked import Asked
from bot.pipeline.conclusion import Conclusion, near_of, quoting
from bot.pipeline.countries import of_each_country
from bot.pipeline.replies import outcome_of, quoted_sources, worth_of
from bot.pipeline.unanswered import nearby, with_help_lines
from bot.question.kinds import QuestionKind
from bot.relevance.relevance import JudgedReply
from bot.sentence_choice.plan import Numbers, Worth, planned_of, sayable

if TYPE_CHECKING:
    from bot.language_model.chat_model import ChatModel
    from bot.language_model.choice import Choice, OfferedReply

_MOST_REPLIES = 10  # offered, the likeliest
_MOST_SENTENCES = 150
_MOST_CHARACTERS = 16_000  # of all sentences, some 4,000 tokens: small models read no more


def may_be_helped(reached: Conclusion) -> bool:
    """Return whether a chat model may find or choose more than was `reached` without one.

    Replies to a number alone are shown as they are, and where a question waits for its reply or
    is none for ministers, there is nothing to choose.
    """
    is_open = reached.body.status in (AnswerStatus.ANSWERED, AnswerStatus.NOT_COVERED)
    return is_open and not reached.asked.filters.number_only


def chosen(reached: Conclusion, chat: "ChatModel", earlier: Sequence[str]) -> Conclusion:
    """Return what was `reached`, told in the sentences that `chat` chooses.

    `earlier` are the questions before, oldest first. One call, if there is anything to choose from.
    Raises what its check raises.
    """
    from bot.language_model.choice import choose

    read = _likeliest(reached)
    if not read or not may_be_helped(reached):
        return reached
    offered = _offered(read)
    choice = choose(chat, reached.asked.question.text, earlier, _told(read, offered))
    if not choice.numbers:
        return replace(reached, body=_without(reached, choice))
    plan = planned_of([offered[number - 1] for number in choice.numbers], read)
    return replace(reached, body=_quoting(reached, choice, read, plan))


def _likeliest(reached: Conclusion) -> list[Worth]:
    best: dict[int, tuple[Asked, JudgedReply]] = {}
    for found in sorted(_candidates(reached), key=lambda one: -one[1].part):
        best.setdefault(found[1].hit.group, found)
    offered = [*best.values()][:_MOST_REPLIES]
    return [worth for asked, one in offered for worth in worth_of(asked, [one])]


def _candidates(reached: Conclusion) -> list[tuple[Asked, JudgedReply]]:
    """Return the replies found that are worth naming, each with the question that found it."""
    found = {hit.group for hit in reached.found.hits}
    every = [(reached.asked, one) for one in reached.near]
    every += [(asked, one) for asked, one in reached.further if near_of([one], asked)]
    return [one for one in every if one[1].hit.group in found]


def _offered(read: Sequence[Worth]) -> list[tuple[int, int]]:
    """Return the sentences that may be chosen: the place of the reply, and the number there.

    If there are too many, the likeliest, in the order of the replies.
    """
    every = [(place, number) for place, one in enumerate(read) for number in sayable(one.reply)]
    kept, left = set[tuple[int, int]](), _MOST_CHARACTERS
    for place, number in sorted(every, key=lambda one: -_likelihood(read, *one)):
        left -= len(read[place].reply.reply.words(number))
        if len(kept) == _MOST_SENTENCES or (left < 0 and kept):
            break
        kept.add((place, number))
    return [one for one in every if one in kept]


def _likelihood(read: Sequence[Worth], place: int, number: int) -> float:
    return read[place].part * read[place].reply.chances[number]


def _told(read: Sequence[Worth], offered: Sequence[tuple[int, int]]) -> "list[OfferedReply]":
    from bot.language_model.choice import OfferedReply

    told = []
    for place in dict.fromkeys(place for place, _ in offered):
        record, reply = read[place].reply.hit.record, read[place].reply.reply
        told.append(
            OfferedReply(
                record.ministry,
                record.answered_on.isoformat() if record.answered_on else "",
                record.heading,
                [reply.words(number) for at, number in offered if at == place],
            )
        )
    return told


def _quoting(
    reached: Conclusion, choice: "Choice", read: Sequence[Worth], plan: dict[int, Numbers]
) -> AnswerBody:
    """Return the answer that shows what was chosen.

    What the replies alone would not have answered is answered with reserve.
    """
    asked, body = reached.asked, reached.body
    language = asked.language
    sources = quoted_sources(asked.index, read, plan)
    if not sources:
        return body
    reserved = body.reserved or body.status != AnswerStatus.ANSWERED
    groups = of_each_country(sources, language, reserved=reserved)
    outcome = outcome_of(sources, reached.near)
    told = quoting(asked, groups, body.confidence, outcome, reserved=reserved)
    told = _with_help(reached, told)
    notices = [Notice("chosen_by_model", say("notice_chosen", language))]
    if choice.failure:  # what was chosen until then stands
        notices.append(Notice("model_failed", say("notice_model_cut", language)))
        told = replace(told, status=AnswerStatus.PARTIAL)
    return replace(told, notices=(*notices, *told.notices))


def _without(reached: Conclusion, choice: "Choice") -> AnswerBody:
    """Return the answer where nothing was chosen: as it is, or only named if the model denies."""
    asked, body = reached.asked, reached.body
    language = asked.language
    if not choice.denies:
        failed = Notice("model_failed", say("notice_model_failed", language))
        return replace(body, notices=(failed, *body.notices))
    if body.status == AnswerStatus.ANSWERED:
        body = _with_help(reached, nearby(asked, reached.near, body.confidence))
    denied = Notice("model_denied", say("notice_model_denied", language))
    return replace(body, notices=(denied, *body.notices))


def _with_help(reached: Conclusion, body: AnswerBody) -> AnswerBody:
    """Return `body`, for someone in danger behind the lines that help."""
    is_danger = reached.body.question_kind == QuestionKind.DANGER
    return with_help_lines(body, reached.asked.language) if is_danger else body
