"""What the page offers to start from, checked on the generation that answers, and kept beside it.

The file holds words of records, so it goes before anything else is checked.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, islice

from bot.answers.answer import Answer
from bot.languages.catalogue import LANGUAGES
from bot.parlebot import Parlebot
from bot.suggestions.candidates import everyday, made_of
from bot.suggestions.check import answered, ministry, newest, warnings
from corpus.text.message import message
from embeddings.disk.home import Home
from embeddings.disk.sync import sync
from embeddings.search.filters import NO_FILTERS
from embeddings.search.index import Index

CHECKING = message("Checking what the page suggests")
_SHOWN = 6
_KEPT = 12  # a language
_TRIED = 80  # a language
_RECORDS = 400  # the newest, of which questions are made


def starters(parlebot: Parlebot, language: str) -> list[str]:
    """Return up to six questions in `language` that the index answers; [] while none are known.

    They are the same for as long as the index is. Raises NoGenerationError.
    """
    return _kept(parlebot).get(language, [])[:_SHOWN]


def are_known(parlebot: Parlebot) -> bool:
    """Return whether the present index was checked. Raises NoGenerationError."""
    return bool(_kept(parlebot))


def suggest_after_build(
    parlebot: Parlebot, progress: Callable[[str, int, int], None] = lambda what, done, total: None
) -> None:
    """Check what to suggest from the generation that was just made, if that was not done yet.

    The index is complete without it: when this fails or is interrupted, the page makes up for it.
    """
    with suppress(Exception, KeyboardInterrupt):
        if not are_known(parlebot):
            suggest(parlebot, partial(progress, CHECKING))


def suggest(
    parlebot: Parlebot,
    told: Callable[[int, int], None] = lambda done, total: None,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Find questions that the present index answers, and keep them for `starters`.

    `told` hears how many were tried, of how many at most; `check` is called in between, and what it
    raises ends this. Raises as `Parlebot.answer`, and OSError where the home cannot be written.
    """
    index = parlebot.current_index()
    parlebot.home.suggestions.unlink(missing_ok=True)
    found = {}
    for place, language in enumerate(LANGUAGES):
        good = []
        tried = enumerate(islice(_candidates(index, language), _TRIED), start=place * _TRIED)
        for done, question in tried:
            told(done, len(LANGUAGES) * _TRIED)
            answer = answered(parlebot, question, language, NO_FILTERS, check)
            if answer:
                good.append((question, answer))
            if sum(not warnings(answer) for _, answer in good) >= _KEPT:
                break
        found[language] = _best(good)[:_KEPT]
    told(len(LANGUAGES) * _TRIED, len(LANGUAGES) * _TRIED)
    _keep(parlebot.home, {"generation": index.folder.name, "questions": found})


def _candidates(index: Index, language: str) -> Iterator[str]:
    """Yield, without repeats, citizens' questions, then those that the newest records ask."""
    newest_first = islice(index.newest(language), _RECORDS)
    made = chain.from_iterable(map(made_of, newest_first))
    yield from dict.fromkeys(chain(everyday(language), made))


def _best(good: list[tuple[str, Answer]]) -> list[str]:
    """Return the questions, those that warn of least first; many ministries.

    Of two alike, a citizens' question comes before one made of a record, then the fresher one.
    """
    good.sort(key=lambda one: newest(one[1]), reverse=True)
    good.sort(key=lambda one: (warnings(one[1]), one[0] not in everyday(one[1].language)))
    # The best of each ministry come before the second best of any.
    seen: list[str] = []
    rounds = []
    for question, answer in good:
        rounds.append((seen.count(ministry(answer)), question))
        seen.append(ministry(answer))
    return [question for _, question in sorted(rounds, key=lambda one: one[0])]


def _kept(parlebot: Parlebot) -> dict[str, list[str]]:
    """Return what was kept for the present generation, by language; nothing if there is none."""
    generation = parlebot.current_index().folder.name
    try:
        kept = json.loads(parlebot.home.suggestions.read_text("utf-8"))
        return dict(kept["questions"]) if kept["generation"] == generation else {}
    except (OSError, ValueError, KeyError, TypeError):  # it can be made again
        return {}


def _keep(home: Home, found: dict[str, object]) -> None:
    aside = home.suggestions.with_suffix(".new")
    aside.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    sync(aside)
    aside.replace(home.suggestions)
