"""Tells French from English by the words that every sentence of a language is built with."""

import re

from corpus.text import strip_accents

_WORD = re.compile(r"[a-z]+")
_FRENCH = frozenset(
    "le la les l un une des du de d au aux et ou ni mais donc car que qu qui quoi dont ce cet "
    "cette ces c se s sa son ses leur leurs il elle ils elles on nous vous je j me mon ma mes "
    "moi tu te ton ta tes votre vos notre nos y en dans par pour sur avec sans sous entre vers "
    "chez est sont etait ont a ete etre avoir fait faire peut doit va quand comment pourquoi "
    "combien quel quelle quels quelles ne n pas plus moins tres aussi meme tout tous toute si "
    "depuis apres avant selon gouvernement ministre ministere loi francais france".split()
)
_ENGLISH = frozenset(
    "the a an and or but nor of to in on at by for from with without under between into about "
    "is are was were be been being has have had do does did will would can could should may "
    "might must i me my we us our you your he she it its his her they them their this that "
    "these those there here what which who whom whose when where why how many much more most "
    "less not no any some all if than then as so since until while during government minister "
    "department law british britain uk england get got".split()
)


def detect_language(text: str, default: str = "fr") -> str:
    """Return "fr" or "en", whichever has more of its small words in `text`; else `default`."""
    words = _WORD.findall(strip_accents(text[:20_000]).lower())
    french = sum(word in _FRENCH for word in words)
    english = sum(word in _ENGLISH for word in words)
    if french == english:
        return "fr" if french == 0 and text != strip_accents(text) else default
    return "fr" if french > english else "en"
