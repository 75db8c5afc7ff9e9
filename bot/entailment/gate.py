"""Whether a reading aid may be shown under its quote: a translation, or the quote in plain words.

Each check can only take an aid away. None of them proves that an aid says what its quote says: an
exchanged word of the same kind passes all but the entailment model.
"""

import re
from itertools import pairwise

from bot.entailment.aid_form import aid_form_reason
from bot.entailment.entailment_model import Entailment
from bot.entailment.figure_check import unsupported_fact
from bot.entailment.figures import read_facts
from bot.entailment.name_check import unknown_names

_RUN = re.compile(r"[\w.@:/%?=&+~-]+")
_DOTTED = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.IGNORECASE)
_MOST_LETTERS = 4  # before a dot and a number: "L.224-1", "art.12"


def why_dropped(
    aid: str, language: str, quote: str, quote_language: str, judge: Entailment | None = None
) -> str:
    """Return "" if `aid`, in `language`, may be shown under `quote`, else why it may not.

    Reasons: "form" (markup, length, strange letters), "language", "instruction", "reader" (it
    speaks to the reader, advises or judges), "address", "reference", "figure", "unit", "date",
    "name", and "not_entailed" where `judge` finds that it does not follow.
    """
    if reason := aid_form_reason(aid, language, quote, quote_language):
        return reason
    if not _addresses(aid) <= _addresses(quote):
        return "address"
    if reason := unsupported_fact(read_facts(aid, language), read_facts(quote, quote_language)):
        return reason
    if unknown_names(aid, language, quote, quote_language):
        return "name"
    return "not_entailed" if judge and not judge.holds(quote, aid) else ""


def _addresses(text: str) -> set[str]:
    """Return what a reader or a browser might take for an address, without its scheme."""
    runs = (run.strip(".:?-") for run in _RUN.findall(text))
    return {_SCHEME.sub("", run).rstrip("/") for run in runs if _is_address(run)}


def _is_address(run: str) -> bool:
    return "@" in run or "://" in run or any(map(_names_a_host, _DOTTED.findall(run)))


def _names_a_host(dotted: str) -> bool:
    """Return whether "impots.gouv" may be a host, as "1.2", "a.m", "U.K" and "L.224-1" are not."""
    pieces = dotted.split(".")
    return not all(len(piece) == 1 for piece in pieces) and not all(
        (left[-1].isdigit() or (left.isalpha() and len(left) <= _MOST_LETTERS))
        and right[0].isdigit()
        for left, right in pairwise(pieces)
    )
