import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from bot.answers.answer import Notice, Source
from bot.answers.quote import Quote
from bot.languages.messages import day, say
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.web.panel import panel_html, record_html
from tests.bot.bot_parts import record

_KNOWN = set(
    re.findall(
        r"\w+",
        "article bdi br button dd details div dl dt h2 h3 h4 li mark nav ol p section small span "
        "strong summary ul",
    )
)
_HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


class _Seen(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.marked: list[str] = []
        self.text = ""
        self._in_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        if tag == "mark":
            self.marked.append("")
            self._in_mark = True

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_mark:
            self.marked[-1] += data


def test_the_marked_words_are_the_quotes_and_the_whole_reply_is_there(
    sample_pipeline: Pipeline,
) -> None:
    answer = sample_pipeline.ask("Mon fauteuil roulant sera-t-il remboursé en entier ?")
    source = answer.sources[0]
    seen = _Seen(panel_html(replace(answer, sources=(source,))))
    assert seen.marked == [quote.text for quote in source.quotes]
    assert source.record.reply in seen.text
    assert source.record.question in seen.text
    assert "EXEMPLE FICTIF" in seen.text


def test_a_quote_that_is_not_verified_is_not_marked(sample_pipeline: Pipeline) -> None:
    answer = sample_pipeline.ask("Mon fauteuil roulant sera-t-il remboursé en entier ?")
    source = replace(answer.sources[0], quotes=(Quote("Rien de tel n'a été dit.", 0, 24),))
    assert _Seen(panel_html(replace(answer, sources=(source,)))).marked == []


def test_only_the_page_of_the_record_s_own_source_is_a_link() -> None:
    page = "https://www.senat.fr/questions/base/2024/qSEQ240100033.html"
    official = _Seen(record_html(record("r", source="SENAT", url=page), (), "fr"))
    assert official.links == [page]
    assert "Adresse donnée par le document" not in official.text
    for source, url in (("SENAT", "https://senat.fr.evil.example/33"), ("FILE", page)):
        seen = _Seen(record_html(record("r", source=source, url=url), (), "fr"))
        assert seen.links == []
        assert f"Adresse donnée par le document{url}" in seen.text


def test_what_stands_in_a_record_never_becomes_an_element_or_a_link(
    sample_pipeline: Pipeline,
) -> None:
    answer = sample_pipeline.ask("Mon fauteuil roulant sera-t-il remboursé en entier ?")
    hostile = replace(
        answer.sources[0].record,
        title=_HOSTILE,
        ministry=_HOSTILE,
        question=_HOSTILE,
        reply=_HOSTILE,
        asked_by=_HOSTILE,
        url="javascript:alert(3)",
    )
    source = replace(answer.sources[0], record=hostile, quotes=(Quote(_HOSTILE[:10], 0, 10),))
    seen = _Seen(panel_html(replace(answer, sources=(source,))))
    assert seen.tags <= _KNOWN
    assert seen.links == []
    assert seen.handlers == []
    assert _HOSTILE in seen.text


def test_marks_stand_where_the_spans_say(sample_pipeline: Pipeline) -> None:
    answer = sample_pipeline.ask("Mon fauteuil roulant sera-t-il remboursé en entier ?")
    quotes = (Quote("c", 8, 9), Quote("a <", 0, 3))
    source = Source(1, record("a < b & c"), (), quotes)
    (html,) = re.findall(
        r"<p[^>]*pb-reply[^>]*>(.*?)</p>", panel_html(replace(answer, sources=(source,)))
    )
    plain = html.replace(' tabindex="-1"', "")
    assert plain == "<mark>a &lt;</mark> b &amp; <mark>c</mark>"


def test_replies_that_differ_are_told_in_a_time_line_oldest_first(
    sample_pipeline: Pipeline,
) -> None:
    answer = sample_pipeline.ask("Mon fauteuil roulant sera-t-il remboursé en entier ?")
    newest = answer.sources[0]
    older = replace(newest, n=2, record=replace(newest.record, answered_on=date(2020, 1, 2)))
    answer = replace(answer, sources=(newest, older))
    title = say("page_time_line", "fr")
    assert title not in panel_html(answer)
    differing = replace(answer, notices=(Notice("replies_differ", "Deux réponses..."),))
    html = panel_html(differing)
    line = html[html.index(title) :]
    days = sorted(s.record.answered_on for s in answer.sources if s.record.answered_on)
    places = [line.index(day(each, "fr")) for each in days]
    assert places == sorted(places)


def test_all_questions_of_a_group_are_numbered(sample_pipeline: Pipeline) -> None:
    answer = sample_pipeline.ask("Mon fauteuil roulant sera-t-il remboursé en entier ?")
    source = answer.sources[0]
    others = (replace(source.record, uid="other", number="9901"),)
    grouped = replace(
        source, record=replace(source.record, grouped_numbers=("9902",)), also_answers=others
    )
    text = _Seen(panel_html(replace(answer, sources=(grouped,)))).text
    assert f"{source.record.number}, 9901, 9902" in text


def test_a_reply_that_was_only_found_says_that_it_is_not_quoted(
    sample_pipeline: Pipeline,
) -> None:
    record = sample_pipeline.index().texts[0]
    seen = _Seen(record_html(record, [], "en"))
    assert seen.marked == []
    assert record.reply in seen.text
    assert "not quoted in the answer" in seen.text


def test_example_titles_are_titles_of_answered_questions(sample_parlebot: Parlebot) -> None:
    index = sample_parlebot.current_index()
    titles = sample_parlebot.example_titles(3)
    answered = {
        record.heading
        for i in range(index.manifest.records)
        if (record := index.texts[i]).status.has_reply
    }
    assert len(titles) == 3
    assert set(titles) <= answered
