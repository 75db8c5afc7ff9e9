"""Personal data in a question, masked before it is searched, logged or sent anywhere.

A number counts as personal only by its form and, where it has one, its checksum; so the number of
a question, a law, a year, an amount, a date or a range stays as it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from bot.languages.catalogue import LANGUAGES
from bot.languages.messages import say
from bot.question.check_digits import (
    iban_end,
    is_card,
    is_french_tax_number,
    is_nhs_number,
    is_social_security_number,
)

_SPACE = r"[ \t\u00a0\u2009\u202f]"
_GAP = rf"(?:{_SPACE}|[.\-‐‑–])?"  # what people put between groups of figures
_ALONE = r"(?<![\w+£€$])(?<!\d[,./\-])"  # not the tail of a word, an amount, a date or a range
_END = r"(?![\w])(?![,./\-]\d)"  # ... nor the head of one
_PARTICLE = r"(?:(?:de la|de|du|des|la|le|les|aux?) |de l['’]|d['’]|l['’])"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and the kinds that were masked, in the order of `KINDS`."""

    text: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of personal data: what it looks like, and what distinguishes it from lookalikes."""

    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool] = bool


def _iban_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of IBANs."""
    for start in re.finditer(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}", text):
        end = iban_end(text, start.start())
        if end:
            yield start.start(), end


# 01 to 07 and 09 in France, 01, 02 and 07 in the United Kingdom: the others (0800, 08 36, 03...)
# are services, never a person's line.
_FRENCH_PHONE = rf"(?:(?:\+|00{_GAP})33{_GAP}(?:\(0\){_GAP})?|0)[1-79](?:{_GAP}\d\d){{4}}"
_BRITISH_PHONE = (
    rf"(?:(?:\+|00{_GAP})44{_GAP}(?:\(0\){_GAP})?|\(?0)(?:"
    rf"2\d\)?{_GAP}\d{{4}}{_GAP}\d{{4}}|[17]\d\d\)?{_GAP}\d{{3}}{_GAP}\d{{4}}"
    rf"|[17]\d{{3}}\)?{_GAP}\d{{3}}{_GAP}\d{{2,3}}|[127]\d{{8,9}})"
)
# A country code and at least seven figures; "+12 000 000 euros" and "+1 200 000" are amounts.
_FOREIGN_PHONE = (
    rf"(?>(?:\+|00{_GAP})(?!33|44)[1-9]\d{{0,2}}{_GAP}(?:\(\d{{1,4}}\){_GAP})?\d"
    rf"(?:{_GAP}\d){{6,12}})"
)
_AMOUNT = re.compile(r"\+?\d{1,3}(?:\D?000)+")
_A_DAY = re.compile(r"(?:0[1-9]|[12]\d|3[01])\D(?:0[1-9]|1[0-2])\D(?:19|20)\d\d")
_NOT_MONEY = rf"(?!{_SPACE}*(?:€|£|\$|%|euros?\b|pounds?\b|millions?\b|milliards?\b|habitants?\b))"


def _is_phone(text: str) -> bool:
    return not (_AMOUNT.fullmatch(text) or _A_DAY.match(text))


_FRENCH_STREET = r"(?:rue|avenue|av\.|boulevard|bd|blvd|impasse|allée|chemin(?! de fer)|quai)"
_FRENCH_NAME = (
    rf"{_PARTICLE}{{0,2}}(?!sur\b)[^\W\d_][\w'’\-]*(?: {_PARTICLE}{{0,2}}[A-ZÀ-Ý][\w'’\-]*)*"
)
_FRENCH_TOWN = r"(?:,? (?:à )?\d{5}(?: [A-ZÀ-Ý][\w'’\-]*)*)?"
_BRITISH_STREET = (
    r"(?:Street|Road|Rd|Avenue|Ave|Lane|Close|Crescent|Drive|Terrace|Grove|Mews|Gardens)"
)
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
# A house number is at most 999 here, so that a year before a street's name is none.
_ADDRESS = (
    rf"(?<![\w\-])(?<!\d[.,/])(?<!(?i:article) )(?<!(?i:ligne) )(?<!(?i:section) )(?<!(?i:line) )"
    rf"[1-9]\d{{0,2}}(?:{_SPACE}?(?:bis|ter|quater|[A-Da-d]\b))?,? "
    rf"(?:(?i:{_FRENCH_STREET}) {_FRENCH_NAME}{_FRENCH_TOWN}"
    rf"|(?!High |Downing )(?:[A-Z][\w'’\-]+ ){{1,3}}{_BRITISH_STREET}\b"
    rf"(?:,? (?:[A-Z][\w'’\-]+,? ){{0,3}}{_POSTCODE}\b)?)"
)

_KINDS = (
    _Kind("email", re.compile(r"(?<![\w.%+\-])[\w.%+\-]+@[\w\-]+(?:\.[\w\-]+)+")),
    _Kind(
        "social_security",
        re.compile(
            rf"{_ALONE}[1-478](?:{_GAP}\d\d){{2}}{_GAP}(?:\d\d|2[ABab])(?:{_GAP}\d{{3}})"
            rf"{{2}}(?:{_GAP}\d\d)?{_END}"
        ),
        is_social_security_number,
    ),
    _Kind(
        "tax_number",
        re.compile(rf"{_ALONE}[0-3]\d{_GAP}\d\d(?:{_GAP}\d{{3}}){{3}}{_END}"),
        is_french_tax_number,
    ),
    _Kind(
        "card",
        re.compile(
            rf"{_ALONE}(?:\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?"
            rf"|3[47]\d\d{_GAP}\d{{6}}{_GAP}\d{{5}}|\d{{15,19}}){_END}"
        ),
        is_card,
    ),
    _Kind(
        "nhs",
        re.compile(rf"{_ALONE}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{4}}{_END}{_NOT_MONEY}"),
        is_nhs_number,
    ),
    _Kind(
        # Two letters, six figures, a letter (https://www.gov.uk/hmrc-internal-manuals/
        # national-insurance-manual/nim39110); apart, the last one counts as a capital only.
        "national_insurance",
        re.compile(
            rf"(?<!\w)(?!(?i:BG|GB|KN|NK|NT|TN|ZZ))(?i:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])"
            rf"(?:{_GAP}\d\d){{3}}(?:(?i:[A-D])|{_SPACE}[A-D])(?!\w)"
        ),
    ),
    _Kind(
        "phone",
        re.compile(
            # Two may stand with a stroke between them.
            rf"(?<![\w+£€$])(?<!\d[,.\-])(?:{_FRENCH_PHONE}|{_BRITISH_PHONE}|{_FOREIGN_PHONE})"
            rf"(?!\w|[,.\-]\d){_NOT_MONEY}"
        ),
        _is_phone,
    ),
    # French plates only, with their hyphens: a British one is too like other references.
    _Kind(
        "plate",
        re.compile(r"(?<![\w\-])(?i:[A-HJ-NP-TV-Z]{2})-\d{3}-(?i:[A-HJ-NP-TV-Z]{2})(?![\w\-])"),
    ),
    _Kind("address", re.compile(_ADDRESS)),
)
KINDS = ("iban", *(kind.name for kind in _KINDS))


def mask(text: str, language: str) -> Masked:
    """Return `text` with each piece of personal data replaced by its name in `language`.

    Masking what is masked changes nothing; a text without figures and "@" comes back as it is.
    """
    found: set[str] = set()
    before = None
    while text != before:  # what stood between two masked numbers may be one: at most a few turns
        before = text
        for start, end in reversed(list(_apart(_iban_spans(text)))):
            text = text[:start] + _name("iban", language) + text[end:]
            found.add("iban")
        for kind in _KINDS:
            text = _masked(kind, text, language, found)
    return Masked(text, tuple(kind for kind in KINDS if kind in found))


def without_names(text: str) -> str:
    """Return a masked `text` without its placeholders: nobody asked about those."""
    return re.sub(r"\s+", " ", _names().sub(" ", text)).strip()


@cache
def _names() -> re.Pattern[str]:
    names = (_name(kind, language) for kind in KINDS for language in LANGUAGES)
    return re.compile("|".join(map(re.escape, names)))


def _masked(kind: _Kind, text: str, language: str, found: set[str]) -> str:
    def named(match: re.Match[str]) -> str:
        if not kind.is_one(match[0]):
            return match[0]
        found.add(kind.name)
        return _name(kind.name, language)

    return kind.pattern.sub(named, text)


def _name(kind: str, language: str) -> str:
    return f"[{say(f'masked_{kind}', language)}]"


def _apart(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that do not overlap an earlier one."""
    last = 0
    for start, end in spans:
        if start >= last:
            yield start, end
            last = end
