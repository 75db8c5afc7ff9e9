"""The address of a reply's own page, and of a passage in it."""

from urllib.parse import quote as percent_encoded

from bot.answers.quote import Quote
from corpus.records.record import ReplyRecord

_SHORT = 120  # characters; of a longer quote, the address holds the first and the last words
_EDGE = 8  # words


def reply_path(record: ReplyRecord, quote: Quote | None = None) -> str:
    """Return the relative address of a reply's own page; with a `quote` of it, of that passage.

    The fragment holds the words to mark, and where they stood: after how many characters that are
    no spaces, which tells one of two equal passages from the other.
    """
    path = f"r/{percent_encoded(record.uid, safe='')}"
    if quote is None:
        return path
    words = quote.text.split()
    if len(quote.text) > _SHORT and len(words) > 2 * _EDGE:
        sought = f"{' '.join(words[:_EDGE])}…{' '.join(words[-_EDGE:])}"
    else:
        sought = quote.text
    start, end = (len("".join(record.reply[:at].split())) for at in (quote.start, quote.end))
    return f"{path}#q={percent_encoded(sought, safe='')}&at={start}-{end}"
