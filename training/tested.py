"""What is measured on, and so never learned from.

Citizens' questions, broad questions and their graded replies are measured on records of `uk`, `fr`,
`fr-qe`, `fr-qg16` and of Scotland; the questions of Scottish members in `HELD_OUT` are the known
items. No pair of such a record is learned from, nor a pair with the very same reply.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.sources import SCOTLAND, Pair

_HELD_OUT_SHARE = 0.55  # of the Scottish records that no broad question has graded: some 3,000


def graded(eval_folder: Path) -> set[str]:
    """Return the uids of all records that a question of `../shared/eval` is measured on.

    Those of `train-uk.jsonl` and `train-fr.jsonl` are among them: their records are held out too,
    so that the training questions can also be used to compare mixtures.
    """
    found: set[str] = set()
    for path in sorted(eval_folder.rglob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            found.update(item.get("gold", ()), item.get("grades", ()), item.get("quote", ()))
    return {uid for uid in found if isinstance(uid, str)}


def is_held_out(pair: Pair) -> bool:
    """Return whether a Scottish pair, by a hash of its uid, is of those kept apart to measure."""
    if pair.corpus != SCOTLAND:
        return False
    digest = hashlib.sha256(pair.uid.encode()).digest()
    return int.from_bytes(digest[:4], "big") < _HELD_OUT_SHARE * 2**32


def kept_apart(pairs: Iterable[Pair], measured: set[str]) -> list[Pair]:
    """Return the held-out pairs that no question in `measured` is about: the known items."""
    return [pair for pair in pairs if is_held_out(pair) and pair.uid not in measured]


def learnable(pairs: Iterable[Pair], measured: set[str], replies: set[str]) -> Iterator[Pair]:
    """Yield the pairs that may be learned from: whose uid is not in `measured`, nor held out.

    `replies` are texts that are measured on: a pair with one of them is left out as well.
    """
    for pair in pairs:
        if pair.uid not in measured and not is_held_out(pair) and pair.reply not in replies:
            yield pair
