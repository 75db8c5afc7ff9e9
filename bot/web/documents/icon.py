"""The page's icon: an opening quotation mark on the accent colour."""

from bot.web.documents.palette import colours
from bot.web.publisher import Publisher
from bot.web.render import render


def icon_svg(publisher: Publisher) -> str:
    """Return the icon as SVG, for light and dark."""
    light, dark = colours(publisher.accent), colours(publisher.accent, is_dark=True)
    return render(
        "favicon.svg",
        "en",  # it holds no words
        light=light["accent"],
        on_light=light["on-accent"],
        dark=dark["accent"],
        on_dark=dark["on-accent"],
    )
