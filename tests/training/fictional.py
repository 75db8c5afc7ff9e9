"""Questions and replies to learn from. All are fictional: written for these tests."""

import gzip
import json
from pathlib import Path

from training.sources import UK, Pair

_SUBJECTS = (
    "lighthouses",
    "ferries",
    "beehives",
    "orchards",
    "footbridges",
    "kites",
    "tides",
    "moss",
)


def pairs(count: int = 24) -> list[Pair]:
    """Return fictional pairs, each about a subject and a place of its own."""
    return [
        Pair(
            UK,
            f"fictional-{n}",
            "en",
            f"what steps her Department takes to maintain the {_SUBJECTS[n % 8]} of Port {n}.",
            f"The Department repairs the {_SUBJECTS[n % 8]} of Port {n} each spring. "
            f"In year {n} it paid {n * 1_000} crowns for {_SUBJECTS[(n + 3) % 8]}.",
            (f"{_SUBJECTS[n % 8]} of Port {n}",),
        )
        for n in range(count)
    ]


def write_scottish(data: Path, items: list[dict[str, str]]) -> None:
    """Write `items` as the open data of the Scottish Parliament has them."""
    folder = data / "scotland"
    folder.mkdir(parents=True)
    path = folder / "motionsquestionsanswersquestions-2016.json.gz"
    path.write_bytes(gzip.compress(json.dumps(items).encode()))
