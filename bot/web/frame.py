"""The page around the answers: its promise, the question's form, the limits, who runs it.

Form controls are the browser's own, so that keyboards and screen readers know them.
"""

import json
from collections.abc import Iterator
from itertools import chain

from bot.answers.wording import coverage_lines
from bot.feedback.feedback import LONGEST_COMMENT, REASONS
from bot.languages.catalogue import LANGUAGES
from bot.languages.messages import language_name, say
from bot.parlebot import Parlebot
from bot.suggestions.suggestions import starters
from bot.web.about import about_line, about_paragraphs, accessibility_statement
from bot.web.filters import Choices, Options, choices
from bot.web.publisher import Publisher
from bot.web.render import render

# What the page's script says by itself, where no server can.
_SCRIPT_WORDS = (
    "waiting", "ready", "stop", "stopped", "busy", "limited", "failed", "unreachable", "retry",
    "edit", "editing", "link", "follow", "followed", "copied", "ask_next", "show_all", "show_less",
    "delete", "deleted", "undo", "no_conversations", "close", "kept_from", "let_go",
    "conversations", "new_here", "useful_thanks", "useful_not_sent",
    "not_copied", "saved_last",
)  # fmt: skip
_PLACES = {
    "day": "{day}",
    "name": "{name}",
    "address": "{address}",
    "question": "{question}",
    "count": "{count}",
}


def frame_html(
    parlebot: Parlebot,
    publisher: Publisher,
    language: str,
    *,
    asks_if_useful: bool = False,
    embedded: bool = False,
) -> str:
    """Return the page in `language`, with the coverage and choices of the current generation.

    `asks_if_useful`: whether readers are asked what they think of an answer; `embedded`: whether it
    is for another site's frame, where it has no head of its own. Raises NoGenerationError.
    """
    offered = choices(parlebot.current_index(), language)
    return render(
        "frame.html",
        language,
        words=json.dumps(_words(language), ensure_ascii=False),
        languages=[(code, language_name(code, code).capitalize()) for code in LANGUAGES],
        publisher=publisher,
        embedded=embedded,
        fictional=parlebot.coverage().fictional,
        about_line=about_line(publisher, language),
        coverage=coverage_lines(parlebot.current_index(), language),
        longest=parlebot.max_characters,
        selects=list(_selects(offered)),
        first=offered.first,
        last=offered.last,
        starters=starters(parlebot, language),
        about=about_paragraphs(parlebot, publisher, language, asks_if_useful=asks_if_useful),
        accessibility=accessibility_statement(language),
        has_aids=parlebot.has_aids,
        has_chat_model=parlebot.has_chat_model,
        asks_if_useful=asks_if_useful,
        reasons=REASONS,
        longest_comment=LONGEST_COMMENT,
    )


def _words(language: str) -> dict[str, str]:
    return {name: say(f"page_{name}", language, **_PLACES) for name in _SCRIPT_WORDS}


def _selects(offered: Choices) -> Iterator[tuple[str, dict[str, Options]]]:
    """Yield each filter with its options by group; "" for no group."""
    # With one country, or a source for each of them, there is nothing more to choose.
    if len(offered.countries) > 1:
        yield "country", {"": offered.countries}
    if len(offered.sources) > max(1, len(offered.countries)):
        yield "source", {"": offered.sources}
    groups = offered.ministries
    yield "ministry", groups if len(groups) > 1 else {"": [*chain(*groups.values())]}
