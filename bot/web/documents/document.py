"""Whole documents: the page around its frame, and plain ones around any HTML."""

from markupsafe import Markup

from bot.web.about import about_line
from bot.web.documents.files import page_style
from bot.web.documents.gradio_part import GradioPart
from bot.web.documents.palette import palette_css
from bot.web.publisher import Publisher
from bot.web.render import render

PREVIEW_LOCALES = {"fr": "fr_FR", "en": "en_GB"}  # as Open Graph names a page's language


def document_html(
    frame: str,
    gradio: GradioPart,
    language: str,
    publisher: Publisher,
    *,
    address: str,
    script: str,
) -> str:
    """Return the page: our `frame` (Markup), complete as it stands, and Gradio's part below it.

    `address` is its absolute address, for those who show a preview of a link to it; `script` that
    of its script, as seen from it.
    """
    return render(
        "page.html",
        language,
        frame=frame,
        gradio=gradio,
        publisher=publisher,
        address=address,
        locale=PREVIEW_LOCALES[language],
        script=script,
        style=document_style(publisher),
    )


def plain_document(
    title: str,
    body: str,
    language: str,
    publisher: Publisher,
    *,
    home: str,
    description: str = "",
    head: str = "",
) -> str:
    """Return a document with our header and footer around `body`, which holds its own h1.

    It has no script and nothing of Gradio's.
    `home` is the page's address as seen from the document's: with a root path "/replies", that is
    "/replies/", or "../" from one folder below it. `head` is more HTML for the head. `body` and
    `head` are Markup, made by templates; whatever is not is text, and escaped.
    """
    return render(
        "document.html",
        language,
        title=title,
        body=body,
        home=home,
        description=description,
        head=head,
        style=document_style(publisher),
        publisher=publisher,
        about_line=about_line(publisher, language),
    )


def document_style(publisher: Publisher) -> Markup:
    """Return the style sheet of a publisher's documents, for a <style> element."""
    return Markup(palette_css(publisher.accent) + page_style())  # noqa: S704 - ours alone
