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
from corpus.text.fold import fold_all
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
    earlier = (mask(text, checked.language).text[:limit] for text in history[-MOST_EARLIER:])
    return TypedQuestion(CheckedQuestion(masked.text, checked.language), masked, tuple(earlier))


def understood(typed: TypedQuestion, index: Index, encoder: Encoder) -> CheckedQuestion:
    """Return a follow-up as a question that stands alone, by rules.

    Whether it changes the subject, the replies of `index` tell. Raises EncoderMismatchError.
    """
    return standalone(typed.question, typed.earlier, partial(names_new_subject, index, encoder))


def helped(
    chat: "ChatModel",
    typed: TypedQuestion,
    by_rules: CheckedQuestion,
    left: Sequence[str] | None,
    index: Index,
    encoder: Encoder,
) -> tuple[CheckedQuestion, tuple[CheckedQuestion, ...]]:
    """Return a question as `chat` understands it, and other wordings of it to search with.

    What does not mean the same as `by_rules` is dropped. `left` are the wordings that the asker
    left in place, None where `chat` has not given any yet. At most one call. Raises
    EncoderMismatchError, and what the check of `chat` raises.
    """
    from bot.language_model.search_help import search_help
    from bot.pipeline.wider import same_sense

    asked, earlier = typed.question, typed.earlier
    kept = [_without_personal_data(text, asked.language) for text in left or ()]
    if left is not None and not earlier:
        return by_rules, tuple(kept)
    other = next((one for one in index.manifest.languages if one != asked.language), asked.language)
    given = search_help(chat, asked, earlier, other)
    means_it = partial(same_sense, question=by_rules, index=index, encoder=encoder)
    own = given.rewritten
    question = own if own and means_it(own) else by_rules
    if left is None:
        said = {fold_all(question.text), fold_all(asked.text)}
        others = {fold_all(wording.text): wording for wording in given.wordings}
        kept = [other for words, other in others.items() if words not in said and means_it(other)]
    return question, tuple(kept)


def _without_personal_data(text: str, language: str) -> CheckedQuestion:
    spoken = language_of(text) or language
    return CheckedQuestion(mask(text, spoken).text, spoken)


def read_by(
    encoder: Encoder, whole: CheckedQuestion, masked: Masked
) -> tuple[CheckedQuestion, list[Notice]]:
    """Return as much of `whole` as `encoder` can read, and notices about what was cut off."""
    question = within_tokens(whole, encoder)
    masks = masked_notices(masked, whole.language)
    return question, [*masks, *shortened_notices(whole, question)]
