"""A run: batch after batch, with checkpoints to go on from and the held-out curve as it goes."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from embeddings.encoders.bulk import Piece, bfloat16_pays
from embeddings.encoders.e5_weights import read_weights, weights_file
from embeddings.encoders.encoder import Vectors
from training.batches import GENERAL, Batches
from training.held_out import Search
from training.loss import contrast, distil
from training.model import TrainedEncoder
from training.reading import Reader
from training.settings import Settings, Tuned

_CHECKPOINT, _CURVE = "checkpoint.pt", "curve.jsonl"
_SAVED_EVERY = 25  # steps
_WARM_UP = 0.1  # share of the steps in which the learning rate rises
_LEAST = 0.05  # of the learning rate, at the end
_DECAY = 0.01  # of weights
_CLIPPED = 1.0  # norm of a step's gradient


class Run:
    """A run in a folder, which is where it was left."""

    def __init__(
        self, folder: Path, settings: Settings, batches: Batches, tell: Callable[[str], None]
    ) -> None:
        """Go on from the checkpoint in `folder`, if there is one.

        Raises ValueError if it was made with other settings.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._settings, self._batches, self._tell = folder, settings, batches, tell
        weights = read_weights(weights_file())
        self._reader = Reader(weights)
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        checkpoint = folder / _CHECKPOINT
        kept = None
        if checkpoint.exists():
            kept = torch.load(checkpoint, map_location=device, weights_only=True)
        # Measured once: a run that goes on must not change its precision with the machine's load.
        self._bfloat16 = kept["bfloat16"] if kept else bfloat16_pays(device)
        dtype = torch.bfloat16 if self._bfloat16 else torch.float32
        torch.manual_seed(settings.seed)
        self.model = TrainedEncoder(weights, settings.tuned, settings.layers, device, dtype)
        self._teacher = TrainedEncoder(weights, Tuned.FLOAT, 0, device, dtype)
        self._optimiser = torch.optim.AdamW(_groups(self.model, settings), weight_decay=_DECAY)
        self.step = 0
        if kept:
            self._go_on(kept)

    def train(self, searches: Sequence[Search], every: int) -> None:
        """Go through the steps that are left, asking `searches` each `every` steps and at the end.

        An interruption costs the steps since the last checkpoint.
        """
        last, begun, started = self._settings.steps, time.monotonic(), self.step
        if self.step == 0 and every <= last:
            self.measure(searches)
        while self.step < last:
            loss, kind = self._learn(self.step)
            self.step += 1
            left = (time.monotonic() - begun) / (self.step - started) * (last - self.step)
            self._tell(
                f"step {self.step}/{last}  {kind:9s} loss {loss:.3f}  {left / 60:.0f} min left"
            )
            if self.step % _SAVED_EVERY == 0 or self.step == last:
                self._save()
            if self.step % every == 0 or self.step == last:
                self.measure(searches)

    def measure(self, searches: Sequence[Search]) -> None:
        """Add to the curve how the weights do on `searches` now."""
        line = {"step": self.step} | {
            search.name: search.scores(self._encode_queries, self._encode_passages)
            for search in searches
        }
        with (self._folder / _CURVE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        for name, scores in line.items():
            if isinstance(scores, dict):
                told = "  ".join(f"{figure} {value:.3f}" for figure, value in scores.items())
                self._tell(f"  {name:24s} {told}")

    def _learn(self, number: int) -> tuple[float, str]:
        for group in self._optimiser.param_groups:
            group["lr"] = group["highest"] * _share(number, self._settings.steps)
        batch = self._batches.batch(number)
        queries = self._reader.queries(batch.queries)
        passages = self._reader.passages(batch.passages)
        right, wrong = (
            torch.from_numpy(each).to(self.model.device) for each in (batch.right, batch.wrong)
        )
        asked, told = self._both(self.model, queries, passages)
        loss = contrast(asked, told, right, wrong)
        if batch.kind == GENERAL and self._settings.taught:
            with torch.no_grad():
                old_asked, old_told = self._both(self._teacher, queries, passages)
            loss = loss + self._settings.taught * distil(asked, told, old_asked @ old_told.T)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), _CLIPPED)
        self._optimiser.step()
        self._optimiser.zero_grad(set_to_none=True)
        return float(loss.detach()), batch.kind

    def _both(
        self, model: TrainedEncoder, queries: Sequence[Piece], passages: Sequence[Piece]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        moved = [Piece(piece.place + len(queries), piece.tokens) for piece in passages]
        vectors = model([*queries, *moved])
        return vectors[: len(queries)], vectors[len(queries) :]

    def _encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._encoded(self._reader.queries(texts))

    def _encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._encoded(self._reader.passages(texts))

    @torch.no_grad()
    def _encoded(self, pieces: Sequence[Piece]) -> Vectors:
        return np.asarray(self.model(pieces).cpu().numpy(), np.float32)

    def _save(self) -> None:
        whole = {
            "settings": json.dumps(asdict(self._settings)),
            "step": self.step,
            "bfloat16": self._bfloat16,
            "model": self.model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
        }
        draft = self._folder / f"{_CHECKPOINT}.draft"
        torch.save(whole, draft)
        draft.replace(self._folder / _CHECKPOINT)

    def _go_on(self, whole: dict[str, Any]) -> None:
        if whole["settings"] != json.dumps(asdict(self._settings)):
            raise ValueError(
                f"the run in {self._folder} has other settings ({whole['settings']}): "
                "name another folder, or remove it"
            )
        self.model.load_state_dict(whole["model"])
        self._optimiser.load_state_dict(whole["optimiser"])
        self.step = whole["step"]
        self._tell(f"going on after step {self.step}")


def _groups(model: TrainedEncoder, settings: Settings) -> list[dict[str, Any]]:
    """Return the parameters with their learning rates: a scale may move further than a bias."""
    matrices = [p for p in model.parameters() if p.dim() == 2]
    others = [p for p in model.parameters() if p.dim() == 1]
    slower = settings.rate * (0.1 if settings.tuned is Tuned.SCALES else 1)
    return [
        {"params": matrices, "lr": settings.rate, "highest": settings.rate},
        {"params": others, "lr": slower, "highest": slower},
    ]


def _share(step: int, steps: int) -> float:
    """Return the learning rate of `step` as a share of its highest."""
    warm = max(1, int(_WARM_UP * steps))
    if step < warm:
        return (step + 1) / warm
    return 1 - (1 - _LEAST) * (step - warm) / max(1, steps - warm)
