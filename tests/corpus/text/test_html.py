import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.html import html_to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Un.</p><p>Deux.</p>", "Un.\nDeux."),
        ("Un.<br/>Deux.<br>Trois.", "Un.\nDeux.\nTrois."),
        ("<p>Un\nseul\nparagraphe.</p>", "Un seul paragraphe."),
        ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
        ("<ul><li><p>un</p></li> <li>\n<p>deux</p></li></ul>", "- un\n- deux"),
        ("<ol><li>un</li><li>deux<ul><li>a</li></ul></li><li>trois</li></ol>",
         "1. un\n2. deux\n- a\n3. trois"),
        ("<ul><li>a<ol><li>x</li><li>y</li></ol></li></ul><ol><li>z</li></ol>",
         "- a\n1. x\n2. y\n1. z"),
        ("<table><tr><th>An</th><th>Total</th></tr><tr><td>2031</td><td>12</td></tr></table>",
         "An | Total\n2031 | 12"),
        ("<table><tr><td><p>2031</p></td><td><p>12</p><p>13</p></td></tr></table>",
         "2031 | 12 13"),
        ("<p>10<sup>6</sup> m<sup>2</sup>, 10<sup>-3</sup></p>", "10⁶ m², 10⁻³"),
        ("<p>Le 1<sup>er</sup> mars, H<sub>2</sub>O</p>", "Le 1er mars, H2O"),
        ("<p>&Eacute;t&eacute;&nbsp;: 3 &lt; 5 &amp; &#8364;</p>", "Été : 3 < 5 & €"),
        ("<p>moins de < 5 % et > 3</p>", "moins de < 5 % et > 3"),
        ("moins de < 5 % du total", "moins de < 5 % du total"),
        ("<p>si a <b alors c</p>", "si a <b alors c"),
        ("<p>la <zone> bleue </zone></p>", "la <zone> bleue </zone>"),
        ("<p>a <!-- rien --> b</p>", "a b"),
        ("<p>a <!-- jamais fermé</p>", "a <!-- jamais fermé"),
        ("<p>a<![CDATA[ 3 < 5 <b> ]]>b</p>", "a 3 < 5 <b> b"),
        ("<p>a <![ENDIF] b ]> c</p>", "a <![ENDIF] b ]> c"),
        ("<!DOCTYPE html><?xml version='1.0'?><p>a</p>", "a"),
        ("<p>a<script>var x = '<p>b</p>';</script><style>p{color:red}</style>c</p>", "ac"),
        ("<p><strong>gras<p>suite", "gras\nsuite"),
        ("<p>un <a href='x' title='y'>lien</a></p>", "un lien"),
        ("<p>Q<span>ues</span>tion</p>", "Question"),
        ("R&D et AT&T", "R&D et AT&T"),
        ("Une ligne.\nUne autre.", "Une ligne.\nUne autre."),
        ("", ""),
    ],
)  # fmt: skip
def test_markup_becomes_readable_text(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


PLAIN = st.text("abcé 12,.;:'\n", max_size=80)


@given(PLAIN)
@settings(max_examples=100, deadline=None)
def test_a_plain_text_comes_back_as_it_was_but_for_spaces(text: str) -> None:
    assert html_to_text(text).split() == text.split()


@given(st.lists(st.text("abcé12,.<>&'\"", min_size=1, max_size=12), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_escaped_paragraphs_give_back_their_words(paragraphs: list[str]) -> None:
    escaped = [
        p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for p in paragraphs
    ]
    markup = "".join(f"<p>{paragraph}</p>" for paragraph in escaped)
    assert html_to_text(markup).split("\n") == paragraphs


@given(st.text("<>/!-[]&;#p abi=\"'", max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_soup_of_markup_is_refused(soup: str) -> None:
    assert isinstance(html_to_text(soup), str)


_HOSTILE = {
    "less-than signs": ("<", 1_000_000),
    "open comments": ("<!--", 250_000),
    "open comments with ends of tags": ("<!-- x>", 150_000),
    "comments, one of them closed": ("<!--" * 100 + "-->", 2_500),
    "open tags": ("<a ", 330_000),
    "tags with open quotes": ("<a b='>", 150_000),
    "ends of tags": ("</", 500_000),
    "cdata": ("<![CDATA[", 110_000),
    "declarations": ("<!", 500_000),
    "processing instructions": ("<?", 500_000),
    "deep nesting": ("<div>", 100_000),
    "deep lists": ("<ul><li>", 100_000),
    "scripts": ("<script></", 100_000),
    "ampersands": ("&", 1_000_000),
    "character references": ("&#", 500_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_megabyte_is_read_in_bounded_time(name: str) -> None:
    part, times = _HOSTILE[name]
    program = (
        "import sys; from corpus.text.html import html_to_text;"
        "text = html_to_text('<p>debut</p>' + sys.argv[1] * int(sys.argv[2]));"
        "print(text[:5])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, part, str(times)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "debut"
