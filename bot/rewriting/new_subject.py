"""Whether a follow-up names another subject, as the records tell.

"And potholes?" after a question on wheelchairs changes the subject, "and their price?" does not; no
list of words knows that. A new subject has a word that is rare in all records, or is the title of
one; and the replies to the earlier question neither mention it nor are near it.
"""

from collections.abc import Sequence

from corpus.records.record import ReplyRecord
from embeddings.encoders.encoder import Encoder
from embeddings.lexical.bm25 import analyse
from embeddings.search.index import Hit, Index

# Set on made follow-ups (benchmarks/new_subjects.py) and on the conversations that were read.
_RARE = 200.0  # records in a million words
_BEST = 3  # replies to the earlier question, and to the new words, that are looked at
_MENTIONED = 0.5  # share of the new words, by rarity, that makes them a part of the old subject
_OWN = 50  # replies to the new words, among which one to the earlier question ...
_NEAR = 8.0  # ... is near with a score not lower than the best by more


def names_new_subject(
    index: Index, encoder: Encoder, earlier: str, new: str, language: str
) -> bool:
    """Return whether the words `new` leave the subject of the question `earlier`.

    Both are in `language`. Raises EncoderMismatchError.
    """
    own = index.search(new, language, encoder, count=_OWN).hits
    if not own or not (index.rarest(new, language) <= _RARE or _is_a_title(new, own[:_BEST])):
        return False
    old = index.search(earlier, language, encoder, count=_BEST).hits
    near = {hit.group for hit in own if hit.score > own[0].score - _NEAR}
    return not any(hit.group in near or _mentions(hit.record, new, index) for hit in old)


def _is_a_title(words: str, hits: Sequence[Hit]) -> bool:
    """Return whether all of several `words` are in the title of one of `hits`."""
    for record in (hit.record for hit in hits):
        terms = set(analyse(words, record.language))
        if len(terms) > 1 and terms <= set(analyse(record.heading, record.language)):
            return True
    return False


def _mentions(record: ReplyRecord, words: str, index: Index) -> bool:
    rarity = index.terms(words, record.language).rarity
    text = "\n".join((record.heading, record.question, record.reply))
    held = sum(rarity.get(term, 0.0) for term in analyse(text, record.language))
    return held >= _MENTIONED * sum(rarity.values())
