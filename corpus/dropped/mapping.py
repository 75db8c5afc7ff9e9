"""Reads the sidecar of a table: column names to field names, "" to leave a column out."""

import json
import tomllib

from corpus.dropped.columns import FIELD_OF_COLUMN, Mapping, column_name
from corpus.records.reading import UnreadableError, in_short

_FIELDS = frozenset(FIELD_OF_COLUMN.values())
_MAX_BYTES = 1 << 20


def read_mapping(name: str, content: bytes) -> Mapping:
    """Read the sidecar called `name`. Raises UnreadableError, in a sentence, if it is invalid."""
    if len(content) > _MAX_BYTES:
        raise UnreadableError(
            "its column mapping {name} is larger than 1 MiB: mend or remove it", name=name
        )
    try:
        text = content.decode("utf-8-sig")
        document = tomllib.loads(text) if name.lower().endswith(".toml") else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            "its column mapping {name} is broken ({why}): mend or remove it",
            name=name,
            why=in_short(error),
        ) from error
    if not isinstance(document, dict) or not all(isinstance(v, str) for v in document.values()):
        raise UnreadableError(
            'its column mapping {name} has another shape than {{"column name": "field"}}: mend it',
            name=name,
        )
    columns: dict[str, str] = {}
    for column, field in document.items():
        known = FIELD_OF_COLUMN.get(column_name(field)) or (
            field if field in _FIELDS or not field else None
        )
        if known is None:
            raise UnreadableError(
                "its column mapping {name} gives column {column} to {field}, which is no "
                "field; the fields are: {fields}",
                name=name,
                column=repr(in_short(column)),
                field=repr(in_short(field)),
                fields=", ".join(sorted(_FIELDS)),
            )
        columns[column_name(column)] = known
    return Mapping(name, columns)
