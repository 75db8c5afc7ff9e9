"""The source panel: the reply in full, the quoted words marked, the way from one to the next."""

import pytest
from playwright.sync_api import Browser, expect

from bot.answers.answer import Answer
from bot.pipeline.pipeline import Pipeline
from tests.browser.browser_parts import CALLS, WHEELCHAIR, ask, opened


@pytest.mark.parametrize(("locale", "question"), [("fr-FR", WHEELCHAIR), ("en-GB", CALLS)])
def test_the_marked_words_are_the_quotes_and_the_numbers_open_their_source(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline, locale: str, question: str
) -> None:
    page = opened(browser, sample_page, locale)
    turn = ask(page, question)
    for source in sample_pipeline.ask(question, default_language=locale[:2]).sources:
        turn.locator(f".pb-cite[data-source='{source.n}']").click()
        article = page.locator(f".pb-aside article[data-n='{source.n}']")
        expect(article).to_be_visible()
        marks = article.locator("mark").all_text_contents()
        assert marks == [quote.text for quote in source.quotes]
        assert all(mark in str(turn.locator(".pb-answer").text_content()) for mark in marks)
        assert article.locator(".pb-reply").text_content() == source.record.reply
        expect(article.locator("mark").first).to_be_in_viewport()
        expect(article).to_contain_text(source.record.question[:60])
        for fact in (source.record.asked_by, source.record.ministry, source.record.number):
            expect(article.locator(".pb-facts")).to_contain_text(fact)
    page.context.close()


def test_question_and_reply_stand_side_by_side_on_a_wide_screen(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    ask(page, WHEELCHAIR).locator(".pb-cite").first.click()
    question, reply = page.locator(".pb-aside article:not([hidden]) .pb-pair > div").all()
    left, right = question.bounding_box(), reply.bounding_box()
    assert left and right
    assert left["y"] == right["y"]
    assert right["x"] >= left["x"] + left["width"]
    page.context.close()


def test_the_passages_are_stepped_through_and_counted(
    browser: Browser, sample_page: str, sample_pipeline: Pipeline
) -> None:
    question, answer = _with_several_sources(sample_pipeline)
    count = sum(len(source.quotes) for source in answer.sources)
    page = opened(browser, sample_page)
    ask(page, question)
    told = page.locator("[data-passage]")
    expect(told).to_have_text(f"Passage cité 1 sur {count}")
    for now in (*range(2, count + 1), 1):
        page.get_by_role("button", name="Passage suivant").click()
        expect(told).to_have_text(f"Passage cité {now} sur {count}")
        expect(page.locator("mark[data-current]")).to_be_in_viewport()
    page.get_by_role("button", name="Passage précédent").click()
    expect(told).to_have_text(f"Passage cité {count} sur {count}")
    page.context.close()


def test_the_reference_is_copied_as_it_is_shown(browser: Browser, sample_page: str) -> None:
    page = opened(browser, sample_page, permissions=["clipboard-read", "clipboard-write"])
    ask(page, WHEELCHAIR)
    page.get_by_role("button", name="Copier la référence").click()
    expect(page.locator(".pb-status")).to_have_text("Copié.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("[data-reference]").first.text_content()
    for part in ("EXEMPLE FICTIF", "question n° 147", "20 mai 2025", "personnes handicapées"):
        assert part in copied
    page.context.close()


def test_another_reply_that_was_found_opens_without_marks_and_leads_back(
    browser: Browser, sample_page: str
) -> None:
    page = opened(browser, sample_page)
    turn = ask(page, WHEELCHAIR)
    page.locator(".pb-others summary").click()
    other = page.locator(".pb-other").first
    title = other.inner_text()
    other.click()
    expect(page.locator(".pb-aside h3").first).to_have_text(title)
    expect(page.locator(".pb-aside")).to_contain_text("sans être citée")
    expect(page.locator(".pb-aside mark")).to_have_count(0)
    page.get_by_role("button", name="Retour à la réponse").click()
    expect(page.locator(".pb-aside mark").first).to_be_visible()
    page.get_by_role("button", name="Retour à la réponse").click()
    expect(turn.locator(".pb-cite").first).to_be_focused()
    page.context.close()


def _with_several_sources(pipeline: Pipeline) -> tuple[str, Answer]:
    """Return a question on a subject of the sample that several replies are quoted on."""
    index = pipeline.index()
    records = [index.texts[ordinal] for ordinal in range(index.manifest.records)]
    subjects = [subject for record in records for subject in (*record.themes, record.rubrique)]
    for subject in dict.fromkeys(filter(None, subjects)):
        question = f"Que fait le gouvernement pour {subject} ?"
        answer = pipeline.ask(question)
        if sum(bool(source.quotes) for source in answer.sources) > 1:
            return question, answer
    raise AssertionError("no subject of the sample is answered from several replies")
