import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from bot.answers.answer import Source
from bot.answers.quote import Quote
from bot.languages.messages import day, say
from bot.pipeline.pipeline import Pipeline
from bot.web.kept.title import title_of
from bot.web.panel import panel_html, record_html
from tests.bot.bot_parts import record

_KNOWN = set(
    re.findall(
        r"\w+",
        "a article bdi button dd details div dl dt h2 h3 li mark p path small span summary svg ul",
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
        self.spoken: list[str] = []
        self.text = ""
        self._in_mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.spoken.append(dict(attrs).get("lang") or "")
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
    assert official.links == [page, "r/f-1"]
    assert say("field_address", "fr") not in official.text
    for source, url in (("SENAT", "https://senat.fr.evil.example/33"), ("FILE", page)):
        seen = _Seen(record_html(record("r", source=source, url=url), (), "fr"))
        assert seen.links == ["r/f-1"]  # of our own page of the reply
        assert f"{say('field_address', 'fr')}{url}" in re.sub(r"\n", "", seen.text)


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
    assert all(link.startswith(f"r/{hostile.uid}") for link in seen.links)
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


def test_the_head_says_what_when_and_where_and_leads_on_and_out(
    sample_pipeline: Pipeline,
) -> None:
    answer = sample_pipeline.ask("permis de conduire")
    assert len(answer.sources) > 1
    html = panel_html(answer)
    for source, head in zip(answer.sources, _heads(html), strict=True):
        assert title_of(source.record, "fr") in head.text
        assert day(source.record.answered_on, "fr") in head.text
        assert str(source.record.ministry) in head.text
        assert all(f"[{each.n}]" in head.text for each in answer.sources)
        assert head.tags >= {"h2", "button"}
    one = replace(
        answer, sources=(replace(answer.sources[0], quotes=answer.sources[0].quotes[:1]),)
    )
    assert "data-step" in html
    assert "data-step" not in panel_html(one)  # nothing to step to


def _heads(html: str) -> list[_Seen]:
    """Return what stands in the heads of the articles."""
    return [
        _Seen(part.split('<details class="pb-question-of"')[0])
        for part in html.split('class="pb-source-head"')[1:]
    ]


def test_words_of_a_record_say_their_language() -> None:
    english = record("The lighthouse is kept.", language="en", question="Who keeps it?")
    seen = _Seen(record_html(english, (), "fr"))
    assert seen.spoken.count("en") == 3  # its title, its question, its reply
    assert seen.spoken.count("fr") == 1  # all the rest


def test_the_versions_that_a_correction_replaced_are_told_newest_first() -> None:
    corrected = record(
        "Oui.", earlier_replies=("Non.", "Peut-être."), earlier_dates=("2024-01-05", "2024-02-06")
    )
    seen = _Seen(record_html(corrected, (), "fr"))
    newest, oldest = (seen.text.index(word) for word in ("Peut-être.", "Non."))
    assert newest < oldest
    assert say("page_version_of", "fr", day=day(date(2024, 2, 6), "fr")) in seen.text
    undated = record("Oui.", earlier_replies=("Non.",), earlier_dates=())
    assert say("page_version_undated", "fr") in _Seen(record_html(undated, (), "fr")).text


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
