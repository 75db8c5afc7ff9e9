from typing import Any

from lxml import html
from markupsafe import Markup

from bot.web.documents.document import plain_document
from bot.web.publisher import Publisher

_VILLE = Publisher(
    name="Ville de <Fictive>",
    contact="a@ville.example",
    title="Les réponses & moi",
    accent="#aa3300",
    legal_links=(("Mentions légales", "https://ville.example/mentions"),),
)


def _document(**given: Any) -> Any:
    made = {"title": "Titre", "body": Markup("<h1>Titre</h1>"), "language": "fr", "home": "../"}
    text = plain_document(**{**made, "publisher": _VILLE, **given})
    assert text.startswith("<!doctype html>")
    return html.document_fromstring(text)


def test_a_document_is_whole_and_says_its_language_title_and_description() -> None:
    page = _document(description='Ce que "dit" <le> ministre')
    assert page.get("lang") == "fr"
    assert page.findtext(".//title") == "Titre – Les réponses & moi"
    assert page.xpath("string(//meta[@name='description']/@content)") == (
        'Ce que "dit" <le> ministre'
    )
    assert [el.tag for el in page.xpath("//*[contains(@class,'pb-page')]/*")] == [
        "header",
        "main",
        "footer",
    ]
    assert page.findtext(".//main/h1") == "Titre"


def test_its_wordmark_leads_to_the_page_from_wherever_it_is() -> None:
    for home in ("../", "/replies/"):
        page = _document(home=home)
        wordmark = page.xpath("//a[@class='pb-wordmark']")[0]
        assert (wordmark.get("href"), wordmark.text_content()) == (home, "Les réponses & moi")
        assert {link.get("href").rsplit("/", 1)[0] + "/" for link in page.iter("link")} == {home}


def test_it_says_who_runs_it_and_where_their_legal_pages_are() -> None:
    footer = _document().find(".//footer")
    assert "Ville de <Fictive>" in footer.text_content()
    assert "a@ville.example" in footer.text_content()
    assert [(a.get("href"), a.text) for a in footer.iter("a")] == [
        ("https://ville.example/mentions", "Mentions légales")
    ]


def test_what_is_text_cannot_become_html() -> None:
    page = _document(title="</title><script>x</script>", publisher=Publisher(title="<img>"))
    assert list(page.iter("script")) == list(page.iter("img")) == []


def test_its_colours_are_the_publishers() -> None:
    assert "--accent:#aa3300" in _document().findtext(".//style")


def test_more_html_can_be_given_for_its_head() -> None:
    page = _document(head=Markup('<meta property="og:type" content="article">'))
    assert page.xpath("//head/meta[@property='og:type']/@content") == ["article"]


def test_it_loads_nothing_and_runs_nothing() -> None:
    page = _document(publisher=Publisher())
    assert page.xpath("//script | //iframe | //img | //link[@rel='stylesheet']") == []
