"""What a reader takes along: paper, files, the feed of a question."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from bot.pipeline.pipeline import Pipeline
from tests.browser.browser_parts import LONG, PHONE, WHEELCHAIR, ask, opened

_DAY = re.compile(r"\d{1,2} \w+ 20\d\d")


def _printed(page: Page) -> str:
    """Return the words that the page has on paper."""
    reader = PdfReader(BytesIO(page.pdf()))
    return re.sub(r"\s+", " ", " ".join(each.extract_text() for each in reader.pages))


def test_on_paper_stand_the_words_the_address_and_the_day_and_no_controls(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    turn.locator(".pb-cite").click()  # an open source is not printed either
    expect(page.locator(".pb-source")).to_be_visible()
    paper = _printed(page)
    (source,) = sample_pipeline.ask(WHEELCHAIR).sources
    for part in (WHEELCHAIR, "entrera en vigueur le 1er décembre 2025", "n° 147", "[1]"):
        assert part in paper
    assert str(source.record.ministry) in paper
    assert f"{sample_page}#q=Mon" in paper.replace(" ", "")
    assert _DAY.search(paper[: paper.index("entrera en vigueur")])
    notice = turn.locator(".pb-notices li").first.text_content() or ""
    assert re.sub(r"\s+", " ", notice)[:40] in paper  # folded on the screen alone
    controls = page.locator("button:visible, summary:visible, .pb-open, [data-do]")
    for control in set(controls.all_inner_texts()) - {"", "[1]", "parlebot", "Bon à savoir"}:
        assert re.sub(r"\s+", " ", control) not in paper
    assert source.record.reply[-60:] not in paper
    page.context.close()


def test_the_print_of_a_conversation_has_each_question_and_the_page_s_address(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page, viewport=PHONE)
    ask(page, WHEELCHAIR)
    ask(page, LONG)  # shown in part on the screen
    paper = _printed(page)
    assert WHEELCHAIR in paper
    assert LONG in paper
    assert sample_page in paper
    page.context.close()


def _saved(page: Page, name: str, folder: Path) -> Path:
    page.locator(".pb-save summary").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name=name).click()
    expect(page.locator(".pb-save ul")).to_be_hidden()  # the menu does not stay in the way
    path = folder / waited.value.suggested_filename
    waited.value.save_as(path)
    return path


def test_a_conversation_is_saved_as_markdown_and_as_word_named_by_day_and_question(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline, tmp_path: Path
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    ask(page, "Le prix des trains de nuit sur Mars est-il fixé ?")
    page.reload()  # what the browser kept is enough
    expect(page.locator(".pb-turn")).to_have_count(2)
    markdown = _saved(page, "Markdown", tmp_path)
    word = _saved(page, "Word", tmp_path)
    named = r"parlebot-20\d\d-\d\d-\d\d-fauteuil-roulant\S*"
    assert re.fullmatch(rf"{named}\.md", markdown.name)
    assert re.fullmatch(rf"{named}\.docx", word.name)
    source = sample_pipeline.ask(WHEELCHAIR).sources[0]
    first = source.quotes[0].text.split("\n")[0]
    for text in (
        markdown.read_text("utf-8").replace("\\", ""),
        "\n".join(paragraph.text for paragraph in Document(str(word)).paragraphs),
    ):
        assert first in text
        assert "n° 147" in re.sub(r"\s", " ", text)
        assert "EXEMPLE FICTIF" in text
        assert "trains de nuit" in text
    page.context.close()


def test_a_file_that_cannot_be_made_is_told(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR)
    page.route("**/chat/save", lambda route: route.abort())
    page.locator(".pb-save summary").click()
    page.get_by_role("button", name="Word").click()
    expect(page.locator(".pb-toast")).to_contain_text("Le serveur ne répond pas")
    expect(page.locator(".pb-toast")).to_be_in_viewport()
    page.context.close()


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 800}])
def test_the_address_of_a_question_s_feed_is_copied_and_what_to_do_with_it_told(
    browser: Browser, sample_page: str, viewport: dict[str, int]
) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    page = opened(browser, sample_page, viewport=viewport, permissions=allowed)
    turn = ask(page, WHEELCHAIR)
    turn.get_by_role("link", name="Suivre").click()
    told = turn.locator(".pb-actions .pb-told")
    expect(told).to_contain_text("Collez-la dans un lecteur de flux")
    expect(told).to_be_in_viewport()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.startswith(f"{sample_page}feed?q=Mon+fauteuil")
    assert page.url == sample_page
    page.context.close()
