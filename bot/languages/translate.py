"""Says in the operator's language what the packages below say in English.

A message carries its template, which stands in the catalogue of each language but English. Text
that is no message, such as what a library says, is shown as it is.
"""

import os

from bot.languages.catalogue import texts_of
from corpus.text.message import Message, said_by

OPERATOR = "operator"  # the catalogue


def system_language() -> str:
    """Return "fr" where the user's system speaks French, else "en"."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "fr" if named.lower().startswith("fr") else "en"


def localised(said: str | BaseException) -> str:
    """Return what a message or an error says in the system's language."""
    return translate(said, system_language())


def translate(said: str | BaseException, language: str) -> str:
    """Return what a message or an error says in `language` ("fr" or "en")."""
    text = said_by(said)
    if not isinstance(text, Message):
        return text
    template = texts_of(OPERATOR, language).get(text.template, text.template)
    return template.format(**{name: translate(v, language) for name, v in text.arguments.items()})
