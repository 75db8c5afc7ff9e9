"""Reading aids: what a chat model writes about the quotes of an answer, if it may be shown.

They stand below their quote, labelled as a machine's, and are no part of the answer.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.answers.answer import AidKind, AnswerBody, ReadingAid, Source
from bot.answers.quote import Quote

if TYPE_CHECKING:
    from bot.language_model.chat_model import ChatModel
    from bot.language_model.settings import ChatSettings

Quoted = Sequence[tuple[Source, Quote]]


def aids_wanted(
    settings: "ChatSettings", body: AnswerBody, language: str
) -> Iterator[tuple[AidKind, Quoted]]:
    """Yield each kind of aid that is turned on, with the quotes of `body` that want it.

    `language` is the asker's.
    """
    every = [(source, quote) for source in body.sources for quote in source.quotes]
    foreign = [(source, quote) for source, quote in every if source.record.language != language]
    if settings.translate and foreign:
        yield AidKind.TRANSLATION, foreign
    if settings.explain and every:
        yield AidKind.PLAIN, every


def written_aids(
    chat: "ChatModel", kind: AidKind, quoted: Quoted, language: str
) -> list[ReadingAid]:
    """Return what `chat` writes in `language` about quotes, as far as nothing speaks against it.

    Raises what the check of `chat` raises.
    """
    from bot.entailment.gate import why_dropped
    from bot.language_model.aid_text import aid_texts

    texts = aid_texts(chat, kind, [quote.text for _, quote in quoted], language)
    aids = []
    for place, text in texts.items():
        source, quote = quoted[place]
        spoken = source.record.language
        if not why_dropped(text, language, quote.text, spoken, chat.judge):
            aids.append(ReadingAid(source.n, quote, spoken, kind, language, text))
    return aids
