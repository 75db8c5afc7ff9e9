import sys
from pathlib import Path

import pytest

from bot.language_model.chat_model import ChatModel
from bot.language_model.failures import Failure, explained
from bot.language_model.settings import (
    SETTINGS_FILE,
    ChatModelUnavailableError,
    ChatSettings,
    ChatSettingsError,
    chat_settings,
)
from bot.languages.translate import translate

OPENAI = {"PARLEBOT_CHAT_MODEL": "openai:b"}


def test_without_settings_there_is_no_model(tmp_path: Path) -> None:
    assert chat_settings(tmp_path, {}) is None
    (tmp_path / SETTINGS_FILE).write_text("[chat]\ntimeout = 5\n", "utf-8")
    assert chat_settings(tmp_path, {"PARLEBOT_CHAT_URL": "http://127.0.0.1:1/v1"}) is None


def test_the_environment_stands_above_the_file(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(
        '[chat]\nmodel = "ollama:small"\nkey = "from-file"\ntimeout = 5\n', "utf-8"
    )
    read = chat_settings(tmp_path, {"PARLEBOT_CHAT_MODEL": "openai:large"})
    address = "https://api.openai.com/v1"
    assert read == ChatSettings("large", address, "from-file", 5.0, is_own=False)


def test_a_file_that_an_editor_of_windows_has_marked_is_read(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(b'\xef\xbb\xbf[chat]\nmodel = "ollama:small"\n')
    assert chat_settings(tmp_path, {}) is not None


def test_reading_aids_are_off_unless_each_is_turned_on(tmp_path: Path) -> None:
    on = {"PARLEBOT_CHAT_MODEL": "ollama:small"}
    (tmp_path / SETTINGS_FILE).write_text("[chat]\nexplain = true\n", "utf-8")
    assert not chat_settings(tmp_path / "elsewhere", on).has_aids  # type: ignore[union-attr]
    read = chat_settings(tmp_path, on | {"PARLEBOT_ENTAILMENT": "a/model"})
    assert read is not None
    assert (read.translate, read.explain, read.entailment) == (False, True, "a/model")
    read = chat_settings(tmp_path, on | {"PARLEBOT_CHAT_TRANSLATE": "1"})
    assert read is not None
    assert (read.translate, read.explain) == (True, True)


def test_a_providers_own_key_is_read_only_for_its_own_address(tmp_path: Path) -> None:
    keys = {"OPENAI_API_KEY": "for-openai", "MISTRAL_API_KEY": "for-mistral"}
    for model, url, key in (
        ("openai:x", "", "for-openai"),
        ("mistralai:x", "", "for-mistral"),
        ("ollama:x", "", ""),
        ("openai:x", "http://127.0.0.1:8080/v1", ""),
    ):
        told = {"PARLEBOT_CHAT_MODEL": model, "PARLEBOT_CHAT_URL": url}
        read = chat_settings(tmp_path, keys | told)
        assert read is not None
        assert read.key == key


@pytest.mark.parametrize(
    ("model", "url", "name", "address"),
    [
        ("openai:gpt-x", "", "gpt-x", "https://api.openai.com/v1"),
        ("qwen3:4b", "http://127.0.0.1:8080/v1", "qwen3:4b", "http://127.0.0.1:8080/v1"),
        ("my-model", "http://127.0.0.1:8080/v1/", "my-model", "http://127.0.0.1:8080/v1"),
        ("ollama:qwen3:4b", "http://127.0.0.1:9", "qwen3:4b", "http://127.0.0.1:9/v1"),
        ("ollama:qwen3:4b", "", "qwen3:4b", "http://127.0.0.1:11434/v1"),
    ],
)
def test_a_model_is_named_by_its_provider_or_by_an_address(
    tmp_path: Path, model: str, url: str, name: str, address: str
) -> None:
    read = chat_settings(tmp_path, {"PARLEBOT_CHAT_MODEL": model, "PARLEBOT_CHAT_URL": url})
    assert read is not None
    assert (read.name, read.address) == (name, address)
    assert read.is_own == bool(url or model.startswith("ollama:"))


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PARLEBOT_CHAT_MODEL": "large"}, "PARLEBOT_CHAT_MODEL names no provider"),
        ({"PARLEBOT_CHAT_MODEL": "a:b", "PARLEBOT_CHAT_URL": "localhost"}, "PARLEBOT_CHAT_URL is"),
        ({"PARLEBOT_CHAT_MODEL": "a:b", "PARLEBOT_CHAT_URL": "http://x:99999"}, "PARLEBOT_CHAT_U"),
        ({**OPENAI, "PARLEBOT_CHAT_TIMEOUT": "soon"}, "PARLEBOT_CHAT_TIMEOUT is a number"),
        ({**OPENAI, "PARLEBOT_CHAT_TIMEOUT": "-1"}, "PARLEBOT_CHAT_TIMEOUT is a number"),
        ({**OPENAI, "PARLEBOT_CHAT_TIMEOUT": "nan"}, "PARLEBOT_CHAT_TIMEOUT is a number"),
        ({**OPENAI, "PARLEBOT_CHAT_KEY": "clé-à-moi"}, "PARLEBOT_CHAT_KEY is no key"),
        ({**OPENAI, "PARLEBOT_CHAT_URL": "http://me:pass@x/v1"}, "PARLEBOT_CHAT_URL is no address"),
        ({**OPENAI, "PARLEBOT_CHAT_URL": "http://x/v1?key=pass"}, "PARLEBOT_CHAT_URL is no addr"),
        ({**OPENAI, "PARLEBOT_CHAT_EXPLAIN": "perhaps"}, "PARLEBOT_CHAT_EXPLAIN is true or false"),
        ({"PARLEBOT_CHAT_MODEL": "nobody:x"}, "PARLEBOT_CHAT_MODEL names no provider"),
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
        ("model = 'openai:x'\n", "not known: model"),
        ("[other]\nmodel = 'x'\n", "not known: other"),
        ("[chat]\nmodel = 'openai:b'\ntimeout = 'soon'\n", "timeout in .*parlebot.toml"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text, "utf-8")
    with pytest.raises(ChatSettingsError, match=said) as error:
        chat_settings(tmp_path, {})
    assert SETTINGS_FILE in str(error.value)
    assert translate(error.value, "fr") != str(error.value)


def test_the_key_is_never_shown(tmp_path: Path) -> None:
    read = chat_settings(tmp_path, {**OPENAI, "PARLEBOT_CHAT_KEY": "s3cret"})
    assert read is not None
    assert "s3cret" not in repr(read)
    assert all("s3cret" not in explained(failure, read) for failure in Failure)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_openai", None)
    with pytest.raises(ChatModelUnavailableError, match=r"pip install 'parlebot\[chat\]'"):
        ChatModel(ChatSettings("small", "http://127.0.0.1:9/v1"))
