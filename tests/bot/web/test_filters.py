from bot.pipeline.pipeline import Pipeline
from bot.web.filters import choices, source_name
from embeddings.search.filters import Filters


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


def test_a_source_without_a_name_is_its_code() -> None:
    assert source_name("AN", "fr") == "Assemblée nationale"
    assert source_name("XYZ", "fr") == "XYZ"
