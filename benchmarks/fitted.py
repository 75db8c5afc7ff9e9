"""What the fits share: their arguments, and the file of the encoder that they write to."""

import argparse
import json
from pathlib import Path
from typing import NamedTuple

from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.fits import Section, file_of, is_of
from embeddings.encoders.identity import EncoderIdentity
from embeddings.encoders.load import open_encoder
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index


class Fit(NamedTuple):
    """What a fit on the vectors of a home works with."""

    index: Index
    encoder: Encoder  # of the index
    eval_folder: Path
    writes: bool  # what is fitted becomes that of the encoder (embeddings/encoders/fits.py)


def fit_of_home(description: str | None) -> Fit:
    """Read the arguments HOME EVAL_FOLDER [--write] and open the index."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    index = Index(current_folder(Home(arguments.home)))
    return Fit(index, open_encoder(index.encoder.name), arguments.eval_folder, arguments.write)


def write(section: str, values: Section, encoder: EncoderIdentity) -> None:
    """Put `values` into the file of `encoder` as its `section`; the other sections stay.

    They go where they were fitted on another revision of the encoder: they hold no longer.
    """
    path = file_of(encoder.name)
    file = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    if not file or not is_of(file, encoder.name, encoder.revision):
        file = {"encoder": {"name": encoder.name, "revision": encoder.revision}}
    path.write_text(_text(file | {section: values}) + "\n", "utf-8")
    print(f"written: {section} in {path}")


def _text(value: object, margin: str = "") -> str:
    """Return JSON with a line for each number that has a name, and one for each row of numbers."""
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    inner = f"{margin} "
    lines = [f"{inner}{json.dumps(key)}: {_text(one, inner)}" for key, one in value.items()]
    return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
