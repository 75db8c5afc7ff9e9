from datetime import date
from pathlib import Path

import numpy as np
import pytest
from fictional_parts import FOUR, Hashing, build_home, record

from embeddings.catalogue import Catalogue, number_of
from embeddings.filters import Filters
from embeddings.generation import Manifest, current_folder
from embeddings.parts import Parts

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
        (Filters(country="FR", since=date(2024, 1, 1)), {"f-1", "f-2", "f-5"}),
    ],
)
def test_a_filter_lets_through_exactly_what_fits(
    parts: tuple[Catalogue, Manifest, list[str]], filters: Filters, expected: set[str]
) -> None:
    catalogue, manifest, uids = parts
    allowed = np.flatnonzero(filters.allowed(catalogue, manifest))
    assert {uids[ordinal] for ordinal in allowed} == expected


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
