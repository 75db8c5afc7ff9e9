"""What a reader of the page can limit a search to."""

from dataclasses import dataclass

from bot.languages.messages import country_name, say
from embeddings.search.index import Index

Options = list[tuple[str, str]]  # (value, shown name)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader can choose from; ministries are keyed by country name."""

    ministries: dict[str, Options]
    countries: Options
    sources: Options
    first: str  # ISO dates of the first and last reply; "" when no reply has a date
    last: str


def choices(index: Index, language: str) -> Choices:
    """Return the choices for filtering the replies of `index`, worded in `language`."""
    manifest = index.manifest
    ministries: dict[str, Options] = {}
    for country, names in index.ministries().items():
        if country and names:
            shown = [(name, name) for name in sorted(names, key=str.casefold)]
            ministries[country_name(country, language)] = shown
    return Choices(
        ministries,
        [(code, country_name(code, language)) for code in sorted(manifest.countries) if code],
        [(code, source_name(code, language)) for code in sorted(manifest.sources) if code],
        *manifest.period,
    )


def source_name(code: str, language: str) -> str:
    """Return the name of a source, or its code if the name is not known here."""
    try:
        return say(f"source_{code}", language)
    except KeyError:
        return code
