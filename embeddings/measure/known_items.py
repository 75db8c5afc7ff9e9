"""A self-test for any corpus: whether members' questions find their own replies.

A record's question is asked without its ritual opening; only replies and titles are searched. The
record's own question keys must be left out, or every question would find itself. If only they were,
the right record would compete without the key that all others have: on 60 questions spread over the
3,289 British records that gave a hit@1 of .07 where all without question keys have .50. So no
question key counts. Nor do words, since the lexical index keeps the question and the reply of a
record in one text.

The figures compare corpora, encoders and settings with each other. They are no forecast for
citizens' questions: members know the official terms, which makes it easier; question keys and words
do not help, and a reply to nearly the same question counts as a mistake, which makes it harder.
"""

from collections.abc import Iterable
from typing import NamedTuple

from corpus.records.record import ReplyRecord
from embeddings.encoders.centring import QUESTION_LANGUAGES
from embeddings.encoders.encoder import Encoder
from embeddings.measure.metrics import RankingScores, ranking_scores
from embeddings.search.filters import Filters
from embeddings.search.index import Index
from embeddings.texts.passages import ritual_opening

_SCORED = 10  # places


class KnownItem(NamedTuple):
    """A record whose own question was asked, and how well its reply was found."""

    record: ReplyRecord
    scores: RankingScores
    milliseconds: float  # that the search took, with the encoding of the question


def spread_records(index: Index, count: int, source: str = "") -> list[ReplyRecord]:
    """Return up to `count` answered records with a question, spread evenly over the index.

    The same index gives the same records. `source` keeps to one source, "" to none.
    """
    fit = [record.uid for record in index.records() if _is_fit(record, source)]
    chosen = (fit[place * len(fit) // count] for place in range(count)) if len(fit) > count else fit
    return [record for uid in chosen if (record := index.find(uid))]


def ask_known_items(
    index: Index,
    encoder: Encoder,
    records: Iterable[ReplyRecord],
    source: str,
    *,
    own_source: bool,
) -> list[KnownItem]:
    """Return how well the question of each of `records` finds its reply.

    `source` limits every search to one source ("" for no limit), `own_source` each to the source
    of its record. Raises EncoderMismatchError.
    """
    items = []
    for record in records:
        found = index.search(
            question_of(record),
            record.language,
            encoder,
            Filters(source=record.source if own_source else source),
            _SCORED,
            question_keys=False,
        )
        ranked = [hit.record.group for hit in found.hits]
        scores = ranking_scores(ranked, {record.group})
        items.append(KnownItem(record, scores, sum(found.timings_ms.values())))
    return items


def question_of(record: ReplyRecord) -> str:
    """Return the question of `record` without the words that say only who asks whom."""
    return record.question[ritual_opening(record.question) :].strip()


def _is_fit(record: ReplyRecord, source: str) -> bool:
    return (
        record.status.has_reply
        and record.language in QUESTION_LANGUAGES
        and source.upper() in ("", record.source.upper())
        and bool(question_of(record))
    )
