"""What is measured of a found reply beside the question and the other replies found."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.question.asked_for import ASKS_DATE, ASKS_NUMBER, ASKS_WHO_OR_WHERE, DATE, NUMBER
from bot.question.kinds import QuestionKind, log_odds
from bot.relevance.foreign_places import named_places, names_any
from bot.sentence_choice.likelihood import shares
from embeddings.lexical.bm25 import analyse
from embeddings.search.features import Features
from embeddings.search.index import Hit

_MARGIN_RANK = 4  # the fifth hit: how far a reply stands out from the merely related
_USUAL_COMPANY = 0.1  # of a reply that is found alone: filters leave it no company to be judged by
_NEAR_SENTENCES = 3  # of the reply, where what the question asks for is looked for
_KINDS = tuple(kind.value for kind in QuestionKind if kind != QuestionKind.POLICY)


class Signals(NamedTuple):
    """What the models look at, for one reply of those found."""

    features: Features  # what the fusion looks at
    score: float  # of the fusion
    behind: float  # that score less the best one's
    share: float  # of exp(score) among the replies found
    lead: float  # of the score over the best other one's
    margin: float  # ... and over the fifth's
    doubt: float  # entropy of the shares: how undecided the fusion is between the replies
    company: float  # mean cosine, by words, of its best passage with those of the other replies
    passage_share: float  # of the question's words, by rarity, in the best passage
    lacks_rarest: float  # 1 when the question's rarest word is not in the record
    missing: float  # summed rarity of the question's words that the record lacks
    held: float  # ... that it has
    nearest: float  # mean cosine of the three nearest sentences
    asks_number: float  # 1 when the question asks how many or how much
    no_number: float  # 1 when it does and the nearest sentences hold no number
    asks_date: float
    no_date: float
    asks_who_or_where: float
    place_elsewhere: float  # 1 when the question names a foreign country that the record does not
    abroad: float  # 1 when question and reply differ in language
    nearest_abroad: float  # `nearest` when they do, else 0
    question_abroad: float  # how near the member's question is when they do, else 0
    personal: float  # log-odds of this kind of question against one of policy, -6 to 3
    opinion: float
    danger: float
    other: float
    elsewhere: float

    def by_name(self) -> dict[str, float]:
        """Return the value of each signal, the features of the fusion among them."""
        own = self._asdict()
        features: Features = own.pop("features")
        return features._asdict() | own


NO_SIGNALS = Signals(Features(*[0.0] * len(Features._fields)), *[0.0] * (len(Signals._fields) - 1))


def relevance_signals(
    hits: Sequence[Hit],
    question: str,
    rarities: Mapping[str, dict[str, float]],
    kinds: dict[QuestionKind, float],
    language: str,
) -> list[Signals]:
    """Measure each of `hits`, all that were found, against `question`, asked in `language`.

    `rarities` weigh the question's terms by the language of a reply; `kinds` are the probabilities
    of its kinds.
    """
    scores = [hit.score for hit in hits]
    share = shares(scores) if scores else []
    doubt = -sum(part * math.log(part) for part in share if part > 0)
    passages = [_best_passage(hit) for hit in hits]
    asks_number, asks_date = bool(ASKS_NUMBER.search(question)), bool(ASKS_DATE.search(question))
    asks_who_or_where = bool(ASKS_WHO_OR_WHERE.search(question))
    places = named_places(question)
    odds = dict(zip(_KINDS, log_odds(kinds), strict=True))
    measured = []
    for place, hit in enumerate(hits):
        record = hit.record
        rarity = rarities.get(record.language, {})
        total = sum(rarity.values())
        near = hit.sentences[:_NEAR_SENTENCES]
        words = " ".join(record.reply[span.start : span.end] for span, _ in near)
        nearest = sum(cosine for _, cosine in near) / max(len(near), 1)
        abroad = record.language != language
        others = [score for other, score in enumerate(scores) if other != place]
        held = sum(w for term, w in rarity.items() if term in passages[place])
        measured.append(
            Signals(
                hit.features,
                score=hit.score,
                behind=hit.score - scores[0],
                share=share[place],
                lead=hit.score - max(others, default=hit.score),
                margin=hit.score - scores[min(_MARGIN_RANK, len(scores) - 1)],
                doubt=doubt,
                company=_company(passages, place),
                passage_share=held / total if total else 0.0,
                lacks_rarest=hit.overlap.lacks_rarest,
                missing=hit.overlap.missing,
                held=hit.overlap.held,
                nearest=nearest,
                asks_number=asks_number,
                no_number=asks_number and not NUMBER.search(words),
                asks_date=asks_date,
                no_date=asks_date and not DATE.search(words),
                asks_who_or_where=asks_who_or_where,
                place_elsewhere=bool(places) and not names_any(places, record),
                abroad=abroad,
                nearest_abroad=nearest * abroad,
                question_abroad=hit.features.question * abroad,
                **odds,
            )
        )
    return measured


def _best_passage(hit: Hit) -> frozenset[str]:
    """Return the terms of the reply's nearest passage."""
    record = hit.record
    start, end = hit.passages[0] if hit.passages else (0, 0)
    return frozenset(analyse(record.reply[start:end], record.language))


def _company(passages: Sequence[frozenset[str]], place: int) -> float:
    if len(passages) == 1:
        return _USUAL_COMPANY
    own = passages[place]
    others = [terms for other, terms in enumerate(passages) if other != place]
    shared = [len(own & terms) / math.sqrt(len(own) * len(terms) or 1) for terms in others]
    return sum(shared) / len(shared)
