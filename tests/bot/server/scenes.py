"""Runs what is asynchronous: in a thread, since Playwright leaves a loop running in this one."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_Result = TypeVar("_Result")


def played(scene: Coroutine[Any, Any, _Result]) -> _Result:
    """Return what `scene` returns, or raise what it raises."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scene).result()
