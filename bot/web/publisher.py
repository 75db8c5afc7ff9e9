"""Who runs the page and how they want it to look: set by its operator, shown to its readers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from bot.question.bad_input import BadInputError

LOGO_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}
_PETROL = "#0b5f66"  # no State's brand
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LONGEST_TITLE, _LONGEST_SENTENCE, _LONGEST_LABEL = 60, 300, 80  # characters
_LARGEST_LOGO = 200_000  # bytes


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who runs the page, and how they want it to look; empty where the operator has not said."""

    name: str = ""
    contact: str = ""  # how to reach them, in words: an address, a phone number
    official: bool = False  # they state that it is a site of a State, government or parliament
    title: str = "parlebot"
    accent: str = _PETROL  # #rrggbb
    logo: Path | None = None  # a file of one of `LOGO_TYPES`
    sentence: str = ""  # shown under the promise
    legal_links: tuple[tuple[str, str], ...] = ()  # label, https address

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the variables that docs/page.md lists, all of which may be missing.

        Raises BadInputError for a value that cannot be shown, OSError for a logo that cannot be
        read.
        """

        def told(name: str) -> str:
            return environment.get(f"PARLEBOT_{name}", "").strip()

        accent, logo = told("ACCENT") or _PETROL, told("LOGO")
        if not _COLOUR.fullmatch(accent):
            raise BadInputError(
                "{option}: {value} is not a colour like #0b5f66",
                option="PARLEBOT_ACCENT",
                value=repr(accent),
            )
        return cls(
            told("OPERATOR"),
            told("CONTACT"),
            told("OFFICIAL") == "1",
            _line("PARLEBOT_TITLE", told("TITLE"), _LONGEST_TITLE) or "parlebot",
            accent.lower(),
            _logo(Path(logo)) if logo else None,
            _line("PARLEBOT_SENTENCE", told("SENTENCE"), _LONGEST_SENTENCE),
            _links(told("LEGAL")),
        )


def _line(option: str, value: str, longest: int) -> str:
    if not value.isprintable():
        raise BadInputError("{option} is not one line of text", option=option)
    if len(value) > longest:
        raise BadInputError(
            "{option} has more than {count} characters", option=option, count=longest
        )
    return value


def _logo(path: Path) -> Path:
    """Return the path of a logo that can be shown. Raises BadInputError or OSError."""
    with path.open("rb") as file:
        content = file.read(_LARGEST_LOGO + 1)
    if len(content) > _LARGEST_LOGO:
        raise BadInputError(
            "{option}: {file} has more than {count} bytes",
            option="PARLEBOT_LOGO",
            file=path,
            count=_LARGEST_LOGO,
        )
    kind = path.suffix.lower()
    is_svg = kind == ".svg" and b"<svg" in content
    if not is_svg and not (kind == ".png" and content.startswith(b"\x89PNG\r\n")):
        raise BadInputError(
            "{option}: {file} is neither an SVG nor a PNG file", option="PARLEBOT_LOGO", file=path
        )
    return path


def _links(text: str) -> tuple[tuple[str, str], ...]:
    """Return the links, each label=address, in a list with semicolons or line ends."""
    pairs = (item.partition("=") for item in re.split(r"[;\n]", text) if item.strip())
    return tuple(_link(label.strip(), address.strip()) for label, _, address in pairs)


def _link(label: str, address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        is_address = parts.scheme == "https" and bool(parts.hostname) and address.isprintable()
    except ValueError:
        is_address = False
    if not (label and is_address) or " " in address:
        raise BadInputError(
            "{option}: {value} is not a link like Legal notice=https://www.example.org/legal",
            option="PARLEBOT_LEGAL",
            value=repr(f"{label}={address}"),
        )
    return _line("PARLEBOT_LEGAL", label, _LONGEST_LABEL), address
