from datetime import date

import pytest

from bot.pipeline import Pipeline
from bot.publisher import Publisher
from bot.web_filters import ChoiceError, choices, chosen, source_name
from embeddings.filters import NO_FILTERS, Filters


def test_the_choices_are_what_has_a_reply(sample_pipeline: Pipeline) -> None:
    index = sample_pipeline.index()
    offered = choices(index, "en")
    assert offered.countries == [("FR", "France")]
    assert offered.sources == [("SAMPLE", "Fictional sample")]
    names = [name for name, _ in offered.ministries["France"]]
    assert names == sorted(names, key=str.casefold)
    for name in names:
        allowed = Filters(ministry=name).allowed(index.parts.catalogue, index.manifest)
        assert (allowed & index.parts.catalogue.has_reply).any()
    assert (offered.first, offered.last) == index.manifest.period


def test_what_the_browser_sends_becomes_filters() -> None:
    filters, without = chosen(
        {
            "ministry": " Mer ",
            "since": "2024-01-01",
            "until": "",
            "country": "FR",
            "without": ["ministry", "all", "nonsense", 3],
        },
        "fr",
    )
    assert filters == Filters(ministry="Mer", since=date(2024, 1, 1), country="FR")
    assert without == {"ministry", "all"}


@pytest.mark.parametrize("value", [None, 3, ["x"], {"a": 1}, "  "])
def test_what_is_no_text_limits_nothing(value: object) -> None:
    names = ("ministry", "since", "until", "country", "source")
    assert chosen(dict.fromkeys(names, value) | {"without": value}, "fr") == (
        NO_FILTERS,
        frozenset(),
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"since": "hier"}, "hier n'est pas une date"),
        ({"until": "2024-02-30"}, "2024-02-30 n'est pas une date"),
        ({"since": "2025-01-02", "until": "2025-01-01"}, "finit avant de commencer"),
    ],
)
def test_a_period_that_cannot_be_is_told(options: dict[str, object], said: str) -> None:
    with pytest.raises(ChoiceError, match=said):
        chosen(options, "fr")


def test_a_source_without_a_name_is_its_code() -> None:
    assert source_name("AN", "fr") == "Assemblée nationale"
    assert source_name("XYZ", "fr") == "XYZ"


def test_who_runs_the_page_is_read_from_the_environment() -> None:
    told = {"PARLEBOT_OPERATOR": " Ville de Fictive ", "PARLEBOT_OFFICIAL": "1"}
    assert Publisher.from_environment(told) == Publisher("Ville de Fictive", "", True)
    assert Publisher.from_environment({}) == Publisher()
