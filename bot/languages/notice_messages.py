"""The sentences of notices about replies, and the names of what is masked: French, then English.

`bot.languages.messages.say` finds them with all others.
"""

NOTICES = {
    "and": ("et", "and"),
    "notice_shortened": (
        "La question est très longue : seul son début a été cherché, jusqu'à « {end} ».",
        "The question is very long: only its beginning was searched, up to “{end}”.",
    ),
    "notice_age": (
        "La réponse [{n}] date de {years} ans ({day}) : la situation a pu changer.",
        "Reply [{n}] is {years} years old ({day}): things may have changed.",
    ),
    "notice_age_many": (
        "Les réponses {n} ont {years} ans ou plus (la plus ancienne : {day}) : la situation a pu "
        "changer.",
        "Replies {n} are {years} years old or more (the oldest: {day}): things may have changed.",
    ),
    "notice_undated": (
        "La date de la réponse [{n}] n'est pas connue : elle peut être ancienne.",
        "The date of reply [{n}] is not known: it may be old.",
    ),
    "notice_undated_many": (
        "Les dates des réponses {n} ne sont pas connues : elles peuvent être anciennes.",
        "The dates of replies {n} are not known: they may be old.",
    ),
    "notice_government_changed": (
        "Le gouvernement a changé depuis la réponse [{n}] ({country}) : le dernier chef du "
        "gouvernement connu ici, {name}, a été nommé le {day}.{elected}",
        "The government has changed since reply [{n}] ({country}): the newest head of government "
        "known here, {name}, was appointed on {day}.{elected}",
    ),
    "notice_government_changed_many": (
        "Le gouvernement a changé depuis les réponses {n} ({country}) : le dernier chef du "
        "gouvernement connu ici, {name}, a été nommé le {day}.{elected}",
        "The government has changed since replies {n} ({country}): the newest head of government "
        "known here, {name}, was appointed on {day}.{elected}",
    ),
    "notice_elected": (
        " Des élections législatives ont eu lieu depuis, le {day}.",
        " There has been a general election since, on {day}.",
    ),
    "notice_government_unknown": (
        "Un changement de gouvernement depuis la réponse [{n}] est possible ({country}) : la liste "
        "d'ici s'arrête au {day}.",
        "The government may have changed since reply [{n}] ({country}): the list held here ends on "
        "{day}.",
    ),
    "notice_government_unknown_many": (
        "Un changement de gouvernement depuis les réponses {n} est possible ({country}) : la liste "
        "d'ici s'arrête au {day}.",
        "The government may have changed since replies {n} ({country}): the list held here ends on "
        "{day}.",
    ),
    "notice_part_unanswered": (
        "Les passages cités ne semblent pas répondre à cette partie de votre question : "
        "« {part} ».",
        "The words quoted do not seem to answer this part of your question: “{part}”.",
    ),
    "more_notices": (
        "{count} de plus avec --json.",
        "{count} more with --json.",
    ),
    "notice_corrected": (
        "La réponse [{n}] a été corrigée après sa première publication ; le texte cité est le plus "
        "récent.",
        "Reply [{n}] was corrected after it was first published; the newest text is quoted.",
    ),
    "notice_corrected_many": (
        "Les réponses {n} ont été corrigées après leur première publication ; les textes cités "
        "sont les plus récents.",
        "Replies {n} were corrected after they were first published; the newest texts are quoted.",
    ),
    "notice_language": (
        "La réponse [{n}] est citée dans sa langue, {spoken}.",
        "Reply [{n}] is quoted in its own language, {spoken}.",
    ),
    "notice_language_many": (
        "Les réponses {n} sont citées dans leur langue, {spoken}.",
        "Replies {n} are quoted in their own language, {spoken}.",
    ),
    "notice_masked": (
        "Des données personnelles ont été masquées dans votre question avant la recherche "
        "({kinds}). N'en donnez pas : elles ne servent pas à répondre.",
        "Personal data in your question was masked before the search ({kinds}). Please give none: "
        "it does not help to answer.",
    ),
    "masked_email": ("adresse électronique", "e-mail address"),
    "masked_phone": ("numéro de téléphone", "phone number"),
    "masked_iban": ("numéro de compte", "bank account number"),
    "masked_card": ("numéro de carte", "card number"),
    "masked_social_security": ("numéro de sécurité sociale", "French social security number"),
    "masked_tax_number": ("numéro fiscal", "French tax number"),
    "masked_nhs": ("numéro NHS", "NHS number"),
    "masked_national_insurance": ("numéro d'assurance nationale", "National Insurance number"),
    "masked_plate": ("plaque d'immatriculation", "number plate"),
    "masked_address": ("adresse postale", "postal address"),
}
