"""A reply's own page in a real browser: the words of a link, marked; read without a script."""

import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.answers.quote import Quote, quote_at
from bot.parlebot import Parlebot
from bot.pipeline.pipeline import Pipeline
from bot.web.reply_path import reply_path
from corpus.records.record import ReplyRecord
from embeddings.encoders.encoder import Encoder
from tests.bot.bot_parts import build_home, record
from tests.browser.browser_parts import PHONE, WHEELCHAIR, served

_SPANS = 200
_ODD = (
    "« Œuvres » d’État – l’ « aide » est de 1\u202f500 € ; elle vaut … et vaut.\n"
    "Elle vaut et vaut, 👍 dit-on, vaut 🏛️ 1 500 €. Elle vaut et vaut, elle vaut et vaut."
)
# Asks for each fragment in turn; returns what is marked then, and where it begins in the reply.
_MARKED = """
async (fragments) => {
  const found = [];
  for (const fragment of fragments) {
    const shown = new Promise((done) => addEventListener("hashchange", done, { once: true }));
    location.hash = fragment;
    await shown;
    const reply = document.querySelector(".pb-reply");
    const marks = [...reply.querySelectorAll("mark")];
    const before = document.createRange();
    before.selectNodeContents(reply);
    if (marks.length) before.setEndBefore(marks[0]);
    found.push([marks.map((mark) => mark.textContent).join(""), before.toString()]);
  }
  return found;
}
"""


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _opened(browser: Browser, address: str, **options: Any) -> Page:
    page = browser.new_context(locale="fr-FR", **options).new_page()
    page.on("pageerror", _fail)
    page.goto(address)
    return page


def _fail(error: Exception) -> None:
    raise AssertionError(f"the page's script broke: {error}")


def _assert_found(page: Page, reply: ReplyRecord, quotes: Sequence[Quote]) -> None:
    """Assert that the link to each of `quotes` marks its span, neither more nor less."""
    fragments = [reply_path(reply, quote).split("#")[1] for quote in quotes]
    for quote, (marked, before) in zip(quotes, page.evaluate(_MARKED, fragments), strict=True):
        assert _squeezed(marked) == _squeezed(quote.text)
        assert _squeezed(before) == _squeezed(reply.reply[: quote.start])


def _spans(reply: ReplyRecord, count: int) -> list[Quote]:
    """Return spans of a reply that begin and end with a word, drawn by the run's seed."""
    chance = random.Random(f"{reply.uid} {count}")
    words = [found.span() for found in re.finditer(r"\S+", reply.reply)]
    drawn = [sorted(chance.choices(range(len(words)), k=2)) for _ in range(count)]
    quotes = [quote_at(reply, words[a][0], words[b][1]) for a, b in drawn]
    # Two spans in a row with one fragment would change no hash.
    return [one for n, one in enumerate(quotes) if n == 0 or one != quotes[n - 1]]


@pytest.fixture(scope="module")
def odd_replies(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page over replies whose words repeat, with odd signs between them."""
    replies = [
        record(_ODD, uid="odd"),
        record("Elle vaut. </script><img src=x onerror=alert(1)> Elle vaut.", uid="a b/ç?"),
    ]
    pipeline = Pipeline(build_home(tmp_path_factory.mktemp("odd"), replies, encoder))
    yield from served(pipeline)
    pipeline.close()


def test_the_link_to_each_quote_of_an_answer_marks_these_words(
    browser: Browser, sample_page: str, sample_parlebot: Parlebot
) -> None:
    for question in (WHEELCHAIR, "Comment arrêter le démarchage téléphonique ?"):
        answer = sample_parlebot.ask(question)
        assert answer.sources
        for source in answer.sources:
            page = _opened(browser, sample_page + reply_path(source.record))
            _assert_found(page, source.record, source.quotes)
            page.context.close()


def test_any_passage_of_a_reply_is_found_where_it_stands(
    browser: Browser, sample_page: str, sample_parlebot: Parlebot
) -> None:
    replies = [r for r in sample_parlebot.current_index().records() if r.status.has_reply][:4]
    for reply in replies:
        page = _opened(browser, sample_page + reply_path(reply))
        _assert_found(page, reply, _spans(reply, _SPANS // len(replies)))
        page.context.close()


def test_of_words_that_repeat_those_that_the_link_means_are_marked(
    browser: Browser, odd_replies: str
) -> None:
    reply = record(_ODD, uid="odd")
    page = _opened(browser, odd_replies + reply_path(reply))
    _assert_found(page, reply, _spans(reply, 60))
    page.context.close()


def test_words_that_a_messenger_has_typeset_anew_are_found_all_the_same(
    browser: Browser, odd_replies: str
) -> None:
    page = _opened(browser, f"{odd_replies}r/odd#q=%22%20%C5%92uvres%22%20d'%C3%89tat%20-%20l'")
    _expect_marked(page, "« Œuvres » d’État – l’")
    page.goto(f"{odd_replies}r/odd#q=d'E%CC%81tat")  # é as two characters
    _expect_marked(page, "d’État")
    page.context.close()


def test_the_words_of_a_link_are_shown_and_have_the_focus(
    browser: Browser, sample_page: str, sample_parlebot: Parlebot
) -> None:
    source = sample_parlebot.ask(WHEELCHAIR).sources[0]
    end = len(source.record.reply)
    path = reply_path(source.record, quote_at(source.record, end - 60, end))
    page = _opened(browser, sample_page + path, viewport={**PHONE, "height": 300})
    marks = page.locator(".pb-reply mark")  # one for each piece of the text that is set together
    expect(marks.first).to_be_focused()
    expect(marks.first).to_be_in_viewport(ratio=0.9)
    expect(marks.last).to_be_in_viewport(ratio=0.9)
    expect(page.locator("[data-gone]")).to_have_text("")
    page.context.close()


def _expect_marked(page: Page, words: str) -> None:
    """Expect the marks to have `words`; the spaces between what is set together are in none."""
    sought = "".join(words.split())
    marks = page.locator(".pb-reply mark")
    deadline = time.monotonic() + 30
    while _letters(marks) != sought and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert _letters(marks) == sought


def _letters(marks: Locator) -> str:
    return "".join("".join(marks.all_text_contents()).split())


@pytest.mark.parametrize(
    "sought", ["mots%20qui%20manquent", "La…mots%20qui%20manquent", "%E9%", "x…"]
)
def test_a_link_whose_words_are_gone_says_so_in_a_line(
    browser: Browser, odd_replies: str, sought: str
) -> None:
    page = _opened(browser, f"{odd_replies}r/odd#q={sought}&at=5-x")
    told = page.get_by_role("status").filter(has_text="ne figurent plus dans la réponse")
    expect(told).to_be_visible()
    expect(page.locator("mark")).to_have_count(0)
    page.context.close()


def test_a_reply_with_markup_in_it_is_text_and_its_words_are_found(
    browser: Browser, odd_replies: str
) -> None:
    reply = replace(
        record("Elle vaut. </script><img src=x onerror=alert(1)> Elle vaut."), uid="a b/ç?"
    )
    page = _opened(browser, odd_replies + reply_path(reply))
    _assert_found(page, reply, [quote_at(reply, 11, 48), quote_at(reply, 49, 59)])
    expect(page.locator("main img")).to_have_count(0)
    page.context.close()


def test_the_reference_is_copied_and_the_button_says_so(
    browser: Browser, sample_page: str, sample_parlebot: Parlebot
) -> None:
    record_ = sample_parlebot.ask(WHEELCHAIR).sources[0].record
    page = _opened(
        browser,
        sample_page + reply_path(record_),
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.get_by_role("button", name="Copier la référence").click()
    expect(page.locator("[data-copied]")).to_have_text("Copié")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("[data-reference]").inner_text()
    page.context.close()


def test_without_a_script_the_whole_reply_stands_there_and_no_dead_button(
    browser: Browser, sample_page: str, sample_parlebot: Parlebot
) -> None:
    reply = sample_parlebot.ask(WHEELCHAIR).sources[0].record
    page = _opened(browser, sample_page + reply_path(reply), java_script_enabled=False)
    assert _squeezed(page.locator(".pb-reply").inner_text()) == _squeezed(reply.reply)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="Poser une question à ce sujet")).to_be_visible()
    page.context.close()


def test_the_page_of_a_reply_breaks_no_rule_of_its_policy(
    browser: Browser, odd_replies: str, sample_page: str, sample_parlebot: Parlebot
) -> None:
    context = browser.new_context()
    context.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation',"
        " (event) => window.violations.push(event.violatedDirective))"
    )
    page = context.new_page()
    page.goto(f"{odd_replies}r/odd#q=vaut")  # with schema.org data, which is no script
    expect(page.locator("mark")).to_have_count(1)
    data = page.locator("script[type='application/ld+json']").text_content()
    assert json.loads(data or "")["mainEntity"]["acceptedAnswer"]["text"] == _ODD
    assert page.evaluate("window.violations") == []
    context.close()


def test_an_address_that_is_none_is_a_page_with_a_way_home(
    browser: Browser, sample_page: str
) -> None:
    page = _opened(browser, f"{sample_page}nowhere/at/all")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page introuvable")
    page.get_by_role("link", name="Vers la page d'accueil").click()
    page.wait_for_url(sample_page)
    page.context.close()
