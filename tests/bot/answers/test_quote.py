import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answers.quote import Quote, is_verified, quote_at
from corpus.records.record import Status
from embeddings.texts.sentence_splitter import split_sentences
from tests.bot.bot_parts import record

REPLY = record(
    "L'aide « Phare » s'élève à 1 250 euros – soit 12,5 % du coût. Elle est versée en mai. "
    "M. le ministre l'a rappelé : aucune commune n'en est exclue. Le décret n° 2024-12 suit.\n"
    "Un bilan sera remis en 2027… Il sera public."
)
SENTENCES = split_sentences(REPLY.reply)
_RUNS = st.tuples(st.integers(0, len(SENTENCES) - 1), st.integers(0, len(SENTENCES) - 1)).map(
    lambda ends: (SENTENCES[min(ends)].start, SENTENCES[max(ends)].end)
)


@settings(max_examples=60, deadline=None)
@given(_RUNS)
def test_any_run_of_sentences_of_a_reply_is_verified(span: tuple[int, int]) -> None:
    quote = quote_at(REPLY, *span)
    assert quote.text == REPLY.reply[slice(*span)]
    assert is_verified(quote, REPLY)


@settings(max_examples=150, deadline=None)
@given(_RUNS, st.data())
def test_one_letter_or_digit_changed_is_no_quote(
    span: tuple[int, int], data: st.DataObject
) -> None:
    text = REPLY.reply[slice(*span)]
    at = data.draw(st.sampled_from([i for i, c in enumerate(text) if c.isalnum()]))
    other = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyzàéèABCDEFG0123456789"))
    changed = text[:at] + other + text[at + 1 :]
    assert is_verified(Quote(changed, *span), REPLY) == (changed == text)


@settings(max_examples=80, deadline=None)
@given(_RUNS, st.data())
def test_one_word_less_more_or_elsewhere_is_no_quote(
    span: tuple[int, int], data: st.DataObject
) -> None:
    words = REPLY.reply[slice(*span)].split(" ")
    at = data.draw(st.sampled_from([i for i, w in enumerate(words) if any(map(str.isalnum, w))]))
    without = words[:at] + words[at + 1 :]
    doubled = [*words[: at + 1], words[at], *words[at + 1 :]]
    negated = [*words[: at + 1], "pas", *words[at + 1 :]]
    for changed in (without, doubled, negated):
        assert not is_verified(Quote(" ".join(changed), *span), REPLY)


@settings(max_examples=80, deadline=None)
@given(_RUNS, st.integers(-40, 40), st.integers(-40, 40))
def test_a_span_that_is_shifted_is_no_quote(span: tuple[int, int], left: int, right: int) -> None:
    quote = quote_at(REPLY, *span)
    start, end = span[0] + left, span[1] + right
    inside = 0 <= start < end <= len(REPLY.reply)
    same = inside and REPLY.reply[start:end].strip() == quote.text
    assert is_verified(Quote(quote.text, start, end), REPLY) == same


_TYPESETTING = {
    " ": [" ", "  ", "\u00a0", "\u202f", "\n", "\t", " \u2009"],
    "\n": ["\n", " ", "\n\n", "\r\n"],
    "'": ["'", "’", "‘"],
    "–": ["–", "-", "—", "\u2011"],
    "…": ["…", "..."],
}


@settings(max_examples=150, deadline=None)
@given(_RUNS, st.data())
def test_the_typesetters_choices_do_not_undo_a_quote(
    span: tuple[int, int], data: st.DataObject
) -> None:
    text = ""
    for character in REPLY.reply[slice(*span)]:
        text += data.draw(st.sampled_from(_TYPESETTING.get(character, [character])))
        text += data.draw(st.sampled_from(["", "", "", "\u00ad", "\u200b", "\ufeff"]))
    assert is_verified(Quote(text, *span), REPLY)


@pytest.mark.parametrize("span", [(-1, 5), (5, 5), (9, 3), (0, 100_000)])
def test_there_is_no_quote_outside_of_a_reply(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="f-1"):
        quote_at(REPLY, *span)
    assert not is_verified(Quote("L'aide", *span), REPLY)


def test_the_members_question_is_never_a_verified_quote() -> None:
    question = REPLY.question
    for start in range(len(REPLY.reply) - len(question)):
        assert not is_verified(Quote(question, start, start + len(question)), REPLY)
    assert not is_verified(Quote(question, 0, len(question)), REPLY)


@pytest.mark.parametrize("status", [s for s in Status if not s.has_reply], ids=str)
def test_words_that_are_no_reply_on_the_substance_are_never_verified(status: Status) -> None:
    holding = record("Je vous répondrai bientôt.", status=status)
    assert not is_verified(quote_at(holding, 0, 26), holding)


def test_nothing_is_not_a_quote() -> None:
    spaced = record("a \u00ad b")
    assert not is_verified(Quote("", 1, 3), spaced)
