"""How many made follow-ups are taken for a new subject (bot/rewriting/new_subject.py).

    python -m benchmarks.new_subjects HOME ../shared/eval

HOME holds the index of all records of ../shared/data. After citizens' questions of `train-uk.jsonl`
and `train-fr.jsonl` come words that fit any subject ("the budget"), which should be asked of it,
and topics that change it. The limits in new_subject.py were set on these.
"""

import argparse
import json
import random
from pathlib import Path

from bot.parlebot import Parlebot
from bot.rewriting.new_subject import names_new_subject
from bot.rewriting.slots import is_counterpart
from embeddings.encoders.encoder import QueryMemory

GENERAL = {
    "en": "the budget, the cost, the timetable, long-term funding, the effect on bills, "
    "the deadline, the number of victims, children, local councils, pensioners, rural areas, "
    "the figures for last year, small businesses, the penalties, the results so far, the staff, "
    "their training, the conditions, the waiting times, women, the amount, the consultation, "
    "next steps, the evidence",
    "fr": "le budget, le coût, le calendrier, le financement, l'effet sur les prix, le délai, "
    "le nombre de victimes, les enfants, les communes, les retraités, les zones rurales, "
    "les chiffres de l'an dernier, les petites entreprises, les sanctions, les résultats, "
    "la formation, le personnel, les conditions, les délais d'attente, les femmes, le montant, "
    "la consultation, la suite, le taux",
}
TOPICS = {
    "en": "the minimum wage, potholes, air pollution, legal aid cuts, hate crime, food banks, "
    "blue badges, tree planting, e-cigarettes, asylum hotels, free school meals, fuel poverty, "
    "nuisance calls, fireworks, district heating, hospital parking charges, cancer drugs, "
    "marine protected areas, zero hours contracts, bus fares",
    "fr": "le loup, les éoliennes, la taxe foncière, les déserts médicaux, le prix du lait, "
    "les sargasses, la facture électronique, les trains de nuit, l'apprentissage, les retraites, "
    "les ascenseurs, le frelon asiatique, la cantine, le harcèlement scolaire, le nucléaire, "
    "les vaccins, la chasse, le téléchargement illégal, les aides au logement, les vélos",
}
FIRST = 45  # questions in each language
EACH = 4  # follow-ups of either kind to each


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("eval_folder", type=Path)
    arguments = parser.parse_args()
    index, opened = Parlebot.open(arguments.home).parts()
    encoder, chance = QueryMemory(opened, lambda: None), random.Random(0)
    for language in GENERAL:
        asked = [
            json.loads(line)[language]
            for name in ("train-uk.jsonl", "train-fr.jsonl")
            for line in (arguments.eval_folder / name).read_text("utf-8").splitlines()
        ]
        first = chance.sample(asked, FIRST)
        for kind, words in (("general words", GENERAL), ("topics", TOPICS)):
            pairs = [
                (earlier, new)
                for earlier in first
                for new in chance.sample(words[language].split(", "), EACH)
            ]
            new_subjects = [
                not is_counterpart(new, language)
                and names_new_subject(index, encoder, earlier, new, language)
                for earlier, new in pairs
            ]
            share = sum(new_subjects) / len(pairs)
            print(f"{language} {kind:14s} {len(pairs):4d} taken for a new subject {share:.2f}")


if __name__ == "__main__":
    main()
