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
        ("ne doit pas dépasser 20 %", "no more than 20%"),
        ("ne vaut pas pour ceux de plus de 60 ans", "not for those over 60"),
        ("ne peut être ouvert moins de 12 heures", "open for at least 12 hours"),
        ("à compter du 1er mai 2025", "from 1 May 2025"),
        ("avant le 31 janvier", "before 31 January"),
        ("l'été 2023", "summer 2023"),
        ("250 salariés et plus", "250 employees or more"),
        ("au XXIe siècle", "in the 21st century"),
        ("directive 2003/88/CE", "directive 2003/88/EC"),
        ("l'année 2025-2026", "the 2025-26 year"),
        ("les 25 m² du CO₂", "the 25 square metres of CO2"),
        ("plusieurs dizaines de phares", "several dozen lighthouses"),
        ("une centaine de phares", "a hundred lighthouses"),
        ("trois fois plus de phares", "3 times as many lighthouses"),
        ("29 Md€, dont 351 M€ de plus", "29 billion euros, 351 million more"),
        ("du 1er au 3 mai 2026", "from 1 to 3 May 2026"),
        ("prolongé le 21/05", "extended on 21 May"),
        ("articles 12 et 13", "Article 12 and Article 13"),
        ("0 à 0 %", "0 to 0%"),
    ],
)
def test_one_fact_in_two_languages_is_one_fact(french: str, english: str) -> None:
    said, quoted = read_facts(english, "en"), read_facts(french, "fr")
    assert said.figures or said.days or said.references or said.vague
    assert unsupported_fact(said, quoted) == ""
    assert unsupported_fact(quoted, said) == ""


@pytest.mark.parametrize(
    ("said", "quoted", "reason"),
    [
        ("1,3 million d'euros", "1,2 million d'euros", "figure"),
        ("1,2 milliard d'euros", "1,2 million d'euros", "figure"),
        ("1 200 euros", "1 200 livres", "unit"),
        ("20 points", "20 %", "unit"),
        ("15 médecins", "15 jours", "unit"),
        ("140 euros par an", "140 euros par mois", "unit"),
        ("2026 médecins", "en 2026", "unit"),
        ("1er octobre 2027", "1er octobre 2026", "date"),
        ("1er octobre 2026", "1er octobre", "date"),
        ("en 2027", "en 2026", "date"),
        ("art. L. 224-119", "art. L. 224-118", "reference"),
        ("table B7_04 de l'étude", "table B7_05 de l'étude", "reference"),
        ("le niveau 1", "un niveau 2", "figure"),
        ("50p le litre", "50 cents le litre", "unit"),
        ("au XXe siècle", "au XXIe siècle", "figure"),
        ("des milliers de personnes", "trois personnes", "figure"),
    ],
)
def test_a_fact_that_is_not_quoted_is_found(said: str, quoted: str, reason: str) -> None:
    assert unsupported_fact(read_facts(said, "fr"), read_facts(quoted, "fr")) == reason
    assert unsupported_fact(read_facts(said, "fr"), read_facts(said, "fr")) == ""
