"""Data shipped next to the module that reads it: UTF-8, whatever the system's locale."""

import json
from pathlib import Path
from typing import Any


def text_beside(module: str, name: str) -> str:
    """Return the text of the file `name` in the folder of `module`, a module's `__file__`."""
    return Path(module).with_name(name).read_text("utf-8")


def json_beside(module: str, name: str) -> Any:  # noqa: ANN401
    """Return what the JSON file `name` in the folder of `module`, a module's `__file__`, holds."""
    return json.loads(text_beside(module, name))
