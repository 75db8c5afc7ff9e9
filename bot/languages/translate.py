"""Translates what the lower packages say in English into the operator's language.

A message carries its template, which is in the catalogue of every language except English. Text
that is not a message, such as a library's error, is shown unchanged.
"""

import os

from bot.languages.catalogue import text_of
from corpus.text.message import Message, said_by

OPERATOR = "operator"  # the catalogue


def system_language() -> str:
    """Return "fr" if the user's system is in French, else "en"."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "fr" if named.lower().startswith("fr") else "en"


def localised(said: str | BaseException) -> str:
    """Return the text of a message or an error in the system's language."""
    return translate(said, system_language())


def translate(said: str | BaseException, language: str) -> str:
    """Return the text of a message or an error in `language` ("fr" or "en")."""
    text = said_by(said)
    if not isinstance(text, Message):
        return text
    template = text_of(OPERATOR, language, text.template) or text.template
    return template.format(**{name: translate(v, language) for name, v in text.arguments.items()})
