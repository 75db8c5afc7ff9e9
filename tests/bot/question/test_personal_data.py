import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.question.personal_data import KINDS, mask

# Fictional: numbers reserved for examples (Ofcom and Arcep drama numbers, test cards, sample IBANs)
# or made here with a right checksum.
PERSONAL = [
    ("email", "Écrivez à jeanne.d'arc+test@exemple.fr svp", "[adresse électronique]"),
    ("email", "MAIL: A_B-c@mail.example.co.uk.", "[adresse électronique]."),
    ("phone", "Rappelez-moi au 06 39 98 12 34 demain", "au [numéro de téléphone] demain"),
    ("phone", "tél.0199001234, merci", "tél.[numéro de téléphone], merci"),
    ("phone", "mon 06-39-98-12-34 !", "mon [numéro de téléphone] !"),
    ("phone", "au 06.39.98.12.34.", "au [numéro de téléphone]."),
    ("phone", "+33 6 39 98 12 34", "[numéro de téléphone]"),
    ("phone", "+33 (0)6 39 98 12 34", "[numéro de téléphone]"),
    ("phone", "0033639981234", "[numéro de téléphone]"),
    ("phone", "06 39 98 12 34 de 8h à 10h", "[numéro de téléphone] de 8h à 10h"),
    ("phone", "00 33 6 39 98 12 34", "[numéro de téléphone]"),
    ("phone", "06 39 98 12 34/0199001234", "[numéro de téléphone]/[numéro de téléphone]"),
    ("phone", "020 7946 0958", "[numéro de téléphone]"),
    ("phone", "(0121) 496 0123", "[numéro de téléphone]"),
    ("phone", "01632 960983", "[numéro de téléphone]"),
    ("phone", "07700 900123", "[numéro de téléphone]"),
    ("phone", "+44 7700 900 123", "[numéro de téléphone]"),
    ("phone", "+1 202-555-0143", "[numéro de téléphone]"),
    ("phone", "+351 912 345 678", "[numéro de téléphone]"),
    ("phone", "0049 30 23125 000", "[numéro de téléphone]"),
    ("iban", "FR14 2004 1010 0505 0001 3M02 606", "[numéro de compte]"),
    ("iban", "gb29nwbk60161331926819", "[numéro de compte]"),
    ("iban", "DE89 3704 0044 0532 0130 00 et non", "[numéro de compte] et non"),
    ("card", "4111 1111 1111 1111", "[numéro de carte]"),
    ("card", "5555-5555-5555-4444", "[numéro de carte]"),
    ("card", "378282246310005", "[numéro de carte]"),
    ("social_security", "1 84 12 76 451 089 46", "[numéro de sécurité sociale]"),
    ("social_security", "184127645108946", "[numéro de sécurité sociale]"),
    ("social_security", "2 91 05 2A 004 017", "[numéro de sécurité sociale]"),
    ("social_security", "184127645108999", "[numéro de sécurité sociale]"),
    ("tax_number", "01 23 456 789 211", "[numéro fiscal]"),
    ("tax_number", "0123456789211", "[numéro fiscal]"),
    ("nhs", "943 476 5919", "[numéro NHS]"),
    ("nhs", "9434765919", "[numéro NHS]"),
    ("national_insurance", "AB 12 34 56 C", "[numéro d'assurance nationale]"),
    ("national_insurance", "ab123456c", "[numéro d'assurance nationale]"),
    ("plate", "ma voiture AB-123-CD", "ma voiture [plaque d'immatriculation]"),
    ("address", "j'habite 12 rue des lilas à Lyon", "j'habite [adresse postale] à Lyon"),
    ("address", "12 bis, avenue du Général de Gaulle, 75999 Ville ?", "[adresse postale] ?"),
    ("address", "my flat, 14 Acacia Avenue, is cold", "my flat, [adresse postale], is cold"),
    ("address", "221B Old Mill Road, Anytown AB1 2CD", "[adresse postale]"),
]

NOT_PERSONAL = """
question n° 13382 du 3 mars 2026
UIN 12345, UIN 1725947 et QANR5L15QE43433
loi n° 2023-1059 du 20 novembre 2023
décret n° 2024-1234 et article L. 1234-5 du code du travail
article R. 411-25, articles 12 et 14, art. 200-0 A
une enveloppe de 12 000 000 € puis de 1 500 000 000 000 euros
+12 000 000 000 euros de dette, soit +4,5 % et +1 234 567 890 €
+1 000 000 000 de dette
de 2019 à 2024, en 2019-2020, 2019 2020 2021 2022
10-20, 15-25 ans, 18 à 25, 3/4, 12,5 %, 0,5
le 01/02/2024, 01.02.2024, 01-02-2024 à 10h15, 2024-01-02
le 01 02 2024 à 14 h 30
le 15, le 17, le 112, le 3919, le 0 800 123 456 et le 08 92 68 00 00
call 999, 111, 0800 789 321 or 0300 123 4567
SIREN 732 829 320, SIRET 732 829 320 00074
ISBN 978-2-1234-5680-3, EAN 9782123456803
JORF n°0123, JORFTEXT000037388330, COM(2023) 1234
10 Downing Street, 20 High Street branches, HS2 Euston Road
en 2024 rue de Rivoli, 1 rue sur 3, 30 avenues, 3 rues, 12 cours de français
3 chemins de fer, le 2 chemin de fer, ligne 4 quai de la gare, Section 4 New Road
Covid-19 Drive, phase 2, Section 21, A38, M25, E10, FY 24-25, B-1
4000000004 €, £9434765919, 9434765919 euros
1,234,567,890 and 120 000 0000 euros
@gouvernement a dit 3 fois non
""".strip().splitlines()

_FIGURES = st.text("0123456789", min_size=23, max_size=23)


@pytest.mark.parametrize(("kind", "text", "masked"), PERSONAL, ids=[t for _, t, _ in PERSONAL])
def test_personal_data_is_masked(kind: str, text: str, masked: str) -> None:
    found = mask(text, "fr")
    assert found.kinds == (kind,)
    assert masked in found.text


@pytest.mark.parametrize("text", NOT_PERSONAL)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask(text, "fr").text == text
    assert mask(text, "en").kinds == ()


def test_a_wrong_checksum_is_no_personal_number() -> None:
    for text in (
        "FR14 2004 1010 0505 0001 3M02 607",
        "4111 1111 1111 1112",
        "0123456789212",
        "943 476 5918",
        "XX14 2004 1010 0505 0001 3M02 606",
    ):
        assert mask(text, "fr").kinds == ()


def test_the_names_are_in_the_askers_language() -> None:
    text = "a@b.fr 06 39 98 12 34"
    assert mask(text, "fr").text == "[adresse électronique] [numéro de téléphone]"
    assert mask(text, "en").text == "[e-mail address] [phone number]"


def test_several_kinds_are_told_once_each_and_in_one_order() -> None:
    text = "AB-123-CD, 06 39 98 12 34, x@y.fr, 06 39 98 12 35, GB29 NWBK 6016 1331 9268 19"
    masked = mask(text, "en")
    assert masked.kinds == ("iban", "email", "phone", "plate")
    assert not any(character.isdigit() for character in masked.text)
    assert set(masked.kinds) <= set(KINDS)


def _iban(country: str, figures: str) -> str:
    """An IBAN made as ISO 13616 says, by a way of its own: the rest is found digit by digit."""
    rest = 0
    for character in f"{figures}{country}00":
        for digit in str(ord(character) - 55 if character.isalpha() else character):
            rest = (rest * 10 + int(digit)) % 97
    return f"{country}{98 - rest:02}{figures}"


@settings(max_examples=200, deadline=None)
@given(
    _FIGURES,
    st.sampled_from(["", " ", "\u00a0", "."]),
    st.text(max_size=20).filter(lambda t: not t[-1:].isascii() or not t[-1:].isalnum()),
    st.text(max_size=20).filter(lambda t: not t[:1].isascii() or not t[:1].isalnum()),
)
def test_a_generated_iban_is_masked_wherever_it_stands(
    figures: str, gap: str, before: str, after: str
) -> None:
    iban = _iban("FR", figures)
    written = gap.join(iban[i : i + 4] for i in range(0, len(iban), 4))
    masked = mask(f"{before}{written}{after}", "fr")
    assert "iban" in masked.kinds
    assert figures[4:] not in masked.text.replace(gap or " ", "")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(st.text(max_size=8), st.sampled_from([text for _, text, _ in PERSONAL])),
        max_size=6,
    )
)
def test_masking_twice_is_masking_once(parts: list[str]) -> None:
    once = mask("".join(parts), "fr")
    again = mask(once.text, "fr")
    assert again.text == once.text
    assert again.kinds == ()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_a_text_without_figures_and_at_signs_is_unchanged(text: str) -> None:
    plain = "".join(c for c in text if not c.isnumeric() and c != "@")
    assert mask(plain, "en") == mask(plain, "fr")
    assert mask(plain, "fr").text == plain
    assert mask(plain, "fr").kinds == ()


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10**7 - 1), st.sampled_from(["n° {}", "UIN {}", "{} %", "{} euros", "en {}"]))
def test_numbers_of_questions_years_and_amounts_are_never_masked(number: int, form: str) -> None:
    for written in (str(number), f"{number:,}", f"{number:,}".replace(",", " ")):
        text = form.format(written)
        assert mask(text, "fr").text == text


def _eval_questions(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            item = json.loads(line)
            for name in ("en", "fr", "first", "second"):
                if item.get(name):
                    yield item[name], "fr" if name == "fr" else "en"


def test_of_the_citizens_questions_only_those_with_an_address_are_masked(shared: Path) -> None:
    masked = [
        m
        for text, language in _eval_questions(shared / "eval")
        if (m := mask(text, language)).kinds
    ]
    assert all(m.kinds == ("address",) for m in masked)
    assert len(masked) <= 2


@pytest.mark.parametrize("part", ["a", "a.", "x@y.", "12 rue de la ", "1 ", "+1 ", "-"])
def test_masking_a_long_text_costs_no_more_than_its_length(part: str) -> None:
    before = time.process_time()
    mask((part * 100_000)[:100_000], "fr")
    assert time.process_time() - before < 20  # 32 for the first where it grew with the square
