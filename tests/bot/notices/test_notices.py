import json
from datetime import date, timedelta
from importlib.resources import files

import pytest

from bot.answers.answer import Notice, Source
from bot.filters.question_filters import QuestionFilters, given_filters, labels
from bot.notices.governments import change_since, known_to
from bot.notices.notices import filter_notices, gravest_first, notices_on_sources
from corpus.records.record import Status
from embeddings.search.filters import Filters
from tests.bot.bot_parts import record

TODAY = date(2026, 6, 1)


def _notices(language: str = "fr", **fields: object) -> list[Notice]:
    source = Source(1, record("Le phare est gardé.", **fields), (), ())
    return notices_on_sources((source,), language, TODAY)


def _kinds(**fields: object) -> set[str]:
    return {notice.kind for notice in _notices(**fields)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("answered", "old"),
    [
        (date(2026, 5, 1), False),
        (date(2023, 7, 1), False),
        (date(2023, 5, 1), True),
        (date(1988, 2, 29), True),
    ],
)
def test_a_reply_of_over_three_years_is_said_to_be_old(answered: date, old: bool) -> None:
    assert ("age" in _kinds(answered_on=answered)) is old


def test_the_age_is_told_in_whole_years_in_both_languages() -> None:
    for language, said in (
        ("fr", "5 ans (1er\xa0mars 2021)"),
        ("en", "5 years old (1\xa0March 2021)"),
    ):
        (notice,) = [n for n in _notices(language, answered_on=date(2021, 3, 1)) if n.kind == "age"]
        assert said in notice.text
        assert "[1]" in notice.text


def test_an_undated_reply_is_said_to_be_undated_and_not_old() -> None:
    assert {"undated"} == _kinds(answered_on=None) & {"undated", "age", "government_changed"}
    assert "undated" not in _kinds()


def test_a_change_of_government_is_told_only_after_the_reply() -> None:
    change = change_since("GB", date(2000, 1, 1))
    assert change is not None
    (notice,) = [
        n
        for n in _notices("en", country="GB", answered_on=date(2001, 1, 1))
        if n.kind == "government_changed"
    ]
    assert change.head in notice.text
    assert "United Kingdom" in notice.text
    assert "general election since, on" in notice.text
    assert change_since("GB", change.appointed_on) is None
    assert "government_changed" not in _kinds(country="GB", answered_on=change.appointed_on)
    assert "government_changed" not in _kinds(country="XX", answered_on=date(1950, 1, 1))


def test_an_election_before_the_reply_is_not_told() -> None:
    change = change_since("GB", date(2025, 1, 1))
    assert change is not None
    assert change.elected_on is None
    (notice,) = [
        n
        for n in _notices("en", country="GB", answered_on=date(2025, 1, 1))
        if n.kind == "government_changed"
    ]
    assert "election" not in notice.text


@pytest.mark.parametrize("country", ["FR", "GB"])
def test_a_change_that_is_only_likely_is_said_to_be_possible_and_not_a_fact(country: str) -> None:
    known = known_to(country)
    assert known is not None
    source = Source(1, record("x", country=country, answered_on=known), (), ())
    for days, said in ((0, False), (179, False), (180, True), (2000, True)):
        notices = notices_on_sources((source,), "fr", known + timedelta(days=days))
        told = [n for n in notices if n.kind == "government_unknown"]
        assert bool(told) is said
        assert all("est possible" in n.text for n in told)
        assert "government_changed" not in {n.kind for n in notices}


def test_the_table_of_governments_is_in_order_and_says_to_which_day_it_is_known() -> None:
    table = json.loads(files("bot.notices").joinpath("governments.json").read_text("utf-8"))
    assert "https://" in table.pop("note")
    assert set(table) == {"FR", "GB"}
    for facts in table.values():
        days = [since for since, _ in facts["heads"]]
        assert days == sorted(set(days))
        assert facts["elections"] == sorted(set(facts["elections"]))
        assert max(days[-1], facts["elections"][-1]) <= facts["known_to"]
        assert all(name for _, name in facts["heads"])


def test_what_is_true_of_several_replies_is_said_once() -> None:
    sources = [
        Source(
            n, record("x", answered_on=date(2010 + n, 1, 1), country="GB", language="en"), (), ()
        )
        for n in (1, 2, 3)
    ]
    for language, listed in (("fr", "[1], [2] et [3]"), ("en", "[1], [2] and [3]")):
        notices = notices_on_sources(sources, language, TODAY)
        kinds = [n.kind for n in notices]
        assert len(kinds) == len(set(kinds))
        told = {n.kind: n.text for n in notices}
        assert listed in told["age"]
        assert listed in told["government_changed"]
        assert "13" in told["age"]
        assert "2011" in told["age"]
    assert (
        "anglais" in {n.kind: n.text for n in notices_on_sources(sources, "fr", TODAY)}["language"]
    )


def test_replies_of_two_countries_have_a_notice_for_each_government() -> None:
    sources = [
        Source(n, record("x", answered_on=date(2012, 1, 1), country=country), (), ())
        for n, country in ((1, "FR"), (2, "GB"))
    ]
    changed = [
        n.text for n in notices_on_sources(sources, "fr", TODAY) if n.kind == "government_changed"
    ]
    assert len(changed) == 2
    assert "[1] (France)" in changed[0]
    assert "[2] (Royaume-Uni)" in changed[1]


def test_the_gravest_notice_comes_first_and_the_legal_value_last() -> None:
    kinds = [n.kind for n in _notices("en", status=Status.CORRECTED, answered_on=date(2001, 1, 1))]
    assert kinds == ["corrected", "age", "government_changed", "language", "legal_value"]
    shuffled = [Notice(kind, "") for kind in ("legal_value", "age", "of_tomorrow", "fictional")]
    assert [n.kind for n in gravest_first(shuffled)] == [
        "fictional",
        "of_tomorrow",
        "age",
        "legal_value",
    ]


def test_the_samples_replies_are_said_to_be_fictional_and_know_no_real_government() -> None:
    notices = _notices(fictional=True, answered_on=date(2001, 1, 1))
    assert notices[0].kind == "fictional"
    assert "government_changed" not in {notice.kind for notice in notices}


def test_a_corrected_reply_and_one_in_another_language_are_told() -> None:
    assert "corrected" in _kinds(status=Status.CORRECTED)
    assert "corrected" not in _kinds()
    (notice,) = [n for n in _notices("en") if n.kind == "language"]
    assert "French" in notice.text
    english = Source(1, record("x", language="en"), (), ())
    (notice,) = [n for n in notices_on_sources((english,), "fr", TODAY) if n.kind == "language"]
    assert "anglais" in notice.text
    assert "language" not in _kinds()


def test_every_quoted_reply_is_said_not_to_be_the_law() -> None:
    assert "legal_value" in _kinds()
    assert notices_on_sources((), "fr", TODAY) == []


def test_filters_are_told_in_words() -> None:
    filters = Filters("AN", "santé {x}", date(2024, 1, 1), date(2024, 12, 31))
    assert labels(given_filters(filters, "fr")) == (
        "source AN, ministère «\xa0santé {x}\xa0», depuis le 1er\xa0janvier 2024, "
        "jusqu'au 31\xa0décembre 2024"
    )
    assert "since 1\xa0January 2024" in labels(given_filters(filters, "en"))
    (notice,) = filter_notices(QuestionFilters(given_filters(filters, "fr"), ""), "fr")
    assert notice.kind == "filters"
    assert labels(given_filters(filters, "fr")) in notice.text
