"""Dockerfile and compose.yaml: what in them could stop being true."""

import re
from importlib import metadata
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.cli.chat import chat
from tests import ROOT

_DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
_INSTRUCTIONS = re.findall(r"^([A-Z]+) +(.*)$", _DOCKERFILE, re.MULTILINE)


def _given(instruction: str) -> list[str]:
    return [rest for name, rest in _INSTRUCTIONS if name == instruction]


def _settings() -> set[str]:
    named = {option.envvar for option in chat.params if isinstance(option.envvar, str)}
    return named | {"PARLEBOT_HOME", "PARLEBOT_OPERATOR", "PARLEBOT_CONTACT", "PARLEBOT_OFFICIAL"}


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "compose.yaml",
        "deploy/parlebot.service",
        "deploy/parlebot-update.service",
        "deploy/nginx.conf",
        "deploy/Caddyfile",
    ],
)
def test_every_setting_is_one_of_the_server(name: str) -> None:
    named = set(re.findall(r"PARLEBOT_[A-Z_]+", (ROOT / name).read_text("utf-8")))
    assert named - _settings() == set()


def test_what_is_copied_is_there_and_reaches_the_engine() -> None:
    let_through = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = {
        source
        for rest in _given("COPY")
        if not rest.startswith("--from=")
        for source in rest.split()[:-1]
    }
    assert copied >= {"bot", "corpus", "embeddings", "constraints.txt"}
    assert "*" in let_through
    for source in copied:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in let_through, source
    assert copied == {line[1:] for line in let_through if line.startswith("!")}


def test_the_image_runs_as_a_user_without_rights_and_takes_nothing_from_elsewhere() -> None:
    assert _given("USER") == ["10001"]
    assert _given("ADD") == []
    bases = {rest.split()[0] for rest in _given("FROM")}
    assert bases == {"python:3.13-slim", "base"}
    assert re.search(r"SECRET|PASSWORD|TOKEN", _DOCKERFILE) is None


def test_the_health_check_asks_for_an_address_of_the_server() -> None:
    (path,) = re.findall(r"127\.0\.0\.1:7860(/\w+)'", _DOCKERFILE)
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "bot").rglob("*.py"))
    assert f'"{path}"' in sources


def _needed(*names: str) -> set[str]:
    """Return all that the distributions `names` need here, themselves too."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        for text in metadata.requires(name) or ():
            needed = Requirement(text)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(needed.name)
    return seen


def test_the_server_is_left_without_torch_and_what_only_torch_needs() -> None:
    (named,) = re.findall(r'ONLY_FOR_TORCH="(.*?)"', _DOCKERFILE)
    asked = [Requirement(text) for text in metadata.requires("parlebot") or ()]
    direct = {need.name for need in asked if need.marker is None or need.marker.evaluate()}
    without = _needed(*direct - {"torch", "sentence-transformers"})
    only_for_torch = {name for name in _needed(*direct) - without if not _is_cuda(name)}
    assert set(named.split("|")) == only_for_torch - {"setuptools"}


def _is_cuda(name: str) -> bool:
    return re.match(r"(nvidia|cuda|triton)\b", name) is not None


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    composed: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    assert composed["volumes"] == {"home": None}
    return dict(composed["services"])


@pytest.mark.parametrize("name", ["server", "builder"])
def test_both_services_are_shut_in(services: dict[str, dict[str, Any]], name: str) -> None:
    service = services[name]
    assert service["build"]["target"] == name
    assert f" AS {name}\n" in _DOCKERFILE
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "pids_limit", "tmpfs"} <= service.keys()


def test_only_this_machine_reaches_the_server_which_reads_only(
    services: dict[str, dict[str, Any]],
) -> None:
    assert services["server"]["ports"] == ["127.0.0.1:7860:7860"]
    assert services["server"]["volumes"] == ["home:/var/lib/parlebot:ro"]
    assert services["builder"]["volumes"] == ["home:/var/lib/parlebot"]
    assert "PARLEBOT_HOME=/var/lib/parlebot" in _DOCKERFILE
