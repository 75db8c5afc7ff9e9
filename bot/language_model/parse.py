"""The JSON objects that a chat model is asked for, and what is read of what it wrote.

That is read leniently, and nothing of it is trusted: models add fences, prose, commas, a second
object, or their thoughts; servers cut them off.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

_MOST = 8_000  # characters that are parsed
_MOST_BRACKETS = 200  # opened: the time to mend them grows with their square, to 20 seconds
_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_CLOSED = re.compile(r"</think(?:ing)?>", re.IGNORECASE)


def object_schema(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of an object that has all of these `properties` and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def objects_in(text: str, *, is_cut: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects that `text` holds, in their order.

    With `is_cut`, the text may end within a number: the last one is left out.
    """
    import json_repair

    # Some servers leave out the tag that opens the thoughts.
    said = _CLOSED.split(_THOUGHTS.sub(" ", text))[-1][:_MOST].strip()
    if one_more := next(islice(re.finditer(r"[\[{(]", said), _MOST_BRACKETS, None), None):
        said = said[: one_more.start()]
    if is_cut:
        said = re.sub(r"\d+$", "", said)
    try:
        value = json_repair.loads(said)
    except (ValueError, RecursionError):
        return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield one


def whole_number(value: object) -> int | None:
    """Return `value` if it is a whole number, also as the text "3" or "[3]"; else None."""
    if isinstance(value, str) and (digits := re.fullmatch(r"\s*\[?(\d{1,6})\]?\s*", value)):
        return int(digits[1])
    return value if isinstance(value, int) and not isinstance(value, bool) else None
