"""Patterns for what a question asks for (a number, a date, a reason...) and what provides it."""

import re

from corpus.text.dates import MONTHS

_ACCENTS = {"fevrier": "f[ée]vrier", "aout": "ao[uû]t", "decembre": "d[ée]cembre"}
_MONTH_NAMES = "|".join(_ACCENTS.get(name, name) for name in MONTHS)

ASKS_NUMBER = re.compile(
    r"\b(?:combien|quel(?:le)?s? (?:est le |est la |sont les )?(?:montant|nombre|budget|part"
    r"|pourcentage|taux|somme|co[uû]t|prix|dur[ée]e|seuil|plafond|[âa]ge)"
    r"|how (?:many|much|often|long|big|large|far|old)"
    r"|what (?:share|percentage|number|proportion|amount|budget|rate|price|fee))\b",
    re.IGNORECASE,
)
ASKS_DATE = re.compile(
    r"\b(?:quand|[àa] quelle date|quelle ann[ée]e|depuis quand|jusqu'[àa] quand|d'ici quand"
    r"|when|what (?:date|year|day)|which year|how soon|how long|yet|by what date)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d|\b(?:million|billion|milliard|half|third|quarter|moiti[ée]|tiers|quart|deux|trois|quatre"
    r"|cinq|six|dix|vingt|cent|two|three|four|five|seven|eight|nine|ten)s?\b",
    re.IGNORECASE,
)
DATE = re.compile(
    rf"\b(?:19|20)\d\d\b|\b(?:{_MONTH_NAMES}|spring|summer|autumn|winter|printemps|automne|hiver"
    r"|in due course|shortly|prochainement|prochains? (?:mois|semaines))\b",
    re.IGNORECASE,
)
ASKS_WHY = re.compile(r"\b(?:why|pourquoi|how come|pour quelle raison)\b", re.IGNORECASE)
REASON = re.compile(
    r"\b(?:because|due to|in order to|so that|since|reason|therefore|car|afin|en raison|parce"
    r"|puisque|du fait|raison|motif|vis(?:e|ent|ant) [àa]|permet)\b",
    re.IGNORECASE,
)
YES_OR_NO = re.compile(
    r"(?:^|[,:] )(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)"
    r"\b|^est-ce|^(?:y a-t|existe-t|peut-on|doit-on|va-t-on|faut-il)"
    r"|\w-(?:t-)?(?:il|elle|ils|elles|on|je)\b",
    re.IGNORECASE,
)
DENIAL = re.compile(r"\b(?:no|not|never|none|cannot|n'\w+|ne|pas|aucun\w*|ni)\b", re.IGNORECASE)
ASKS_WHO_OR_WHERE = re.compile(
    r"\b(?:qui|who|quel ministre|which minister|où|where|which (?:city|town|county|region|country)"
    r"|quelle (?:ville|région))\b",
    re.IGNORECASE,
)
