"""Countries named in a question that the reply does not name: it answers about another one."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from bot.filters.cue import any_of
from corpus.files.beside import json_beside
from corpus.records.record import ReplyRecord
from corpus.text.fold import fold_in_place


def names_any(countries: Sequence[str], record: ReplyRecord) -> bool:
    """Return whether `record` names any of the foreign `countries`."""
    text = fold_in_place(f"{record.heading}\n{record.question}\n{record.reply}")
    return any(_pattern(place).search(text) for place in countries)


def named_places(text: str) -> list[str]:
    """Return the foreign countries that `text` names, in either language."""
    text = fold_in_place(text)
    return [
        place
        for place, forms in places().items()
        # Most patterns are never needed: compiling all of them takes as long as a search.
        if any(form in text for form in forms) and _pattern(place).search(text)
    ]


@cache
def places() -> dict[str, list[str]]:
    """Return, for each foreign country, the names of it, its people and towns, folded."""
    table: dict[str, Any] = json_beside(__file__, "foreign_places.json")
    return {place: forms for place, forms in table.items() if place != "note"}


@cache
def _pattern(place: str) -> re.Pattern[str]:
    return re.compile(any_of(places()[place]))
