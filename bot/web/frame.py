"""The page around the answers: what it is, the question's form, the limits, who runs it.

Form controls are the browser's own, so that keyboards and screen readers know them.
"""

import json
from collections.abc import Iterator
from itertools import chain

from bot.answers.wording import coverage_line
from bot.feedback.feedback import LONGEST_COMMENT, REASONS
from bot.languages.catalogue import LANGUAGES
from bot.languages.messages import language_name, say
from bot.parlebot import Parlebot
from bot.web.about import about_line, about_paragraphs, accessibility_statement
from bot.web.filters import Choices, Options, choices
from bot.web.publisher import Publisher
from bot.web.render import render
from corpus.files.beside import text_beside

_EXAMPLES = 3
_SCRIPTS = ("page_requests.js", "page_panel.js", "page_useful.js", "page.js")  # in this order
# What the page's script says by itself, where no server can.
_SCRIPT_WORDS = (
    "waiting", "ready", "stopped", "busy", "limited", "failed", "unreachable", "retry", "edit",
    "link", "copied", "back", "export_of", "useful_thanks", "useful_not_sent",
)  # fmt: skip


def frame_html(
    parlebot: Parlebot, publisher: Publisher, language: str, *, asks_if_useful: bool = False
) -> str:
    """Return the page in `language`, with the coverage and choices of the current generation.

    `asks_if_useful`: whether readers are asked what they think of an answer.
    Raises NoGenerationError.
    """
    coverage = parlebot.coverage()
    offered = choices(parlebot.current_index(), language)
    return render(
        "frame.html",
        language,
        words=json.dumps(_words(language), ensure_ascii=False),
        languages=[(code, language_name(code, code).capitalize()) for code in LANGUAGES],
        fictional=coverage.fictional,
        about_line=about_line(publisher, language),
        coverage=coverage_line(coverage, language),
        longest=parlebot.max_characters,
        selects=list(_selects(offered)),
        first=offered.first,
        last=offered.last,
        examples=parlebot.example_titles(_EXAMPLES),
        about=about_paragraphs(parlebot, publisher, language, asks_if_useful=asks_if_useful),
        accessibility=accessibility_statement(language),
        has_aids=parlebot.has_aids,
        asks_if_useful=asks_if_useful,
        reasons=REASONS,
        longest_comment=LONGEST_COMMENT,
    )


def _words(language: str) -> dict[str, str]:
    places = {"day": "{day}"}
    return {name: say(f"page_{name}", language, **places) for name in _SCRIPT_WORDS}


def _selects(offered: Choices) -> Iterator[tuple[str, dict[str, Options]]]:
    """Yield each filter with its options by group; "" for no group."""
    # With one country, or a source for each of them, there is nothing more to choose.
    if len(offered.countries) > 1:
        yield "country", {"": offered.countries}
    if len(offered.sources) > max(1, len(offered.countries)):
        yield "source", {"": offered.sources}
    groups = offered.ministries
    yield "ministry", groups if len(groups) > 1 else {"": [*chain(*groups.values())]}


def page_style() -> str:
    """Return the page's style sheet."""
    return text_beside(__file__, "page.css")


def page_script() -> str:
    """Return the page's script: its files as the body of one function, whose names they share."""
    return f"(() => {{{''.join(text_beside(__file__, name) for name in _SCRIPTS)}}})();"
