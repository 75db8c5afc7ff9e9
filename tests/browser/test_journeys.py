"""Three readers from their question to what they came for, each with what it costs them."""

from playwright.sync_api import Browser, expect

from tests.browser.browser_parts import WHEELCHAIR, ended, opened
from tests.browser.journeys import Reader
from tests.browser.page_states import OFFICIAL
from tests.browser.tree import Node, focused, tree

# In pixels, measured on this page, with a tenth to spare for other fonts.
_CITIZEN_SCROLLS, _JOURNALIST_SCROLLS = 870, 650
_KEYS = 19  # pressed, and texts typed
_DESK, _PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


def test_a_citizen_asks_goes_on_asking_reads_a_source_and_prints(
    browser: Browser, staged_page: str
) -> None:
    page = opened(browser, staged_page, viewport=_DESK)
    page.evaluate("window.print = () => { window.pbPrinted = document.title; }")
    reader = Reader(page)
    reader.type(WHEELCHAIR)
    reader.press("Enter")
    ended(page.locator(".pb-turn"))
    expect(page.locator(".pb-quote")).to_be_in_viewport()
    reader.type("et depuis quand ?")  # the box has kept the focus
    reader.press("Enter")
    turn = ended(page.locator(".pb-turn").nth(1))
    expect(turn.locator(".pb-understood")).to_contain_text("fauteuil roulant")
    cite = turn.locator(".pb-cite").first
    reader.click(cite)
    expect(page.locator(".pb-source mark").first).to_be_in_viewport()
    reader.back()
    expect(page.locator(".pb-source")).to_be_hidden()
    expect(cite).to_be_focused()
    expect(cite).to_be_in_viewport()
    reader.click(page.locator(".pb-save > summary"))
    reader.click(page.locator("[data-do=print]"))
    assert WHEELCHAIR[:20] in page.evaluate("window.pbPrinted")
    assert reader.actions == 8
    assert reader.scrolled <= _CITIZEN_SCROLLS
    page.context.close()


def test_a_journalist_on_a_phone_copies_a_quote_with_its_reference_and_opens_the_official_page(
    browser: Browser, staged_page: str
) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    page = opened(
        browser, staged_page, viewport=_PHONE, has_touch=True, is_mobile=True, permissions=allowed
    )
    page.context.route("https://questions.assemblee-nationale.fr/**", lambda route: route.fulfill())
    reader = Reader(page)
    reader.click(page.locator("#pb-question"))
    reader.type(WHEELCHAIR)
    reader.click(page.locator("[data-do=ask]"))
    turn = ended(page.locator(".pb-turn"))
    expect(turn.locator(".pb-quote")).to_be_in_viewport()
    copy = turn.locator("[data-copy]")
    reader.click(copy)
    expect(turn.locator(".pb-told").first).not_to_be_empty()
    expect(turn.locator(".pb-told").first).to_be_in_viewport()
    copied = page.evaluate("navigator.clipboard.readText()")
    for part in ("1er décembre 2025", "20\xa0mai 2025", "n°\xa0147", OFFICIAL):
        assert part in copied
    with page.context.expect_page() as official:
        reader.click(turn.locator(".pb-official"))
    assert official.value.url == OFFICIAL
    assert reader.actions == 5
    assert reader.scrolled <= _JOURNALIST_SCROLLS
    page.context.close()


def test_with_the_keyboard_alone_each_step_is_told_by_its_role_and_name_and_keeps_the_focus(
    browser: Browser, staged_page: str
) -> None:
    page = opened(browser, staged_page, viewport=_DESK)
    expect(page.locator("#pb-app #pb-question")).to_be_visible()
    reader = Reader(page)
    assert focused(page) == ("textbox", "Votre question")
    reader.type(WHEELCHAIR)
    reader.press("Enter")
    ended(page.locator(".pb-turn"))
    assert focused(page) == ("textbox", "Votre question")
    told = tree(page)
    assert Node("heading", WHEELCHAIR, False, 2) in told
    assert [node.role for node in told].count("article") == 1
    assert any(node.role == "blockquote" for node in told)

    # Back from the box, through what can be done with the answer, to the number of its source.
    while focused(page)[0] != "link" or not focused(page)[1].startswith("[1] Lire la réponse"):
        reader.press("Shift+Tab")
        assert reader.actions < _KEYS
    reader.press("Enter")
    expect(page.locator(".pb-source")).to_be_visible()
    assert focused(page) == ("heading", "Remboursement intégral des fauteuils roulants")
    told = tree(page)
    assert any(node.role == "dialog" for node in told)
    assert any(node.role == "mark" for node in told)
    reader.press("Tab")
    assert focused(page) == ("button", "Fermer")
    reader.press("Escape")
    expect(page.locator(".pb-source")).to_be_hidden()
    assert focused(page)[1].startswith("[1] Lire la réponse")

    # From there on: the reply, the quote's copy, and the box again.
    reader.press("Tab", 2)
    assert focused(page) == ("button", "Copier la citation et sa référence")
    reader.press("Enter")
    expect(page.locator(".pb-told").first).to_have_text("Copié")
    assert focused(page) == ("button", "Copier la citation et sa référence")
    assert [node for node in tree(page) if node.role == "status"]
    assert reader.actions == _KEYS
    page.context.close()
