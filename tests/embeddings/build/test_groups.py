"""A campaign: a thousand questions that received a hundred replies between them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.answers.answer import Source
from bot.web.kept.reference import citation
from corpus.files.file_state import FileState
from corpus.records.reading import ReadFile
from corpus.records.record import ReplyRecord, Status
from corpus.store.store import Store
from embeddings.build.build import build
from embeddings.disk.home import Home
from embeddings.generation.manifest import current_folder
from embeddings.search.index import Index
from tests.embeddings.fictional_parts import Hashing

GROUPS, EACH = 100, 10
ENCODER = Hashing()


def campaign() -> list[ReplyRecord]:
    records = []
    for number in range(1, GROUPS * EACH + 1):
        group = number % GROUPS
        base = ReplyRecord(
            uid=f"QANR5L98QE{number}", source="AN", country="FR", language="fr", kind="QE",
            title=f"redevance {group}", question="", reply=f"La redevance {group} est maintenue.",
            status=Status.ANSWERED, legislature="98", number=str(number),
            answered_on=date(2031, 6, 10),
        )  # fmt: skip
        question = f"M. Jean Brindacier{number} interroge sur la redevance {group} des phares."
        records.append(replace(base, question=question, asked_by=f"M. Jean Brindacier{number}"))
    return records


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    home = Home(tmp_path_factory.mktemp("campaign"))
    home.create()
    path = home.folder / "campaign.json"
    path.write_text("x")
    with Store(home.store) as store:
        store.put(FileState.of(path), ReadFile(campaign(), [], []))
        build(home, store, ENCODER, lambda done, total: None)
    opened = Index(current_folder(home))
    yield opened
    opened.close()


def test_a_hundred_replies_are_embedded_once_each(index: Index) -> None:
    asked = Counter(ENCODER.asked)
    passages = [text for text in asked if text.startswith("redevance") and "maintenue" in text]
    assert len(passages) == GROUPS
    assert max(asked.values()) == 1
    assert (index.manifest.records, index.manifest.groups) == (GROUPS * EACH, GROUPS)


@pytest.mark.parametrize("count", [10, 20, 100])
def test_each_reply_is_one_line_and_no_group_crowds_out_the_others(
    index: Index, count: int
) -> None:
    found = index.search("redevance des phares", "fr", ENCODER, count=count)
    replies = [hit.record.reply for hit in found.hits]
    assert len(replies) == len(set(replies)) == count


def test_every_question_of_a_reply_is_shown_by_its_number(index: Index) -> None:
    (hit, *_) = index.search("redevance des phares", "fr", ENCODER).hits
    others = tuple(index.of_group(hit))
    group = int(hit.record.number) % GROUPS
    numbers = {hit.record.number, *(other.number for other in others)}
    assert numbers == {str(n) for n in range(1, GROUPS * EACH + 1) if n % GROUPS == group}
    for language in ("fr", "en"):
        line = citation(Source(1, hit.record, others, ()), language)
        assert all(number in line for number in numbers)
