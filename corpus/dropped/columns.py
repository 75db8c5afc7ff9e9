"""Maps the columns of a table to the fields of a record, by their names or by a sidecar."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.dropped.plain_text import FIELD_OF, field_key
from corpus.text.clean import one_line

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
FIELD_OF_COLUMN = FIELD_OF | {name: field for field, names in _COLUMNS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Mapping:
    """A sidecar's contents: its name, and each column's field by the column's folded name."""

    name: str
    columns: dict[str, str]


NO_MAPPING = Mapping("", {})


@dataclass(frozen=True, slots=True)
class FoundColumns:
    """The columns of a table: the position of each field, and the names used for none.

    `missing` are the columns that the sidecar names and the table has not.
    """

    positions: dict[str, int]
    unused: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_table_of_records(self) -> bool:
        """True if a row can hold a record: a reply, and something that it belongs to."""
        return "reply" in self.positions and len(self.positions) > 1


def column_name(text: str) -> str:
    """Return a column's name for comparison: "dateAnswered" and "Date_answered" are equal."""
    spaced = re.sub(r"(?<=[a-zé])(?=[A-Z])", " ", one_line(text[:200]))
    return re.sub(r"[\s.:*#]+", " ", field_key(spaced)).strip()


def find_columns(names: Sequence[str], mapping: Mapping) -> FoundColumns:
    """Return which fields the columns called `names` hold; of two for a field, the first counts."""
    positions: dict[str, int] = {}
    keys = [column_name(name) for name in names]
    # The sidecar first: what it says goes before what a name seems to say.
    for position, key in enumerate(keys):
        if field := mapping.columns.get(key):
            positions.setdefault(field, position)
    for position, key in enumerate(keys):
        if key not in mapping.columns and (field := FIELD_OF_COLUMN.get(key)):
            positions.setdefault(field, position)
    used = set(positions.values())
    unused = tuple(
        one_line(name)
        for position, name in enumerate(names)
        if position not in used and one_line(name) and keys[position] not in mapping.columns
    )
    missing = tuple(name for name in mapping.columns if name not in keys)
    return FoundColumns(positions, unused, missing)
