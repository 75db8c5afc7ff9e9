"""A question of two parts ("combien, et quand ?"), and the part that the quotes do not answer.

Cautious on purpose: a part that asks counts as unanswered only if it asks for a number or a date
and the quotes contain none. One that shares no word with the quotes was as often as not answered in
other words. A part that only names something, as a follow-up does ("..., et les mutuelles ?"), is
seldom told in other words: it counts when neither the quotes nor their titles name any of it.
"""

import re
from collections.abc import Iterator, Sequence

from bot.answers.answer import Source
from bot.question.asked_for import ASKS_DATE, ASKS_NUMBER, DATE, NUMBER
from bot.rewriting.cues import is_fragment
from corpus.text.language import language_of
from embeddings.lexical.bm25 import analyse

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
# What is only named, last: "..., and what about the tenants?", but not "..., and at night?".
_NAMED = re.compile(
    r",\s*(?:et|and)\s+(?:what about |how about |quid (?:de |du |des |d'))?"
    r"(?P<part>(?!(?:in|at|by|since|until|[àa]|en|dans|depuis|apr[eè]s|after)\b)[^,;:?]+?)[\s?]*$",
    re.IGNORECASE,
)
_SHOWN = 120  # characters of a part that are quoted back


def unanswered_part(question: str, sources: Sequence[Source]) -> str:
    """Return the words of `question` that the quotes of `sources` seem not to answer, or ""."""
    parts = list(_parts(question))
    quoted = " ".join(quote.text for source in sources for quote in source.quotes)
    if not quoted:
        return ""
    asked = parts if len(parts) > 1 else []
    lacking = " / ".join(part for part in asked if _lacks_what_is_asked(part, quoted))
    return (lacking or _unnamed(question, sources))[:_SHOWN]


def _unnamed(question: str, sources: Sequence[Source]) -> str:
    """Return what `question` names last, if the quotes, all in its language, do not name it."""
    named, language = _NAMED.search(question), language_of(question)
    in_language = all(source.record.language == language for source in sources)
    if not named or not in_language or not is_fragment(named["part"], language):
        return ""
    quotes = (quote.text for source in sources for quote in source.quotes)
    told = "\n".join((*(source.record.heading for source in sources), *quotes))
    terms = set(analyse(named["part"], language))
    return named["part"] if terms and not terms & set(analyse(told, language)) else ""


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
