"""Prepares a question for the search: validated, personal data masked, follow-ups completed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bot.answers.answer import Notice
from bot.notices.notices import masked_notices, shortened_notices
from bot.question.check import MOST_EARLIER, CheckedQuestion, check_question, within_tokens
from bot.question.personal_data import Masked, mask, without_names
from bot.rewriting.followup import standalone
from bot.rewriting.new_subject import names_new_subject
from corpus.text.language import language_of
from embeddings.encoders.encoder import Encoder
from embeddings.search.index import Index

if TYPE_CHECKING:
    from bot.language_model.chat_model import ChatModel


@dataclass(frozen=True, slots=True)
class TypedQuestion:
    """A question without personal data, and the earlier ones of its conversation."""

    question: CheckedQuestion
    masked: Masked
    earlier: tuple[str, ...]  # oldest first, without personal data


def take_in(raw: str, history: Sequence[str], default_language: str, limit: int) -> TypedQuestion:
    """Return `raw` checked and without personal data: the only form that later steps see.

    `history` are the earlier questions, oldest first. Its language is that of its words, or else
    of the conversation, or else `default_language`. Raises RejectedError, also for a question
    longer than `limit` characters.
    """
    told = (language_of(text) for text in reversed(history[-MOST_EARLIER:]))
    spoken = next(filter(None, told), default_language)
    checked = check_question(raw, spoken, limit)
    # From here on nobody sees personal data: no search, log, file or language model.
    masked = mask(checked.text, checked.language)
    check_question(without_names(masked.text), checked.language, limit)
    earlier = (mask(text[:limit], checked.language).text for text in history[-MOST_EARLIER:])
    return TypedQuestion(CheckedQuestion(masked.text, checked.language), masked, tuple(earlier))


class Understood(NamedTuple):
    """A question as it is searched, and other wordings of it that are searched beside it."""

    question: CheckedQuestion
    wordings: tuple[CheckedQuestion, ...] = ()


def understood(
    typed: TypedQuestion,
    index: Index,
    encoder: Encoder,
    chat: "ChatModel | None",
    wordings: Sequence[str] | None,
) -> Understood:
    """Return a follow-up as a question that stands alone, and other wordings of it.

    Whether it changes the subject, the replies of `index` tell. A chat model may do better than the
    rules; what does not mean the same as by the rules is dropped. `wordings` are those that the
    asker left in place, None where nobody was asked yet. Raises EncoderMismatchError.
    """
    asked, earlier = typed.question, typed.earlier
    by_rules = standalone(asked, earlier, partial(names_new_subject, index, encoder))
    left = tuple(CheckedQuestion(w, language_of(w) or asked.language) for w in wordings or ())
    if chat is None or (wordings is not None and not earlier):
        return Understood(by_rules, left)
    from bot.language_model.search_help import search_help
    from bot.pipeline.wider import same_sense

    other = next((one for one in index.manifest.languages if one != asked.language), asked.language)
    helped = search_help(chat, asked, earlier, other)
    means_it = partial(same_sense, question=by_rules, index=index, encoder=encoder)
    own = helped.rewritten
    question = own if own and means_it(own) else by_rules
    if wordings is None:
        left = tuple(wording for wording in helped.wordings if means_it(wording))
    return Understood(question, left)


def read_by(
    encoder: Encoder, whole: CheckedQuestion, masked: Masked
) -> tuple[CheckedQuestion, list[Notice]]:
    """Return as much of `whole` as `encoder` can read, and notices about what was cut off."""
    question = within_tokens(whole, encoder)
    masks = masked_notices(masked, whole.language)
    return question, [*masks, *shortened_notices(whole, question)]
