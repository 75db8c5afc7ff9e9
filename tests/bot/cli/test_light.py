import os
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.disk.home import Home
from tests import ROOT

_HEAVY = (
    *("faiss", "torch", "tantivy", "gradio", "sentence_transformers", "tokenizers", "langchain"),
    *("langchain_core", "pypdf", "lxml", "pymilvus", "httpx"),
)
_STATUS = """
from bot.cli.main import app
app(["status", *{arguments}])
"""
# What is not known has to be compared with every class of error that is.
_UNKNOWN_ERROR = """
from bot.cli.console import friendly_errors
with friendly_errors():
    raise LookupError
"""
_LOADED = """
import atexit, sys
atexit.register(lambda: print("LOADED", [each for each in {heavy} if each in sys.modules]))
"""


def _loaded(code: str, home: Path, heavy: tuple[str, ...]) -> tuple[str, int]:
    """Run `code` in a process of its own; return what it loaded of `heavy`, and how it ended."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED.format(heavy=heavy) + code],
        cwd=ROOT,
        env=os.environ | {"PARLEBOT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.splitlines()[-1], done.returncode


# numpy is not among them: the kinds of a question, which an answer names, are measured with it.
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["for people", "for programs"])
def test_the_status_is_told_without_the_libraries_of_search(
    sample_home: Home, form: list[str]
) -> None:
    code = _STATUS.format(arguments=form)
    assert _loaded(code, sample_home.folder, _HEAVY) == ("LOADED []", 0)


def test_a_home_without_an_index_is_told_without_the_libraries_of_search(tmp_path: Path) -> None:
    assert _loaded(_STATUS.format(arguments=[]), tmp_path, _HEAVY) == ("LOADED []", 3)


def test_an_error_is_named_without_a_heavy_library(tmp_path: Path) -> None:
    assert _loaded(_UNKNOWN_ERROR, tmp_path, (*_HEAVY, "numpy")) == ("LOADED []", 1)
