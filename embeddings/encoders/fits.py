"""What was fitted on the vectors of an encoder: its weights and thresholds, in one file.

The scores of another encoder lie on another scale, so what was fitted is used with its own encoder
only. Each file in the folder `fitted` names its encoder and holds a section for each part of the
product that was fitted, with the command and the data; benchmarks/fit_*.py write them. A part that
finds no section falls back as it says itself, and the operator is told (bot/jobs/fitted.py).
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from embeddings.encoders.identity import BUNDLED, GENERAL, ON_HUB, EncoderIdentity

Section = dict[str, Any]
_FOLDER = Path(__file__).with_name("fitted")
_LONGEST = 100  # characters of a file's name


def fitted(section: str, encoder: EncoderIdentity) -> Section | None:
    """Return the `section` that was fitted on the vectors of `encoder`, or None."""
    return _sections(encoder.name, encoder.revision).get(section)


def fitted_by_default(section: str) -> Section:
    """Return the `section` of the default encoder, for what serves other encoders as well.

    While that is being fitted anew, the general encoder's.
    """
    own: Section = (_content(file_of(GENERAL)) | _content(file_of(BUNDLED)))[section]
    return own


def file_of(name: str) -> Path:
    """Return the file, there or not, of what is fitted on the encoder called `name`."""
    # The name of a model may be a path. Two that become one are told apart by what the file says.
    return _FOLDER / f"{re.sub(r'[^A-Za-z0-9.-]+', '_', _model(name, '')[0])[-_LONGEST:]}.json"


def is_of(file: Section, name: str, revision: str) -> bool:
    """Return whether the content of a `file` was fitted on this encoder."""
    named = file["encoder"]
    return _model(named["name"], named["revision"]) == _model(name, revision)


@cache
def _sections(name: str, revision: str) -> Section:
    path = file_of(name)
    found = _content(path) if path.is_file() else {}
    return found if found and is_of(found, name, revision) else {}


@cache
def _content(path: Path) -> Section:
    found: Section = json.loads(path.read_text("utf-8"))
    return found


def _model(name: str, revision: str) -> tuple[str, str]:
    """Return what tells models apart, whatever engine runs them with whatever precision.

    The general one has a longer name on the hub, and its revision is only that of the engine.
    """
    return (GENERAL, "") if name in (GENERAL, ON_HUB) else (name, revision)
