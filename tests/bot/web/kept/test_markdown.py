import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.web.kept.conversation import parse_conversation
from bot.web.kept.markdown import escaped_markdown, markdown_of
from tests.bot.web.kept.kept_parts import OFFICIAL, card, conversation, turn

_TODAY = date(2026, 11, 30)
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
_ODD = st.text(alphabet="ab \n#*_[]()<>!`~|\\&;:=-+.1{}$\t«é\u202f", max_size=40)


def _tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def _kinds(text: str) -> set[str]:
    found = set()
    for token in _tokens(text):
        found |= {token.type, *(child.type for child in token.children or ())}
    return found


def _displayed(text: str) -> str:
    """All characters that a reader of Markdown shows, without white space."""
    shown = (
        child.content for token in _tokens(text) for child in token.children or () if child.content
    )
    return "".join("".join(shown).split())


def _saved(*turns: dict[str, Any]) -> str:
    return markdown_of(parse_conversation(conversation(*turns)), _TODAY)


def _all(text: str, quotes: list[str] | None = None) -> dict[str, Any]:
    """A turn with `text` wherever a text may stand."""
    return turn(
        card(
            head=f"[1] {text}", quotes=quotes or [text], reference=f"{text}, {OFFICIAL} (Licence)"
        ),
        question=f"{text} ?",
        understood=text,
        lead=[text],
        notices=[text],
    )


def test_a_file_says_where_and_when_it_comes_from_and_by_what() -> None:
    text = _saved()
    assert text.startswith("# Conversation avec parlebot, 30 novembre 2026\n")
    assert "Outil automatique" in text
    assert "https://parlebot.example/#q=phares, consultée le 30 novembre 2026" in text.replace(
        "\\", ""
    )
    assert "\n## Qui garde les phares ?\n" in text
    assert "\n> La prime est maintenue.\n" in text
    assert f"<{OFFICIAL}> (Licence Ouverte 2.0)" in text
    assert "Posée le 29 novembre 2026" in text


@pytest.mark.parametrize("hostile", _HOSTILE)
def test_words_in_a_file_stay_words(hostile: str) -> None:
    plain = _kinds(_saved(_all("mot"))) | {"softbreak", "hardbreak", "text_special"}
    assert _kinds(_saved(_all(hostile))) <= plain


@settings(max_examples=200, deadline=None)
@given(_ODD)
def test_no_words_become_a_link_an_image_or_html(text: str) -> None:
    harmful = {"link_open", "image", "html_block", "html_inline", "fence", "heading_open"}
    harmful |= {"ordered_list_open", "bullet_list_open", "table_open", "hr", "code_block"}
    assert not _kinds(escaped_markdown(text)) & harmful


@settings(max_examples=200, deadline=None)
@given(_ODD, st.lists(_ODD, max_size=3))
def test_all_that_is_kept_is_displayed(text: str, quotes: list[str]) -> None:
    kept = parse_conversation(conversation(_all(text, quotes))).turns[0]
    (shown,) = kept.cards
    whole = (kept.question, kept.understood, *kept.lead, shown.head, *shown.quotes, shown.reference)
    displayed = _displayed(_saved(_all(text, quotes)))
    assert "".join("".join(whole).split()) in displayed.replace("Poséele29novembre2026", "")
    assert displayed.endswith("".join("".join(kept.notices).split()))


@pytest.mark.parametrize(
    "text", ["https://evil.example", "HTTP://evil.example", "www.evil.example", "a@evil.example"]
)
def test_an_address_that_nothing_marks_is_no_link_either(text: str) -> None:
    shown = MarkdownIt("commonmark").renderInline(escaped_markdown(text))
    assert shown == text
    assert not re.search(r"(?i)https?:|www\.|(?<!\\)@", escaped_markdown(text))


def test_only_an_official_address_is_a_link() -> None:
    for address, links in ((OFFICIAL, [OFFICIAL]), ("https://evil.example/_", [])):
        text = _saved(turn(card(reference=f"Question, {address} (L)", address=address)))
        found = [
            child.attrs["href"]
            for token in _tokens(text)
            for child in token.children or ()
            if child.type == "link_open"
        ]
        assert found == links
        assert address in _displayed(text)
