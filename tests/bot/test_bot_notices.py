from datetime import date

import pytest
from bot_parts import record

from bot.answer import Notice, Source
from bot.notices import describe, government_since, notices_for
from corpus.record import Status
from embeddings.filters import Filters

TODAY = date(2026, 6, 1)


def _notices(
    language: str = "fr", filters: Filters | None = None, **fields: object
) -> list[Notice]:
    source = Source(1, record("Le phare est gardé.", **fields), (), ())
    return notices_for((source,), language, filters or Filters(), TODAY)


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
    for language, said in (("fr", "5 ans (1er mars 2021)"), ("en", "5 years old (1 March 2021)")):
        (notice,) = [n for n in _notices(language, answered_on=date(2021, 3, 1)) if n.kind == "age"]
        assert said in notice.text
        assert "[1]" in notice.text


def test_an_undated_reply_is_said_to_be_undated_and_not_old() -> None:
    assert {"undated"} == _kinds(answered_on=None) & {"undated", "age", "government_changed"}
    assert "undated" not in _kinds()


def test_a_change_of_government_is_told_only_after_the_reply() -> None:
    newest = government_since("GB", date(2000, 1, 1))
    assert newest is not None
    took_office, name = newest
    (notice,) = [
        n
        for n in _notices("en", country="GB", answered_on=date(2001, 1, 1))
        if n.kind == "government_changed"
    ]
    assert name in notice.text
    assert "United Kingdom" in notice.text
    assert government_since("GB", took_office) is None
    assert "government_changed" not in _kinds(country="GB", answered_on=took_office)
    assert "government_changed" not in _kinds(country="XX", answered_on=date(1950, 1, 1))


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
    (notice,) = [n for n in notices_for((english,), "fr", Filters(), TODAY) if n.kind == "language"]
    assert "anglais" in notice.text
    assert "language" not in _kinds()


def test_every_quoted_reply_is_said_not_to_be_the_law() -> None:
    assert "legal_value" in _kinds()
    assert notices_for((), "fr", Filters(), TODAY) == []


def test_filters_are_told_in_words() -> None:
    filters = Filters("AN", "santé {x}", date(2024, 1, 1), date(2024, 12, 31))
    assert describe(filters, "fr") == (
        "source AN, ministère « santé {x} », depuis le 1er janvier 2024, jusqu'au 31 décembre 2024"
    )
    assert "since 1 January 2024" in describe(filters, "en")
    (notice,) = notices_for((), "fr", filters, TODAY)
    assert notice.kind == "filters"
    assert describe(filters, "fr") in notice.text
