"""The colours of every document, from one accent: light and dark, each state tested for contrast.

A colour is moved in lightness (OKLCH, where equal steps look equal) until its contrast after WCAG
2.2 suffices against every ground that it may stand on. So any accent that an operator chooses
gives a legible page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from coloraide import Color

# To 1, and a little more than WCAG asks for: luminance is rounded in more than one way.
_TEXT = 4.52  # text on its ground
_SHAPE = 3.02  # a control, a rule, the focus
_STEP = 0.01  # of lightness, from 0 to 1
_STATE = 0.06  # of lightness, from a control to the same with the pointer on it
_ALIKE = 0.2  # a lightness below which the eye tells no shade from another


@dataclass(frozen=True, slots=True)
class _Scheme:
    """What light and dark differ in: the neutral colours, and the tint's lightness and chroma."""

    fixed: dict[str, str]
    tint: float
    tint_hover: float
    chroma: float  # the most that a tint has
    away: int  # the sign of the way from the grounds: -1, darker, or 1, lighter


_LIGHT = _Scheme(
    {
        "paper": "#fffdfa", "surface": "#f6f3ee", "ink": "#1d1b18", "soft": "#5a554d",
        "line": "#858078", "hair": "#e3ddd3", "on-accent": "#ffffff", "warn": "#8a4b00",
        "warn-tint": "#fff1d6", "mark": "#ffe58a", "on-mark": "#1d1b18",
    },
    tint=0.955, tint_hover=0.925, chroma=0.02, away=-1,
)  # fmt: skip
_DARK = _Scheme(
    {
        "paper": "#14181a", "surface": "#1d2225", "ink": "#eceae6", "soft": "#b7b4ae",
        "line": "#7f8689", "hair": "#333a3e", "on-accent": "#0c1011", "warn": "#ffb866",
        "warn-tint": "#382a14", "mark": "#ecd06f", "on-mark": "#1d1b18",
    },
    tint=0.28, tint_hover=0.32, chroma=0.03, away=1,
)  # fmt: skip


@cache
def palette_css(accent: str) -> str:
    """Return the style sheet that sets every colour, from an `accent` written #rrggbb."""
    light, dark = _declared(colours(accent)), _declared(colours(accent, is_dark=True))
    return (
        f":root{{color-scheme:light dark;{light}}}"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )


def colours(accent: str, *, is_dark: bool = False) -> dict[str, str]:
    """Return every colour by its name, as #rrggbb, from an `accent` written so too."""
    scheme = _DARK if is_dark else _LIGHT
    paper, surface = scheme.fixed["paper"], scheme.fixed["surface"]
    lightness, chroma, hue = Color(accent).convert("oklch").coords(nans=False)
    quiet = min(chroma, scheme.chroma)
    tint, tint_hover = (_hex(at, quiet, hue) for at in (scheme.tint, scheme.tint_hover))
    grounds = (paper, surface, tint, tint_hover)

    def moved(bound: float, *grounds: str) -> float:
        """Return the lightness nearest to the accent's that stands out from the grounds."""
        at = lightness
        while _least(_hex(at, chroma, hue), grounds) < bound:
            at += scheme.away * _STEP
        return at

    button = moved(_TEXT, scheme.fixed["on-accent"], paper, surface)
    text = moved(_TEXT, *grounds)
    lightnesses = {
        "accent": button,
        "accent-hover": _on(button, scheme.away),
        "accent-active": _on(button, scheme.away, 2),
        "accent-text": text,
        "accent-text-hover": _on(text, scheme.away),
        "rule": moved(_SHAPE, paper, tint),
        "focus": moved(_SHAPE, *grounds),
    }
    made = {name: _hex(at, chroma, hue) for name, at in lightnesses.items()}
    return scheme.fixed | {"tint": tint, "tint-hover": tint_hover} | made


def _on(lightness: float, away: int, steps: int = 1) -> float:
    """Return the lightness of a further state: away from the grounds, back where no room is left.

    Back is safe: what is nearly black or white has contrast to spare.
    """
    if _ALIKE <= lightness + away * 2 * _STATE <= 1:
        return lightness + away * steps * _STATE
    return max(lightness, _ALIKE) - away * steps * _STATE


def _least(colour: str, grounds: Iterable[str]) -> float:
    return min(Color(colour).contrast(ground) for ground in grounds)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour as a browser shows it: within sRGB, in whole steps."""
    shown = Color("oklch", [min(1, max(0, lightness)), chroma, hue]).convert("srgb")
    return shown.fit("srgb", method="oklch-chroma").to_string(hex=True, upper=False)


def _declared(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())
