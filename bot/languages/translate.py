"""Puts what the operator reads (reports, errors) into French where the system speaks French.

The packages below write their messages in English; here each known message is recognised by its
shape and said in French. A message without translation is shown as it is, never lost.
"""

import os
import re
from functools import cache

from corpus.files.beside import json_beside

_PLACE = re.compile(r"\\{(\w+)\\}")
_TRANSLATED_PLACES = ("reason",)  # places that hold a message of their own
_MEMBER = re.compile(r"('[^']*'): (.+)", re.DOTALL)  # 'member of an archive': message


def system_language() -> str:
    """Return "fr" where the user's system speaks French, else "en"."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "fr" if named.lower().startswith("fr") else "en"


def localised(message: str) -> str:
    """Return an English `message` of this project in the system's language."""
    return translate(message, system_language())


def translate(message: str, language: str) -> str:
    """Return an English `message` of this project in `language` ("fr" or "en")."""
    if language != "fr":
        return message
    for shape, french in _shapes():
        if match := shape.fullmatch(message):
            places = {
                name: translate(value, language) if name in _TRANSLATED_PLACES else value
                for name, value in match.groupdict().items()
            }
            return _fill(french, places)
    if match := _MEMBER.fullmatch(message):
        return f"{match[1]} : {translate(match[2], language)}"
    return message


def _fill(template: str, places: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: places[m[1]] if m[1] in places else m[0], template)


@cache
def _shapes() -> list[tuple[re.Pattern[str], str]]:
    texts = json_beside(__file__, "operator_french.json")
    return [
        (re.compile(_PLACE.sub(r"(?P<\1>.*?)", re.escape(english)), re.DOTALL), french)
        for english, french in texts.items()
    ]
