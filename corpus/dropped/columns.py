"""Which column of a table is which field of a record: by the columns' names, or by a sidecar.

A sidecar is a file beside the table, `NAME.mapping.json` or `NAME.mapping.toml` for `NAME.csv` or
`NAME.xlsx`: column names to field names, "" for a column to be left out.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

from corpus.dropped.plain_text import FIELD_OF, folded
from corpus.records.reading import UnreadableError, in_short
from corpus.text.clean import one_line
from corpus.text.message import message

SUFFIXES = (".mapping.json", ".mapping.toml")
_MAX_BYTES = 1 << 20
# What people call a column, beyond what they call a header line of a page.
_COLUMNS = {
    "question": (
        "question", "texte de la question", "texte question", "question texte", "question text",
        "text of the question", "libelle de la question", "question posee",
    ),
    "reply": (
        "reponse", "texte de la reponse", "texte reponse", "reponse texte", "reply", "answer",
        "reply text", "answer text", "text of the answer", "text of the reply",
        "reponse du ministre", "reponse ministerielle", "reponse du gouvernement",
        "minister's reply", "minister's answer", "government reply", "government answer",
    ),
    "number": (
        "number", "num", "n", "numero de question", "numero de la question", "numero question",
        "n° de question", "n° de la question", "n° question", "question number", "uin",
        "reference", "ref",
    ),
    "title": ("titre de la question", "objet", "sujet", "intitule", "subject"),
    "rubrique": ("theme", "thematique", "category"),
    "analyse": ("analyses",),
    "ministry_asked": ("ministre interroge", "ministere interroge par la question"),
    "ministry": (
        "ministere attribue", "ministere concerne", "ministere repondant", "ministere reponse",
        "department", "answering body name", "answering department", "ministry replying",
    ),
    "asked_by": (
        "auteur de la question", "nom de l'auteur", "author", "parlementaire", "asking member",
        "asked by member", "mp",
    ),
    "asked_by_group": ("groupe politique", "groupe parlementaire", "political group"),
    "answered_by": ("nom du ministre", "answering member", "auteur de la reponse"),
    "asked_on": (
        "date question", "date de question", "date de depot", "date de publication de la question",
        "question date", "date of question", "date asked", "tabled on", "question publiee le",
        "date jo question", "posee le",
    ),
    "answered_on": (
        "date reponse", "date de reponse", "date de publication de la reponse", "answer date",
        "reply date", "date of answer", "date of reply", "date replied", "reponse publiee le",
        "date jo reponse", "repondu le",
    ),
    "url": ("adresse", "lien officiel", "web page", "source url", "uri", "permalien"),
    "kind": ("type de question", "nature de la question", "question type"),
}  # fmt: skip
_FIELD_OF_COLUMN = FIELD_OF | {name: field for field, names in _COLUMNS.items() for name in names}
FIELDS = frozenset(_FIELD_OF_COLUMN.values())


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a sidecar says: its name, and the field of each column by the column's folded name."""

    name: str
    columns: dict[str, str]


NO_MAPPING = Mapping("", {})


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: the position of each field; names that were used for none.

    `missing` are the columns that the sidecar names and the table has not.
    """

    positions: dict[str, int]
    unused: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_table_of_records(self) -> bool:
        """True when a row can hold a record: a reply, and something that it belongs to."""
        return "reply" in self.positions and len(self.positions) > 1


def column_name(text: str) -> str:
    """Return a column's name as it is compared: "dateAnswered" and "Date_answered" are one."""
    spaced = re.sub(r"(?<=[a-zé])(?=[A-Z])", " ", one_line(text[:200]))
    return re.sub(r"[\s.:*#]+", " ", folded(spaced)).strip()


def find_columns(names: Sequence[str], mapping: Mapping) -> Columns:
    """Return which fields the columns called `names` hold. The first of two for a field counts."""
    positions: dict[str, int] = {}
    keys = [column_name(name) for name in names]
    # The sidecar first: what it says goes before what a name seems to say.
    for position, key in enumerate(keys):
        if field := mapping.columns.get(key):
            positions.setdefault(field, position)
    for position, key in enumerate(keys):
        if key not in mapping.columns and (field := _FIELD_OF_COLUMN.get(key)):
            positions.setdefault(field, position)
    used = set(positions.values())
    unused = tuple(
        one_line(name)
        for position, name in enumerate(names)
        if position not in used and one_line(name) and keys[position] not in mapping.columns
    )
    missing = tuple(name for name in mapping.columns if name not in keys)
    return Columns(positions, unused, missing)


def sidecar_of(path: Path) -> Path | None:
    """Return the column mapping that lies beside the file at `path`, or None."""
    if is_sidecar(path.name):
        return None
    found = (path.with_name(path.stem + suffix) for suffix in SUFFIXES)
    return next((file for file in found if file.is_file()), None)


@dataclass(frozen=True, slots=True)
class Sidecars:
    """Which of many files are column mappings that belong to one of the others."""

    by_table: dict[str, str]  # the name of a table without its ending -> the sidecar's name
    used: frozenset[str]

    @classmethod
    def among(cls, names: Iterable[str]) -> Self:
        """Find them among file names, each with its folder before it."""
        names = list(names)
        beside = {_without_suffix(name): name for name in names if is_sidecar(name)}
        stems = {_stem(name) for name in names if not is_sidecar(name)} if beside else set()
        by_table = {stem: name for stem, name in beside.items() if stem in stems}
        return cls(by_table, frozenset(by_table.values()))

    def of(self, name: str) -> str:
        """Return the sidecar of the file called `name`, or ""."""
        return self.by_table.get(_stem(name), "") if self.by_table else ""


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")) if PurePosixPath(name).suffix else name


def _without_suffix(name: str) -> str:
    return next(name[: -len(s)] for s in SUFFIXES if name.lower().endswith(s))


def is_sidecar(name: str) -> bool:
    """Tell whether a file of that name is a column mapping and no document."""
    return name.lower().endswith(SUFFIXES)


def read_mapping(name: str, content: bytes) -> Mapping:
    """Read the sidecar called `name`. Raises UnreadableError, in a sentence, for a wrong one."""
    if len(content) > _MAX_BYTES:
        raise UnreadableError(
            message("its column mapping {name} is larger than 1 MiB: mend or remove it", name=name)
        )
    try:
        text = content.decode("utf-8-sig")
        document = tomllib.loads(text) if name.lower().endswith(".toml") else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            message(
                "its column mapping {name} is broken ({why}): mend or remove it",
                name=name,
                why=in_short(error),
            )
        ) from error
    if not isinstance(document, dict) or not all(isinstance(v, str) for v in document.values()):
        raise UnreadableError(
            message(
                'its column mapping {name} has another shape than {{"column name": "field"}}: '
                "mend it",
                name=name,
            )
        )
    columns: dict[str, str] = {}
    for column, field in document.items():
        known = _FIELD_OF_COLUMN.get(column_name(field)) or (
            field if field in FIELDS or not field else None
        )
        if known is None:
            raise UnreadableError(
                message(
                    "its column mapping {name} gives column {column} to {field}, which is no "
                    "field; the fields are: {fields}",
                    name=name,
                    column=repr(in_short(column)),
                    field=repr(in_short(field)),
                    fields=", ".join(sorted(FIELDS)),
                )
            )
        columns[column_name(column)] = known
    return Mapping(name, columns)
