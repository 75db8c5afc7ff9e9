"""A question of two parts ("combien, et quand ?"), and the part that the quotes do not answer.

Cautious on purpose: a part counts as unanswered only when it asks for a number or a date and the
quotes hold none. A part that shares no word with the quotes was answered as often as not, in other
words.
"""

import re
from collections.abc import Iterator, Sequence

from bot.answers.answer import Source

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
_NUMBER_ASKED = re.compile(
    r"^(?:\w+ ){0,2}(?:combien|quel(?:le)? (?:montant|nombre|somme|pourcentage|proportion)"
    r"|how (?:many|much)|what (?:number|percentage|amount|proportion))\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|half|third"
    r"|quarter|none|no|zero|million|billion|deux|trois|quatre|cinq|sept|huit|neuf|dix|douzaine"
    r"|cent|mille|moitie|moitié|tiers|quart|aucune?|zéro|zero|milliers?|milliards?)s?\b",
    re.IGNORECASE,
)
_DATE_ASKED = re.compile(
    r"^(?:\w+ ){0,2}(?:(?:quand|à quelle (?:date|échéance)|quelle année|what (?:date|year))\b"
    # "... and when they run" only reports a question
    r"|when(?: (?:is|are|was|were|will|does|do|did|has|have|can|could|should|would)\b|$))",
    re.IGNORECASE,
)
# Anything that tells a time, also loosely: "in due course", "prochainement", "this autumn".
_TIME = re.compile(
    r"\b(?:19|20)\d\d\b|janvier|f[ée]vrier|\bmars\b|avril|\bmai\b|\bjuin|juillet|ao[uû]t|septembre"
    r"|octobre|novembre|d[ée]cembre|januar|februar|\bmarch\b|april|\bmay\b|\bjune|\bjuly|august"
    r"|septemb|octob|novemb|decemb|spring|summer|autumn|winter|printemps|\bété\b|automne|hiver"
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
    lacks_number = _NUMBER_ASKED.search(part) and not _NUMBER.search(quoted)
    return bool(lacks_number or (_DATE_ASKED.search(part) and not _TIME.search(quoted)))


def _parts(question: str) -> Iterator[str]:
    """Yield the parts of `question` that ask something: "Écrivez-moi." is none."""
    start = 0
    for between in (*_BETWEEN.finditer(question), None):
        part = question[start : between.start() if between else None].strip(" ,;:?!.«»\"'")
        if part and ((between and "?" in between[0]) or _ASKS.search(part)):
            yield part
        start = between.end() if between else start
