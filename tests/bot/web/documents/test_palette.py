import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.web.documents.palette import colours, palette_css

_GROUNDS = ("paper", "surface", "tint", "tint-hover")
_TEXT = {  # what is read, and on what
    "ink": _GROUNDS,
    "soft": _GROUNDS,
    "accent-text": _GROUNDS,
    "accent-text-hover": _GROUNDS,
    "on-accent": ("accent", "accent-hover", "accent-active"),
    "warn": ("warn-tint", "paper"),
    "on-mark": ("mark",),
}
_SHAPES = {
    "accent": ("paper", "surface"),
    "accent-hover": ("paper", "surface"),
    "accent-active": ("paper", "surface"),
    "rule": ("paper", "tint"),
    "focus": _GROUNDS,
    "line": ("paper", "surface"),
}


def _luminance(colour: str) -> float:
    """Relative luminance after WCAG 2.2, counted here and not by the product's library."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


_accents = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@pytest.mark.parametrize("is_dark", [False, True])
@settings(max_examples=150, deadline=None)
@given(accent=_accents)
@example(accent="#ffffff")
@example(accent="#000000")
@example(accent="#ffff00")
@example(accent="#0000ff")
@example(accent="#0b5f66")
def test_whatever_the_accent_everything_stands_out_from_what_it_stands_on(
    accent: str, is_dark: bool
) -> None:
    shown = colours(accent, is_dark=is_dark)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in shown.values())
    too_faint = [
        (name, ground, shown[name], shown[ground])
        for bounds, least in ((_TEXT, 4.5), (_SHAPES, 3.0))
        for name, grounds in bounds.items()
        for ground in grounds
        if _contrast(shown[name], shown[ground]) < least
    ]
    assert too_faint == []


@pytest.mark.parametrize("is_dark", [False, True])
@settings(max_examples=50, deadline=None)
@given(accent=_accents)
@example(accent="#ffffff")
@example(accent="#000000")
@example(accent="#00000f")
def test_each_state_of_a_control_can_be_told_from_the_others(accent: str, is_dark: bool) -> None:
    shown = colours(accent, is_dark=is_dark)
    pairs = (
        ("accent", "accent-hover"),
        ("accent-hover", "accent-active"),
        ("accent", "accent-active"),
        ("accent-text", "accent-text-hover"),
        ("tint", "tint-hover"),
    )
    told = {pair: _contrast(shown[pair[0]], shown[pair[1]]) for pair in pairs}
    assert {pair: by for pair, by in told.items() if by < 1.08} == {}


def test_an_accent_that_is_dark_enough_is_shown_as_it_is() -> None:
    assert colours("#0b5f66")["accent"] == "#0b5f66"


def test_warnings_are_amber_whatever_the_accent() -> None:
    for is_dark in (False, True):
        petrol, red = (colours(accent, is_dark=is_dark) for accent in ("#0b5f66", "#cc0000"))
        assert {petrol[name] for name in ("warn", "warn-tint")} == {
            red[name] for name in ("warn", "warn-tint")
        }


def test_the_style_sheet_sets_the_same_colours_for_light_and_dark() -> None:
    light, dark = palette_css("#0b5f66").split("@media (prefers-color-scheme:dark)")
    names = re.findall(r"(--[a-z-]+):#", light)
    assert len(names) == len(set(names)) == 20
    assert re.findall(r"(--[a-z-]+):#", dark) == names
