from pathlib import Path

import numpy as np
import pytest
import torch

from tests.training.fictional import pairs
from training.batches import Batches, Corpus, Forms
from training.held_out import Search
from training.neighbours import Words
from training.run import Run
from training.settings import Settings, Tuned
from training.sources import UK

_SETTINGS = Settings(steps=4, size=4, layers=1, tuned=Tuned.SCALES, rate=0.01)
_SEARCH = Search("ports", ["moss of Port 7"], ["Moss of Port 7.", "Kites."], [{0: 1.0}])


@pytest.fixture(scope="module")
def batches() -> Batches:
    some = pairs(40)
    corpus = Corpus(some, [Words([pair.reply for pair in some]).nearest()])
    return Batches({UK: corpus}, [], {UK: 1}, Forms(), _SETTINGS)


def _learned(run: Run) -> np.ndarray:
    return torch.cat([p.detach().flatten() for p in run.model.parameters()]).numpy()


def test_a_run_that_was_interrupted_ends_as_an_undisturbed_one(
    tmp_path: Path, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.run._SAVED_EVERY", 1)
    monkeypatch.setattr("training.run.bfloat16_pays", lambda device: False)  # a matter of load
    whole = Run(tmp_path / "whole", _SETTINGS, batches, lambda told: None)
    whole.train([_SEARCH], every=100)

    def interrupt(told: str) -> None:
        if told.startswith("step 3/"):
            raise KeyboardInterrupt

    broken = Run(tmp_path / "broken", _SETTINGS, batches, interrupt)
    with pytest.raises(KeyboardInterrupt):
        broken.train([_SEARCH], every=100)
    monkeypatch.setattr("training.run.bfloat16_pays", lambda device: True)
    said: list[str] = []
    rest = Run(tmp_path / "broken", _SETTINGS, batches, said.append)
    assert said == ["going on after step 2"]
    rest.train([_SEARCH], every=100)
    np.testing.assert_allclose(_learned(rest), _learned(whole), atol=1e-5)


def test_a_run_with_other_settings_is_not_gone_on_with(tmp_path: Path, batches: Batches) -> None:
    Run(tmp_path, _SETTINGS, batches, lambda told: None).train([_SEARCH], every=100)
    with pytest.raises(ValueError, match="other settings"):
        Run(tmp_path, Settings(steps=5, size=4, layers=1), batches, lambda told: None)


def test_the_loss_of_what_is_seen_again_falls_and_the_curve_is_written(tmp_path: Path) -> None:
    said: list[str] = []
    four = pairs(4)  # all that there is: each batch holds them
    corpus = Corpus(four, [Words([pair.reply for pair in four]).nearest()])
    settings = Settings(steps=8, size=4, layers=1, tuned=Tuned.SCALES, rate=0.02)
    batches = Batches({UK: corpus}, [], {UK: 1}, Forms(0, 0, 0), settings)
    Run(tmp_path, settings, batches, said.append).train([_SEARCH], every=4)
    losses = [float(line.split("loss ")[1].split()[0]) for line in said if "loss" in line]
    assert len(losses) == 8
    assert losses[-1] < losses[0] / 2
    assert len((tmp_path / "curve.jsonl").read_text("utf-8").splitlines()) == 3
    assert any("hit@1 1.000" in line for line in said)
