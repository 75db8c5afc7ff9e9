import ast
import re
import string
from collections.abc import Iterator
from datetime import date

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import nodes

from bot.languages.catalogue import texts_of
from bot.languages.messages import READER, count, country_name, day, quoted, say, who
from bot.languages.translate import OPERATOR
from bot.pipeline.refusals import refusal, small_talk_answer
from bot.question.kinds import QuestionKind
from tests import ROOT
from tests.bot.bot_parts import record

FRENCH, ENGLISH = texts_of(READER, "fr"), texts_of(READER, "en")
SOURCES = [
    ast.parse(path.read_text("utf-8"))
    for folder in ("bot", "corpus", "embeddings")
    for path in (ROOT / folder).rglob("*.py")
]
TEMPLATES = [
    jinja2.Environment(autoescape=True).parse(path.read_text("utf-8"))
    for path in (ROOT / "bot").rglob("*.html")
]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_keys() -> None:
    assert sorted(FRENCH) == sorted(ENGLISH)


@pytest.mark.parametrize("key", sorted(FRENCH))
def test_a_message_has_both_languages_with_the_same_places(key: str) -> None:
    french, english = FRENCH[key], ENGLISH[key]
    assert french.strip()
    assert english.strip()
    assert _places(french) == _places(english)


def _in_templates(*, only_said: bool) -> set[str]:
    """The texts written out in the page's templates, or those of them that `say` is given."""
    found = set()
    for tree in TEMPLATES:
        said = [call.args[0] for call in tree.find_all(nodes.Call) if _names_say(call.node)]
        texts = said if only_said else list(tree.find_all(nodes.Const))
        found |= {text.value for text in texts if isinstance(text, nodes.Const)}
    return {text for text in found if isinstance(text, str)}


def _names_say(called: nodes.Expr) -> bool:
    return isinstance(called, nodes.Name) and called.name == "say"


def _literals() -> set[str]:
    return _in_templates(only_said=False) | {
        node.value
        for source in SOURCES
        for node in ast.walk(source)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _composed() -> Iterator[re.Pattern[str]]:
    """What texts put together with an underscore of their own look like, such as "page_{name}"."""
    together = [
        [part.value if isinstance(part, ast.Constant) else None for part in node.values]
        for source in SOURCES
        for node in ast.walk(source)
        if isinstance(node, ast.JoinedStr)
    ]
    together += [
        [part.value if isinstance(part, nodes.Const) else None for part in parts]
        for tree in TEMPLATES
        for parts in _joined(tree)
    ]
    for parts in together:
        if any(part and "_" in str(part) for part in parts):
            yield re.compile("".join("(.+)" if p is None else re.escape(str(p)) for p in parts))


def _joined(tree: nodes.Template) -> Iterator[list[nodes.Expr]]:
    """The parts of each "a" ~ b, and of each "a" + b, in a template."""
    yield from (concat.nodes for concat in tree.find_all(nodes.Concat))
    yield from ([added.left, added.right] for added in tree.find_all(nodes.Add))


def test_every_key_that_is_said_is_in_the_catalogues() -> None:
    said = {
        node.args[0].value
        for source in SOURCES
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "say"
        if isinstance(node.args[0], ast.Constant)
    }
    said |= _in_templates(only_said=True)
    assert len(said) > 100
    assert sorted(said - FRENCH.keys()) == []


def test_every_key_of_the_catalogues_is_said() -> None:
    """A key is written out in the code, or put together from a word that is."""
    literals, composed = _literals(), list(_composed())
    silent = [
        key
        for key in FRENCH.keys() - literals
        if not any(
            (match := shape.fullmatch(key)) and literals.issuperset(match.groups())
            for shape in composed
        )
    ]
    assert sorted(silent) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_what_fills_a_place_is_data_and_stays_as_it_is(text: str) -> None:
    for hostile in (text, "{n}", "{0}", "{x.__class__}", "{{}}", "%s", "}{"):
        assert say("filter_source", "fr", value=hostile) == f"source {hostile}"
        assert hostile in say("notice_filters", "en", filters=hostile)


PLAIN_IN_FRENCH = re.compile("[ \\xa0][;?!]|[ \\u202f][:»]|\\w[;?!»]|\\w:(?= )|«(?!\\xa0)|n° ")
FRENCH_SPACING = re.compile("[ \\xa0\\u202f][;:?!»]|« ")


def _refusals(language: str) -> list[str]:
    kinds = (
        kind for kind in QuestionKind if kind.value in ("personal", "opinion", "danger", "other")
    )
    told = [refusal(kind, language) for kind in kinds]
    return told + [small_talk_answer(topic, language) for topic in ("greeting", "about", "abuse")]


def test_french_has_narrow_or_hard_spaces_where_typesetters_put_them() -> None:
    texts = [*FRENCH.values(), *texts_of(OPERATOR, "fr").values(), *_refusals("fr")]
    texts.remove(say("quotation_marks", "fr"))  # the marks themselves, not a text
    assert len(texts) > 700
    bare = [re.sub(r"{{.*}}", "", text) for text in texts]  # without JSON shown as an example
    assert [text for text in bare if PLAIN_IN_FRENCH.search(text)] == []


def test_english_has_no_space_before_its_marks() -> None:
    texts = [*ENGLISH.values(), *texts_of(OPERATOR, "fr"), *_refusals("en")]
    assert len(texts) > 700
    assert [text for text in texts if FRENCH_SPACING.search(text)] == []


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [(0, "0", "0"), (999, "999", "999"), (3289, "3\u202f289", "3,289")],
)
def test_a_count_has_its_thousands_apart(value: int, french: str, english: str) -> None:
    assert count(value, "fr") == french
    assert count(value, "en") == english
    assert f"{english} more" in say("truncated_list", "en", count=value)


def test_a_french_day_has_its_ordinal_first() -> None:
    assert day(date(2026, 5, 1), "fr") == "1er\xa0mai 2026"
    assert day(date(2026, 8, 12), "fr") == "12\xa0août 2026"
    assert day(date(2026, 5, 1), "en") == "1\xa0May 2026"
    assert day(None, "fr") == day(None, "en") == ""


def test_quotes_stand_between_the_marks_of_their_language() -> None:
    assert quoted("le phare", "fr") == "«\xa0le phare\xa0»"
    assert quoted("the light", "en") == "“the light”"


def test_a_country_without_a_name_here_is_its_code() -> None:
    assert country_name("GB", "fr") == "Royaume-Uni"
    assert country_name("XX", "fr") == "XX"


@pytest.mark.parametrize(
    ("ministry", "own", "asker", "said"),
    [
        ("Ministère de la mer", "fr", "fr", "Le ministère de la mer"),
        ("ministre de la mer", "fr", "fr", "Le ministre de la mer"),
        ("Mer", "fr", "fr", "Le ministère «\xa0Mer\xa0»"),
        ("Home Office", "en", "en", "The Home Office"),
        ("The Cabinet", "en", "en", "The Cabinet"),
        ("ministre de la mer", "fr", "en", "Ministre de la mer (France)"),
        ("", "fr", "fr", "Le ministre"),
        ("", "fr", "en", "The minister"),
    ],
)
def test_who_replied_begins_a_sentence(ministry: str, own: str, asker: str, said: str) -> None:
    assert who(record("x", ministry=ministry, language=own), asker) == said
