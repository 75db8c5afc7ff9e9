"""Which chat model writes answers, if any: from the environment, else from a file in the home.

Without a model set, nothing of LangChain's chat side is loaded and nothing leaves the machine.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.text.message import MessageError

SETTINGS_FILE = "parlebot.toml"
DEFAULT_TIMEOUT = 60.0  # seconds for a whole answer: small local models write slowly
MAX_TIMEOUT = 600.0
_NAMES = ("model", "url", "key", "timeout")


class ChatSettingsError(MessageError):
    """The settings cannot be used. The message names the variable or the file."""


class ChatModelUnavailableError(MessageError):
    """The model cannot be opened on this machine. The message says what to do."""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """A chat model and how to reach it."""

    model: str  # "provider:name", as LangChain's init_chat_model takes it
    url: str = ""  # of an OpenAI-compatible or other server; "" for the provider's own
    key: str = field(default="", repr=False)  # never shown
    timeout: float = DEFAULT_TIMEOUT  # seconds for the whole answer

    @property
    def is_local(self) -> bool:
        """True if the model runs on a local server or at the operator's own address."""
        return bool(self.url) or self.model.startswith("ollama:")


def chat_settings(folder: Path, environment: Mapping[str, str]) -> ChatSettings | None:
    """Return the settings of the home at `folder`, or None when no model is set.

    Each PARLEBOT_CHAT_... variable stands above the key of the same name in section [chat] of
    parlebot.toml. Raises ChatSettingsError.
    """
    path = folder / SETTINGS_FILE
    written = _section(path)
    values: dict[str, str] = {}
    places: dict[str, str] = {}
    for name in _NAMES:
        variable = f"PARLEBOT_CHAT_{name.upper()}"
        if environment.get(variable):
            values[name], places[name] = environment[variable].strip(), variable
        elif name in written:
            values[name], places[name] = str(written[name]).strip(), f"{name} in {path}"
    if not values.get("model"):
        return None
    url = values.get("url", "")
    if url and not _is_address(url):
        raise ChatSettingsError(
            "{place} is no address: {url}; write http:// or https:// and the server",
            place=places["url"],
            url=repr(url),
        )
    return ChatSettings(
        model=_with_provider(values["model"], url, places["model"]),
        url=url,
        key=values.get("key", ""),
        timeout=_seconds(values["timeout"], places["timeout"])
        if "timeout" in values
        else DEFAULT_TIMEOUT,
    )


def _section(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8")
        import tomllib

        table = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ChatSettingsError(
            "{place} cannot be read as TOML ({why})", place=path, why=error
        ) from error
    chat = table.get("chat", {})
    unknown = set(chat) - set(_NAMES) if isinstance(chat, dict) else {"chat"}
    if unknown:
        raise ChatSettingsError(
            "{place} has settings that are not known: {names}; section [chat] knows {known}",
            place=path,
            names=", ".join(sorted(unknown)),
            known=", ".join(_NAMES),
        )
    return dict(chat)


def _with_provider(model: str, url: str, place: str) -> str:
    """Return "provider:name". With an address but no provider, assume OpenAI's interface.

    A colon alone is no provider: local servers name models "qwen3:4b".
    """
    provider, colon, name = model.partition(":")
    if colon and provider.replace("_", "").isalpha() and name:
        return model
    if url:
        return f"openai:{model}"
    raise ChatSettingsError(
        "{place} names no provider: {model}; write it as openai:NAME, ollama:NAME or "
        "mistralai:NAME, or give PARLEBOT_CHAT_URL too for an OpenAI-compatible server",
        place=place,
        model=repr(model),
    )


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _seconds(text: str, place: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= MAX_TIMEOUT:
        raise ChatSettingsError(
            "{place} is a number of seconds, at most {limit}; it is {text}",
            place=place,
            limit=f"{MAX_TIMEOUT:g}",
            text=repr(text),
        )
    return seconds
