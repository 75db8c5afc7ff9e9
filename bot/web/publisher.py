"""Who runs the page: set by its operator, shown to its readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who runs the page; empty if the operator has not said."""

    name: str = ""
    contact: str = ""  # how to reach them, in words: an address, a phone number
    official: bool = False  # they state that it is a site of a State, government or parliament

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read PARLEBOT_OPERATOR, PARLEBOT_CONTACT and PARLEBOT_OFFICIAL ("1" for yes)."""
        return cls(
            environment.get("PARLEBOT_OPERATOR", "").strip(),
            environment.get("PARLEBOT_CONTACT", "").strip(),
            environment.get("PARLEBOT_OFFICIAL", "").strip() == "1",
        )
