"""Every sentence that a reader of an answer sees, in the reader's language.

`say(key, language, ...)` fills the placeholders. The values are data: they are only ever inserted,
never read as a template. Whatever differs between languages, including punctuation and date
formats, is in the catalogue.
"""

from datetime import date

from bot.languages.catalogue import spoken, text_of
from corpus.records.record import ReplyRecord

READER = "reader"  # the catalogue


def say(key: str, language: str, /, **places: object) -> str:
    """Return the message `key` in `language` ("fr" or "en") with its placeholders filled.

    A whole number among them is a count, and is written as `count` does.
    """
    text = text_of(READER, spoken(language), key)
    if text is None:
        raise KeyError(key)
    counted = {name: count(v, language) if type(v) is int else v for name, v in places.items()}
    return text.format(**counted)


def count(value: int, language: str) -> str:
    """Return a count as people write it: "3 289" in French, "3,289" in English."""
    separator = say("one_thousand", language)[1:-3]
    return f"{value:,}".replace(",", separator)


def day(value: date | None, language: str) -> str:
    """Return a date as people write it: "12 mai 2026", "1er mai 2026", "12 May 2026"."""
    if value is None:
        return ""
    month = say("months", language).split()[value.month - 1]
    number = say("first_of_month", language) if value.day == 1 else value.day
    return say("day", language, day=number, month=month, year=str(value.year))


def quoted(text: str, language: str) -> str:
    """Return `text` between the quotation marks of its own `language`.

    Such marks within it become inner ones, as typesetters do: no text can end its own quotation.
    """
    return say("quoted", language, text=inside_quotes(text, language))


def language_name(language: str, named_in: str) -> str:
    """Return the name of a language as another one names it: "French", "français"."""
    from babel import Locale

    return Locale(language).get_display_name(named_in) or language


def country_name(code: str, language: str) -> str:
    """Return the name of a country, or its code if the name is not known here."""
    return text_of(READER, spoken(language), f"country_{code}") or code


def kind_name(kind: str, language: str) -> str:
    """Return the name of a kind of question: its source's word for it if it is not known here."""
    return text_of(READER, spoken(language), f"kind_{kind}") or kind


def who(record: ReplyRecord, language: str) -> str:
    """Return who replied, as the start of a sentence: "Le ministère de ...", "The Home Office"."""
    name = record.who_replied
    if not name:
        return say("minister", language)
    if record.language != language:
        return f"{name[0].upper()}{name[1:]} ({country_name(record.country, language)})"
    begins = say("ministry_begins", language)  # a name that so begins says itself what it is
    if name.lower().startswith(begins.lower()):
        return say("ministry_itself", language, name=f"{begins}{name[len(begins) :]}")
    return say("ministry_named", language, name=inside_quotes(name, language))


def inside_quotes(text: str, language: str) -> str:
    """Return `text` as it stands in a quotation: inner marks in place of those of `language`."""
    marks, inner = say("quotation_marks", language), say("inner_quotation_marks", language)
    return text.translate(str.maketrans(marks, inner))
