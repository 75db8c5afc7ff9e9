"""Which filters hold: those given as options, and those found in the words of the question."""

from collections.abc import Iterator
from datetime import date

from bot.answers.answer import AppliedFilter, Notice
from bot.filters.found import KINDS, Scope, find_filters, label_of
from bot.filters.period import Period
from bot.languages.messages import say
from embeddings.generation.manifest import Manifest
from embeddings.search.filters import Filters

ALL = "all"  # in place of a kind: no filter is looked for at all
_PLAIN = ("source", "country", "ministry", "chamber", "legislature", "number", "deputy")
# A filter that was given settles these kinds: what the words say of them is not looked for.
_SETTLES = {"source": ("country", "chamber"), "chamber": ("chamber", "country")}


def scope_beside(
    question: str,
    language: str,
    given: Filters,
    manifest: Manifest,
    today: date,
    without: frozenset[str],
) -> Scope:
    """Return the filters that the words of `question` add to the `given` ones.

    What was given wins; the kinds in `without` (or `ALL`) are not looked for.
    """
    settled = {kind for applied in given_filters(given, language) for kind in _settles(applied)}
    not_wanted = frozenset(KINDS) if ALL in without else without | settled
    return find_filters(question, language, manifest, today, frozenset(not_wanted))


def joined(given: Filters, found: Filters) -> Filters:
    """Return both kinds of filters as one; `found` holds nothing that `given` settles."""
    return Filters(
        **{name: getattr(given, name) or getattr(found, name) for name in Filters.__slots__}
    )


def given_filters(filters: Filters, language: str) -> tuple[AppliedFilter, ...]:
    """Return the filters that were given, as an answer tells them."""
    return tuple(
        AppliedFilter(kind, value, label_of(kind, value, language), found=False)
        for kind, value in _values(filters)
    )


def applied_filters(given: Filters, scope: Scope, language: str) -> tuple[AppliedFilter, ...]:
    """Return all that the search was limited to, what was given first."""
    found = (AppliedFilter(f.kind, f.value, f.label, found=True) for f in scope.found)
    return (*given_filters(given, language), *found)


def scope_notice(kind: str, scope: Scope, language: str) -> Notice:
    """Return the notice `kind` ("filters_found" or "filters_dropped") about the found filters."""
    labels = ", ".join(f"{found.label} (“{found.words}”)" for found in scope.found)
    if language == "fr":
        labels = labels.replace("“", "« ").replace("”", " »")
    return Notice(kind, say(f"notice_{kind}", language, filters=labels))


def _values(filters: Filters) -> Iterator[tuple[str, str]]:
    for kind in _PLAIN:
        if value := getattr(filters, kind):
            yield kind, value
    if filters.since or filters.until:
        yield "period", str(Period(filters.since, filters.until))


def _settles(applied: AppliedFilter) -> tuple[str, ...]:
    return _SETTLES.get(applied.kind, (applied.kind,))
