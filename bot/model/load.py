"""Opens the chat model that is set, if any; without one, nothing of it is loaded."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.model.settings import chat_settings

if TYPE_CHECKING:
    from bot.model.chat_model import ChatModel


def chat_from_settings(folder: Path) -> "ChatModel | None":
    """Return the model that the environment or the home at `folder` sets, opened; None without.

    Raises ChatSettingsError or ChatModelUnavailableError.
    """
    settings = chat_settings(folder, os.environ)
    if settings is None:
        return None
    from bot.model.chat_model import ChatModel

    return ChatModel(settings)
