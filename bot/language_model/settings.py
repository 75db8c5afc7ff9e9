"""Which chat model helps, if any: from the environment, else from a file in the home.

Without a model set, nothing of LangChain's chat side is loaded and nothing leaves the machine.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.text.message import MessageError, message

SETTINGS_FILE = "parlebot.toml"
DEFAULT_TIMEOUT = 60.0  # seconds for all that a question asks: small local models write slowly
MAX_TIMEOUT = 600.0
_NAMES = ("model", "url", "key", "timeout", "translate", "explain", "entailment")
# Providers with an address of their own that has OpenAI's interface, and where they keep a key.
_PROVIDERS = {
    "openai": ("https://api.openai.com/v1", "OPENAI_API_KEY"),
    "mistralai": ("https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "ollama": ("http://127.0.0.1:11434/v1", ""),
}
_LOCAL = "ollama"
_ENTAILMENT = "PARLEBOT_ENTAILMENT"  # not of the chat model's
_YES_OR_NO = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


NO_MODEL = message("no chat model is set; set PARLEBOT_CHAT_MODEL (docs/chat-model.md)")


class ChatSettingsError(MessageError):
    """The settings cannot be used. The message names the variable or the file."""


class ChatModelUnavailableError(MessageError):
    """The model cannot be opened on this machine. The message says what to do."""


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """A chat model with OpenAI's interface, how to reach it, and which aids it may write."""

    name: str  # as its server calls it
    address: str  # of its server's interface, mostly up to "/v1"
    key: str = field(default="", repr=False)  # never shown
    timeout: float = DEFAULT_TIMEOUT  # seconds for all that is asked for one question
    is_own: bool = True  # False at a provider's own address
    translate: bool = False  # quotes in another language than the asker's
    explain: bool = False  # quotes, in one plain sentence
    entailment: str = ""  # name or path of a CrossEncoder that must find each reading aid entailed

    @property
    def has_aids(self) -> bool:
        """Return whether any reading aid is turned on."""
        return self.translate or self.explain


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
        variable = _ENTAILMENT if name == "entailment" else f"PARLEBOT_CHAT_{name.upper()}"
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
    provider, name = _provider_and_name(values["model"], url, places["model"])
    address, variable = _PROVIDERS.get(provider, ("", ""))
    # A key meant for the provider's own server is never sent to another.
    key = values.get("key", "") or ("" if url or not variable else environment.get(variable, ""))
    if not (key.isascii() and key.isprintable()):
        raise ChatSettingsError(
            "{place} is no key: it has characters that no key has",
            place=places.get("key", variable),
        )
    return ChatSettings(
        name,
        _interface(url, provider) or address,
        key,
        _seconds(values["timeout"], places["timeout"]) if "timeout" in values else DEFAULT_TIMEOUT,
        is_own=bool(url) or provider == _LOCAL,
        translate=_is_on("translate", values, places),
        explain=_is_on("explain", values, places),
        entailment=values.get("entailment", ""),
    )


def _section(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text("utf-8-sig")
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
    unknown |= set(table) - {"chat"}
    if unknown:
        raise ChatSettingsError(
            "{place} has settings that are not known: {names}; it has one section, [chat], with "
            "{known}",
            place=path,
            names=", ".join(sorted(unknown)),
            known=", ".join(_NAMES),
        )
    return dict(chat)


def _provider_and_name(model: str, url: str, place: str) -> tuple[str, str]:
    """Return the provider, "" where only the address counts, and the model's name there.

    A colon alone is no provider: local servers name models "qwen3:4b".
    """
    provider, colon, name = model.partition(":")
    if colon and name and provider in _PROVIDERS:
        return provider, name
    if url:
        return "", model
    raise ChatSettingsError(
        "{place} names no provider: {model}; write it as openai:NAME, ollama:NAME or "
        "mistralai:NAME, or give PARLEBOT_CHAT_URL too, the address of a server with OpenAI's "
        "interface",
        place=place,
        model=repr(model),
    )


def _interface(url: str, provider: str) -> str:
    """Return the address of the interface at `url`: an Ollama server has it at /v1."""
    is_bare = provider == _LOCAL and urlsplit(url).path in ("", "/")
    return url.rstrip("/") + ("/v1" if is_bare and url else "")


def _is_on(name: str, values: Mapping[str, str], places: Mapping[str, str]) -> bool:
    if name not in values:
        return False
    if values[name].lower() not in _YES_OR_NO:
        raise ChatSettingsError(
            "{place} is true or false; it is {text}", place=places[name], text=repr(values[name])
        )
    return _YES_OR_NO[values[name].lower()]


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        # What is secret of an address would stand in every log; a name there replaces the key.
        return is_whole and parts.username is None and not parts.query
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
