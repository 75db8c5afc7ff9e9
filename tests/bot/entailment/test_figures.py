import pytest

from bot.entailment.figure_check import unsupported_fact
from bot.entailment.figures import read_facts


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("1,2 million d'euros", "1.2 million euros"),
        ("1 200 000 personnes", "1,200,000 people"),
        ("20 %", "20 percent"),
        ("vingt pour cent", "20%"),
        ("vingt-trois communes", "23 towns"),
        ("quatre-vingt-six départements", "eighty-six départements"),
        ("soixante et onze jours", "seventy-one days"),
        ("cent soixante-dix agents", "one hundred and seventy staff"),
        ("cent millions d'euros", "€100 million"),
        ("5 milliards de livres", "£5bn"),
        ("1er octobre 2026", "October 1, 2026"),
        ("le 24 mars 2026", "24th of March 2026"),
        ("du 29 juillet au 2 décembre 2026", "from 29 July 2026 to 2 December 2026"),
        ("140 euros par mois", "140 euros a month"),
        ("la moitié des fauteuils", "50% of wheelchairs"),
        ("deux tiers du temps", "two-thirds of the time"),
        ("de 13 heures à 19 heures", "from 1 p.m. to 7 p.m."),
        ("art. L. 224-118", "article L224-118"),
        ("entre 30 et 40 %", "between 30% and 40%"),
        ("quarante-huit heures", "48 hours"),
        ("75 000 euros au plus", "up to €75,000"),
        ("ne peut excéder 20 %", "at most 20%"),
        ("à compter du 1er mai 2025", "from 1 May 2025"),
        ("avant le 31 janvier", "before 31 January"),
        ("l'été 2023", "summer 2023"),
    ],
)
def test_one_fact_in_two_languages_is_one_fact(french: str, english: str) -> None:
    said, quoted = read_facts(english, "en"), read_facts(french, "fr")
    assert said.figures or said.days or said.references
    assert unsupported_fact(said, [quoted]) == ""
    assert unsupported_fact(quoted, [said]) == ""


@pytest.mark.parametrize(
    ("said", "quoted", "reason"),
    [
        ("1,3 million d'euros", "1,2 million d'euros", "figure"),
        ("1,2 milliard d'euros", "1,2 million d'euros", "figure"),
        ("1 200 euros", "1 200 livres", "figure"),
        ("20 points", "20 %", "figure"),
        ("15 médecins", "15 jours", "figure"),
        ("140 euros par an", "140 euros par mois", "figure"),
        ("2026 médecins", "en 2026", "figure"),
        ("1er octobre 2027", "1er octobre 2026", "date"),
        ("1er octobre 2026", "1er octobre", "date"),
        ("en 2027", "en 2026", "date"),
        ("art. L. 224-119", "art. L. 224-118", "reference"),
        ("plus de 50 emplois", "moins de 50 emplois", "bound"),
        ("plus de 50 emplois", "50 emplois", "bound"),
        ("au moins 20 %", "au plus 20 %", "bound"),
        ("avant le 1er mai 2025", "après le 1er mai 2025", "bound"),
        ("jusqu'au 1er mai 2025", "en vigueur le 1er mai 2025", "bound"),
        ("des milliers de personnes", "trois personnes", "figure"),
    ],
)
def test_a_fact_that_is_not_quoted_is_found(said: str, quoted: str, reason: str) -> None:
    assert unsupported_fact(read_facts(said, "fr"), [read_facts(quoted, "fr")]) == reason
    assert unsupported_fact(read_facts(said, "fr"), [read_facts(said, "fr")]) == ""
