"""The files that name every package by version and hash."""

import os
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import ROOT

_RUNTIME, _DEV = "constraints.txt", "constraints-dev.txt"
_TORCH_CPU = "constraints-torch-cpu.txt"
_ENTRY = re.compile(
    r"^([\w.-]+)==([\w.+]+)((?: ;[^\\\n]*)?(?: ?\\\n    --hash=sha256:[0-9a-f]{64})+)$", re.M
)


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _locked(*names: str) -> dict[str, set[str]]:
    versions: dict[str, set[str]] = {}
    for name in names:
        for package, version, _ in _ENTRY.findall(_text(name)):
            versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


def _asked_for() -> Iterator[Requirement]:
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    for text in project["dependencies"] + project["optional-dependencies"]["dev"]:
        yield Requirement(text)


@pytest.mark.parametrize("name", [_RUNTIME, _DEV, _TORCH_CPU])
def test_every_package_has_a_version_and_hashes(name: str) -> None:
    rest = _ENTRY.sub("", _text(name))
    lines = [line for line in rest.splitlines() if line and not line.startswith("#")]
    assert [
        line for line in lines if line not in ("--only-binary :all:", "-r constraints.txt")
    ] == []
    assert "://" not in _text(name)  # where packages come from is the machine's business


def test_what_the_project_asks_for_is_locked_in_a_version_that_it_allows() -> None:
    locked = _locked(_RUNTIME, _DEV)
    for asked in _asked_for():
        versions = locked[canonicalize_name(asked.name)]
        assert all(version in asked.specifier for version in versions), f"{asked}: run deploy/lock"


def test_no_package_is_locked_twice() -> None:
    assert _locked(_RUNTIME).keys() & _locked(_DEV).keys() == set()


def test_the_cpu_wheels_are_of_the_same_torch() -> None:
    (version,) = _locked(_TORCH_CPU)["torch"]
    assert {version.removesuffix("+cpu")} == _locked(_RUNTIME)["torch"]


@pytest.mark.skipif("CI" not in os.environ, reason="a developer may have other packages besides")
def test_nothing_else_is_installed() -> None:
    locked = _locked(_RUNTIME, _DEV)
    cuda = re.compile(r"(nvidia|cuda|triton)\b")  # see constraints.txt
    for package in metadata.distributions():
        name = canonicalize_name(package.metadata["Name"])
        if name in ("parlebot", "pip") or cuda.match(name):
            continue
        assert package.version.removesuffix("+cpu") in locked.get(name, ()), name
