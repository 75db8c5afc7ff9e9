"""The lists here are fictional."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sentence_choice.forms import Reply
from bot.sentence_choice.inseparable import Ties
from bot.sentence_choice.plan import planned
from embeddings.texts.sentence_splitter import split_sentences
from tests.bot.sentence_choice.test_plan import worth

FIGURES = [str(n) for n in range(1, 8)]
ROMANS = ["i", "ii", "iii", "iv", "v", "vi", "vii"]
# What the items of one list begin with, by their place in it.
MARKS = [
    *([f"{bullet} "] * 7 for bullet in "-–•*o"),
    *([form.format(n) for n in FIGURES] for form in ("{}. ", "{}) ", "{}° ", "{} - ")),
    *([form.format(n) for n in "abcdefg"] for form in ("{}) ", "({}) ", "{}. ")),
    *([form.format(n) for n in ROMANS] for form in ("{}) ", "({}) ")),
    [f"{n.upper()}. " for n in ROMANS],
]
OPENINGS = ["La prime {} ne couvre pas :", "Toutefois, celles-ci, au phare {}, excluent :",
            "Keepers of light {} are not paid for:", "Only if light {} is lit:-"]  # fmt: skip
HEADERS = [*OPENINGS, "Exclusions du phare {}", "Deux conditions valent pour le phare {}.",
           "The grant {} is paid unless one of these holds."]  # fmt: skip
UNMARKED = [
    "les chiens du phare {} ;",
    "Une barque {}",
    "the boats of light {}; or",
    "Le gardien du phare {}, son chien, ses barques, leurs voiles et un coq roux, ou noir",
]
ITEMS = [*UNMARKED, "Le gardien {} dort à terre.", "Cette barque {} est neuve."]
TEXT = "La mer du phare {} est calme."


class Written:
    """A reply being written: its lines, and the headers of each of its sentences."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.lines: list[str] = []
        self.headers: dict[str, tuple[str, ...]] = {}

    def sentence(self, forms: Sequence[str], chain: tuple[str, ...], mark: str = "") -> str:
        """Return a sentence that stands only once in the reply, under the headers `chain`."""
        form = self.draw(st.sampled_from(forms))
        sentence = mark + form.format(100 + len(self.headers))
        self.headers[sentence] = chain
        return sentence

    def add_list(self, chain: tuple[str, ...], marks: list[list[str]]) -> None:
        """Write a list under `chain`, with lists in it of the other `marks`."""
        own, *others = marks
        for mark in own[: self.draw(st.integers(2, 6))]:
            opens = bool(others) and self.draw(st.integers(0, 3)) == 0
            item = self.sentence(OPENINGS if opens else ITEMS, chain, mark)
            is_long = item.endswith(".") and self.draw(st.booleans())
            self.lines.append(f"{item} {self.sentence([TEXT], chain)}" if is_long else item)
            if opens and self.draw(st.booleans()):
                self.add_list((*chain, item), others)
            elif opens:
                self.lines += [
                    self.sentence(UNMARKED, (*chain, item))
                    for _ in range(self.draw(st.integers(1, 4)))
                ]


@st.composite
def replies(draw: st.DrawFn) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Return a reply with lists in lists, and the headers of each of its sentences."""
    written = Written(draw)
    for _ in range(draw(st.integers(1, 2))):
        written.lines.append(written.sentence([TEXT], ()))
        header = written.sentence(HEADERS, ())
        written.lines.append(header)
        written.add_list((header,), draw(st.permutations(MARKS))[:3])
    return draw(st.sampled_from(["\n", "\n\n"])).join(written.lines), written.headers


@settings(max_examples=200, deadline=None)
@given(replies())
def test_every_sentence_of_a_list_comes_with_all_its_headers(
    written: tuple[str, dict[str, tuple[str, ...]]],
) -> None:
    text, headers = written
    reply = Reply(text, split_sentences(text))
    words, ties = [reply.words(n) for n in range(len(reply.sentences))], Ties(reply)
    assert words == list(headers)
    for number, sentence in enumerate(words):
        assert set(headers[sentence]) <= {words[n] for n in ties.needed(number)}


@settings(max_examples=100, deadline=None)
@given(replies(), st.lists(st.floats(0, 1), min_size=99, max_size=99))
def test_no_answer_shows_a_sentence_of_a_list_without_its_headers(
    written: tuple[str, dict[str, tuple[str, ...]]], chances: list[float]
) -> None:
    text, headers = written
    found = worth(text, dict(enumerate(chances)))
    (shown,) = planned([found], price=0.002).values()
    words = {found.reply.reply.words(number) for number in shown}
    assert {header for sentence in words for header in headers[sentence]} <= words
