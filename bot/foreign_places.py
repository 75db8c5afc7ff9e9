"""Countries named in a question that the reply does not name: it answers about another one."""

import json
import re
from functools import cache
from importlib.resources import files

from bot.scope_text import any_of, folded
from corpus.record import ReplyRecord


def names_place_elsewhere(question: str, record: ReplyRecord) -> bool:
    """Tell whether `question` names a foreign country that `record` does not name."""
    asked = {place for place in places() if places()[place].search(folded(question))}
    if not asked:
        return False
    text = folded(f"{record.heading}\n{record.question}\n{record.reply}")
    return not any(places()[place].search(text) for place in asked)


@cache
def places() -> dict[str, re.Pattern[str]]:
    """Return, for each foreign country, what matches it in a folded text of either language."""
    table = json.loads(files("bot").joinpath("foreign_places.json").read_text("utf-8"))
    return {place: re.compile(any_of(forms)) for place, forms in table.items() if place != "note"}
