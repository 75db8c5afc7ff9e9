"""A refusal as a page, for those who typed an address or followed a link."""

from markupsafe import Markup

from bot.languages.messages import say
from bot.web.documents.document import plain_document
from bot.web.publisher import Publisher
from bot.web.render import render

# What to do, where it is not to start from the page.
_TO_DO = {401: "login", 421: "name", 429: "wait", 500: "wait", 503: "wait"}


def error_document(status: int, said: str, language: str, publisher: Publisher, home: str) -> str:
    """Return an HTML document that tells of a refusal and what to do, in `language`.

    `said` is what happened, in that language; `home` the address of the page.
    """
    title = say("page_error_missing" if status == 404 else "page_error_title", language)
    body = render(
        "error_page.html",
        language,
        status=status,
        title=title,
        text=f"{said[:1].upper()}{said[1:]}.",
        to_do=say(f"page_error_{_TO_DO.get(status, 'start')}", language),
        home=home,
    )
    return plain_document(title, Markup(body), language, publisher, home=home)  # noqa: S704 - ours
