"""Titles that their source writes in capitals, written as people write."""

import re
from collections import Counter

from corpus.records.record import ReplyRecord
from embeddings.lexical.analysis import stem

_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?!\w)")  # not the A of "A3"
_LONGEST_ACRONYM = 4  # letters, of one that the texts do not have


def without_shouting(record: ReplyRecord) -> str:
    """Return the title of `record`; one in capitals with its words as the record's texts have them.

    "PROJET DE TOTALENERGIES EN AFRIQUE" is "Projet de TotalEnergies en Afrique", "NHS: ICT" stays.
    """
    if not record.title.isupper():
        return record.title
    forms: dict[str, Counter[str]] = {}
    for word in _WORD.findall(f"{record.question}\n{record.reply}"):
        forms.setdefault(word.casefold(), Counter())[word] += 1

    def written(match: re.Match[str]) -> str:
        small = match[0].casefold()
        found = forms.get(small)
        if found is None:
            is_acronym = len(small) <= _LONGEST_ACRONYM and stem(small, record.language)
            return match[0] if is_acronym else small
        # A capital may only begin a sentence; one small letter shows that the word needs none.
        return small if small in found else found.most_common(1)[0][0]

    title = _WORD.sub(written, record.title)
    return title[:1].upper() + title[1:]
