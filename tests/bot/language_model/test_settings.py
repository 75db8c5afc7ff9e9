from pathlib import Path

import pytest

from bot.language_model.chat_model import ChatModel
from bot.language_model.settings import (
    DEFAULT_TIMEOUT,
    SETTINGS_FILE,
    ChatModelUnavailableError,
    ChatSettings,
    ChatSettingsError,
    chat_settings,
)
from bot.languages.translate import translate


def test_without_settings_there_is_no_model(tmp_path: Path) -> None:
    assert chat_settings(tmp_path, {}) is None
    (tmp_path / SETTINGS_FILE).write_text("[other]\nmodel = 'x'\n", "utf-8")
    assert chat_settings(tmp_path, {"PARLEBOT_CHAT_URL": "http://127.0.0.1:1/v1"}) is None


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(
        '[chat]\nmodel = "ollama:small"\nkey = "from-file"\ntimeout = 5\n', "utf-8"
    )
    read = chat_settings(tmp_path, {"PARLEBOT_CHAT_MODEL": "openai:large"})
    assert read == ChatSettings("openai:large", "", "from-file", 5.0)


@pytest.mark.parametrize(
    ("model", "url", "opened"),
    [
        ("openai:gpt-x", "", "openai:gpt-x"),
        ("qwen3:4b", "http://127.0.0.1:8080/v1", "openai:qwen3:4b"),
        ("my-model", "http://127.0.0.1:8080/v1", "openai:my-model"),
        ("ollama:qwen3:4b", "http://127.0.0.1:11434", "ollama:qwen3:4b"),
    ],
)
def test_a_model_with_an_address_needs_no_provider(
    tmp_path: Path, model: str, url: str, opened: str
) -> None:
    read = chat_settings(tmp_path, {"PARLEBOT_CHAT_MODEL": model, "PARLEBOT_CHAT_URL": url})
    assert read == ChatSettings(opened, url, "", DEFAULT_TIMEOUT)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PARLEBOT_CHAT_MODEL": "large"}, "PARLEBOT_CHAT_MODEL names no provider"),
        ({"PARLEBOT_CHAT_MODEL": "a:b", "PARLEBOT_CHAT_URL": "localhost"}, "PARLEBOT_CHAT_URL is"),
        ({"PARLEBOT_CHAT_MODEL": "a:b", "PARLEBOT_CHAT_URL": "http://x:99999"}, "PARLEBOT_CHAT_U"),
        ({"PARLEBOT_CHAT_MODEL": "a:b", "PARLEBOT_CHAT_TIMEOUT": "soon"}, "PARLEBOT_CHAT_TIMEOUT"),
        ({"PARLEBOT_CHAT_MODEL": "a:b", "PARLEBOT_CHAT_TIMEOUT": "-1"}, "PARLEBOT_CHAT_TIMEOUT"),
        ({"PARLEBOT_CHAT_MODEL": "a:b", "PARLEBOT_CHAT_TIMEOUT": "nan"}, "PARLEBOT_CHAT_TIMEOUT"),
    ],
)
def test_a_bad_variable_is_named(tmp_path: Path, environment: dict[str, str], said: str) -> None:
    with pytest.raises(ChatSettingsError, match=said) as error:
        chat_settings(tmp_path, environment)
    assert translate(error.value, "fr") != str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[chat\n", "cannot be read as TOML"),
        ("[chat]\nmodle = 'x'\n", "not known: modle"),
        ("chat = 3\n", "not known"),
        ("[chat]\nmodel = 'a:b'\ntimeout = 'soon'\n", "timeout in .*parlebot.toml"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text, "utf-8")
    with pytest.raises(ChatSettingsError, match=said) as error:
        chat_settings(tmp_path, {})
    assert SETTINGS_FILE in str(error.value)
    assert translate(error.value, "fr") != str(error.value)


def test_the_key_is_never_shown(tmp_path: Path) -> None:
    read = chat_settings(tmp_path, {"PARLEBOT_CHAT_MODEL": "a:b", "PARLEBOT_CHAT_KEY": "s3cret"})
    assert "s3cret" not in repr(read)
    with pytest.raises(ChatModelUnavailableError) as error:
        ChatModel(ChatSettings("nobody:model", key="s3cret"))
    assert "nobody:model" in str(error.value)
    assert "s3cret" not in str(error.value)


def test_a_missing_package_is_named() -> None:
    with pytest.raises(ChatModelUnavailableError, match="pip install langchain-mistralai"):
        ChatModel(ChatSettings("mistralai:small"))
