import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.evaluation import costs
from bot.evaluation.costs import bytes_of_vectors, characters_a_second, seconds_to_open
from embeddings.encoders.encoder import Vectors
from embeddings.encoders.identity import BUNDLED
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.search.index import Index
from tests.embeddings.fictional_parts import FOUR, Hashing, WordBag, build_home


class _Slow(Hashing):
    """Takes long for what it reads first, then a hundredth of a second for each text."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(0.01 * len(texts) if self.asked else 1)
        return super().encode_passages(texts)


@pytest.mark.slow  # it loads torch
def test_an_encoder_that_cannot_be_opened_has_no_time_to_open() -> None:
    assert seconds_to_open("/no/such/encoder") is None


def test_the_bundled_encoder_is_opened_in_a_process_of_its_own() -> None:
    seconds = seconds_to_open(BUNDLED)
    assert seconds is not None
    assert 0 < seconds < 60


def test_getting_ready_is_not_part_of_the_rate() -> None:
    texts = [f"{number:0100}" for number in range(60)]
    rate = characters_a_second(_Slow(), texts)
    assert rate is not None
    assert 2_000 < rate <= 10_000  # with the second of getting ready it would be under 2,000
    assert characters_a_second(_Slow(), []) is None


def test_what_is_embedded_to_measure_is_of_all_records_up_to_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "seconds_to_open", lambda name: 0.5)
    home, _ = build_home(tmp_path, FOUR, WordBag())
    index = Index(current_folder(home))
    encoder = Hashing()
    found = costs.costs(index, encoder, 3.0)
    assert (found["seconds_to_open"], found["milliseconds_a_question"]) == (0.5, 3)
    assert len(encoder.asked) == len(set(encoder.asked))
    for subject in ("phare", "cerf-volant", "snail", "nuages"):
        assert any(subject in text for text in encoder.asked)
    monkeypatch.setattr(costs, "_SAMPLED", 1)
    few = Hashing()
    costs.costs(index, few, None)
    assert 0 < len(few.asked) < len(encoder.asked)
    index.close()


def test_the_bytes_of_vectors_are_those_of_the_files(tmp_path: Path) -> None:
    home, _ = build_home(tmp_path, FOUR, WordBag())
    folder = current_folder(home)
    manifest = Manifest.read(folder)
    files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    assert any(name.endswith("reply.faiss") for name in files)
    on_disk = sum(path.stat().st_size for path in folder.rglob("*.faiss"))
    assert bytes_of_vectors(manifest) == on_disk
    assert on_disk >= sum(sum(c.done for c in s.keys) for s in manifest.segments) * 32
