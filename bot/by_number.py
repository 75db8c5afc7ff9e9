"""A question that names a parliamentary question by its number and asks nothing else."""

from dataclasses import replace
from datetime import date

from bot.answer import Source
from bot.question import CheckedQuestion
from bot.replies import Asked, numbered, sources_of
from embeddings.search import SearchResult

_SHOWN = 3  # replies to questions of one number, of several legislatures or countries


def replies_to_number(asked: Asked, found: SearchResult) -> list[Source]:
    """Return the replies to the questions of that number, the newest first.

    Nothing in the words says which sentences to quote, so each reply is asked its own title.
    """
    sources = []
    for hit in found.hits[:_SHOWN]:
        record = hit.record
        title = record.heading or record.question
        about = replace(asked, question=CheckedQuestion(title, record.language))
        own = about.search(asked.filters, len(found.hits))
        own = replace(own, hits=[h for h in own.hits if h.group == hit.group])
        if own.hits:
            sources += sources_of(about, own)
    sources.sort(key=lambda source: source.record.answered_on or date.min, reverse=True)
    return numbered(sources)
