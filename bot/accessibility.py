"""The accessibility statement of the page, made from what its checks found.

`accessibility.json` is written by the browser tests (tests/browser/test_page_accessibility.py);
the same tests fail where it is no longer true.
"""

import json
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bot.messages import day, say


@lru_cache(maxsize=1)
def checks() -> dict[str, Any]:
    """Return what the checks found: day, axe's version, the states checked, the violations."""
    text = files("bot").joinpath("accessibility.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def statement(language: str) -> list[str]:
    """Return the statement in paragraphs."""
    found = checks()
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
