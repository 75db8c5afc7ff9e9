import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.answers.answer import Answer, Source
from bot.answers.quote import Quote
from bot.pipeline.pipeline import Pipeline
from bot.web.export import escaped_markdown, reference, turn_markdown
from tests.bot.bot_parts import record

_HOSTILE = (
    "[lien](javascript:alert(1))",
    "![image](https://foreign.example/x.png)",
    "<script>alert(1)</script>",
    "<https://foreign.example>",
    "# titre",
    "1. liste",
    "- liste",
    "    code",
    "> cité",
    "```\ncode",
    "a\n===",
    "**gras** _penché_ ~~barré~~ | a | b |",
    "&lt;b&gt; &#60;",
    "\\[lien](x)",
    "[lien]: https://foreign.example",
)


def _kinds(text: str) -> set[str]:
    found = set()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        found |= {token.type, *(child.type for child in token.children or ())}
    return found


@pytest.fixture(scope="module")
def answer(sample_pipeline: Pipeline) -> Answer:
    return sample_pipeline.ask("Mon fauteuil roulant sera-t-il remboursé en entier ?")


@pytest.mark.parametrize("hostile", _HOSTILE)
def test_words_in_an_export_stay_words(hostile: str, answer: Answer) -> None:
    source = answer.sources[0]
    hostile_source = replace(
        source,
        record=replace(source.record, title=hostile, ministry=hostile),
        quotes=(Quote(hostile, 0, 1),),
    )
    told = replace(
        answer,
        question=hostile,
        standalone=f"{hostile} ?",
        answer=hostile,
        sources=(hostile_source,),
    )
    kinds = _kinds(turn_markdown(told))
    plain = _kinds(turn_markdown(replace(answer, standalone="autre"))) | {
        "softbreak",
        "hardbreak",
        "text_special",
    }
    assert kinds <= plain


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab \n#*_[]()<>!`~|\\&;:=-+.1{}$", max_size=40))
def test_no_words_become_a_link_an_image_or_html(text: str) -> None:
    harmful = {
        "link_open",
        "image",
        "html_block",
        "html_inline",
        "fence",
        "heading_open",
        "code_block",
    }
    harmful |= {"ordered_list_open", "bullet_list_open", "table_open", "hr"}
    assert not _kinds(escaped_markdown(text)) & harmful


def test_an_export_holds_question_answer_quotes_and_reference(answer: Answer) -> None:
    text = turn_markdown(answer)
    source = answer.sources[0]
    assert text.startswith(f"## {answer.question}\n")
    assert source.quotes[0].text in text
    assert reference(source, "fr") in text
    assert answer.notices[0].text in text


def test_a_reference_names_number_ministry_day_and_link() -> None:
    cited = record("x", number="12", ministry="Ministère de la mer", title="Le phare")
    cited = replace(cited, url="https://questions.example/12", fictional=False)
    text = reference(Source(1, cited, (replace(cited, number="13"),), ()), "fr")
    assert text.startswith("question n° 12, Le phare, Ministère de la mer, réponse du ")
    assert text.endswith(", https://questions.example/12")
    unsafe = reference(Source(1, replace(cited, url="javascript:alert(1)"), (), ()), "fr")
    assert "javascript" not in unsafe


@pytest.mark.parametrize(
    "text", ["https://evil.example", "HTTP://evil.example", "www.evil.example", "a@evil.example"]
)
def test_an_address_that_nothing_marks_is_no_link_either(text: str) -> None:
    shown = MarkdownIt("commonmark").renderInline(escaped_markdown(text))
    assert shown == text
    assert not re.search(r"(?i)https?:|www\.|(?<!\\)@", escaped_markdown(text))


def test_only_an_official_address_is_a_link_of_an_export(answer: Answer) -> None:
    page = "https://questions.assemblee-nationale.fr/q15/15-33QE.htm"
    for source, url, links in (("AN", page, 1), ("AN", "https://evil.example/_", 0)):
        cited = replace(answer.sources[0].record, source=source, url=url, fictional=False)
        told = replace(answer, sources=(replace(answer.sources[0], record=cited),))
        tokens = MarkdownIt("commonmark").parse(turn_markdown(told))
        found = [c.attrs["href"] for t in tokens for c in t.children or () if c.type == "link_open"]
        assert found == [page] * links
        assert url in MarkdownIt("commonmark").render(turn_markdown(told))
