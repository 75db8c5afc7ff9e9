from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.answer import Answer, AnswerStatus, Retrieved, Source
from bot.answers.quote import Quote, quote_at
from bot.evaluation.coverage import covered_share, shown_share
from bot.evaluation.evaluate import Evaluation, evaluate, evaluation_of
from bot.evaluation.questions import ANSWERABLE, FOLLOW_UP, EvalQuestion
from bot.evaluation.report import report
from bot.parlebot import Parlebot
from corpus.records.record import ReplyRecord
from embeddings.search.index import Index
from tests.bot.bot_parts import record

CANTEEN = EvalQuestion(
    "canteen",
    "fr",
    "Combien coûte en moyenne un repas à la cantine scolaire ?",
    ANSWERABLE,
    ("QANR5L99QE103",),
    "En moyenne, un repas coûte 9,10 euros",
)
SIBLING = EvalQuestion(  # QE104 and QE105 received the same reply; the search shows one of them
    "sibling",
    "fr",
    "Mon enfant a-t-il droit au rattrapage des heures de cours perdues ?",
    ANSWERABLE,
    ("QANR5L99QE104",),
    "La continuité pédagogique est une priorité du ministère",
)
LIGHTHOUSE = record("Le phare est gardé par deux gardiens. Il fut bâti en 1850.", uid="f-1")
MILL = record("Le moulin tourne encore chaque été.", uid="f-2")


class _Texts:
    """Finds these records by uid."""

    def __init__(self, *records: ReplyRecord) -> None:
        self._records = {r.uid: r for r in records}

    def find(self, uid: str) -> ReplyRecord | None:
        return self._records.get(uid)

    def records(self) -> Iterable[ReplyRecord]:
        return self._records.values()


def _judged(answer: Answer, *gold: ReplyRecord, key: str = "gardé par deux gardiens") -> Evaluation:
    kind = ANSWERABLE if gold else "near"
    question = EvalQuestion("q", "fr", "?", kind, tuple(r.uid for r in gold), key, corpus="fr")
    return evaluation_of(question, answer, gold, texts(LIGHTHOUSE, MILL))


def texts(*records: ReplyRecord) -> Index:
    """What stands where an index stands and holds `records`."""
    return cast("Index", _Texts(*records))


def answer_with(*records: ReplyRecord, **fields: Any) -> Answer:
    """An answer that found `records` and quotes the first sentence of each."""
    sources = tuple(
        Source(n, r, (), (quote_at(r, 0, r.reply.index(".") + 1),))
        for n, r in enumerate(records, start=1)
    )
    retrieved = tuple(Retrieved(r, 1.0) for r in records)
    made = Answer("?", "?", "fr", AnswerStatus.ANSWERED, "", 0.9, False, (), sources, retrieved)
    return replace(made, **fields)


def test_the_questions_are_asked_on_the_path_of_a_citizen_and_judged(
    sample_parlebot: Parlebot,
) -> None:
    (canteen, sibling), unknown = evaluate(
        sample_parlebot, [CANTEEN, SIBLING], "", own_source=False
    )
    assert unknown == []
    for outcome in (canteen, sibling):
        assert (outcome.pair, outcome.place, outcome.is_answered) == ("fr on fr", 1, True)
        assert outcome.cited_right
        assert outcome.quotes == outcome.verified > 0
    assert canteen.quote_hit
    assert sibling.scores == (1, 1, 1, 1)


def test_a_question_whose_record_is_not_indexed_is_set_aside_not_counted_as_missed(
    sample_parlebot: Parlebot,
) -> None:
    lost = replace(CANTEEN, gold=("QANR5L99QE999",))
    assert evaluate(sample_parlebot, [lost], "", own_source=False) == ([], [lost])


def test_a_limit_to_a_source_is_a_filter_of_the_search(sample_parlebot: Parlebot) -> None:
    for source, own_source, place in (("", True, 1), ("SAMPLE", False, 1), ("UK", False, 0)):
        ((outcome,), _) = evaluate(sample_parlebot, [CANTEEN], source, own_source=own_source)
        assert outcome.place == place, (source, own_source)


def test_a_follow_up_is_asked_after_the_question_before_it(sample_parlebot: Parlebot) -> None:
    second = EvalQuestion(
        "f", "fr", "et combien en moyenne ?", FOLLOW_UP, CANTEEN.gold, history=(CANTEEN.text,)
    )
    ((outcome,), _) = evaluate(sample_parlebot, [second], "", own_source=False)
    assert outcome.place == 1
    alone = replace(second, history=())
    ((lost,), _) = evaluate(sample_parlebot, [alone], "", own_source=False)
    assert lost.place != 1
    figures = report([outcome, lost], [], [])
    assert figures["followups"]["fr"]["gold_in_first_3"]["n"] == 2
    assert figures["answerable"]["all"]["n"] == 0


def test_a_record_with_the_same_reply_is_right_too() -> None:
    twin = replace(LIGHTHOUSE, uid="f-9", question="Autre question")
    judged = _judged(answer_with(LIGHTHOUSE), twin)
    assert (judged.cited_right, judged.quote_hit, judged.place) == (True, True, 1)


def test_words_quoted_from_another_record_are_no_hit() -> None:
    copy = replace(LIGHTHOUSE, uid="f-8", reply=LIGHTHOUSE.reply + " Et plus.")
    judged = _judged(answer_with(copy), LIGHTHOUSE)
    assert (judged.cited_right, judged.quote_hit) == (False, False)


def test_a_quote_that_is_not_the_stored_reply_at_its_span_is_counted() -> None:
    forged = Source(1, LIGHTHOUSE, (), (Quote("Le phare est gardé par dix gardiens.", 0, 37),))
    judged = _judged(answer_with(LIGHTHOUSE, sources=(forged,)), LIGHTHOUSE)
    assert (judged.quotes, judged.verified) == (1, 0)
    assert report([judged], [], [])["quotes"]["verified"] == 0


def test_the_length_of_answers_is_counted_in_words_refusals_left_out() -> None:
    answer = replace(answer_with(LIGHTHOUSE), answer="Le phare est gardé par deux gardiens. [1]")
    refused = replace(answer, status=AnswerStatus.NOT_COVERED, answer="Rien n'a été trouvé.")
    figures = report([_judged(a, LIGHTHOUSE) for a in (answer, refused)], [], [])["quotes"]
    quoted = " ".join(quote.text for source in answer.sources for quote in source.quotes)
    assert figures["mean_words"] == len(quoted.split())
    assert figures["mean_answer_words"] == 8


@pytest.mark.parametrize(
    ("fields", "answered", "plain", "right"),
    [
        ({}, True, True, True),
        ({"reserved": True}, True, False, True),
        ({"status": AnswerStatus.PARTIAL}, True, False, True),
        ({"status": AnswerStatus.NOT_COVERED}, False, False, True),
        ({"status": AnswerStatus.NOT_ANSWERED_YET}, False, False, True),
        ({"status": AnswerStatus.OUT_OF_SCOPE, "retrieved": ()}, False, False, False),
    ],
)
def test_what_counts_as_answered_plain_and_right(
    fields: dict[str, Any], answered: bool, plain: bool, right: bool
) -> None:
    judged = _judged(answer_with(LIGHTHOUSE, MILL, **fields), LIGHTHOUSE)
    assert (judged.is_answered, judged.is_plain, judged.is_right) == (answered, plain, right)
    assert judged.quote_hit == answered


def test_the_nearest_replies_of_a_refusal_are_not_cited() -> None:
    refused = answer_with(LIGHTHOUSE, status=AnswerStatus.NOT_COVERED)
    assert not _judged(refused, LIGHTHOUSE).cited_right


def test_an_unanswerable_question_has_no_ranking_and_is_never_right() -> None:
    judged = _judged(answer_with(LIGHTHOUSE))
    assert (judged.scores, judged.is_right, judged.pair) == (None, False, "fr on fr")


def test_plain_answers_count_answerable_and_unanswerable_questions_together() -> None:
    figures = report(
        [
            _judged(answer_with(LIGHTHOUSE), LIGHTHOUSE),
            _judged(answer_with(MILL, LIGHTHOUSE), LIGHTHOUSE),
            _judged(answer_with(MILL, reserved=True), LIGHTHOUSE),
            _judged(answer_with(MILL, confidence=0.1)),
        ],
        [],
        [],
    )
    assert figures["plain_answers"]["right"]["value"] == pytest.approx(2 / 3)
    assert figures["plain_answers"]["first_right"]["value"] == pytest.approx(1 / 3)
    assert figures["answerable"]["all"]["plain"]["value"] == pytest.approx(2 / 3)
    near = figures["unanswerable"]["kinds"]["near"]["all"]
    assert (near["answered"]["value"], near["answered_plain"]["value"]) == (1, 1)
    assert near["answered_at_5_percent_refused"]["value"] == 0  # 0.1 is under all answerable ones
    assert near["area_under_curve"]["value"] == 1


def test_the_calibration_compares_the_probability_with_being_right() -> None:
    outcomes = [_judged(answer_with(LIGHTHOUSE, confidence=0.75), LIGHTHOUSE) for _ in range(3)]
    outcomes.append(_judged(answer_with(MILL, confidence=0.75)))
    calibration = report(outcomes, [], [])["calibration"]
    assert calibration["error"] == pytest.approx(0)
    assert calibration["bins"][0]["share_right"] == 0.75


def test_a_key_is_covered_whatever_the_typesetter_did() -> None:
    assert covered_share("l’État versera « 4 euros »", ["L'État versera 4 euros."]) == 1
    assert covered_share("un deux trois quatre", ["un deux", "quatre"]) == 0.75
    assert covered_share("quatre trois", ["trois quatre"]) == 0.5
    assert covered_share("?!", ["un"]) == 0


def test_words_are_shown_in_any_order_but_each_as_often_as_it_stands() -> None:
    assert shown_share("l’État versera « 4 euros »", ["4 euros.", "L'État versera"]) == 1
    assert shown_share("un deux un trois", ["trois un deux"]) == 0.75
    assert shown_share("?!", ["un"]) == 0


@given(st.lists(st.sampled_from(["un", "deux", "trois"]), min_size=1), st.text())
def test_a_key_shown_whole_is_covered_whole(words: list[str], around: str) -> None:
    key = " ".join(words)
    assert covered_share(key, [f"{around} {key} {around}"]) == 1
    assert 0 <= covered_share(key, [around]) <= 1
