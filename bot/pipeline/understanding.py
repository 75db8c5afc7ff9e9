"""Prepares a question for the search: validated, personal data masked, follow-ups completed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

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


def understood(
    typed: TypedQuestion, index: Index, encoder: Encoder, chat: "ChatModel | None"
) -> CheckedQuestion:
    """Return a follow-up as a question that stands alone, rewritten by the chat model if any.

    Whether it changes the subject, the replies of `index` tell. Raises EncoderMismatchError.
    """
    question = standalone(typed.question, typed.earlier, partial(names_new_subject, index, encoder))
    if chat is None or question == typed.question:
        return question
    from bot.language_model.rewrite_question import rewritten

    return rewritten(chat, typed.question, typed.earlier, question)


def read_by(
    encoder: Encoder, whole: CheckedQuestion, masked: Masked
) -> tuple[CheckedQuestion, list[Notice]]:
    """Return as much of `whole` as `encoder` can read, and notices about what was cut off."""
    question = within_tokens(whole, encoder)
    masks = masked_notices(masked, whole.language)
    return question, [*masks, *shortened_notices(whole, question)]
