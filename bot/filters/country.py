"""The country whose government a question is addressed to, if its words say so.

"In France", "the NHS", "que fait le Royaume-Uni" are filters. A question that names two
countries is about both, and one that only has a country as its subject ("imports from France") is
left alone.
"""

import re
from collections.abc import Iterator
from functools import cache

from bot.filters.cue import Cue, any_of, word_tables

HOME = {"fr": "FR", "en": "GB"}  # the likely country of who asks in a language
_FIRST_PERSON = re.compile(r"\b(?:je|j'|mon|ma|mes|nous|notre|nos|i|i'm|my|we|our|mine)(?!\w)")
# Words before "la France" that make it an object, not the one that acts.
_NOT_ACTING = r"(?:a|avec|vers|pour|contre|dans|sur|par|et|entre|envers|chez|de|hors|sauf|que) "
# "living in France" is about a person there, "imports to France" about the way there.
_ABROAD = re.compile(
    r"\b(?:liv(?:e|es|ing)|mov(?:e|ed|ing)|travel(?:s|ling)?|holidays?|retir(?:e|ed|ing)|import\w*|"
    r"export\w*|flights?|sent|vivre|vivant|vivent|voyag\w+|installe\w*|expatrie\w*|vacances|"
    r"compared to|than|like|comme|qu')\W+(?:\w+\W+){0,2}$"
)


def find_country(text: str, language: str) -> Iterator[Cue]:
    """Yield the country that filters the folded question `text`, asked in `language`."""
    mentioned = {
        code: list(_pattern(code, "mentions").finditer(text)) for code in word_tables()["countries"]
    }
    named = [code for code in mentioned if mentioned[code] or _governed(code).search(text)]
    if len(named) != 1:
        return
    (code,) = named
    match = _governed(code).search(text)
    acting = _acting(code).search(text)
    if not match and acting:  # of "que fait le Royaume-Uni", the country alone
        match = _pattern(code, "actors").search(text, acting.start())
    if not match:
        place = _pattern(code, "places").search(text)
        personal = HOME.get(language) != code and _FIRST_PERSON.search(text)
        match = None if not place or personal or _ABROAD.search(text[: place.start()]) else place
    if match:
        yield Cue("country", code, *match.span())


def _governed(code: str) -> re.Pattern[str]:
    return _pattern(code, "governments")


@cache
def _pattern(code: str, table: str) -> re.Pattern[str]:
    return re.compile(any_of(word_tables()["countries"][code][table]))


@cache
def _acting(code: str) -> re.Pattern[str]:
    """Return a pattern for the country as the one acting, in either language."""
    actor = any_of(word_tables()["countries"][code]["actors"])
    return re.compile(
        rf"\b(?:does|did|has|have|will|would|can|could|should|is) (?:the )?{actor}(?! and\b)"
        rf"|(?:\b(?:que|combien|comment|pourquoi|quand)(?: est-ce que)?|\bqu'a)"
        rf"(?: (?!{_NOT_ACTING})[\w-]+){{0,3}} (?:le |la |l')?{actor}"
        rf"|^(?:le |la |l')?{actor} (?:[\w']+ ){{0,2}}?[\w']+-(?:t-)?(?:il|elle)\b"
        rf"|\bposition (?:du |de la |de |of (?:the )?){actor}"
    )
