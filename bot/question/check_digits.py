"""Checksums that distinguish a personal number from one that only looks like it.

Each function imports its part of stdnum by itself: most questions hold no such number, and stdnum
loads ssl and more.
"""

import re

_IBAN_SEPARATORS = " \t\u00a0\u2009\u202f.-‐‑–"
_CARD_BEGINS = re.compile(r"4|5|6|3[04-9]|2[2-7]")  # of the card schemes; never that of a year


def iban_end(text: str, start: int) -> int:
    """Return where the IBAN that begins at `start` of `text` ends, or 0 if there is none.

    One separator at a time may stand between characters. Length and checksum alone decide, not the
    form of a country's account numbers (`stdnum.iban`): too much masked is better than too little.
    """
    from stdnum.iso7064 import mod_97_10

    length = _iban_length(text[start : start + 2].upper())
    taken, place = "", start
    while len(taken) < length:
        if place >= len(text):
            return 0
        character = text[place]
        if character.isascii() and character.isalnum():
            taken += character
        elif character not in _IBAN_SEPARATORS or text[place - 1] in _IBAN_SEPARATORS:
            return 0
        place += 1
    return place if mod_97_10.is_valid(taken[4:] + taken[:4]) else 0


def is_card(text: str) -> bool:
    """Return whether it is a payment card: first digits and Luhn checksum (ISO/IEC 7812-1)."""
    from stdnum import luhn

    figures = _plain(text)
    return bool(_CARD_BEGINS.match(figures)) and luhn.is_valid(figures)


def is_social_security_number(text: str) -> bool:
    """Recognise a French social security number (NIR): sex, year, month, place, order, key.

    Without a key, or with one mistyped, the month must be one of the year and the first figure 1
    or 2.
    """
    from stdnum.fr import nir

    plain = _plain(text)
    is_plausible = plain[0] in "12" and 1 <= int(plain[3:5]) <= 12 and plain[5:7] != "00"
    return is_plausible or nir.is_valid(plain)


def is_french_tax_number(text: str) -> bool:
    """Recognise a French tax number (numéro fiscal) by its last three digits."""
    from stdnum.fr import nif

    return nif.is_valid(_plain(text))


def is_nhs_number(text: str) -> bool:
    """Recognise an NHS number by its check digit; ten zeros, though they add up, are not one."""
    from stdnum.gb import nhs

    figures = _plain(text)
    return nhs.is_valid(figures) and figures.strip("0") != ""


def _plain(text: str) -> str:
    """Return only the digits of `text`, in whatever script, and its letters."""
    kept = filter(str.isalnum, text)
    return "".join(str(int(each)) if each.isdecimal() else each.upper() for each in kept)


def _iban_length(country: str) -> int:
    """Return the length of a country's IBANs (SWIFT's registry), or 0 if it has none."""
    from stdnum import numdb

    form = numdb.get("iban").info(country)[0][1].get("bban")  # "5!n5!n11!c2!n": figures, letters
    return sum(map(int, re.findall(r"(\d+)!", form))) + 4 if form else 0
