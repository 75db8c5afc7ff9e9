from datetime import date

from bot.answers.answer import Source
from bot.answers.quote import quote_at
from bot.answers.wording import told
from tests.bot.bot_parts import record


def _source(n: int, reply: str, day: date, spans: tuple[tuple[int, int], ...]) -> Source:
    own = record(reply, uid=f"f-{n}", answered_on=day)
    return Source(n, own, (), tuple(quote_at(own, *span) for span in spans))


def test_each_reply_is_told_with_its_ministry_and_date_and_marked_where_words_are_left_out() -> (
    None
):
    reply = "Un phare est gardé. La mer est haute. Deux chiens veillent."
    source = _source(1, reply, date(2024, 3, 1), ((0, 19), (38, 59)))
    assert told([source], "fr", reserved=False) == (
        "Le ministre de la mer, 1er\xa0mars 2024\xa0: «\xa0Un phare est gardé. […] Deux chiens "
        "veillent.\xa0» [1]"
    )


def test_the_same_words_of_another_reply_are_not_shown_twice() -> None:
    first = _source(1, "Un phare est gardé. Bien.", date(2024, 3, 1), ((0, 19),))
    again = _source(2, "Un phare est gardé.", date(2023, 5, 2), ((0, 19),))
    text = told([first, again], "fr", reserved=False)
    assert text.count("Un phare est gardé.") == 1
    assert text.endswith("Le ministre de la mer, dans les mêmes termes, 2\xa0mai 2023 [2].")
    assert "in the same words, 2\xa0May 2023 [2]." in told([first, again], "en", reserved=False)


def test_a_reply_a_year_older_than_the_newest_is_told_as_earlier() -> None:
    newest = _source(1, "Un phare est gardé.", date(2024, 3, 1), ((0, 19),))
    older = _source(2, "Deux phares sont gardés.", date(2022, 5, 2), ((0, 24),))
    text = told([newest, older], "fr", reserved=False)
    assert "\n\nLe ministre de la mer, 2\xa0mai 2022 (réponse plus ancienne)\xa0: «" in text
    assert text.count("plus ancienne") == 1
    assert "plus ancienne" not in told([older], "fr", reserved=False)
    assert "(an earlier reply): «" in told([newest, older], "en", reserved=False)


def test_reserve_is_told_once_and_before_the_replies() -> None:
    sources = [_source(n, "Un phare est gardé.", date(2024, 3, n), ((0, 19),)) for n in (1, 2)]
    assert told(sources, "fr", reserved=True).startswith("Ces réponses ne portent peut-être pas")
    assert "peut-être" not in told(sources, "fr", reserved=False)
