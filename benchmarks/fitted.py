"""Writes what a benchmark fitted into the file of its encoder (embeddings/encoders/fits.py)."""

import json

from embeddings.encoders.fits import Section, file_of, is_of
from embeddings.encoders.identity import EncoderIdentity


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
