"""Replaces the period, place, name or case of the previous question by that of a follow-up.

"And in Wales?" after "How many nurses left in England in 2022?" is "How many nurses left in Wales
in 2022?". A slot is replaced only by one of its own kind; what has no counterpart is added at the
end if the result reads as a question, and otherwise left to the caller.
"""

import re

from bot.rewriting.mentions import is_group, names_group, with_group, with_ministry
from corpus.text.dates import MONTHS
from corpus.text.fold import fold_in_place

_MONTH = "|".join(MONTHS)
_YEAR = r"(?:19|20)\d\d(?:[-/–](?:20)?\d\d)?"
_IN = r"(?:in|during|for|of|since|from|en|de|depuis|pour|pendant|fin|debut|au)"
_DATE = re.compile(
    rf"\b(?:{_IN} )?(?:the year |l'annee )?(?:(?P<month>{_MONTH}) )?(?P<year>{_YEAR})"
)
_MONTH_ALONE = re.compile(rf"\b(?:{_IN} )?(?P<month>{_MONTH})\s*$")
_PLACED = r"(?:in|at|across|outside|within|inside|near|throughout|a|en|au|aux|dans)"
_FOR = re.compile(r"\b(?:for|pour) (?!\d)")
_TO_PLACE = re.compile(rf"^{_PLACED} ")
_CAPITAL = r"[A-ZÀ-Ý][\w’'.-]*"
_NAME = rf"(?:{_CAPITAL}|[A-Z]-\d+)(?:[ ](?:(?:of|and|the|de|du|des|la|le|d’|d')[ ]?)*{_CAPITAL})*"
_PLACE = re.compile(
    rf"\b(?:[Ii]n|[Aa]t|[Aa]cross|[Oo]utside|[Ww]ithin|[Nn]ear|à|À|[Ee]n|[Aa]ux?|[Dd]ans)"
    rf" (?:the |la |le |les |l'|l’)?{_NAME}(?:, {_NAME})?"
)
# A French subject before its verb and the pronoun that takes it up: "Le Royaume-Uni va-t-il".
_SUBJECT = re.compile(
    r"^(?P<subject>(?:(?!\bqu)[^,;:?-]|\w-\w)+?) (?P<verb>\S+?)-(?:t-)?(?P<pronoun>ils?|elles?)\b"
)
_ARTICLE = re.compile(r"^(?:the |les? |la |l'|l’|des |une? |our |ma |mon |mes )", re.IGNORECASE)
_FRENCH_BEFORE = re.compile(r"\b(?:l['’]|d['’]|(?:la|le|les|du|des|au|aux|en) )$", re.IGNORECASE)
_ABROAD = ("en ", "au ", "aux ")
_PRONOUN_OF = {"le": "il", "un": "il", "la": "elle", "une": "elle"}


def with_slot(question: str, fragment: str, language: str) -> str | None:
    """Return `question` with `fragment` replacing what it contrasts with; None if unclear.

    Both are in `language` and without question mark, `fragment` without "and" or "what about".
    """
    return (
        _with_date(question, fragment)
        or _with_place(question, fragment)
        or with_group(question, fragment, language)
        or with_ministry(question, fragment)
        or _with_code(question, fragment)
        or _with_case(question, fragment)
        or _with_subject(question, fragment)
        or _with_name(question, fragment)
    )


def with_more(question: str, fragment: str, language: str) -> str | None:
    """Return `question` with `fragment` added: a period, a place or a group that it lacks.

    None when `fragment` is none of these. `with_slot` comes first: it replaces what is there.
    """
    plain = fold_in_place(fragment)
    if _DATE.fullmatch(plain) or _MONTH_ALONE.fullmatch(plain):
        can_be_added = bool(re.match(rf"{_IN}\b", plain)) and not _DATE.search(
            fold_in_place(question)
        )
    elif _FOR.match(plain):
        can_be_added = not names_group(question, language) and not _FOR.search(
            fold_in_place(question)
        )
    else:
        name = re.search(_NAME, fragment)
        can_be_added = bool(_TO_PLACE.match(plain) and name and name[0] not in question)
    return f"{question} {fragment}" if can_be_added else None


def is_counterpart(fragment: str, language: str) -> bool:
    """Return whether `fragment` asks the same of another case, whatever there is to replace.

    It says where or when ("at night"), or is a mere name ("Ofcom") or group of people.
    """
    is_name = re.fullmatch(_NAME, _ARTICLE.sub("", fragment))
    placed = _TO_PLACE.match(fold_in_place(fragment))
    return bool(is_name or placed) or is_group(fragment, language)


def names_in(text: str) -> list[re.Match[str]]:
    """Return the names of `text`: words with a capital, not the first word of the sentence."""
    first_word = re.match(r"\W*\w+", text)
    found = re.compile(rf"(?<![\w.-]){_NAME}").finditer(text, first_word.end() if first_word else 0)
    return [m for m in found if m[0] != "I"]


def _with_date(question: str, fragment: str) -> str | None:
    plain, new = fold_in_place(question), fold_in_place(fragment)
    month = _MONTH_ALONE.search(new)
    dates = list(_DATE.finditer(plain))
    if month:
        dated = [d for d in dates if d["month"]]
        return (
            _put(question, dated[0].span("month"), fragment[slice(*month.span("month"))])
            if (len(dated) == 1)
            else None
        )
    date = _DATE.search(new)
    if not date or date.end() != len(new) or len(dates) != 1:
        return None
    old = dates[0]
    is_tied, was_tied = (bool(re.match(rf"{_IN}\b", text)) for text in (new, old[0]))
    if is_tied and not was_tied:  # "in 2024" is nothing for "the 2016-23 programme"
        return None
    return _put(question, old.span() if is_tied else old.span("year"), fragment)


def _with_place(question: str, fragment: str) -> str | None:
    if not _TO_PLACE.match(fold_in_place(fragment)) or not re.search(_CAPITAL, fragment):
        return None
    places = list(_PLACE.finditer(question))
    if not places:
        return None
    word = fold_in_place(fragment).split(" ")[0]
    same = [p for p in places if fold_in_place(p[0]).split(" ")[0] == word]
    old = (same or places)[0]
    return _put(question, old.span(), _like(fragment, old[0]))


def _with_code(question: str, fragment: str) -> str | None:
    """Put "hepatitis B" for "hepatitis C", "level 3" for "level 2"."""
    match = re.fullmatch(r"(?:the |l[ae] |les )?([^\W\d_]{3,}) ([A-Z]|\d+)", fragment)
    old = match and re.search(rf"\b{re.escape(match[1])} (?:[A-Z]|\d+)\b", question, re.IGNORECASE)
    return _put(question, old.span(), f"{match[1]} {match[2]}") if match and old else None


def _with_case(question: str, fragment: str) -> str | None:
    """Put "corruption cases" for "bribery cases": two words, the noun the same."""
    words = fragment.split(" ")
    if len(words) != 2 or not fragment.islower():
        return None
    old = re.search(rf"(?<=many )[^\W\d_]+ {re.escape(words[1])}\b", question)
    return _put(question, old.span(), fragment) if old else None


def _with_subject(question: str, fragment: str) -> str | None:
    match = _SUBJECT.match(question)
    if not match or not _ARTICLE.match(fragment) or len(match["subject"].split(" ")) > 6:
        return None
    article = fold_in_place(fragment).replace("'", " ").split(" ")[0]
    plural = article in ("les", "des", "mes")
    if plural != match["pronoun"].endswith("s"):
        return None
    if _PRONOUN_OF.get(article, match["pronoun"]) != match["pronoun"]:
        return None
    if _kind_of(fragment) != _kind_of(match["subject"]):  # "la Belgique" is no "une école"
        return None
    return _put(question, match.span("subject"), fragment[0].upper() + fragment[1:])


def _kind_of(subject: str) -> tuple[bool, bool]:
    """Return whether a French subject is indefinite, and whether it is a name."""
    article = _ARTICLE.match(subject)
    noun = subject[article.end() :] if article else subject
    return bool(re.match(r"(?:une?|des) ", subject, re.IGNORECASE)), noun[:1].isupper()


def _with_name(question: str, fragment: str) -> str | None:
    bare = _ARTICLE.sub("", fragment)
    if not re.fullmatch(_NAME, bare):
        return None
    names = names_in(question)
    placed = {m.end() for m in _PLACE.finditer(question)}
    likely = [n for n in names if n.end() in placed] or names
    if len(likely) != 1 or likely[0][0].isupper() != bare.isupper():  # "GP" is no place
        return None
    start, end = likely[0].span()
    had = _FRENCH_BEFORE.search(question[:start])
    if had:
        return _in_french(question, (had.start(), end), had[0].lower(), fragment)
    had = re.search(r"\bthe $", question[:start])
    if had and (bare != fragment or " " in likely[0][0]):
        start = had.start()
    return _put(question, (start, end), fragment)


def _in_french(question: str, span: tuple[int, int], before: str, fragment: str) -> str | None:
    """Return `question` with `fragment` where `before`, an article or "du", and a name stood."""
    if before in ("d'", "d’"):  # "d'Ukraine", "de Russie"
        bare = _ARTICLE.sub("", fragment)
        of = before if fold_in_place(bare)[0] in "aeiouyh" else "de "
        return _put(question, span, of + bare)
    article = _ARTICLE.match(fragment)
    new = fold_in_place(article[0]) if article else ""
    if (
        before in _ABROAD
    ):  # "en Espagne", "au Portugal": whether a place or one to whom, is not told
        fits = {"la ": "en ", "l'": "en ", "le ": "au ", "les ": "aux "}.get(new)
        if not article or fits is None or (before != "en " and fits == "en "):
            return None
        return _put(question, span, fits + fragment[article.end() :])
    if not article:
        return None
    preposition = {"du ": "de ", "des ": "de "}.get(before, "")
    text = _put(question, span, preposition + fragment)
    for apart, one in (
        ("de le ", "du "),
        ("de les ", "des "),
        ("à le ", "au "),
        ("à les ", "aux "),
    ):
        text = re.sub(rf"\b{apart}", one, text)
    return text


def _put(text: str, span: tuple[int, int], new: str) -> str:
    return f"{text[: span[0]]}{new}{text[span[1] :]}"


def _like(new: str, old: str) -> str:
    """Return `new`, its first letter a capital if and only if that of `old` is."""
    first = new[0].upper() if old[0].isupper() else new[0].lower()
    return first + new[1:]
