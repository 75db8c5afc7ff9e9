"""Every sentence that a reader of an answer sees, in French and in English.

`say(key, language, ...)` fills the places. What fills them is data and is only ever put in, never
read as a template.
"""

from datetime import date

from corpus.record import ReplyRecord

# fmt: off
_MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)
# fmt: on

_MESSAGES = {
    "lead": (
        "{who} a répondu{when} :",
        "{who} replied{when}:",
    ),
    "lead_reserved": (
        "Cette réponse traite du sujet, sans forcément trancher votre question. {who} a "
        "répondu{when} :",
        "This reply treats the subject; it may not settle your question. {who} replied{when}:",
    ),
    "on_day": (" le {day}", " on {day}"),
    "undated": (" (date inconnue)", " (date unknown)"),
    "minister": ("Le ministre", "The minister"),
    "not_covered": (
        "Je n'ai pas trouvé de réponse ministérielle à cette question parmi les {replies} réponses "
        "consultées.",
        "I found no ministerial reply to this question among the {replies} replies searched.",
    ),
    "nearest": (
        "Les réponses les plus proches portent sur autre chose, ou sur une partie seulement :",
        "The nearest replies are about something else, or about a part of it only:",
    ),
    "not_answered_yet": (
        "Cette question a été posée au Parlement, mais le ministre n'a pas encore répondu, d'après "
        "les documents consultés.",
        "This question has been asked in parliament, but the minister has not replied yet, as far "
        "as the documents searched show.",
    ),
    "closed_unanswered": (
        "Cette question a été posée au Parlement, mais elle s'est close sans réponse ({label}).",
        "This question was asked in parliament, but it was closed without a reply ({label}).",
    ),
    "asked": ("{title}{by}{when}{number}", "{title}{by}{when}{number}"),
    "asked_by": (", posée par {name}", ", asked by {name}"),
    "question_number": (", question n° {number}", ", question no. {number}"),
    "nothing_filtered": (
        "Aucune réponse ne correspond à ces filtres : {filters}. Élargissez-les ou retirez-les.",
        "No reply fits these filters: {filters}. Widen or remove them.",
    ),
    "rejected_empty": (
        "Écrivez une question, avec au moins un mot.",
        "Please write a question, with at least one word.",
    ),
    "rejected_long": (
        "La question est trop longue : résumez-la en {limit} caractères au plus.",
        "The question is too long: please put it in at most {limit} characters.",
    ),
    "notice_old": (
        "La réponse [{n}] date de {years} ans ({day}) : la situation a pu changer.",
        "Reply [{n}] is {years} years old ({day}): things may have changed.",
    ),
    "notice_undated": (
        "La date de la réponse [{n}] n'est pas connue : elle peut être ancienne.",
        "The date of reply [{n}] is not known: it may be old.",
    ),
    "notice_government": (
        "Le gouvernement a changé depuis la réponse [{n}] : un nouveau chef du gouvernement, "
        "{name}, a été nommé le {day} ({country}).",
        "The government has changed since reply [{n}]: a new head of government, {name}, was "
        "appointed on {day} ({country}).",
    ),
    "notice_legal": (
        "Une réponse ministérielle donne la lecture du Gouvernement à sa date ; ce n'est pas la "
        "loi.",
        "A ministerial reply is the Government's reading on its day; it is not the law.",
    ),
    "notice_fictional": (
        "EXEMPLE FICTIF : ces réponses ont été écrites pour essayer parlebot ; rien n'y est réel.",
        "FICTIONAL SAMPLE: these replies were written to try parlebot; nothing in them is real.",
    ),
    "notice_corrected": (
        "La réponse [{n}] a été corrigée après sa première publication ; le texte cité est le plus "
        "récent.",
        "Reply [{n}] was corrected after it was first published; the newest text is quoted.",
    ),
    "notice_language": (
        "La réponse [{n}] est citée dans sa langue, {language}.",
        "Reply [{n}] is quoted in its own language, {language}.",
    ),
    "notice_filters": ("Recherche limitée à : {filters}.", "Search limited to: {filters}."),
    "language_fr": ("le français", "French"),
    "language_en": ("l'anglais", "English"),
    "country_FR": ("France", "France"),
    "country_GB": ("Royaume-Uni", "United Kingdom"),
    "filter_source": ("source {value}", "source {value}"),
    "filter_ministry": ("ministère « {value} »", "ministry “{value}”"),
    "filter_since": ("depuis le {value}", "since {value}"),
    "filter_until": ("jusqu'au {value}", "until {value}"),
    "sources": ("Sources", "Sources"),
    "reply_of": ("réponse du {day}", "reply of {day}"),
    "question_of": ("question du {day}", "question of {day}"),
    "also_answers": (
        "même réponse aux questions {numbers}",
        "the same reply to questions {numbers}",
    ),
    "coverage_one": (
        "1 réponse consultée{period}, index du {built}.",
        "1 reply searched{period}, index of {built}.",
    ),
    "coverage": (
        "{replies} réponses consultées{period}, index du {built}.",
        "{replies} replies searched{period}, index of {built}.",
    ),
    "period": (" ({first} – {last})", " ({first} – {last})"),
    "fictional_label": ("EXEMPLE FICTIF", "FICTIONAL SAMPLE"),
    "page_about": (
        "Outil automatique et non officiel : il cite les réponses écrites des ministres aux "
        "questions des parlementaires, et rien d'autre. Vos questions ne sont pas enregistrées.",
        "An automatic, unofficial tool: it quotes ministers' written replies to members of "
        "parliament, and nothing else. Your questions are not stored.",
    ),
    "page_chat": ("Conversation", "Conversation"),
    "page_question": ("Votre question", "Your question"),
    "page_placeholder": (
        "Par exemple : que fait le gouvernement contre les déserts médicaux ?",
        "For example: what is the government doing about waiting times?",
    ),
    "page_ask": ("Demander", "Ask"),
    "page_clear": ("Effacer la conversation", "Clear the conversation"),
    "page_examples": ("Sujets de l'index", "Subjects in the index"),
    "field_question": ("Question", "Question"),
    "field_reply": ("Réponse", "Reply"),
    "field_number": ("Numéro", "Number"),
    "field_legislature": ("Législature", "Legislature"),
    "field_rubrique": ("Rubrique", "Subject"),
    "field_asked_by": ("Posée par", "Asked by"),
    "field_asked_on": ("Posée le", "Asked on"),
    "field_ministry": ("Ministère", "Ministry"),
    "field_answered_by": ("Répondu par", "Answered by"),
    "field_answered_on": ("Répondu le", "Answered on"),
    "field_status": ("État", "Status"),
    "field_url": ("Page officielle", "Official page"),
    "field_licence": ("Licence", "Licence"),
    "status_answered": ("avec réponse", "answered"),
    "status_corrected": ("réponse corrigée", "answered, corrected"),
    "status_not_yet_answered": ("pas encore de réponse", "not answered yet"),
    "status_holding_answer": ("réponse d'attente", "holding answer"),
    "status_withdrawn": ("retirée", "withdrawn"),
    "status_lapsed": ("caduque", "lapsed"),
    "status_home": ("Dossier", "Home"),
    "status_generation": ("Index", "Index"),
    "status_built": ("Construit le", "Built at"),
    "status_records": ("Questions", "Questions"),
    "status_replies": ("Réponses (distinctes)", "Replies (distinct)"),
    "status_period": ("Période", "Period"),
    "status_sources": ("Par source", "By source"),
    "status_encoder": ("Encodeur", "Encoder"),
    "truncated_list": ("et {count} autres", "and {count} more"),
}


def say(key: str, language: str, /, **places: object) -> str:
    """Return the message `key` in `language` ("fr" or "en") with its places filled."""
    french, english = _MESSAGES[key]
    return (french if language == "fr" else english).format(**places)


def day(value: date | None, language: str) -> str:
    """Return a date as people write it: "12 mai 2026", "1er mai 2026", "12 May 2026"."""
    if value is None:
        return ""
    if language == "fr":
        number = "1er" if value.day == 1 else str(value.day)
        return f"{number} {_MONTHS_FR[value.month - 1]} {value.year}"
    return f"{value.day} {_MONTHS_EN[value.month - 1]} {value.year}"


def quoted(text: str, language: str) -> str:
    """Return `text` between the quotation marks of its own `language`."""
    return f"« {text} »" if language == "fr" else f"“{text}”"


def country_name(code: str, language: str) -> str:
    """Return the name of a country, or its code where the name is not known here."""
    key = f"country_{code}"
    return say(key, language) if key in _MESSAGES else code


def who(record: ReplyRecord, language: str) -> str:
    """Return who replied, as a sentence begins: "Le ministère de ...", "The Home Office"."""
    name = record.ministry or record.answered_by
    if not name:
        return say("minister", language)
    own = record.language == language
    if own and language == "fr" and name.lower().startswith("minist"):
        return f"Le {name[0].lower()}{name[1:]}"
    if own and language == "en":
        return name if name.startswith("The ") else f"The {name}"
    if own:
        return f"Le ministère {quoted(name, language)}"
    return f"{name[0].upper()}{name[1:]} ({country_name(record.country, language)})"
