"""How a reply is presented: the answering pipeline, its notices, the command line and the page.

Documents are read and indexes written only through corpus/ and embeddings/. From Python,
everything is reached through `Parlebot`; the errors are in `bot.errors`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.language_model.settings import ChatSettings
    from bot.parlebot import Parlebot
    from embeddings.search.filters import Filters

__all__ = ["ChatSettings", "Filters", "Parlebot"]

_DEFINED_IN = {
    "ChatSettings": "bot.language_model.settings",
    "Filters": "embeddings.search.filters",
    "Parlebot": "bot.parlebot",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `import bot` alone loads nothing heavy."""
    if name not in _DEFINED_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_DEFINED_IN[name]), name)
