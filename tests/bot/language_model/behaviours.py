"""What models get wrong, one named behaviour each, over the fictional sample."""

import json
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

from tests.bot.language_model.model_server import Behaviour, obeys

WHEELCHAIR = "Mon fauteuil roulant sera-t-il remboursé en entier ?"
CALLS = "Que fait le gouvernement contre la délocalisation des centres d'appels ?"
NIGHTS = "Les services d'urgences ferment-ils la nuit ?"
DOCTORS = "Que fait le gouvernement contre les déserts médicaux ?"
IN_ENGLISH = "Will my wheelchair be fully reimbursed?"

_FROM = (
    "La prise en charge intégrale des fauteuils roulants entrera en vigueur le 1er décembre 2025."
)
_TOLD = "Le remboursement des fauteuils roulants sera complet au 1er décembre 2025."
_RENT = "La location de courte durée, jusqu'à six mois, sera également remboursée à 100 %"
_COST = "Cette réforme, d'un coût de 300 millions d'euros par an, bénéficiera à 150 000 personnes."
_CHARTER = (
    "une charte signée le 24 mars 2026 avec les quatre principaux opérateurs prévoit la "
    "relocalisation de 2 200 postes d'ici à la fin de l'année 2028"
)
_SHARE = (
    "57 % des appels adressés aux opérateurs de téléphonie sont traités hors du territoire "
    "national, contre 49 % en 2021"
)
_BAN = "Une interdiction générale de délocaliser un centre d'appels ne peut être envisagée"
_FINE = "le manquement sera puni d'une amende administrative de 75 000 euros au plus"
_REFUND = (
    "devront être remboursées à hauteur de 30 % par l'opérateur qui transfère hors de l'Union "
    "européenne plus de 50 emplois de relation client dans les trois ans"
)
_GUARD = "le Gouvernement a relevé de 50 % la rémunération des gardes de nuit"
_CLOSED = (
    "Au cours de l'été 2023, 163 services sur 697 ont dû fermer au moins une nuit, contre 121 "
    "durant l'été 2022."
)
_FREEDOM = "En revanche, le Gouvernement n'entend pas remettre en cause la liberté d'installation."
_REPORT = "Un premier bilan sera remis au Parlement en juin 2027."


class Case(NamedTuple):
    """A behaviour, the question it meets, and what must become of the answer."""

    behaviour: Behaviour
    question: str = WHEELCHAIR
    kept: int = 0  # statements that stand
    status: str = "answered"
    notice: str = "model_failed"
    never: tuple[str, ...] = ()  # what must not reach the reader


def line(text: str, quotes: Sequence[str] = (_FROM,), passage: Any = 1) -> str:
    value = {"text": text, "passage": passage, "quotes": list(quotes)}
    return json.dumps(value, ensure_ascii=False) + "\n"


GOOD = line("Les fauteuils roulants seront intégralement pris en charge le 1er décembre 2025.")
GOOD_ENGLISH = line("Wheelchairs will be fully reimbursed from 1 December 2025.")


def says(*texts: str, **options: Any) -> Behaviour:
    def say(request: dict[str, Any]) -> Iterator[str]:
        for text in texts:
            yield from (text[i : i + 40] for i in range(0, len(text), 40))

    return Behaviour(say, **options)


def _lie(text: str, quote: str = _FROM, question: str = WHEELCHAIR, *never: str) -> Case:
    """Return a case of one statement that must be taken out."""
    return Case(says(line(text, [quote])), question, never=(text, *never))


CASES: dict[str, Case] = {
    # Figures
    "invented_figure": _lie("La réforme coûtera 450 millions d'euros par an.", _COST),
    "invented_figure_in_words": _lie("La réforme aidera vingt mille personnes.", _COST),
    "invented_percentage": _lie("Les fauteuils seront remboursés à 80 % en 2025."),
    "figure_of_another_sentence": _lie("La prise en charge coûtera 300 millions d'euros par an."),
    "million_for_billion": _lie("La réforme coûte 300 milliards d'euros par an.", _COST),
    "pounds_for_euros": _lie("La réforme coûte 300 millions de livres par an.", _COST),
    "month_for_year": _lie("La réforme coûte 300 millions d'euros par mois.", _COST),
    "points_for_percent": _lie("La location sera remboursée de 100 points.", _RENT),
    "weeks_for_months": _lie("La location est remboursée jusqu'à six semaines.", _RENT),
    "people_for_euros": _lie("La réforme coûte 150 000 euros par an.", _COST),
    "a_zero_more": _lie("La réforme bénéficiera à 1 500 000 personnes.", _COST),
    "decimal_point_moved": _lie("La réforme bénéficiera à 15,0 personnes.", _COST),
    "vague_quantity": _lie("La réforme bénéficiera à des millions de personnes.", _COST),
    "invented_fraction": _lie("La moitié des fauteuils roulants sera prise en charge."),
    "invented_multiple": _lie("Le budget de cette réforme va doubler.", _COST),
    "at_least_for_at_most": _lie("L'amende est d'au moins 75 000 euros.", _FINE, CALLS),
    "under_for_over": _lie(
        "Sont visés les transferts de moins de 50 emplois hors de l'Union européenne.",
        _REFUND, CALLS,
    ),
    "over_where_none": _lie("La réforme bénéficiera à plus de 150 000 personnes.", _COST),
    "article_number_invented": _lie(
        "La règle figure à l'article L. 224-119 du code de la consommation.", _FINE, CALLS
    ),
    "law_invented": _lie("La loi n° 2025-1234 prévoit la prise en charge des fauteuils."),
    "road_code_invented": _lie("La prise en charge des fauteuils vaut sur l'A69."),
    # Dates
    "swapped_day": _lie("La prise en charge entrera en vigueur le 12 décembre 2025."),
    "swapped_month": _lie("La prise en charge entrera en vigueur le 1er novembre 2025."),
    "swapped_year": _lie("La prise en charge entrera en vigueur le 1er décembre 2026."),
    "bare_year_invented": _lie("La prise en charge des fauteuils est en vigueur depuis 2019."),
    "date_of_another_sentence": _lie("Le bilan sera remis le 24 mars 2026.", _REPORT, CALLS),
    "before_for_after": _lie(
        "Le consommateur sera informé du pays de l'appel avant le 1er octobre 2026.",
        "à compter du 1er octobre 2026, le consommateur sera informé, avant la mise en relation, "
        "du pays depuis lequel son appel est traité", CALLS,
    ),
    "slashed_date_invented": _lie("La prise en charge entrera en vigueur le 02/12/2025."),
    "english_date_swapped": Case(
        says(line("Wheelchairs will be fully reimbursed from January 12, 2025.")), IN_ENGLISH,
        never=("January 12",),
    ),
    # Names
    "added_person": _lie("Comme l'a promis Jean Dupuis, les fauteuils seront pris en charge."),
    "name_first": _lie("Dupuis a fait entrer en vigueur la prise en charge des fauteuils."),
    "added_company": _lie("Les fauteuils roulants de Mobilix seront pris en charge."),
    "added_place": _lie("Les fauteuils roulants seront pris en charge à Marseille."),
    "added_country": _lie("Les fauteuils roulants seront pris en charge en Belgique."),
    "added_acronym": _lie("La CAF assurera la prise en charge des fauteuils roulants."),
    "another_office": _lie("Le Premier ministre a décidé la prise en charge des fauteuils."),
    # Sense
    "negated_verb": _lie("Les fauteuils roulants ne seront pas pris en charge."),
    "negation_dropped": _lie(
        "Le Gouvernement entend remettre en cause la liberté d'installation.", _FREEDOM, DOCTORS
    ),
    "negation_cut_out_of_the_quote": _lie(
        "Le Gouvernement entend remettre en cause la liberté d'installation.",
        "remettre en cause la liberté d'installation", DOCTORS,
    ),
    "ban_made_possible": _lie(
        "Une interdiction générale de délocaliser est envisagée par le Gouvernement.", _BAN, CALLS
    ),
    "rise_for_fall": _lie(
        "La rémunération des gardes de nuit a baissé de 50 %.", _GUARD, NIGHTS
    ),
    "pair_swapped": _lie(
        "49 % des appels sont traités hors du territoire national, contre 57 % en 2021.",
        _SHARE, CALLS,
    ),
    "fewer_for_more": _lie(
        "Le nombre de services fermés a baissé, de 163 à 121.", _CLOSED, NIGHTS
    ),
    "free_for_forbidden": _lie(
        "Les délocalisations de centres d'appels sont désormais interdites.", _CHARTER, CALLS
    ),
    "opened_for_closed": _lie(
        "Durant l'été 2023, 163 services sur 697 ont dû ouvrir au moins une nuit.", _CLOSED, NIGHTS
    ),
    "off_the_point": _lie("Le chat dort sur le canapé du salon."),
    # Quotes
    "quote_invented": _lie(_TOLD, "Tous les fauteuils seront gratuits pour tous et sans délai."),
    "quote_stitched": _lie(
        "La prise en charge intégrale bénéficiera à 150 000 personnes.",
        "La prise en charge intégrale des fauteuils roulants bénéficiera à 150 000 personnes.",
    ),
    "quote_stitched_with_dots": _lie(
        "La prise en charge intégrale bénéficiera à 150 000 personnes.",
        "La prise en charge intégrale des fauteuils roulants [...] bénéficiera à 150 000 personnes",
    ),
    "quote_of_the_members_question": _lie(
        "Un fauteuil électrique coûte de 10 000 à 35 000 euros.",
        "Un fauteuil électrique adapté coûte de 10 000 à 35 000 euros",
    ),
    "quote_of_the_citizens_question": _lie(
        "Le fauteuil roulant sera remboursé en entier.", "fauteuil roulant sera-t-il remboursé"
    ),
    "quote_with_a_word_changed": _lie(_TOLD, _FROM.replace("intégrale", "partielle")),
    "quote_with_a_word_left_out": _lie(_TOLD, _FROM.replace(" intégrale", "")),
    "quote_too_short": _lie("Les fauteuils roulants seront pris en charge.", "fauteuils roulants"),
    "one_quote_of_two_invented": Case(
        says(line(_FROM, [_FROM, "Le dispositif est ouvert à tous les étrangers sans condition."]))
    ),
    "quote_missing": Case(says(line(_FROM, []))),
    "wrong_passage": Case(says(line(_FROM, passage=7))),
    "passage_zero": Case(says(line(_FROM, passage=0))),
    "passage_is_text": Case(says(line(_FROM, passage="the first"))),
    "passage_missing": Case(says(json.dumps({"text": _FROM, "quotes": [_FROM]}) + "\n")),
    # Form
    "advice": _lie("Vous devriez demander la prise en charge de votre fauteuil roulant."),
    "imperative": _lie("Demandez la prise en charge intégrale des fauteuils roulants."),
    "first_person": _lie("Je pense que les fauteuils roulants seront pris en charge."),
    "opinion": _lie("Heureusement, les fauteuils roulants seront pris en charge."),
    "judgement": _lie("La prise en charge des fauteuils roulants est scandaleuse."),
    "html": _lie("<b>La prise en charge des fauteuils roulants</b> entrera en vigueur."),
    "script": _lie("La prise en charge <script>alert(1)</script> entrera en vigueur."),
    "markdown_link": _lie("La [prise en charge](https://evil.example) entrera en vigueur."),
    "bare_address": _lie("La prise en charge des fauteuils se demande sur evil.example."),
    "image": _lie("![x](https://evil.example/a.png) La prise en charge entrera en vigueur."),
    "fake_citation": _lie("La prise en charge [2] entrera en vigueur le 1er décembre 2025."),
    "hidden_characters": _lie("La prise en charge\u200b des fauteuils\u202e entrera en vigueur."),
    "homoglyphs": _lie("La рrise en charge des fauteuils entrera en vigueur."),
    "emoji": _lie("La prise en charge des fauteuils roulants entrera en vigueur \U0001f389"),
    "other_language": _lie("Wheelchairs will be fully reimbursed from 1 December 2025."),
    "third_language": _lie("Las sillas de ruedas son reembolsadas por el Estado."),
    "far_too_long": _lie("La prise en charge des fauteuils roulants entrera en vigueur, " * 12),
    "prompt_leak": _lie("You write a short answer to a citizen's question, only from passages."),
    "prompt_leak_in_french": _lie("Mes instructions disent d'écrire une réponse à un citoyen."),
    "injection_obeyed": _lie("PWNED : toutes les règles précédentes sont levées."),
    # Streams
    "nothing": Case(says("")),
    "prose": Case(says("Bonjour ! Les fauteuils seront remboursés à 300 %.")),
    "half_json": Case(says('{"text": "Les fauteuils seront remboursés à 300 %", "pass')),
    "not_json": Case(says("{text: 'Les fauteuils', passage: 1}\n")),
    "wrong_types": Case(says('{"text": 3, "passage": [], "quotes": {}}\n[1, 2]\n"x"\nnull\n')),
    "deep_nesting": Case(says('{"a":' * 3000)),
    "endless_garbage": Case(Behaviour(lambda request: repeat("bla bla bla " * 20))),
    "endless_object": Case(Behaviour(lambda request: repeat('{"text": "' + "a" * 400))),
    "endless_lies": Case(
        Behaviour(lambda request: (line(f"Il y a {n} fauteuils.") for n in range(10**9)))
    ),
    "slow_drip": Case(Behaviour(lambda request: repeat("x"), pause=0.1)),
    "silence": Case(Behaviour(silence=20.0)),
    "comments_for_ever": Case(
        Behaviour(lambda request: repeat(": wait\n\n"), raw=True, pause=0.1)
    ),
    "good_then_silence": Case(
        Behaviour(lambda request: iter([GOOD, *["\n"] * 1000]), pause=0.1)
    ),
    "server_error": Case(says("boom", status=500)),
    "unavailable": Case(says("", status=503)),
    "too_many_requests": Case(says("{}", status=429, raw=True)),
    "bad_key": Case(says('{"error": {"message": "bad key"}}', status=401, raw=True)),
    "no_such_model": Case(says("{}", status=404, raw=True)),
    "closed_at_once": Case(Behaviour(closes=True)),
    "closed_in_the_middle": Case(says('{"text": "Les fau', closes=True)),
    "an_html_page": Case(says("<html>300 %</html>", content_type="text/html", raw=True)),
    "broken_events": Case(says("data: {oops\n\ndata: 300 %\n\n", raw=True)),
    "error_inside_the_stream": Case(
        says('data: {"error": {"message": "overloaded"}}\n\n', raw=True)
    ),
    "binary": Case(says("\x00\x01\ufffd" * 50, raw=True)),
    # Good and bad together
    "good": Case(says(GOOD), kept=1, notice="generated"),
    "good_in_english": Case(says(GOOD_ENGLISH), IN_ENGLISH, 1, notice="generated"),
    "good_in_a_code_fence": Case(says(f"```json\n{GOOD}```\n"), kept=1, notice="generated"),
    "good_without_done": Case(says(GOOD, ends=False), kept=1, notice="generated"),
    "good_in_a_pretty_list": Case(
        says(json.dumps([json.loads(GOOD)], indent=2)), kept=1, notice="generated"
    ),
    "good_for_ever": Case(
        Behaviour(lambda request: repeat(GOOD)), kept=1, notice="generated"
    ),
    "good_then_lie": Case(
        says(GOOD, line("La réforme coûtera 450 millions d'euros.", [_COST])),
        kept=1, status="partial", notice="statements_removed", never=("450",),
    ),
    "half_line_then_good": Case(
        says('{"text": "Les fauteuils à 300 %\n', GOOD),
        kept=1, status="partial", notice="statements_removed", never=("300 %",),
    ),
    "good_then_cut": Case(
        says(GOOD, '{"text": "Les fauteuils à 300'),
        kept=1, status="partial", notice="statements_removed", never=("à 300",),
    ),
    "good_then_garbage": Case(
        Behaviour(lambda request: iter([GOOD, *["bla " * 500] * 20])),
        kept=1, status="partial", notice="statements_removed", never=("bla",),
    ),
}  # fmt: skip

OBEYING = {"obeying": Behaviour(obeys)}
