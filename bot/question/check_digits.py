"""Checksums that tell a personal number from a number that only looks like one."""

import re

# Length of an IBAN by country (SWIFT, IBAN registry, ISO 13616).
_IBAN_LENGTHS = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 "
        "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 "
        "IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 "
        "MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 "
        "SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30",
    )
}
_IBAN_SEPARATORS = " \t\u00a0\u2009\u202f.-‐‑–"
_CARD_BEGINS = re.compile(r"4|5|6|3[04-9]|2[2-7]")  # of the card schemes; never that of a year


def iban_end(text: str, start: int) -> int:
    """Return where the IBAN that begins at `start` of `text` ends, or 0 if none does.

    ISO 13616: with the first four characters moved to the end and letters as 10 to 35, the number
    leaves 1 when divided by 97. One separator at a time may stand between characters.
    """
    length = _IBAN_LENGTHS.get(text[start : start + 2].upper())
    if length is None:
        return 0
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
    number = "".join(str(int(character, 36)) for character in taken[4:] + taken[:4])
    return place if int(number) % 97 == 1 else 0


def is_card(text: str) -> bool:
    """Tell a payment card by its first figures and the Luhn sum (ISO/IEC 7812-1)."""
    figures = _figures(text)
    doubled = [n * 2 - 9 * (n > 4) for n in figures[-2::-2]]
    begins = _CARD_BEGINS.match("".join(map(str, figures)))
    return bool(begins) and (sum(figures[-1::-2]) + sum(doubled)) % 10 == 0


def is_social_security_number(text: str) -> bool:
    """Tell a French social security number (NIR): sex, year, month, place, order, key.

    The key is 97 less the rest of the other 13 figures divided by 97, with 2A and 2B of Corsica
    as 19 and 18 (INSEE, https://www.insee.fr/fr/metadonnees/definition/c1409). Without a key, or
    with one mistyped, the month must be one of the year and the first figure 1 or 2.
    """
    plain = re.sub(r"[\W_]", "", text).upper()
    body, key = plain[:13], plain[13:]
    number = int(body.replace("2A", "19").replace("2B", "18"))
    if key and int(key) == 97 - number % 97:
        return True
    return body[0] in "12" and 1 <= int(body[3:5]) <= 12 and body[5:7] != "00"


def is_french_tax_number(text: str) -> bool:
    """Tell a French tax number (numéro fiscal): ten figures, then their rest divided by 511."""
    figures = "".join(map(str, _figures(text)))
    return int(figures[:10]) % 511 == int(figures[10:])


def is_nhs_number(text: str) -> bool:
    """Tell an NHS number by its check figure, modulo 11.

    https://www.datadictionary.nhs.uk/attributes/nhs_number.html
    """
    *figures, check = _figures(text)
    rest = 11 - sum(n * weight for n, weight in zip(figures, range(10, 1, -1), strict=True)) % 11
    return check == rest % 11 and any(figures)


def _figures(text: str) -> list[int]:
    return [int(character) for character in text if character.isdigit()]
