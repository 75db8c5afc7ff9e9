"""Every sentence that a reader of an answer sees, in French and in English.

`say(key, language, ...)` fills the places. What fills them is data and is only ever put in, never
read as a template.
"""

from datetime import date

from bot.languages.corpus_messages import CORPUS
from bot.languages.notice_messages import NOTICES
from bot.languages.page_messages import PAGE
from corpus.records.record import ReplyRecord

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
_INNER_FR = str.maketrans("«»", "“”")
_INNER_EN = str.maketrans("“”", "‘’")

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
    "lead_same_words": (
        "{who} a répondu dans les mêmes termes{when}",
        "{who} replied in the same words{when}",
    ),
    "on_day": (" le {day}", " on {day}"),
    "undated": (" (date inconnue)", " (date unknown)"),
    "minister": ("Le ministre", "The minister"),
    "not_covered": (
        "Je n'ai pas trouvé de réponse ministérielle à cette question parmi les {replies} réponses "
        "consultées.",
        "I found no ministerial reply to this question among the {replies} replies searched.",
    ),
    "understood": ("Question comprise : {question}", "Question as understood: {question}"),
    "nearest": (
        "Les réponses les plus proches portent sur autre chose :",
        "The nearest replies are about something else:",
    ),
    "related": (
        "Parmi les {replies} réponses consultées, je n'en ai pas trouvé qui réponde à cette "
        "question.",
        "Among the {replies} replies searched, I found none that answers this question.",
    ),
    "model_denied": (
        "Je n'ai pas trouvé de réponse ministérielle qui réponde à cette question.",
        "I found no ministerial reply that answers this question.",
    ),
    "notice_denied": (
        "Un modèle de langage a lu ces réponses et juge qu'elles ne répondent pas à la question.",
        "A language model read these replies and finds that they do not answer the question.",
    ),
    "related_are": (
        "Celles-ci traitent d'un sujet proche ; lisez-les pour ce qu'elles disent, et non comme "
        "une réponse :",
        "These treat a related subject; read them for what they say, not as an answer:",
    ),
    "in_general": (
        "Des ministres ont répondu sur un sujet proche, de façon générale :",
        "Ministers have replied on a related subject, in general terms:",
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
    "notice_legal": (
        "Une réponse ministérielle donne la lecture du Gouvernement à sa date ; ce n'est pas la "
        "loi.",
        "A ministerial reply is the Government's reading on its day; it is not the law.",
    ),
    "notice_fictional": (
        "EXEMPLE FICTIF : ces réponses ont été écrites pour essayer parlebot ; rien n'y est réel.",
        "FICTIONAL SAMPLE: these replies were written to try parlebot; nothing in them is real.",
    ),
    "notice_filters": ("Recherche limitée à : {filters}.", "Search limited to: {filters}."),
    "notice_filters_found": (
        "Limites tirées des mots de votre question : {filters}. Pour chercher sans elles : option "
        "--without all, ou la case « Tenir compte des limites » de la page.",
        "Limits taken from the words of your question: {filters}. To search without them: the "
        "option --without all, or the box “Use limits” on the page.",
    ),
    "notice_filters_dropped": (
        "Rien ne répond à la question dans ces limites : {filters}. Elles ont été retirées, et "
        "ce qui suit vient de toutes les réponses.",
        "Nothing answers the question within these limits: {filters}. They were taken off, and "
        "what follows comes from all replies.",
    ),
    "notice_several_countries": (
        "Plusieurs pays ont répondu. Pour n'en garder qu'un : option --country {code}, ou le choix "
        "« Pays » de la page.",
        "Several countries have replied. To keep one only: the option --country {code}, or the "
        "choice “Country” on the page.",
    ),
    "notice_figures_differ": (
        "Deux réponses portent sur le même point avec des chiffres différents : [{newer}] le "
        "{new_day}, [{older}] le {old_day}. La plus récente vient en premier.",
        "Two replies treat the same point with different figures: [{newer}] on {new_day}, "
        "[{older}] on {old_day}. The newest comes first.",
    ),
    "notice_words_differ": (
        "Deux réponses portent sur le même point en des termes différents : [{newer}] le "
        "{new_day}, [{older}] le {old_day}. La plus récente vient en premier.",
        "Two replies treat the same point in different terms: [{newer}] on {new_day}, [{older}] "
        "on {old_day}. The newest comes first.",
    ),
    "generated_reserved": (
        "Les réponses trouvées traitent du sujet, sans forcément trancher votre question.",
        "The replies found treat the subject; they may not settle your question.",
    ),
    "notice_generated": (
        "Texte rédigé par un modèle de langage ; chaque phrase a été comparée aux mots cités du "
        "ministre, qui seuls font foi.",
        "Written by a language model; each sentence was checked against the minister's words "
        "quoted below it, and only those count.",
    ),
    "notice_statements_removed": (
        "Retiré du texte du modèle, faute d'appui dans les réponses : {count} phrase(s).",
        "Taken out of the model's text because the replies do not support it: {count} sentence(s).",
    ),
    "notice_model_unsupported": (
        "Le modèle de langage n'a rien écrit que les réponses confirment ; voici leurs propres "
        "mots.",
        "The language model wrote nothing that the replies support; here are their own words.",
    ),
    "notice_model_silent": (
        "Le modèle de langage n'a rien écrit d'utilisable ; voici les mots des réponses.",
        "The language model wrote nothing usable; here are the words of the replies.",
    ),
    "notice_model_timed_out": (
        "Le modèle de langage n'a pas répondu à temps ; voici les mots des réponses.",
        "The language model did not answer in time; here are the words of the replies.",
    ),
    "notice_model_failed": (
        "Le modèle de langage n'a pas pu être utilisé ; voici les mots des réponses.",
        "The language model could not be used; here are the words of the replies.",
    ),
    "language_fr": ("le français", "French"),
    "language_en": ("l'anglais", "English"),
    "country_FR": ("France", "France"),
    "country_GB": ("Royaume-Uni", "United Kingdom"),
    "filter_source": ("source {value}", "source {value}"),
    "filter_ministry": ("ministère « {value} »", "ministry “{value}”"),
    "filter_country": ("pays : {value}", "country: {value}"),
    "filter_chamber": ("chambre : {value}", "chamber: {value}"),
    "filter_legislature": ("législature {value}", "legislature {value}"),
    "filter_number": ("question n° {value}", "question no. {value}"),
    "filter_deputy": ("question de {value}", "question by {value}"),
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
    "coverage_so_far": (
        "L'index est en cours de construction : jusqu'ici, {by_meaning} de ces réponses, les plus "
        "récentes, sont cherchées par leur sens ; les autres par leurs mots.",
        "The index is being built: so far, {by_meaning} of these replies, the newest, are searched "
        "by meaning; the others by their words.",
    ),
    "period": (" ({first} – {last})", " ({first} – {last})"),
    "fictional_label": ("EXEMPLE FICTIF", "FICTIONAL SAMPLE"),
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
    "field_address": ("Adresse donnée par le document", "Address that the document gives"),
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
    "status_by_meaning": ("Cherchées par le sens", "Searched by meaning"),
    "status_period": ("Période", "Period"),
    "status_sources": ("Par source", "By source"),
    "status_encoder": ("Encodeur", "Encoder"),
    "truncated_list": ("et {count} autres", "and {count} more"),
    **NOTICES,
    **CORPUS,
    **PAGE,
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
    """Return `text` between the quotation marks of its own `language`.

    Such marks within it become inner ones, as typesetters do: no text can end its own quotation.
    """
    inner = text.translate(_INNER_FR if language == "fr" else _INNER_EN)
    return f"« {inner} »" if language == "fr" else f"“{inner}”"


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
