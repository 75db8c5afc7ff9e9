"""What `sources`, `show`, `remove` and `export` say: French, then English.

`bot.languages.messages.say` finds them with all others.
"""

CORPUS = {
    "field_ministry_asked": ("Ministère interrogé", "Ministry asked"),
    "show_also": ("Même réponse aux questions : {numbers}", "Same reply to questions: {numbers}"),
    "life": ("Parcours", "What happened"),
    "life_asked": ("posée{to}", "asked{to}"),
    "life_to": (" à : {name}", " of: {name}"),
    "life_reassigned": ("réattribuée à : {text}", "reassigned to: {text}"),
    "life_renamed": (
        "attribuée à : {text} (nom ou périmètre modifié)",
        "assigned to: {text} (name or remit changed)",
    ),
    "life_flagged": ("signalée comme en retard", "flagged as overdue"),
    "life_renewed": ("renouvelée par son auteur", "asked again by its author"),
    "life_holding": ("réponse d'attente", "holding answer"),
    "life_corrected": ("réponse corrigée", "reply corrected"),
    "life_closed": ("close sans réponse : {text}", "closed without a reply: {text}"),
    "life_answered": ("réponse{by}", "reply{by}"),
    "life_by": (" de : {name}", " by: {name}"),
    "text_earlier": ("Texte antérieur", "Earlier text"),
    "text_holding": ("Réponse d'attente", "Holding answer"),
    "text_copy": ("Autre copie", "Another copy"),
    "text_from": ("{kind} ({day}{source}, {document})", "{kind} ({day}{source}, {document})"),
    "documents": ("Documents", "Documents"),
    "field_from": ("{name} : {documents}", "{name}: {documents}"),
    "field_otherwise": ("{document} dit : {value}", "{document} says: {value}"),
    "life_unread": (
        "Les textes antérieurs et l'origine des champs ne peuvent pas être lus : {reason}",
        "Earlier texts and the origin of the fields cannot be read: {reason}",
    ),
    "sources_source": ("Source", "Source"),
    "sources_questions": ("Questions", "Questions"),
    "sources_replies": ("Réponses", "Replies"),
    "sources_waiting": ("En attente", "Waiting"),
    "sources_closed": ("Closes", "Closed"),
    "sources_newest": ("Dernière réponse", "Newest reply"),
    "sources_fresh": (
        "Documents lus : {documents} ; laissés de côté à la lecture : {left_out}. Entre "
        "parenthèses : âge en jours.",
        "Documents read: {documents}; left out when read: {left_out}. In parentheses: age in days.",
    ),
    "sources_read": ("Dernière lecture", "Last read"),
    "sources_year": ("Année", "Year"),
    "sources_ministry": ("Ministère", "Ministry"),
    "sources_status": ("État", "Status"),
    "sources_undated": ("sans date", "undated"),
    "sources_unnamed": ("(non indiqué)", "(not stated)"),
    "sources_more": ("{count} autres avec --json", "{count} more with --json"),
    "sources_days": ("{day} ({days} j)", "{day} ({days} d)"),
    "sources_never": ("inconnue", "unknown"),
    "sources_index_none": (
        "Aucun index : lancez « parlebot index ».",
        "There is no index: run 'parlebot index'.",
    ),
    "sources_index_behind": (
        "L'index du {day} n'est pas à jour : relancez « parlebot index ».",
        "The index of {day} is not up to date: run 'parlebot index' again.",
    ),
    "sources_index_current": ("Index du {day}, à jour.", "Index of {day}, up to date."),
    "sources_removed": (
        "Retirées à la demande, et laissées de côté à la lecture : {uids}",
        "Removed on request, and left out when read: {uids}",
    ),
    "remove_records": (
        "{count} question(s) à retirer, avec leurs textes antérieurs : {uids}",
        "{count} question(s) to remove, with their earlier texts: {uids}",
    ),
    "remove_documents": (
        "{count} question(s) de {documents} document(s) à retirer : {names}",
        "{count} question(s) of {documents} document(s) to remove: {names}",
    ),
    "remove_stay_out": (
        "Elles resteront de côté aux prochaines lectures ; --undo les laisse revenir.",
        "They will stay out when their files are read again; --undo lets them back in.",
    ),
    "remove_come_back": (
        "Les fichiers restent où ils sont : les indexer à nouveau les fera revenir.",
        "The files stay where they are: to index them again brings all of it back.",
    ),
    "remove_ask": (
        "Retirer et reconstruire l'index ? [o/N] ",
        "Remove and rebuild the index? [y/N] ",
    ),
    "remove_kept": ("Rien n'a été retiré.", "Nothing was removed."),
    "remove_done": (
        "Retiré : {count} question(s). L'index en contient {left}.",
        "Removed: {count} question(s). The index holds {left}.",
    ),
    "remove_undone": (
        "{uid} peut revenir : relancez « parlebot index » sur {documents}.",
        "{uid} may come back: run 'parlebot index' again on {documents}.",
    ),
    "export_done": (
        "{count} questions écrites ({where}). Licences : {licences}. Gardez la ligne "
        "« attribution » de chacune.",
        "{count} questions written ({where}). Licences: {licences}. Keep the line 'attribution' of "
        "each.",
    ),
    "export_fictional": (
        "EXEMPLE FICTIF de parlebot : rien n'y est réel. Licence MIT.",
        "FICTIONAL SAMPLE of parlebot: nothing in it is real. MIT licence.",
    ),
    "export_licence": (
        "{who}, question{number}{day}. {licence}. Texte seul, tiré de {origin}.",
        "{who}, question{number}{day}. {licence}. Plain text, taken from {origin}.",
    ),
    "export_number": (" n° {number}", " {number}"),
    "export_day": (", réponse du {day}", ", answered on {day}"),
    "export_unknown": ("licence inconnue : à vérifier", "licence unknown: find out before reuse"),
    "export_parliament": (
        "Contient des informations parlementaires sous Open Parliament Licence v3.0",
        "Contains Parliamentary information licensed under the Open Parliament Licence v3.0",
    ),
}
