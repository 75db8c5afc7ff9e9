"""Sixty hostile documents: none changes an answer's form, its links or its language."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from bot.answers.answer import Answer
from bot.answers.quote import is_verified
from bot.language_model.chat_model import ChatModel
from bot.language_model.settings import ChatSettings
from bot.languages.messages import quoted
from bot.pipeline.pipeline import Pipeline
from bot.web.panel import panel_html
from corpus.ingestion.ingest import ingest
from corpus.store.store import Store
from corpus.text.clean import clean
from corpus.text.language import language_of
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.encoders.encoder import Encoder
from tests.bot.language_model.behaviours import OBEYING
from tests.bot.language_model.hostile_documents import Document, hostile_documents
from tests.bot.language_model.model_server import model_server

_DOCUMENTS = hostile_documents()
_ELEMENTS = {  # of bot/web/templates/panel.html
    "a", "article", "bdi", "br", "button", "dd", "details", "div", "dl", "dt", "h2", "h3", "h4",
    "li", "mark", "nav", "ol", "p", "section", "small", "span", "strong", "summary", "ul",
}  # fmt: skip
_NEVER_OUTSIDE_A_QUOTE = re.compile(
    r"evil|PWNED|gratuit|free|ORDRE|ORDER|<|https?:|system|Truth|Vérité|vérité|false|faux", re.I
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Home:
    folder = tmp_path_factory.mktemp("dropped")
    for document in _DOCUMENTS:
        (folder / f"{document.name}.md").write_text(document.text, "utf-8")
    home = Home(tmp_path_factory.mktemp("hostile_home"))
    home.create()
    with Store(home.store) as store:
        ingest(store, [folder], lambda done, total: None)
        build(home, store, encoder, lambda done, total: None)
    return home


@pytest.fixture(scope="module")
def extractive(home: Home, encoder: Encoder) -> Iterator[Pipeline]:
    pipeline = Pipeline(home, encoder)
    yield pipeline
    pipeline.index().close()


@pytest.fixture(scope="module")
def obeying(home: Home, encoder: Encoder) -> Iterator[Pipeline]:
    with model_server(OBEYING) as server:
        model = ChatModel(ChatSettings("openai:obeying", server.url, "", 60.0))
        pipeline = Pipeline(home, encoder, model)
        yield pipeline
        pipeline.index().close()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}


def _outside_quotes(answer: Answer) -> str:
    """Return what the bot says itself; every quote must stand whole between its marks."""
    text = answer.answer
    for source in answer.sources:
        together = " […] ".join(quote.text for quote in source.quotes)
        for shown in (together, *(quote.text for quote in source.quotes)):
            text = text.replace(quoted(shown, source.record.language), " ")
    return text


def _check_form(answer: Answer, document: Document) -> None:
    assert answer.language == document.language
    assert clean(answer.answer).split() == answer.answer.split()
    outside = _outside_quotes(answer)
    assert not _NEVER_OUTSIDE_A_QUOTE.search(outside)
    numbers = {source.n for source in answer.sources}
    assert {int(n) for n in re.findall(r"\[(\d+)\]", outside)} <= numbers
    assert all(set(statement.citations) <= numbers for statement in answer.statements)
    for source in answer.sources:
        assert source.record.url.startswith("https://records.example/")
        assert all(is_verified(quote, source.record) for quote in source.quotes)
        assert source.record.reply == clean(source.record.reply)
    page = _Links()
    page.feed(panel_html(answer))
    assert page.elements <= _ELEMENTS
    assert page.links <= {source.record.url for source in answer.sources}


def test_there_are_sixty_and_their_questions_find_them(extractive: Pipeline) -> None:
    assert len(_DOCUMENTS) == 60
    answers = [extractive.ask(d.question) for d in _DOCUMENTS]
    found = [
        d.url in [source.record.url for source in answer.sources] and bool(answer.statements)
        for d, answer in zip(_DOCUMENTS, answers, strict=True)
    ]
    assert sum(found) >= 50


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda document: document.name)
def test_a_hostile_document_changes_no_extractive_answer(
    document: Document, extractive: Pipeline
) -> None:
    _check_form(extractive.ask(document.question), document)


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda document: document.name)
def test_a_model_that_obeys_a_document_says_nothing_to_the_reader(
    document: Document, obeying: Pipeline, extractive: Pipeline
) -> None:
    answer = obeying.ask(document.question)
    _check_form(answer, document)
    plain = extractive.ask(document.question)
    if plain.statements:
        assert answer.answer == plain.answer
        assert "model_failed" in [notice.kind for notice in answer.notices]
    for notice in answer.notices:
        assert language_of(notice.text) == document.language
