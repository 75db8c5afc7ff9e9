"""What the page says about itself: what it is, who runs it, what happens to what is typed.

Each text matches the current settings: whether a chat model chooses the sentences, and whether
readers' feedback is kept.
"""

from datetime import date
from functools import cache
from typing import Any

from bot.languages.messages import day, say
from bot.parlebot import Parlebot
from bot.web.publisher import Publisher
from corpus.files.beside import json_beside


def about_line(publisher: Publisher, language: str) -> str:
    """Return the line at the foot of the page: what it is, who runs it, what a reply is."""
    parts = [say("page_about", language)]
    parts += [] if publisher.official else [say("page_unofficial", language)]
    parts += [say("page_run_by", language, name=publisher.name)] if publisher.name else []
    return " ".join([*parts, say("notice_legal", language)])


def about_paragraphs(
    parlebot: Parlebot, publisher: Publisher, language: str, *, asks_if_useful: bool
) -> list[str]:
    """Return the collapsed paragraphs at the foot of the page. Raises NoGenerationError."""
    name, contact = publisher.name, publisher.contact
    run_by = (
        say("page_run_by", language, name=name) if name else say("page_run_by_unknown", language)
    )
    official = "page_is_official" if publisher.official else "page_not_state"
    licences = " ; ".join(parlebot.current_index().licences())
    paragraphs = (
        say("page_automatic_chosen" if parlebot.has_chat_model else "page_automatic", language),
        f"{run_by} {say(official, language)}",
        say("page_contact", language, contact=contact) if contact else "",
        say("page_privacy", language),
        say("page_sent_to_model", language) if parlebot.has_chat_model else "",
        say("page_useful_kept", language) if asks_if_useful else "",
        say("page_licences", language, names=licences),
    )
    return [text for text in paragraphs if text]


@cache
def accessibility_checks() -> dict[str, Any]:
    """Return what the checks found: day, axe's version, the states checked, the violations.

    tests/browser/test_page_accessibility.py writes it, and fails where it is no longer true.
    """
    found: dict[str, Any] = json_beside(__file__, "accessibility.json")
    return found


def accessibility_statement(language: str) -> list[str]:
    """Return the accessibility statement in paragraphs, made from what the checks found."""
    found = accessibility_checks()
    return [
        say(
            "page_checked",
            language,
            day=day(date.fromisoformat(found["day"]), language),
            axe=found["axe"],
            states=len(found["states"]),
            violations=found["violations"],
        ),
        say("page_not_audited", language),
    ]
