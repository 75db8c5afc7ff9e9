"""Bytes damaged in every way, for the families of hostile files."""

import random
from collections.abc import Iterator

Family = Iterator[tuple[str, bytes]]
LONG = 1 << 19


def mutations(content: bytes, seed: int, count: int) -> Family:
    """`content` with bytes cut, changed, zeroed, doubled and put in, `count` times each."""
    chance = random.Random(seed)
    for number in range(count):
        at, to = sorted(chance.sample(range(5, len(content)), 2))
        to = min(to, at + 400)
        changed = bytearray(content)
        for _ in range(1 + number):
            changed[chance.randrange(5, len(content))] = chance.randrange(256)
        yield f"cut {number}", content[:at]
        yield f"changed {number}", bytes(changed)
        yield f"zeroed {number}", content[:at] + bytes(to - at) + content[to:]
        yield f"doubled {number}", content[:to] + content[at:]
        yield f"noise {number}", content[:at] + chance.randbytes(30) + content[at:]
