"""Estimates the scores of a record whose keys of a kind are not embedded yet.

While a large index is being built, the newest replies are searched by meaning and the older ones
are not. Without a score, an older reply would rank below every newer one, however far from the
question. So it is given the usual score of a record whose question, or title, is as near. This is
for ordering only: how well a reply covers a question is judged by what was measured.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from embeddings.encoders.encoder import Vectors
from embeddings.search.features import KeyColumns
from embeddings.search.keys import KeyIndex, KeyScores
from embeddings.texts.passages import KeyKind

# Deviations of a missing score for each deviation of the nearest key of the other kinds: least
# squares over the first twenty finds of 15 questions of train-*.jsonl, all keys embedded.
_SHARES = {KeyKind.REPLY: 0.9, KeyKind.SENTENCE: 0.9}
_KNOWN_BY = (KeyKind.QUESTION, KeyKind.TITLE)


def estimated(
    scores: Mapping[KeyKind, KeyScores],
    keys: Mapping[KeyKind, KeyIndex],
    query: Vectors,
    languages: npt.NDArray[np.uint8],
    has_reply: npt.NDArray[np.bool_],
) -> dict[KeyKind, KeyColumns]:
    """Return how near each candidate is, by kind of key, with missing values estimated.

    `languages` and `has_reply` are those of the candidates. A record without a reply has no key of
    it to miss.
    """
    found = {kind: KeyColumns(one.cosine, one.standardised) for kind, one in scores.items()}
    nearest = np.max([scores[kind].standardised for kind in _KNOWN_BY], axis=0)
    for kind, share in _SHARES.items():
        cosine, standardised = (values.copy() for values in found[kind])
        missing = has_reply & (scores[kind].counts == 0)
        standardised[missing] = share * nearest[missing]
        cosine[missing] = keys[kind].cosines(query, standardised, languages)[missing]
        found[kind] = KeyColumns(cosine, standardised)
    return found
