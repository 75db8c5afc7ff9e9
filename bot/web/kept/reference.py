"""How a reply is cited: everything that the record knows of it, and nothing else.

After the manner of a footnote: which question, by whom, in which chamber; who replied and when; the
title, the address, the licence. « Question écrite n° 12345 du 3 mars 2025 posée par Mme X (Groupe),
Assemblée nationale, 17e législature ; Ministère de la santé, réponse du 20 mai 2025, ... ».
"""

from bot.answers.answer import Source
from bot.languages.messages import country_name, day, kind_name, quoted, say
from bot.web.kept.capitals import without_shouting
from corpus.records.record import ReplyRecord, Status

_MOST_NUMBERS = 20  # of the questions that share a reply; --json and `show` have them all
_LEGISLATURES = {  # by CLDR's form of an ordinal: 1st, 2nd, 3rd, 4th
    "one": "page_legislature_one",
    "two": "page_legislature_two",
    "few": "page_legislature_few",
    "other": "page_legislature_other",
}


def reference(source: Source, language: str) -> str:
    """Return the citation of a reply, with its address and licence, in the reader's language."""
    record = source.record
    address = record.url if record.url.startswith("https://") else ""
    # What nothing else tells apart is named as it is here.
    address = address or ("" if record.number else record.uid)
    cited = ", ".join(filter(None, (citation(source, language), address)))
    return f"{cited} ({record.licence})" if record.licence else cited


def citation(source: Source, language: str) -> str:
    """Return the citation of a reply without its address, in the reader's language."""
    record = source.record
    parts = (
        record.who_replied,
        replied(record, language),
        quoted(without_shouting(record), record.language) if record.title else "",
        _also(source, language),
    )
    cited = say(
        "page_cited_reply",
        language,
        question=_question(record, language),
        reply=", ".join(filter(None, parts)),
    )
    return f"{say('fictional_label', language)} · {cited}" if record.fictional else cited


def copied_quote(source: Source, quote_text: str, language: str) -> str:
    """Return a quote in the marks of its own language, and where it stands."""
    return f"{quoted(quote_text, source.record.language)} — {reference(source, language)}"


def replied(record: ReplyRecord, language: str) -> str:
    """Return when a question was replied to ("réponse du 20 mai 2025"), or why it was not."""
    if record.answered_on:
        return say("reply_of", language, day=day(record.answered_on, language))
    if record.status is Status.ANSWERED:
        return say("page_reply_undated", language)
    return say(f"status_{record.status}", language)


def question_name(record: ReplyRecord, language: str) -> str:
    """Return what the question is called: "Question écrite n° 33", "Written question 5766".

    Its kind is only guessed where not even its chamber is known, as of most files that people drop.
    """
    kind = kind_name(record.kind, language) if record.chamber else ""
    name = kind or say("field_question", language)
    if not record.number:
        return name
    return f"{name}{say('page_cited_number', language, number=record.number)}"


def numbers_of(source: Source) -> list[str]:
    """Return the numbers of all questions that received the reply, its own first."""
    records = (source.record, *source.also_answers)
    numbers = [record.number or "" for record in records]
    return list(dict.fromkeys(filter(None, (*numbers, *source.record.grouped_numbers))))


def _question(record: ReplyRecord, language: str) -> str:
    author = record.asked_by
    if author and record.asked_by_group:
        author = f"{author} ({record.asked_by_group})"
    chamber = record.chamber
    if chamber and record.language != language:
        chamber = f"{chamber} ({country_name(record.country, language)})"
    legislature = _legislature(record.legislature, language)
    return say(
        "page_cited",
        language,
        question=question_name(record, language),
        by=say("page_cited_by", language, name=author) if author else "",
        chamber=f", {chamber}" if chamber else "",
        legislature=f", {legislature}" if legislature else "",
        asked=say("page_cited_asked", language, day=day(record.asked_on, language))
        if record.asked_on
        else "",
    )


def _legislature(number: str, language: str) -> str:
    if not (number.isascii() and number.isdecimal()):
        return say("filter_legislature", language, value=number) if number else ""
    from babel import Locale  # as for names of languages: most answers cite no legislature

    form = Locale(language).ordinal_form(int(number))
    return say(_LEGISLATURES[form], language, number=number)


def _also(source: Source, language: str) -> str:
    others = [number for number in numbers_of(source) if number != source.record.number]
    if not others:
        return ""
    numbers = ", ".join(others[:_MOST_NUMBERS])
    if len(others) > _MOST_NUMBERS:
        numbers += " " + say("truncated_list", language, count=len(others) - _MOST_NUMBERS)
    return say("also_answers", language, numbers=numbers)
