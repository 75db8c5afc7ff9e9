"""What is tried of many like cases in one run: another part each time, the same with the same seed.

The seed is shown at the top of a run; `PARLEBOT_TEST_SAMPLE=SEED pytest ...` draws the same sample,
`PARLEBOT_TEST_SAMPLE=all` takes all.
"""

import os
import random

_SEED = os.environ["PARLEBOT_TEST_SAMPLE"]
_ONE_IN = 3


def is_drawn(which: str) -> bool:
    """Tell whether the case that is called `which` is tried in this run."""
    return _SEED == "all" or random.Random(f"{_SEED} {which}").randrange(_ONE_IN) == 0


def moments(longest: float, count: int) -> list[float]:
    """Return `count` moments up to `longest`, one of each equal part of it."""
    chance = random.Random(_SEED)
    return [longest * (n + chance.random()) / count for n in range(count)]
