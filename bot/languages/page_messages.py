"""What the chat page says, in French and in English; read through `bot.languages.messages.say`."""

PAGE = {
    "page_about": (
        "Outil automatique : il cite les réponses écrites des ministres aux questions des "
        "parlementaires, et rien d'autre.",
        "An automatic tool: it quotes ministers' written replies to members of parliament, and "
        "nothing else.",
    ),
    "page_about_written": (
        "Outil automatique : un modèle de langue y résume les réponses écrites des ministres aux "
        "questions des parlementaires ; seuls leurs propres mots, cités, font foi.",
        "An automatic tool: a language model sums up ministers' written replies to members of "
        "parliament; only their own words, as quoted, count.",
    ),
    "page_unofficial": (
        "Ce n'est pas un site officiel.",
        "This is not an official site.",
    ),
    "page_chat": ("Conversation", "Conversation"),
    "page_skip": ("Aller à la question", "Skip to the question"),
    "page_question": ("Votre question", "Your question"),
    "page_placeholder": (
        "Par exemple : que fait le gouvernement contre les déserts médicaux ?",
        "For example: what is the government doing about waiting times?",
    ),
    "page_keys": (
        "Entrée envoie la question, Maj + Entrée va à la ligne.",
        "Enter sends the question, Shift + Enter starts a new line.",
    ),
    "page_ask": ("Demander", "Ask"),
    "page_stop": ("Arrêter", "Stop"),
    "page_clear": ("Effacer la conversation", "Clear the conversation"),
    "page_examples": ("Sujets de l'index", "Subjects in the index"),
    "page_filters": ("Limiter la recherche", "Limit the search"),
    "page_country": ("Pays", "Country"),
    "page_source": ("Source", "Source"),
    "page_ministry": ("Ministère", "Ministry"),
    "page_since": ("Réponses depuis le", "Replies since"),
    "page_until": ("jusqu'au", "until"),
    "page_any": ("Tous", "All"),
    "page_limits": (
        "Tenir compte des limites nommées dans la question (pays, ministère, période…)",
        "Use limits named in the question (country, ministry, period…)",
    ),
    "page_reset": ("Retirer ces limites", "Remove these limits"),
    "page_waiting": ("Question envoyée…", "Question sent…"),
    "page_searching": (
        "Recherche parmi {replies} réponses, puis vérification des citations…",
        "Searching {replies} replies, then checking the quotes…",
    ),
    "page_ready": ("Réponse affichée.", "The answer is shown."),
    "page_stopped": ("Arrêté à votre demande.", "Stopped at your request."),
    "page_busy": (
        "Beaucoup de monde pose des questions en ce moment. La vôtre n'a pas été traitée : "
        "réessayez dans quelques secondes.",
        "Many people are asking at the moment. Yours was not dealt with: please try again in a "
        "few seconds.",
    ),
    "page_limited": (
        "Beaucoup de questions viennent d'être posées depuis votre connexion. La vôtre n'a pas été "
        "traitée : réessayez dans une minute.",
        "Many questions have just been asked from your connection. Yours was not dealt with: "
        "please try again in a minute.",
    ),
    "page_failed": (
        "Une erreur s'est produite de notre côté ; votre question n'y est pour rien. Réessayez, ou "
        "revenez plus tard.",
        "Something went wrong on our side; it is not your question. Try again, or come back later.",
    ),
    "page_unreachable": (
        "Le serveur ne répond pas. Vérifiez votre connexion, puis réessayez.",
        "The server does not answer. Check your connection, then try again.",
    ),
    "page_retry": ("Réessayer", "Try again"),
    "page_edit": ("Modifier la question", "Edit the question"),
    "page_link": ("Copier le lien de la question", "Copy a link to the question"),
    "page_copied": ("Copié.", "Copied."),
    "page_understood_off": (
        "Chercher la question telle que vous l'avez écrite",
        "Search the question as you wrote it",
    ),
    "page_chip_off": ("Chercher sans cette limite : {label}", "Search without this limit: {label}"),
    "page_chips": ("Comment la question a été comprise", "How the question was understood"),
    "page_open_source": ("[{n}] Ouvrir la source : {title}", "[{n}] Open the source: {title}"),
    "page_turn_sources": ("Sources de cette réponse", "Sources of this answer"),
    "page_turn_notices": ("À savoir", "Good to know"),
    "page_no_source": (
        "La source d'une citation s'ouvre ici : la question posée, la réponse entière, et les mots "
        "cités.",
        "The source of a quote opens here: the question asked, the whole reply, and the words "
        "quoted.",
    ),
    "page_passage": ("Passage cité {n} sur {count}", "Quoted passage {n} of {count}"),
    "page_previous": ("Passage précédent", "Previous passage"),
    "page_next": ("Passage suivant", "Next passage"),
    "page_back": ("Retour à la réponse", "Back to the answer"),
    "page_reference": ("Référence à copier", "Reference to copy"),
    "page_copy": ("Copier la référence", "Copy the reference"),
    "page_official": ("Lire la page officielle", "Read the official page"),
    "page_new_tab": ("(nouvel onglet)", "(new tab)"),
    "page_others": ("Autres réponses trouvées", "Other replies found"),
    "page_time_line": ("Réponses sur ce point, par date", "Replies on this point, by date"),
    "page_numbers": ("Même réponse aux questions", "The same reply to questions"),
    "page_not_quoted": (
        "Trouvée par la recherche, sans être citée dans la réponse.",
        "Found by the search, not quoted in the answer.",
    ),
    "page_record_gone": (
        "Cette réponse n'est plus dans l'index, qui a changé depuis. Posez la question de nouveau.",
        "This reply is no longer in the index, which has changed. Please ask the question again.",
    ),
    "page_export": ("Enregistrer (Markdown)", "Save (Markdown)"),
    "page_print": ("Imprimer ou PDF", "Print or PDF"),
    "page_keep": ("Garder la conversation", "Keep the conversation"),
    "page_plain": ("À propos de cette page", "About this page"),
    "page_automatic": (
        "Un programme choisit les phrases ; personne ne relit avant vous. Chaque citation est "
        "vérifiée mot pour mot dans la réponse ; le choix des phrases peut se tromper.",
        "A program chooses the sentences; nobody reads them before you do. Every quote is checked "
        "word for word against the reply; the choice of sentences can be wrong.",
    ),
    "page_automatic_written": (
        "Un modèle de langue rédige les réponses ; personne ne relit avant vous. Chaque phrase est "
        "comparée aux mots du ministre qu'elle cite, et retirée s'ils ne la portent pas ; ce "
        "contrôle peut se tromper. Chaque citation est vérifiée mot pour mot dans la réponse.",
        "A language model writes the answers; nobody reads them before you do. Each sentence is "
        "compared with the minister's words that it cites, and taken out if they do not support "
        "it; this check can be wrong. Every quote is checked word for word against the reply.",
    ),
    "page_sent_to_model": (
        "La question, telle qu'elle est cherchée, et les réponses trouvées sont envoyées au modèle "
        "de langue que la personne ou l'organisme qui tient cette page a choisi.",
        "The question, as it is searched, and the replies found are sent to the language model "
        "that whoever runs this page has chosen.",
    ),
    "page_useful": ("Cette réponse vous a-t-elle été utile ?", "Was this answer useful?"),
    "page_useful_yes": ("Oui", "Yes"),
    "page_useful_no": ("Non", "No"),
    "page_useful_why": ("Qu'est-ce qui n'allait pas ?", "What was wrong?"),
    "page_useful_other_subject": ("Elle parle d'autre chose", "It is about something else"),
    "page_useful_incomplete": (
        "Il y manque ce que je cherchais",
        "What I was looking for is missing",
    ),
    "page_useful_outdated": ("Elle est trop ancienne", "It is too old"),
    "page_useful_unclear": ("Elle est difficile à comprendre", "It is hard to understand"),
    "page_useful_wrong": ("Elle me semble fausse", "It seems wrong to me"),
    "page_useful_comment": (
        "Autre chose à nous dire (facultatif)",
        "Anything else to tell us (optional)",
    ),
    "page_useful_kept": (
        "Si vous dites qu'une réponse vous a été utile ou non, votre avis est conservé ici avec la "
        "question, les réponses citées et le jour ; les données personnelles reconnues y sont "
        "masquées, et ni votre adresse ni l'heure ne sont notées.",
        "If you say whether an answer was useful, what you say is kept here with the question, the "
        "replies cited and the day; personal data that is recognised is masked in it, and neither "
        "your address nor the time is noted.",
    ),
    "page_useful_send": ("Envoyer", "Send"),
    "page_useful_cancel": ("Annuler", "Cancel"),
    "page_useful_thanks": ("Merci de votre avis.", "Thank you for telling us."),
    "page_useful_not_sent": (
        "Votre avis n'a pas pu être enregistré. Réessayez plus tard.",
        "What you said could not be kept. Please try again later.",
    ),
    "page_run_by": ("Cette page est tenue par : {name}.", "This page is run by: {name}."),
    "page_run_by_unknown": (
        "Qui tient cette page ne l'a pas indiqué.",
        "Whoever runs this page has not said so.",
    ),
    "page_not_state": (
        "Elle n'est pas un site de l'État, d'un gouvernement ou d'un parlement.",
        "It is not a site of a State, a government or a parliament.",
    ),
    "page_is_official": (
        "Qui la tient déclare que c'est un site officiel.",
        "Whoever runs it states that it is an official site.",
    ),
    "page_privacy": (
        "Vos questions servent à la recherche et ne sont pas enregistrées par parlebot. Adresses, "
        "numéros de téléphone et de compte y sont masqués d'abord. La conversation reste dans ce "
        "navigateur, jusqu'à ce que vous l'effaciez. Ni mesure d'audience, ni traceur ; rien n'est "
        "demandé à un autre site. Un lien vers une question contient la question.",
        "Your questions serve the search and are not stored by parlebot. Addresses, phone and "
        "account numbers are masked first. The conversation stays in this browser, until you clear "
        "it. No audience measurement, no tracker; nothing is fetched from another site. A link to "
        "a question holds the question.",
    ),
    "page_licences": ("Licences des textes : {names}.", "Licences of the texts: {names}."),
    "page_accessibility": ("Accessibilité", "Accessibility"),
    "page_checked": (
        "Le {day}, {states} états de cette page, les uns en français, clairs, sur grand écran, les "
        "autres en anglais, sombres, sur téléphone, ont été vérifiés dans Chromium avec axe-core "
        "{axe}. Manquements aux règles WCAG 2.2 de niveau A et AA que ce programme sait vérifier : "
        "{violations}. Poser une question, ouvrir sa source et limiter la recherche ont été "
        "essayés au clavier seul.",
        "On {day}, {states} states of this page, some in French, light, on a large screen, the "
        "others in English, dark, on a phone, were checked in Chromium with axe-core {axe}. "
        "Violations of the WCAG 2.2 level A and AA rules that this program can check: "
        "{violations}. Asking a question, opening its source and limiting the search were tried by "
        "keyboard alone.",
    ),
    "page_not_audited": (
        "Ces vérifications ne remplacent pas un audit : aucun n'a été fait, ni d'essai avec un "
        "lecteur d'écran. Les documents officiels vers lesquels mènent les liens ne sont pas les "
        "nôtres.",
        "These checks do not replace an audit: none has been made, nor a trial with a screen "
        "reader. The official documents that links lead to are not ours.",
    ),
    "page_contact": ("Pour nous écrire : {contact}.", "To write to us: {contact}."),
    "page_export_of": (
        "Conversation avec parlebot, {day}",
        "Conversation with parlebot, {day}",
    ),
    "page_language": ("Langue de la page", "Language of the page"),
    "source_AN": ("Assemblée nationale", "Assemblée nationale (France)"),
    "source_SENAT": ("Sénat", "Sénat (France)"),
    "source_UK": ("Parlement du Royaume-Uni", "UK Parliament"),
    "source_FILE": ("Fichiers ajoutés", "Files added"),
    "source_SAMPLE": ("Exemple fictif", "Fictional sample"),
}
