"""The formats of official records in JSON: each parliament adds its own."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from corpus.parliaments.france.assemblee_json import find_questions, read_assemblee
from corpus.parliaments.united_kingdom.written_questions import find_answers, read_answers
from corpus.records.reading import Reading


@dataclass(frozen=True, slots=True)
class JsonFormat:
    """Where the records of one source are in a JSON document, and the function that reads them."""

    path: re.Pattern[str]  # of the items of the list that holds them, as ijson writes it
    find: Callable[[Any], list[Any] | None]  # in a parsed document; None when it is another one
    read: Callable[[Iterable[Any], bool], Reading]  # of what was found; whether it is fictional


JSON_FORMATS = (
    JsonFormat(
        re.compile(r"(?:.+\.)?question\.item|item"),
        find_questions,
        lambda items, fictional: read_assemblee(items, fictional=fictional),
    ),
    JsonFormat(
        re.compile(r"results\.item"), find_answers, lambda items, fictional: read_answers(items)
    ),
)
