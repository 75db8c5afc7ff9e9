"""A question of two parts ("combien, et quand ?"), and the part that the quotes do not answer.

Cautious on purpose: a part counts as unanswered only if it asks for a number or a date and the
quotes contain none. A part that shares no word with the quotes was as often as not answered in
other words.
"""

import re
from collections.abc import Iterator, Sequence

from bot.answers.answer import Source
from bot.question.asked_for import ASKS_DATE, ASKS_NUMBER, DATE, NUMBER

_ASKING = (
    r"(?:[àa] |de |d'|depuis |pour |by |since |from |in |at )?"
    r"(?:combien|quand|o[uù] va|comment|pourquoi|quel(?:le)?s?|qui (?:les? |la |l')?\w+|est-ce"
    r"|how|when|where|who|what|why|which|is|are|was|were|will|does|do|did|has|have|can|could)\b"
)
# Between two parts: the end of a question, or a comma or "and" before a word that asks.
_BETWEEN = re.compile(
    rf"\?+\s*|(?:\s*[,;]\s*(?:(?:et|ou|and|or)\s+)?|\s+(?:et|and)\s+)(?={_ASKING})", re.IGNORECASE
)
_ASKS = re.compile(rf"^(?:\S+ ){{0,4}}{_ASKING}", re.IGNORECASE)
_WORDS_BEFORE = 2  # that may stand before what asks, as in "et depuis quand"
# "... and when they run" only reports a question.
_REPORTS = re.compile(
    r"when (?!(?:is|are|was|were|will|does|do|did|has|have|can|could|should|would)\b)",
    re.IGNORECASE,
)
# Whatever may be meant as a number or a time, also loosely: "none", "already", "this autumn".
_NUMBER_LOOSELY = re.compile(
    NUMBER.pattern + r"|\b(?:one|dozen|hundred|thousand|none|no|zero|zéro|sept|huit|neuf|douzaine"
    r"|mille|moitie|aucune?|milliers?)s?\b",
    re.IGNORECASE,
)
_TIME_LOOSELY = re.compile(
    DATE.pattern + r"|\b(?:étés?|summers|winters)\b"
    r"|\b(?:day|week|month|year|hour|jour|semaine|mois|an|année|annee|heure|trimestre|quarter)s?\b"
    r"|\b(?:soon|shortly|course|later|next|now|today|current|prochain|bientôt|actuel|désormais"
    r"|already|déjà|immédiat|immediate)",
    re.IGNORECASE,
)
_SHOWN = 120  # characters of a part that are quoted back


def unanswered_part(question: str, sources: Sequence[Source]) -> str:
    """Return the words of `question` that the quotes of `sources` seem not to answer, or ""."""
    parts = list(_parts(question))
    quoted = " ".join(quote.text for source in sources for quote in source.quotes)
    if len(parts) < 2 or not quoted:
        return ""
    return " / ".join(part for part in parts if _lacks_what_is_asked(part, quoted))[:_SHOWN]


def _lacks_what_is_asked(part: str, quoted: str) -> bool:
    lacks_number = _opens_with(ASKS_NUMBER, part) and not _NUMBER_LOOSELY.search(quoted)
    return lacks_number or (_opens_with(ASKS_DATE, part) and not _TIME_LOOSELY.search(quoted))


def _opens_with(asks: re.Pattern[str], part: str) -> bool:
    """Return whether `part` opens with question words of its own."""
    match = asks.search(part)
    if not match or _REPORTS.match(part, match.start()):
        return False
    return len(part[: match.start()].split()) <= _WORDS_BEFORE


def _parts(question: str) -> Iterator[str]:
    """Yield the parts of `question` that ask something: "Écrivez-moi." does not."""
    start = 0
    for between in (*_BETWEEN.finditer(question), None):
        part = question[start : between.start() if between else None].strip(" ,;:?!.«»\"'")
        if part and ((between and "?" in between[0]) or _ASKS.search(part)):
            yield part
        start = between.end() if between else start
