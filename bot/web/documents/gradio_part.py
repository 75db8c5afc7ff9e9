"""What of Gradio's own page stands in ours: its configuration, scripts, styles and mount.

The rest of it is not for our readers: its title, its icon, its preview for links (which names
Gradio and an image on another site).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import html
from markupsafe import Markup

_STAYS_ABOVE = "//head/base | //head/style"
# Tells the page around it how high it is, where Gradio's page stands in a frame: ours does not ask.
_SIZES_ITS_FRAME = "//script[contains(., 'iframeResizer.contentWindow')]"
_GOES_BELOW = (
    "//head/script"
    " | //head/link[@rel='stylesheet' or @rel='modulepreload']"
    " | //body/gradio-app"
    " | //body/script"
)


@dataclass(frozen=True, slots=True)
class GradioPart:
    """Gradio's elements, in their order: those of our head, and those below our frame.

    Its scripts and its style sheet come last, so that nothing of ours waits for them.
    """

    head: Markup
    body: Markup


def gradio_part(page: str) -> GradioPart:
    """Return what is needed of Gradio's page, to which nothing of a client's has come."""
    document = html.document_fromstring(page)
    for mount in document.iter("gradio-app"):
        mount.set("control_page_title", "false")  # the title is ours
    for script in document.xpath(_SIZES_ITS_FRAME):
        script.drop_tree()
    return GradioPart(_written(document.xpath(_STAYS_ABOVE)), _written(document.xpath(_GOES_BELOW)))


def _written(elements: Iterable[html.HtmlElement]) -> Markup:
    texts = (html.tostring(element, encoding="unicode", with_tail=False) for element in elements)
    return Markup("\n".join(texts))  # noqa: S704 - what Gradio itself made
