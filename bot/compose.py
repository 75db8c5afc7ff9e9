"""Extractive composition: the fewest sentences of a reply that answer, word for word.

Sentences are chosen by their nearness to the question, kept in the reply's order, and given the
sentence before them when they lean on it ("This measure ...", "Ce double mouvement ...").
"""

import re
from collections.abc import Sequence

import numpy as np

from bot.verify import Quote, quote_at
from corpus.record import ReplyRecord
from corpus.text import strip_accents
from embeddings.encoder import Encoder, Vectors
from embeddings.lexical import analyse
from embeddings.sentences import Span, split_sentences

MAX_SENTENCES = 4  # of one reply; three nearest ones hold the answering words in 9 of 10 replies
MAX_WORDS = 90  # after which no further sentence is added
_CONSIDERED = 8  # sentences compared, from the best passages; more of them measure no better
_MAX_LIST_ITEMS = 8  # of a list that follows a chosen "...:"
_SHARED_WORDS = 0.06  # weight of the share of the question's rare words, beside the cosine
_BOILERPLATE_COST = 0.05  # a cosine difference that only a truly better sentence overcomes
_FRAGMENT_COST = 0.05
_FRAGMENT_WORDS = 5
_BOILERPLATE = re.compile(
    r"honorable parlementaire|appell?er? l'attention|attire l'attention|a bien pris connaissance"
    r"|tient a (?:rappeler|souligner) que le gouvernement|est pleinement mobilise"
    r"|^(?:monsieur|madame) l[ae] (?:deputee?|senateur|senatrice)"
    r"|^i (?:am grateful|thank) |hon\. (?:member|friend)|noble lord"
)
_LEANS = re.compile(
    r"^(?:ce|cet|cette|ces|il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ceci|celui|"
    r"celle|tel est|c'est|a ce titre|a cet effet|dans ce cadre|dans ce contexte|en effet|ainsi|"
    r"par ailleurs|de plus|en outre|toutefois|cependant|neanmoins|enfin|"
    r"this|that|these|those|it|its|they|their|he|she|such|however|also|additionally|"
    r"in addition|furthermore|as such|therefore|both|the latter|the former)\b"
)
_CONNECTIVE = re.compile(
    r"^(?:en effet|ainsi|par ailleurs|de plus|en outre|toutefois|cependant|neanmoins|enfin|"
    r"however|also|additionally|in addition|furthermore|therefore)\b[, ]*"
)
_LIST_ITEM = re.compile(r"^(?:[-–•*] |\d{1,2}[.)] |\S.*? \| )")


def choose_quotes(
    record: ReplyRecord,
    passages: Sequence[Span],
    question_vector: Vectors,
    rarity: dict[str, float],
    encoder: Encoder,
) -> list[Quote]:
    """Return the runs of sentences of the reply of `record` that answer, in the reply's order.

    `passages` are the reply's passages, nearest to the question first; `question_vector` is the
    encoder's own, not centred; `rarity` weighs the question's terms (none across languages).
    """
    sentences = split_sentences(record.reply)
    considered = _considered(sentences, passages)
    if not considered:
        return []
    if _fits(record.reply, sentences, set(considered)):
        chosen = considered  # all would be taken: no need to compare them
    else:
        scores = _scores(record, sentences, considered, question_vector, rarity, encoder)
        chosen = _choose(record.reply, sentences, considered, scores)
    return [
        quote_at(record, sentences[run[0]].start, sentences[run[-1]].end) for run in _runs(chosen)
    ]


def _considered(sentences: Sequence[Span], passages: Sequence[Span]) -> list[int]:
    """Return the numbers of the sentences of the best passages, as many as are compared."""
    found: list[int] = []
    for passage in passages:
        inside = [
            i
            for i, sentence in enumerate(sentences)
            if sentence.start < passage.end and sentence.end > passage.start and i not in found
        ]
        if found and len(found) + len(inside) > _CONSIDERED:
            break
        found += inside
    return sorted(found)


def _scores(
    record: ReplyRecord,
    sentences: Sequence[Span],
    considered: Sequence[int],
    question_vector: Vectors,
    rarity: dict[str, float],
    encoder: Encoder,
) -> dict[int, float]:
    texts = [record.reply[sentences[i].start : sentences[i].end] for i in considered]
    cosines = encoder.encode_passages(texts) @ question_vector
    total = sum(rarity.values())
    scores = {}
    for number, text, cosine in zip(considered, texts, np.asarray(cosines).tolist(), strict=True):
        folded = strip_accents(text).replace("’", "'").lower()
        score = cosine
        if total and rarity:
            shared = sum(rarity.get(term, 0.0) for term in analyse(text, record.language))
            score += _SHARED_WORDS * shared / total
        if _BOILERPLATE.search(folded):
            score -= _BOILERPLATE_COST
        if len(text.split()) < _FRAGMENT_WORDS:
            score -= _FRAGMENT_COST
        scores[number] = score
    return scores


def _choose(
    reply: str, sentences: Sequence[Span], considered: Sequence[int], scores: dict[int, float]
) -> list[int]:
    chosen: set[int] = set()
    for number in sorted(considered, key=lambda i: -scores[i]):
        needed = _with_neighbours(reply, sentences, number) - chosen
        if chosen and not _fits(reply, sentences, chosen | needed):
            continue
        chosen |= needed
    return sorted(chosen)


def _with_neighbours(reply: str, sentences: Sequence[Span], number: int) -> set[int]:
    """Return `number` with the sentence that it leans on, or the list that it opens."""
    needed = {number}
    text = reply[sentences[number].start : sentences[number].end]
    folded = _CONNECTIVE.sub("", strip_accents(text).replace("’", "'").lower())
    if number and _LEANS.match(folded):
        needed.add(number - 1)
    if text.rstrip().endswith(":"):
        for item in range(number + 1, min(number + 1 + _MAX_LIST_ITEMS, len(sentences))):
            if not _LIST_ITEM.match(reply[sentences[item].start : sentences[item].end]):
                break
            needed.add(item)
    return needed


def _fits(reply: str, sentences: Sequence[Span], numbers: set[int]) -> bool:
    words = sum(len(reply[sentences[i].start : sentences[i].end].split()) for i in numbers)
    return len(numbers) <= MAX_SENTENCES and words <= MAX_WORDS


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Split ascending numbers into runs of neighbours: 3 4 7 -> [3, 4], [7]."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
