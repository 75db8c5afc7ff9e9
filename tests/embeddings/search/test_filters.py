from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.generation.catalogue import Catalogue, number_of
from embeddings.generation.manifest import Manifest, current_folder
from embeddings.search.filters import Filters, _holding
from embeddings.search.parts import Parts
from tests.embeddings.fictional_parts import FOUR, Hashing, build_home, record

_FRENCH = record(
    "f-5", "Bouées", "Qui compte les bouées ?", "Personne.",
    chamber="Assemblée nationale", legislature="15", number="13 382",
    asked_by="Mme Zoé Falaise", ministry="Solidarités et santé",
)  # fmt: skip
_LORDS = record(
    "f-6", "Kites", "Who counts kites?", "Nobody.",
    chamber="House of Lords", number="HL4512", country="GB", language="en",
    asked_by="Lady Brise", ministry="Department of Health",
)  # fmt: skip


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalogue, Manifest, list[str]]:
    records = [*FOUR, _FRENCH, _LORDS]
    home, _ = build_home(Path(tmp_path_factory.mktemp("filters")), records, Hashing())
    folder = current_folder(home)
    uids = sorted(r.uid for r in records)
    parts = Parts.open(folder)
    return parts.catalogue, parts.manifest, uids


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(country="gb"), {"f-3", "f-6"}),
        (Filters(country="DE"), set()),
        (Filters(chamber="lords"), {"f-6"}),
        (Filters(chamber="assemblee"), {"f-5"}),
        (Filters(legislature="15"), {"f-5"}),
        (Filters(legislature="1"), set()),
        (Filters(number="13382"), {"f-5"}),
        (Filters(number="n° 4512"), {"f-6"}),
        (Filters(number="338"), set()),
        (Filters(number="none"), set()),
        (Filters(deputy="FALAISE"), {"f-5"}),
        (Filters(ministry="sante|health"), {"f-5", "f-6"}),
        (Filters(ministry="| "), set()),
        (Filters(ministry="nuages|"), {"f-4"}),
        (Filters(ministry="|".join([*map(str, range(99)), "NUAGES", "SANTÉ"])), {"f-4", "f-5"}),
        (Filters(number="9" * 300), set()),
        (Filters(legislature="9" * 300), set()),
        (Filters(legislature="\ud800"), set()),
        (Filters(country="FR", since=date(2024, 1, 1)), {"f-1", "f-2", "f-5"}),
    ],
)
def test_a_filter_lets_through_exactly_what_fits(
    parts: tuple[Catalogue, Manifest, list[str]], filters: Filters, expected: set[str]
) -> None:
    catalogue, manifest, uids = parts
    allowed = np.flatnonzero(filters.allowed(catalogue, manifest))
    assert {uids[ordinal] for ordinal in allowed} == expected


@given(st.lists(st.text("abc |", max_size=4), max_size=200), st.lists(st.text("abc ", max_size=9)))
def test_however_many_alternatives_each_is_looked_for(wanted: list[str], known: list[str]) -> None:
    parts = [part.strip() for each in wanted for part in each.split("|") if part.strip()]
    expected = [any(part in name for part in parts) for name in known]
    assert _holding(known, "|".join(wanted)) == expected


class _Counting(str):
    """A name that counts how often it is looked into."""

    __slots__ = ("looks",)
    looks: int

    def __contains__(self, part: object) -> bool:
        self.looks = getattr(self, "looks", 0) + 1
        return str(part) in str(self)

    def __getitem__(self, key: Any) -> str:
        self.looks = getattr(self, "looks", 0) + 1
        return str(self)[key]


@pytest.mark.parametrize(
    "wanted", ["zz|" * 80_000, "|".join(f"{i:05}" for i in range(80_000))], ids=["same", "others"]
)
def test_the_work_of_a_filter_does_not_grow_with_its_alternatives(wanted: str) -> None:
    name = _Counting("ministère de la santé")
    assert _holding([name], wanted) == [False]
    assert name.looks <= len(name)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("33", 33),
        ("13 382", 13382),
        ("HL4512", 4512),
        ("", 0),
        ("sans", 0),
        ("9" * 40, 0),
        ("٣", 0),
    ],
)
def test_a_number_is_its_digits(text: str, number: int) -> None:
    assert number_of(text) == number
